"""Whatever is asked, whenever: each clock that is due has raised one alarm, and no other is open.

A room that is stopped and started anew in the middle ends as one that ran through.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.board import dump
from dispatch.clocks.table import CLOCKS, COLLECTIONS
from dispatch.domain import commands as c
from dispatch.domain.actors import Actor
from dispatch.domain.errors import Refusal
from dispatch.domain.limits import Limit
from dispatch.domain.requests import CrewRequestKind
from tests.support.clock_room import ClockRoom
from tests.support.scenario_stage import GATEWAY
from tests.support.small_world import ADMIN, CITY_DESK, crew
from tests.support.truths import check_alarms
from tests.support.wishes import Draw, anybody, anything, next_press

REQUIREMENTS = ("DSP-07", "DSP-08", "UI-03")

BY_RULE = (c.RaiseAlarm, c.EscalateAlarm, c.ClearAlarm)
SPANS_S = [0.5, 4, 10, 29, 30, 61, 180, 901, 4000]


class Pair:
    """The same wishes to two rooms, of which one is started anew now and then."""

    def __init__(self) -> None:
        self.steady, self.stopped = ClockRoom(), ClockRoom()

    def ask(self, actor: Actor, wish: c.AnyCommand) -> None:
        for room in (self.steady, self.stopped):
            try:
                room.ask(actor, wish)
            except Refusal:
                continue
            finally:
                room.tick()

    def wait(self, seconds: float) -> None:
        self.steady.wait(seconds)
        self.stopped.wait(seconds)


def check_clocks(room: ClockRoom) -> None:
    """Against the table itself, looked at record by record."""
    world = room.clockwork.world
    for clock in CLOCKS:
        for record_id in COLLECTIONS[clock.of](room.board):
            running = clock.watch(world, record_id)
            mine = [a for a in room.alarms(clock.kind) if a.record_id == record_id]
            ringing = [a for a in mine if a.open]
            if running is None or running.due_ms > room.now_ms:
                owed = [a for a in ringing if not (clock.lasting and not a.acknowledged)]
                assert running is not None or owed == [], (clock.kind, record_id)
                continue
            of_run = [a for a in mine if a.since_ms >= running.since_ms]
            assert len(of_run) == 1, (clock.kind, record_id, mine)


Asked = tuple[Actor, c.AnyCommand]


def sensible(draw: Draw, room: ClockRoom) -> list[Asked]:
    """What somebody who may would ask, about what is there; what cannot be just now is refused."""
    board, nth = room.board, len(room.board.calls)
    call_id = f"C{nth}"
    ring = (GATEWAY, c.RingCall(call_id=call_id, number="138"))
    answer = (CITY_DESK, c.AnswerCall(call_id=call_id))
    accept = (CITY_DESK, c.AcceptCall(call_id=call_id))
    incident_id = draw(st.sampled_from([*board.incidents, "nobody's"]))
    vehicle_id = draw(st.sampled_from(list(room.region.vehicles)))
    send = c.DispatchVehicle(incident_id=incident_id, vehicle_id=vehicle_id)
    ends_ms = draw(st.sampled_from([None, room.now_ms + 30_000, room.now_ms - 1]))
    kind = draw(st.sampled_from([CrewRequestKind.NOTE, CrewRequestKind.EMERGENCY]))
    limit, seconds = draw(st.sampled_from(Limit)), draw(st.sampled_from([7, 45]))
    stories: list[list[Asked]] = [
        [ring],
        [ring, answer],
        [ring, answer, accept],
        [(CITY_DESK, send)],
        [(CITY_DESK, c.ParkIncident(incident_id=incident_id, until_ms=ends_ms))],
        [(CITY_DESK, c.PauseVehicle(vehicle_id=vehicle_id, reason="x", expected_end_ms=ends_ms))],
        [(CITY_DESK, c.ResumeVehicle(vehicle_id=vehicle_id))],
        [(crew(vehicle_id), c.AskDesk(vehicle_id=vehicle_id, kind=kind, text="路滑"))],
        [(ADMIN, c.SetLimit(limit=limit, unit="市", seconds=seconds))],
        [(CITY_DESK, c.AcknowledgeAlarm(alarm_id=alarm.id)) for alarm in board.alarms.values()],
        [(CITY_DESK, c.AnswerCrew(request_id=one, granted=True)) for one in board.requests],
        [(CITY_DESK, c.AnswerCall(call_id=one)) for one in board.calls],
    ]
    chosen: list[Asked] = draw(st.sampled_from(stories))
    return chosen


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_each_due_clock_has_raised_one_alarm_whatever_was_asked(data: st.DataObject) -> None:
    live(data)


@pytest.mark.soak
@settings(
    max_examples=1000, deadline=None, derandomize=False, suppress_health_check=list(HealthCheck)
)
@given(st.data())
def test_so_it_has_whatever_was_asked_for_long(data: st.DataObject) -> None:
    live(data)


def live(data: st.DataObject) -> None:
    """Any story, waits and restarts among it, beside one that never stopped."""
    pair = Pair()
    for _ in range(data.draw(st.integers(10, 40))):
        room = pair.steady
        match data.draw(st.sampled_from([7, 6, 5, 0, 1, 3, 2, 4, 8])):
            case 0 | 1:
                pair.wait(data.draw(st.sampled_from(SPANS_S)))
            case 2:
                pair.stopped.restart()
            case 3 if active := [t for t in room.board.tasks.values() if t.active]:
                press = next_press(data.draw, active, room.now_ms)
                pair.ask(crew(room.board.tasks[press.task_id].vehicle_id), press)
            case 4:
                actor = anybody(data.draw, room.region)
                wish = anything(data.draw, room.board, room.region)
                if not isinstance(wish, BY_RULE):
                    pair.ask(actor, wish)
            case _:
                for actor, wish in sensible(data.draw, room):
                    pair.ask(actor, wish)
        for one in (pair.steady, pair.stopped):
            check_clocks(one)
            check_alarms(one.board)
    assert dump(pair.steady.board) == dump(pair.stopped.board)
