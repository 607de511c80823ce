"""``make demo`` as a visitor knows it: start, look, Ctrl-C, start again, and the day goes on."""

import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import pytest

from simulations.day.main import COUNTY_DESKS
from stations.status import IDLE
from tests.support.running import Desks, Seat, at
from tests.support.server import ServerProcess

REQUIREMENTS = ("SYS-08",)

pytestmark = pytest.mark.slow

FAST = 120.0
STARTS_WITHIN_S = 60.0
STOPS_WITHIN_S = 20.0
SERVED = 1
SORTIE_WITHIN_S = 150.0
CLOCK_LOSS_MS = 300_000
"""Of a clock that runs 120 times too fast, two and a half real seconds may be lost."""


def board_of(admin: Seat) -> dict[str, Any]:
    board: dict[str, Any] = admin.get("/board").json()
    return board


def tasks_of(board: dict[str, Any]) -> list[dict[str, Any]]:
    return [task for incident in board["incidents"] for task in incident["tasks"]]


def journal_of(admin: Seat) -> list[dict[str, Any]]:
    """Every entry there is."""
    entries: list[dict[str, Any]] = []
    while True:
        after = entries[-1]["seq"] if entries else 0
        page = admin.get("/journal", params={"after": after, "limit": 1000}).json()["entries"]
        if not page:
            return entries
        entries += page


def served_by_colleagues(board: dict[str, Any]) -> list[dict[str, Any]]:
    """Sorties that a simulated dispatcher ordered and that are over."""
    return [
        t for t in tasks_of(board) if not t["active"] and t["ordered_by"]["user"] in COUNTY_DESKS
    ]


def wait_until_served(demo: ServerProcess, desks: Desks) -> dict[str, Any]:
    """The board once some incidents are over and some are under way."""
    deadline_s = time.monotonic() + SORTIE_WITHIN_S
    while time.monotonic() < deadline_s:
        board = board_of(desks.seat("admin"))
        if len(served_by_colleagues(board)) >= SERVED and any(t["active"] for t in tasks_of(board)):
            return board
        time.sleep(0.5)
    raise AssertionError(f"colleagues serve nobody:\n{demo.log[-3000:]}")


def end_by_ctrl_c(demo: ServerProcess) -> None:
    """It stops soon, in order, says nothing ugly and leaves nobody behind."""
    assert demo.process is not None
    demo.press_ctrl_c()
    assert demo.process.wait(STOPS_WITHIN_S) == 0, demo.log
    assert not demo.left_over()
    assert "Traceback" not in demo.log


@pytest.mark.timeout(420)
def test_a_day_that_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    demo = ServerProcess(tmp_path, command="demo", accounts=False, demo_speed=FAST)
    with demo, at(demo.url) as desks:
        wait_until_served(demo, desks)
        under_way = {t["id"]: t for t in tasks_of(board_of(desks.seat("admin"))) if t["active"]}
        stopped_ms = desks.seat("admin").get("/clock").json()["now_ms"]
        end_by_ctrl_c(demo)
    assert under_way

    demo = ServerProcess(tmp_path, command="demo", accounts=False, demo_speed=1)
    with demo, at(demo.url) as desks:
        admin = desks.seat("admin")
        resumed = board_of(admin)
        assert stopped_ms - CLOCK_LOSS_MS <= resumed["now_ms"] <= stopped_ms + CLOCK_LOSS_MS
        known = {task["id"] for task in tasks_of(resumed)}
        assert known >= under_way.keys()
        admin.do("/clock", {"speed": FAST})
        vehicles = {task["vehicle_id"] for task in under_way.values()}
        wait_until_over(demo, admin, under_way.keys(), vehicles)
        nothing_is_doubled(journal_of(admin))
        end_by_ctrl_c(demo)
    where = {"database_url": demo.database_url, "anchor_path": f"{tmp_path / 'journal.anchor'}"}
    verified = liandong("journal", "verify", **where)
    assert verified.returncode == 0, verified.stderr


def wait_until_over(
    demo: ServerProcess, admin: Seat, task_ids: Collection[str], vehicles: set[str]
) -> None:
    """Every task that was under way ends, and its vehicle has been free again since."""
    deadline_s = time.monotonic() + SORTIE_WITHIN_S
    busy = set(vehicles)
    while time.monotonic() < deadline_s:
        board = board_of(admin)
        active = {task["id"] for task in tasks_of(board) if task["active"]}
        busy -= {v["id"] for v in board["vehicles"] if v["state"] in IDLE}
        if not busy and active.isdisjoint(task_ids):
            return
        time.sleep(0.3)
    raise AssertionError(f"still busy: {busy}\n{demo.log[-3000:]}")


def nothing_is_doubled(entries: list[dict[str, Any]]) -> None:
    """Every call rang once, and every number of a task was given once."""
    for kind, name in (("CallRang", "call_id"), ("VehicleDispatched", "task_id")):
        times = Counter(e["event"][name] for e in entries if e["kind"] == kind)
        assert times, kind
        assert [one for one, count in times.items() if count > 1] == []
    assert [e["seq"] for e in entries] == list(range(1, len(entries) + 1))


MOMENTS: dict[str, Callable[[ServerProcess], bool]] = {
    "loading": lambda demo: True,
    "opening the database": lambda demo: (demo.folder / "liandong.sqlite3").exists(),
    "greeting": lambda demo: demo.url in demo.log,
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_ctrl_c_while_it_starts_ends_it_without_a_traceback(tmp_path: Path, moment: str) -> None:
    demo = ServerProcess(tmp_path, command="demo", accounts=False)
    demo.start(wait=False)
    assert demo.process is not None
    deadline_s = time.monotonic() + STARTS_WITHIN_S
    time.sleep(0.3)
    while not MOMENTS[moment](demo):
        assert time.monotonic() < deadline_s, demo.log
        time.sleep(0.01)
    demo.press_ctrl_c()
    demo.process.wait(STOPS_WITHIN_S)
    assert not demo.left_over()
    assert "Traceback" not in demo.log


def liandong(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("LIANDONG_")}
    given = {f"LIANDONG_{name.upper()}": value for name, value in settings.items()}
    return subprocess.run(
        [sys.executable, "-m", "console", *words],
        env={**environment, **given, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_a_taken_port_is_told_with_its_remedy(tmp_path: Path, command: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        database = f"sqlite:///{tmp_path / 'liandong.sqlite3'}"
        done = liandong(command, port=port, database_url=database)
    assert done.returncode == 2, done.stderr
    assert "LIANDONG_PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_every_bad_setting_is_named_with_what_would_do() -> None:
    bad = {"port": "80000", "clock_speed": "fast", "database_url": "mysql://x", "prot": "8120"}
    done = liandong("demo", **bad)
    assert done.returncode == 2, done.stderr
    for name, value in bad.items():
        assert f"LIANDONG_{name.upper()} = {value!r}" in done.stderr
    assert "Traceback" not in done.stderr
