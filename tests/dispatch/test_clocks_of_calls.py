"""The clocks of calls: one alarm of one call, none of one that was answered in time."""

from dispatch.domain import commands as c
from dispatch.domain.actors import SYSTEM
from dispatch.domain.alarms import AlarmKind as K
from tests.support.clock_room import ClockRoom
from tests.support.small_world import CITY_DESK


def test_a_call_that_counts_as_missed_is_marked_so() -> None:
    room = ClockRoom()
    room.ring()
    room.wait(31)
    call = room.board.calls["A"]
    assert call.missed_ms == call.rang_ms + 30_000
    assert room.ringing() == [K.CALL_MISSED], "of one call, one alarm at a time"


def test_a_call_that_was_answered_in_the_same_moment_raises_nothing() -> None:
    room = ClockRoom()
    room.ring()
    room.now_ms += 10_000
    wishes = room.clockwork.due(room.now_ms)
    room.ask(CITY_DESK, c.AnswerCall(call_id="A"))
    for wish in wishes:
        room.ask(SYSTEM, wish)
    assert not room.board.alarms
