"""The database goes away under load: an alarm, no acknowledgement, and back without anybody's help.

A full disk is made by the system refusing every write of the server's process; a dead PostgreSQL
by killing it.
"""

import contextlib
import ctypes
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from console.composition import load_region
from geo.database import DatabaseUnusable
from geo.database.cluster import PrivateCluster
from tests.durability.audit import Books, audit
from tests.durability.desks import Ack, Room, board_on_screen
from tests.durability.victim import Victim
from tests.machine import require

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

DESKS = 4
_SET_CHILD_SUBREAPER = 36


class PostgresKilled:
    """A cluster of its own, because the other tests of this run need theirs."""

    def __init__(self, folder: Path) -> None:
        self.cluster = PrivateCluster(folder)
        self._pid_file = folder / "data" / "postmaster.pid"
        # Its first process becomes a child of ours: where nobody else buries the dead (in many a
        # container), pg_ctl would take a killed server for a running one.
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1)

    def kill(self, how: signal.Signals) -> None:
        """SIGQUIT ends all its processes at once, SIGKILL the first of them without a word."""
        pid = int(self._pid_file.read_text().split()[0])
        os.kill(pid, how)
        os.waitpid(pid, 0)

    def start(self) -> None:
        """Start again, when what is left of the killed one has gone."""

        def started() -> bool:
            with contextlib.suppress(DatabaseUnusable):
                self.cluster.start()
                return True
            return False

        until(started, 30)


@pytest.fixture
def postgres() -> Iterator[PostgresKilled]:
    folder = Path(tempfile.mkdtemp(prefix="liandong-"))
    folder.chmod(0o755)
    killed = PostgresKilled(folder / "pg")
    try:
        try:
            killed.cluster.start()
            killed.cluster.ensure_database()
        except DatabaseUnusable as error:
            require(False, str(error))
        yield killed
    finally:
        killed.cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.postgis
@pytest.mark.parametrize("how", [signal.SIGQUIT, signal.SIGKILL], ids=lambda how: how.name)
def test_a_killed_postgresql_raises_the_alarm_and_loses_nothing(
    postgres: PostgresKilled, how: signal.Signals, tmp_path: Path
) -> None:
    @contextlib.contextmanager
    def dead() -> Iterator[None]:
        postgres.kill(how)
        try:
            yield
        finally:
            postgres.start()

    with Victim(tmp_path, database_url=postgres.cluster.url(), log_level="error") as victim:
        acks, shown = out_and_back(victim, dead)
    assert books_of(victim, acks, shown) == Books()


def test_a_full_disk_raises_the_alarm_and_loses_nothing(tmp_path: Path) -> None:
    with Victim(tmp_path, log_level="error", snapshot_every=100) as victim:
        acks, shown = out_and_back(victim, victim.full_disk)
    assert books_of(victim, acks, shown) == Books()


def out_and_back(
    victim: Victim, outage: Callable[[], contextlib.AbstractContextManager[None]]
) -> tuple[list[Ack], Any]:
    """Three times in the middle of the work nothing can be kept for a while."""
    until(lambda: not alarms(victim), 60)  # its roads are loaded
    with Room(victim.port, DESKS, seed=1) as room:
        for _ in range(3):
            work_on(room)
            with outage():
                refused_after = room.unavailable + DESKS
                until(partial(told_more_than, room, refused_after), 15)
                assert room.problem["code"] == "journal_unavailable"
                assert room.problem["remedy"]
                acknowledged = len(room.acks)
                assert alarms(victim) == {"journal_unavailable"}
                assert victim.health()["status"] == "degraded"
                sleep(0.5)
                assert len(room.acks) == acknowledged, "acknowledged what cannot have been kept"
            until(lambda: not alarms(victim), 20)
        work_on(room)
    assert room.other_answers == []
    return room.acks, board_on_screen(victim.port)


def books_of(victim: Victim, acks: list[Ack], shown: Any) -> Books:
    """What the database holds once the server has ended, against what was promised."""
    anchor, region = victim.folder / "journal.anchor", load_region("shiyan")
    return audit(victim.database_url, anchor, acks, region, shown)


def told_more_than(room: Room, times: int) -> bool:
    """Whether desks heard more often than that that nothing can be kept."""
    return room.unavailable > times


def work_on(room: Room) -> None:
    """Every desk gets something done."""
    goal = len(room.acks) + 20
    until(lambda: len(room.acks) >= goal, 20)
    room.check()


def alarms(victim: Victim) -> set[str]:
    """The codes of what is wrong now."""
    return {alarm["code"] for alarm in victim.health()["alarms"]}


def until(true: Callable[[], bool], within_s: float) -> None:
    """Wait for something to become true."""
    deadline_s = monotonic() + within_s
    while not true():
        if monotonic() > deadline_s:
            raise AssertionError("it did not come about")
        sleep(0.02)
