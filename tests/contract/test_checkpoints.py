"""A past hour begins at a checkpoint: the same board as from the first entry, and as live then."""

from contextlib import closing
from typing import Any

import msgspec
import pytest

from console.history.checkpoints import AT_A_TIME_MAX, CheckpointKeeping
from dispatch.board import Board, dump, forget, restore
from dispatch.domain import commands as c
from dispatch.journal.checkpoints import DAY_MS, HOUR_MS, HOURS_KEPT_MS
from dispatch.journal.stored import StoredJournal
from dispatch.projections.past import PastBoard
from dispatch.writer import KEEP_CLOSED_MS
from tests.contract.stores import DatabaseStore
from tests.support.room import Room
from tests.support.scenario_stage import GATEWAY
from tests.support.small_world import CITY_DESK, EIGHT_MS

REQUIREMENTS = ("UI-01", "REC-03")

HOURS = 30


def live_through(journal: Any) -> tuple[Room, dict[int, Board]]:
    """Thirty hours with something in each; and what the live board was at the end of each."""
    seen: dict[int, Board] = {}
    with Room(journal=journal) as room:
        for hour in range(HOURS):
            call = f"C{hour}"
            room.clock.advance_s(300)
            room.ask(f"{call}r", GATEWAY, c.RingCall(call_id=call, number=f"138{hour}"))
            room.ask(f"{call}a", CITY_DESK, c.AnswerCall(call_id=call))
            if hour % 2:
                receipt = room.ask(f"{call}b", CITY_DESK, c.AcceptCall(call_id=call))
                incident = receipt.incident_id or ""
            room.ask(f"{call}e", GATEWAY, c.EndCall(call_id=call, by_caller=True))
            if hour % 3 == 0 and hour % 2:
                close = c.CloseIncident(incident_id=incident, reason="done")
                room.ask(f"{call}c", CITY_DESK, close)
            room.clock.advance_s(3_300)
            now_ms = room.clock.now_ms()
            forget(room.readers.board, now_ms - KEEP_CLOSED_MS)
            seen[now_ms] = restore(dump(room.readers.board))
    return room, seen


def keeping(room: Room, journal: StoredJournal) -> CheckpointKeeping:
    room.clock.advance_s(3_600)
    return CheckpointKeeping(room.region, journal, room.clock)


def at(room: Room, journal: StoredJournal, moment_ms: int, *, kept: bool) -> PastBoard:
    begin = journal.checkpoints.find(moment_ms) if kept else None
    past = PastBoard(journal, room.region, KEEP_CLOSED_MS, begin)
    past.go_to(moment_ms)
    return past


@pytest.mark.slow
def test_from_a_checkpoint_every_hour_is_what_the_live_board_was_and_what_the_journal_says(
    database: DatabaseStore,
) -> None:
    with closing(database.open()) as journal:
        room, seen = live_through(journal)
        keeper = keeping(room, journal)
        assert keeper.keep_up() == AT_A_TIME_MAX
        assert keeper.keep_up() == HOURS - AT_A_TIME_MAX
        assert keeper.keep_up() == 0
        for moment_ms, board in seen.items():
            begin = journal.checkpoints.find(moment_ms)
            assert begin is not None
            assert moment_ms - begin.at_ms < HOUR_MS
            assert at(room, journal, moment_ms, kept=True).board == board
            assert at(room, journal, moment_ms, kept=False).board == board


def test_what_is_erased_by_law_is_in_no_checkpoint_and_counted_as_before(
    database: DatabaseStore,
) -> None:
    with closing(database.open()) as journal:
        room, seen = live_through(journal)
        keeper = keeping(room, journal)
        keeper.keep_up()
        moment_ms = list(seen)[12]
        ring = next(e for e in journal.read(0, 10_000) if b"13810" in e.payload)
        journal.erase_payload(ring.seq)
        begin = journal.checkpoints.find(moment_ms)
        assert begin is not None
        assert begin.seq < ring.seq
        keeper.keep_up()
        later, whole = (at(room, journal, moment_ms, kept=kept) for kept in (True, False))
        assert later.board == whole.board
        assert later.passed_over == whole.passed_over > 0
        assert b"13810" not in (journal.checkpoints.find(moment_ms) or begin).board
        stale = msgspec.structs.replace(begin, at_ms=begin.at_ms + 1)
        assert not journal.checkpoints.keep(stale, erasures=0)  # begun before the erasure


def test_of_days_long_past_one_is_kept_and_one_that_cannot_be_read_is_passed_over(
    database: DatabaseStore,
) -> None:
    with closing(database.open()) as journal:
        room, seen = live_through(journal)
        keeper = keeping(room, journal)
        keeper.keep_up()
        keeper.keep_up()
        store = journal.checkpoints
        now_ms = room.clock.now_ms() + HOURS_KEPT_MS
        store.thin(now_ms)
        kept = {found.at_ms for moment in seen if (found := store.find(moment))}
        assert 0 < len(kept) <= (HOURS * HOUR_MS) // DAY_MS + 2
        store.thin(EIGHT_MS + 900 * DAY_MS)
        assert store.find(now_ms) is None
        last_ms = list(seen)[-1]
        whole = at(room, journal, last_ms, kept=False)
        store.keep(msgspec.structs.replace(whole.checkpoint(last_ms), board=b"\xc1"), 0)
        assert at(room, journal, last_ms, kept=True).board == whole.board
