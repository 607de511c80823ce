"""Kill the server under load, again and again: what was acknowledged is there, and there once."""

import sys
from pathlib import Path
from random import Random
from statistics import median
from time import monotonic, sleep

import pytest

from console.composition import load_region
from tests.durability.audit import Books, audit
from tests.durability.desks import Room, board_on_screen
from tests.durability.victim import Victim

REQUIREMENTS = ("SYS-05", "REC-01")

SEED = 120
DESKS = 4
KILLS = 10
KILLS_SOAK = 200
LIVES_S = (0.05, 0.6)
"""How long a server lives after it has answered first."""

pytestmark = pytest.mark.slow

EACH_DATABASE = pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgis", marks=pytest.mark.postgis)]
)


@EACH_DATABASE
@pytest.mark.timeout(600)
def test_nothing_acknowledged_is_lost_or_doubled_when_the_server_is_killed(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    kill_again_and_again(database, KILLS, tmp_path, request)


@pytest.mark.soak
@EACH_DATABASE
@pytest.mark.timeout(3000)
def test_nothing_is_lost_or_doubled_in_two_hundred_kills(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    kill_again_and_again(database, KILLS_SOAK, tmp_path, request)


def kill_again_and_again(
    database: str, kills: int, folder: Path, request: pytest.FixtureRequest
) -> None:
    """Work, kill, start, work on; then hold the books against what the desks were told."""
    url = request.getfixturevalue("postgis_url") if database == "postgis" else None
    chance = Random(SEED)
    back_s: list[float] = []
    with Victim(folder, database_url=url, snapshot_every=100, log_level="warning") as victim:
        with Room(victim.port, DESKS, SEED) as room:
            for _ in range(kills):
                sleep(chance.uniform(*LIVES_S))
                room.check()
                victim.kill()
                killed_s = monotonic()
                victim.start()
                back_s.append(monotonic() - killed_s)
        shown = board_on_screen(victim.port)
    books = audit(
        victim.database_url, folder / "journal.anchor", room.acks, load_region("shiyan"), shown
    )
    with request.getfixturevalue("capsys").disabled():
        sys.stdout.write(
            f"\n{database}: {kills} kills, {len(room.acks)} acknowledged, {room.doubts} doubts "
            f"asked again, {len(books.lost)} lost, {len(books.doubled)} doubled; restart to ready "
            f"p50 {median(back_s):.2f} s, max {max(back_s):.2f} s (imports done beforehand)\n"
        )
    assert books == Books()
    assert room.other_answers == [], "a repeated wish was answered differently"
    assert room.doubts >= kills // 2, "the kills met nobody at work"
