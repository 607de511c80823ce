"""A browser test may be tried once more, all anew, and that is told with its first failure."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INI = "[pytest]\nmarkers = browser: in a browser\n"
TESTS = """
from pathlib import Path
import pytest
TRIES = Path(__file__).with_name("tries")

@pytest.fixture(scope="module")
def server():
    TRIES.write_text(TRIES.read_text() + "s" if TRIES.exists() else "s")
    return len(TRIES.read_text())

@pytest.mark.browser
def test_a_race(server):
    assert server > 1, "lost the race"

@pytest.mark.browser
def test_nothing_wrong(server, record_property):
    record_property("figure", "keystrokes: 4")
    assert server == 2, "the second server stays"
"""
BROKEN = """
import pytest

@pytest.mark.browser
def test_broken():
    assert False, "broken for good"
"""
NOT_IN_A_BROWSER = """
from pathlib import Path
TRIES = Path(__file__).with_name("tries")

def test_once():
    tried = TRIES.exists()
    TRIES.touch()
    assert tried, "tried once"
"""


def run(folder: Path, tests: str, *words: str) -> subprocess.CompletedProcess[str]:
    (folder / "pytest.ini").write_text(INI, encoding="utf-8")
    (folder / "test_it.py").write_text(tests, encoding="utf-8")
    where = ("--rootdir", str(folder), "-c", str(folder / "pytest.ini"), str(folder / "test_it.py"))
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "xdist", "-p", "tests.browser_runs", *where, *words],
        cwd=ROOT,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("workers", ["0", "1"])
def test_a_race_passes_at_the_second_try_with_a_new_server_and_its_first_failure_is_told(
    tmp_path: Path, workers: str
) -> None:
    done = run(tmp_path, TESTS, "--second-try", "-n", workers)
    assert done.returncode == 0, done.stdout
    assert "2 passed, 1 tried again" in done.stdout
    assert "↻ test_it.py::test_a_race (call)" in done.stdout
    assert "lost the race" in done.stdout
    assert "keystrokes: 4" in done.stdout
    assert (tmp_path / "tries").read_text() == "ss"


def test_what_fails_twice_has_failed(tmp_path: Path) -> None:
    done = run(tmp_path, BROKEN, "--second-try")
    assert done.returncode == 1, done.stdout
    assert "1 failed, 1 tried again" in done.stdout


def test_only_a_browser_is_given_a_second_try_and_only_when_asked(tmp_path: Path) -> None:
    assert run(tmp_path, NOT_IN_A_BROWSER, "--second-try").returncode == 1
    once = run(tmp_path, BROKEN)
    assert once.returncode == 1
    assert "tried again" not in once.stdout
