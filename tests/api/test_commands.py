"""The command line: what a person types wrong is told in words, with exit code 2."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.running import run_server
from tests.support.server import free_port


def liandong(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("LIANDONG_")},
        "LIANDONG_DATABASE_URL": f"sqlite:///{folder / 'liandong.sqlite3'}",
        "LIANDONG_ANCHOR_PATH": str(folder / "journal.anchor"),
        "LIANDONG_PORT": str(free_port()),
        "PYTHONUTF8": "1",
        **settings,
    }
    command = [sys.executable, "-m", "console", *arguments]
    return subprocess.run(
        command, env=environment, capture_output=True, encoding="utf-8", timeout=60, check=False
    )


def test_the_first_login_is_made_on_the_command_line_and_works(tmp_path: Path) -> None:
    made = liandong(tmp_path, "user", "add", "wang", "--role", "admin", "--password", "long-enough")
    assert made.returncode == 0, made.stderr
    again = liandong(
        tmp_path, "user", "add", "wang", "--role", "admin", "--password", "long-enough"
    )
    assert again.returncode == 2
    assert "已存在" in again.stderr
    with run_server(tmp_path) as server:
        assert server.seat("wang", "long-enough").user["role"] == "admin"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["user", "add", "a", "--role", "admin", "--password", "short"], "密码至少"),
        (["user", "add", "a", "--role", "crew", "--password", "long-enough"], "车辆"),
        (
            ["user", "add", "a", "--role", "planner", "--unit", "X", "--password", "long-enough"],
            "没有机构",
        ),
    ],
)
def test_a_login_that_makes_no_sense_is_refused(
    tmp_path: Path, arguments: list[str], word: str
) -> None:
    done = liandong(tmp_path, *arguments)
    assert done.returncode == 2
    assert word in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"LIANDONG_REGION": "no-such-pack"}, "没有这个文件夹"),
        (
            {"LIANDONG_DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none"},
            "数据库连接中断",
        ),
        ({"LIANDONG_PORT": "0"}, "LIANDONG_PORT"),
        ({"LIANDONG_HOST": "203.0.113.7"}, "无法监听"),
    ],
)
def test_a_server_that_cannot_start_says_why_and_what_helps(
    tmp_path: Path, settings: dict[str, str], word: str
) -> None:
    done = liandong(tmp_path, "serve", **settings)
    assert done.returncode == 2, done.stderr
    assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_server_on_the_same_journal_is_refused(tmp_path: Path) -> None:
    with run_server(tmp_path):
        done = liandong(tmp_path, "serve")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_the_journal_is_verified_and_a_missing_one_is_told(tmp_path: Path) -> None:
    missing = liandong(tmp_path, "journal", "verify")
    assert (missing.returncode, "Traceback" in missing.stderr) == (2, False)
    with run_server(tmp_path) as server:
        server.call_in()
    whole = liandong(tmp_path, "journal", "verify")
    assert whole.returncode == 0, whole.stderr
    assert "完好" in whole.stdout


def test_a_good_pack_passes_and_a_missing_one_is_told(tmp_path: Path) -> None:
    missing = liandong(tmp_path, "region", "check", str(tmp_path / "nowhere"))
    assert missing.returncode == 1
    assert "没有这个文件夹" in missing.stdout
