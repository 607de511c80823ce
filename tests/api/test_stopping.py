"""Told to stop, the server stops: whatever was about to happen in that very turn."""

import asyncio
from pathlib import Path

import pytest

from console.composition import build
from console.settings import Settings
from dispatch.board import Touched
from tests.support.running import shiyan

REQUIREMENTS = ("SYS-08",)

TURNS = range(6)
"""Between a nudge and the cancel: where they meet depends on the interpreter."""
ENDS_WITHIN_S = 60.0


@pytest.mark.parametrize("turns", TURNS)
def test_a_ticker_nudged_while_it_is_told_to_stop_stops(tmp_path: Path, turns: int) -> None:
    system = build(
        Settings(
            database_url=f"sqlite:///{tmp_path / 'liandong.sqlite3'}",
            anchor_path=tmp_path / "journal.anchor",
            jt808=False,
        ),
        region=shiyan(),
    )

    async def nudge_and_stop() -> None:
        system.alarms.start()
        for _ in range(10):  # until it sleeps
            await asyncio.sleep(0.01)
        system.alarms.follow(Touched())
        for _ in range(turns):
            await asyncio.sleep(0)
        stopping = asyncio.ensure_future(system.alarms.stop())
        done, _ = await asyncio.wait([stopping], timeout=ENDS_WITHIN_S)
        assert done, "the ticker goes on"

    asyncio.run(nudge_and_stop())
    system.close()
