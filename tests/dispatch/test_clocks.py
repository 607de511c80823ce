"""Each clock raises one alarm when its limit is passed, and clears it when its cause is over."""

from collections.abc import Callable
from typing import Any

import pytest

from dispatch.clocks.table import CLOCKS
from dispatch.domain import commands as c
from dispatch.domain.alarms import AlarmKind as K
from dispatch.domain.alarms import AlarmLevel, AlarmOutcome
from dispatch.domain.hospitals import CannotReceive, Department, Load, Settlement
from dispatch.domain.limits import LIMITS, Limit, base_of
from dispatch.domain.partners import PartnerKind
from dispatch.domain.requests import CrewRequestKind
from dispatch.domain.seats import SeatState
from dispatch.domain.triage import Urgency
from stations.status import ReasonKind
from stations.status import VehicleState as S
from tests.support.clock_room import ClockRoom
from tests.support.small_world import CITY_DESK, COUNTY_DESK, LEADER, PARTNER, crew, hospital

REQUIREMENTS = ("CALL-03", "DSP-07", "DSP-08", "DSP-15", "DSP-19", "VEH-08", "UI-03")

V = "十堰01"
MINUTE_MS = 60_000


def sent(room: ClockRoom, **details: Any) -> str:
    """A vehicle is ordered; the number of its task."""
    return room.send(room.open_incident(spot="郧阳", **details), V)


def asked(room: ClockRoom, kind: CrewRequestKind) -> None:
    room.ask(crew(V), c.AskDesk(vehicle_id=V, kind=kind, text="加油"))


def rings(room: ClockRoom) -> None:
    room.ring()


def talks(room: ClockRoom) -> None:
    room.ring()
    room.ask(CITY_DESK, c.AnswerCall(call_id="A"))


def waits(room: ClockRoom) -> None:
    room.open_incident()


def waits_unhurried(room: ClockRoom) -> None:
    room.open_incident(urgency=Urgency.IV)


def parked(room: ClockRoom) -> None:
    room.ask(CITY_DESK, c.ParkIncident(incident_id=room.open_incident()))


def told_by_police(room: ClockRoom) -> None:
    told = c.TakeAlarm(partner="110", kind=PartnerKind.POLICE, alarm_id="7", taken_ms=room.now_ms)
    room.ask(PARTNER, told)


def ordered(room: ClockRoom) -> None:
    sent(room)


def at_hospital(room: ClockRoom) -> None:
    task_id = sent(room)
    room.press(task_id, S.ACKED, S.EN_ROUTE, S.ON_SCENE, S.LOADED, S.AT_HOSPITAL)


def heard_once(room: ClockRoom) -> None:
    room.heard_ms[V] = room.now_ms
    room.press(sent(room), S.ACKED, S.EN_ROUTE)
    room.heard_ms[V] = room.now_ms


def paused_until_now(room: ClockRoom) -> None:
    ends_ms = room.now_ms
    room.ask(CITY_DESK, c.PauseVehicle(vehicle_id=V, reason="加油", expected_end_ms=ends_ms))


def paused(room: ClockRoom) -> None:
    room.ask(CITY_DESK, c.PauseVehicle(vehicle_id=V, reason="检修"))


def noted(room: ClockRoom) -> None:
    asked(room, CrewRequestKind.NOTE)


def pressed_for_help(room: ClockRoom) -> None:
    asked(room, CrewRequestKind.EMERGENCY)


def refused(room: ClockRoom) -> None:
    task_id = room.send(room.open_incident(), V)
    room.ask(CITY_DESK, c.RefuseTask(task_id=task_id, reason=ReasonKind.NO_CREW))


def handed_over(room: ClockRoom) -> None:
    seated = c.ChangeSeat(state=SeatState.LOGGED_IN)
    room.ask(COUNTY_DESK, seated)
    incident_id = room.open_incident()
    over = c.HandOverIncident(incident_id=incident_id, to_unit="郧阳", reason="本县")
    room.ask(CITY_DESK, over)


def announced(room: ClockRoom) -> None:
    room.press(sent(room), S.ACKED, S.EN_ROUTE, S.ON_SCENE, S.LOADED)


def asked_to_divert(room: ClockRoom) -> None:
    announced(room)
    notice_id = next(iter(room.board.notices))
    room.ask(hospital("郧阳医院"), c.AskDivert(notice_id=notice_id, reason=CannotReceive.FULL))


def diverts(room: ClockRoom) -> None:
    state = c.StateHospital(
        hospital_code="郧阳医院",
        department=Department.EMERGENCY,
        load=Load.DIVERTING,
        reason=CannotReceive.FULL,
        until_ms=room.now_ms + 24 * 60 * MINUTE_MS,
    )
    room.ask(hospital("郧阳医院"), state)


def turned_away(room: ClockRoom) -> None:
    announced(room)
    task_id = next(iter(room.board.tasks))
    room.ask(CITY_DESK, c.ReportRefusal(task_id=task_id, reason=CannotReceive.FULL))


EFFECTS: dict[Limit, tuple[K, Callable[[ClockRoom], None]]] = {
    Limit.ANSWER: (K.CALL_UNANSWERED, rings),
    Limit.MISSED: (K.CALL_MISSED, rings),
    Limit.ACCEPT: (K.CALL_NOT_ACCEPTED, talks),
    Limit.ORDER: (K.NOT_ORDERED, waits),
    Limit.ORDER_UNHURRIED: (K.NOT_ORDERED_UNHURRIED, waits_unhurried),
    Limit.PARTNER: (K.PARTNER_WAITING, told_by_police),
    Limit.PARKED: (K.PARKED_LONG, parked),
    Limit.ACKNOWLEDGE: (K.NOT_ACKNOWLEDGED, ordered),
    Limit.DEPARTURE: (K.NOT_DEPARTED, ordered),
    Limit.LATE_ARRIVAL: (K.LATE_ARRIVAL, ordered),
    Limit.REFUSAL: (K.ORDER_REFUSED, refused),
    Limit.HOSPITAL_HOLD: (K.HELD_AT_HOSPITAL, at_hospital),
    Limit.NO_CONTACT: (K.NO_CONTACT, heard_once),
    Limit.PAUSE_OVER: (K.PAUSE_OVERRUN, paused_until_now),
    Limit.PAUSE_OPEN: (K.PAUSE_OPEN, paused),
    Limit.REQUEST: (K.REQUEST_UNANSWERED, noted),
    Limit.EMERGENCY: (K.EMERGENCY_UNANSWERED, pressed_for_help),
    Limit.HAND_OVER: (K.HAND_OVER_BOUNCED, handed_over),
    Limit.HOSPITAL_NOTICE: (K.NOTICE_UNACKNOWLEDGED, announced),
    Limit.HOSPITAL_ASKS: (K.DIVERT_UNANSWERED, asked_to_divert),
    Limit.HOSPITAL_DIVERTS: (K.DIVERSION_UNDECIDED, diverts),
    Limit.HOSPITAL_REFUSAL: (K.HOSPITAL_REFUSED, turned_away),
}
"""What begins each clock, and the alarm it ends in; a limit that is missing here has no effect."""


SHOWN_ELSEWHERE = frozenset({Limit.NEIGHBOUR})
"""Limits of clocks that have a test of their own, beside what they watch."""


def test_no_limit_is_without_effect_and_no_clock_without_a_test() -> None:
    assert {*EFFECTS, Limit.ESCALATION, *SHOWN_ELSEWHERE} == set(LIMITS) == set(Limit)
    assert {clock.limit for clock in CLOCKS} == {*EFFECTS, *SHOWN_ELSEWHERE}
    assert sorted(clock.kind for clock in CLOCKS) == sorted(K), "each kind has one clock"


@pytest.mark.parametrize("limit", EFFECTS)
@pytest.mark.parametrize("seconds", [None, 7, 4000])
def test_a_limit_is_kept_to_the_millisecond(limit: Limit, seconds: int | None) -> None:
    kind, begin = EFFECTS[limit]
    room = ClockRoom()
    if seconds is not None:
        room.set_limit(limit, seconds)
    begin(room)
    limit_s = base_of(limit, room.region) if seconds is None else seconds
    began_ms = room.now_ms
    room.wait(limit_s - 0.001)
    assert kind not in room.ringing()
    room.wait(0.001)
    (alarm,) = room.alarms(kind)
    assert alarm.open
    assert alarm.limit_s == limit_s
    assert alarm.due_ms == alarm.raised_ms == began_ms + limit_s * 1000
    room.wait(100_000)
    assert len(room.alarms(kind)) == 1, "one alarm of one run"


@pytest.mark.parametrize("limit", EFFECTS)
def test_a_restart_neither_loses_nor_repeats_an_alarm(limit: Limit) -> None:
    kind, begin = EFFECTS[limit]
    room = ClockRoom()
    if limit is not Limit.MISSED:
        room.set_limit(Limit.MISSED, 4000)
    begin(room)
    limit_s = base_of(limit, room.region)
    room.wait(limit_s / 2)
    room.restart()
    room.wait(limit_s / 2 - 0.001)
    assert kind not in room.ringing()
    room.wait(0.001)
    room.restart()
    room.wait(1000)
    (alarm,) = room.alarms(kind)
    assert alarm.open


ENDS: dict[K, Callable[[ClockRoom], object]] = {
    K.CALL_UNANSWERED: lambda room: room.ask(CITY_DESK, c.AnswerCall(call_id="A")),
    K.CALL_MISSED: lambda room: room.ask(CITY_DESK, c.EndCall(call_id="A", by_caller=True)),
    K.CALL_NOT_ACCEPTED: lambda room: room.ask(CITY_DESK, c.AcceptCall(call_id="A")),
    K.NOT_ORDERED: lambda room: room.send(next(iter(room.board.incidents)), V),
    K.NOT_ORDERED_UNHURRIED: lambda room: room.send(next(iter(room.board.incidents)), V),
    K.PARTNER_WAITING: lambda room: room.send(next(iter(room.board.incidents)), V),
    K.PARKED_LONG: lambda room: room.ask(
        CITY_DESK, c.WakeIncident(incident_id=next(iter(room.board.incidents)))
    ),
    K.NOT_ACKNOWLEDGED: lambda room: room.press(next(iter(room.board.tasks)), S.ACKED),
    K.NOT_DEPARTED: lambda room: room.press(next(iter(room.board.tasks)), S.EN_ROUTE),
    K.LATE_ARRIVAL: lambda room: room.press(next(iter(room.board.tasks)), S.EN_ROUTE, S.ON_SCENE),
    K.ORDER_REFUSED: lambda room: (
        room.ask(CITY_DESK, c.AcknowledgeAlarm(alarm_id=room.alarms(K.ORDER_REFUSED)[0].id)),
        room.send(next(iter(room.board.incidents)), "十堰01"),
    ),
    K.HELD_AT_HOSPITAL: lambda room: room.press(next(iter(room.board.tasks)), S.HANDED_OVER),
    K.NO_CONTACT: lambda room: room.heard_ms.update({V: room.now_ms}),
    K.PAUSE_OVERRUN: lambda room: room.ask(CITY_DESK, c.ResumeVehicle(vehicle_id=V)),
    K.PAUSE_OPEN: lambda room: room.ask(
        CITY_DESK,
        c.PauseVehicle(vehicle_id=V, reason="检修", expected_end_ms=room.now_ms + MINUTE_MS * 99),
    ),
    K.REQUEST_UNANSWERED: lambda room: answer_all(room),
    K.EMERGENCY_UNANSWERED: lambda room: answer_all(room),
    K.NOTICE_UNACKNOWLEDGED: lambda room: room.ask(
        hospital("郧阳医院"), c.AcknowledgeNotice(notice_id=next(iter(room.board.notices)))
    ),
    K.DIVERT_UNANSWERED: lambda room: room.ask(
        CITY_DESK, c.AnswerDivert(notice_id=next(iter(room.board.notices)), granted=False)
    ),
    K.DIVERSION_UNDECIDED: lambda room: room.ask(
        COUNTY_DESK,
        c.DecideDiversion(hospital_code="郧阳医院", department=Department.EMERGENCY, approved=True),
    ),
    K.HOSPITAL_REFUSED: lambda room: room.ask(
        CITY_DESK,
        c.SettleRefusal(refusal_id=next(iter(room.board.refusals)), settlement=Settlement.RECEIVED),
    ),
    K.HAND_OVER_BOUNCED: lambda room: room.ask(
        CITY_DESK, c.AcknowledgeAlarm(alarm_id=room.alarms(K.HAND_OVER_BOUNCED)[0].id)
    ),
}


def answer_all(room: ClockRoom) -> None:
    for request_id in room.board.requests:
        room.ask(CITY_DESK, c.AnswerCrew(request_id=request_id, granted=True))


@pytest.mark.parametrize("limit", EFFECTS)
def test_an_alarm_goes_when_its_cause_is_over_and_stays_gone(limit: Limit) -> None:
    kind, begin = EFFECTS[limit]
    room = ClockRoom()
    begin(room)
    room.wait(base_of(limit, room.region))
    ENDS[kind](room)
    room.tick()
    (alarm,) = room.alarms(kind)
    assert not alarm.open
    room.restart()
    room.heard_ms[V] = room.now_ms + 10**9
    room.wait(60)
    assert [a.id for a in room.alarms(kind)] == [alarm.id]


def test_nobody_acknowledges_so_the_shift_leader_and_then_the_city_must_know() -> None:
    room = ClockRoom()
    room.set_limit(Limit.ESCALATION, 40)
    sent(room)
    room.wait(30)
    levels = []
    for _ in range(4):
        levels.append(room.alarms(K.NOT_ACKNOWLEDGED)[0].level)
        room.wait(40)
    assert levels == [AlarmLevel.DESK, AlarmLevel.SHIFT_LEADER, AlarmLevel.CITY, AlarmLevel.CITY]


def test_what_is_acknowledged_climbs_no_further_and_says_who_and_what() -> None:
    room = ClockRoom()
    sent(room)
    room.wait(30)
    (alarm,) = room.alarms(K.NOT_ACKNOWLEDGED)
    voice = c.AcknowledgeAlarm(alarm_id=alarm.id, outcome=AlarmOutcome.NOT_REACHED)
    room.ask(CITY_DESK, voice)
    room.ask(CITY_DESK, voice)
    room.wait(1000)
    (alarm,) = room.alarms(K.NOT_ACKNOWLEDGED)
    assert alarm.level is AlarmLevel.DESK
    (response,) = alarm.responses
    assert (response.by, response.outcome) == (CITY_DESK, AlarmOutcome.NOT_REACHED)


def test_of_two_who_have_seen_it_the_second_is_told_of_the_first() -> None:
    room = ClockRoom()
    room.ring()
    room.wait(10)
    (alarm,) = room.alarms(K.CALL_UNANSWERED)
    room.ask(CITY_DESK, c.AcknowledgeAlarm(alarm_id=alarm.id))
    refusal = room.refuse(LEADER, c.AcknowledgeAlarm(alarm_id=alarm.id))
    assert refusal.code == "alarm_acknowledged"
    assert "李" in refusal.zh


def test_an_answer_that_does_not_fit_is_refused_with_those_that_do() -> None:
    room = ClockRoom()
    sent(room)
    room.wait(30)
    (alarm,) = room.alarms(K.NOT_ACKNOWLEDGED)
    police = c.AcknowledgeAlarm(alarm_id=alarm.id, outcome=AlarmOutcome.POLICE_ASKED)
    refusal = room.refuse(CITY_DESK, police)
    assert refusal.extras["allowed"] == ["reached", "not_reached"]


def test_a_vehicle_that_will_be_late_is_told_at_once() -> None:
    room = ClockRoom()
    task_id = sent(room)
    room.expected_ms[task_id] = room.now_ms + 14 * MINUTE_MS
    room.wait(1)
    assert K.LATE_ARRIVAL not in room.ringing()
    room.expected_ms[task_id] = room.now_ms + 16 * MINUTE_MS
    room.wait(1)
    assert K.LATE_ARRIVAL in room.ringing()
    room.expected_ms[task_id] = room.now_ms + 9 * MINUTE_MS
    room.wait(1)
    assert K.LATE_ARRIVAL in room.ringing(), "a forecast that wavers neither rings nor falls silent"


def test_a_vehicle_that_falls_silent_twice_is_told_twice() -> None:
    room = ClockRoom()
    heard_once(room)
    room.wait(180)
    room.heard_ms[V] = room.now_ms
    room.wait(179)
    assert K.NO_CONTACT not in room.ringing()
    room.wait(1)
    assert len(room.alarms(K.NO_CONTACT)) == 2
    assert room.ringing().count(K.NO_CONTACT) == 1


def test_an_incident_that_lost_its_vehicle_has_its_minute_anew() -> None:
    room = ClockRoom()
    task_id = sent(room)
    room.wait(50)
    room.ask(crew(V), c.RefuseTask(task_id=task_id, reason=ReasonKind.OTHER))
    room.wait(59)
    assert K.NOT_ORDERED not in room.ringing()
    room.wait(1)
    assert K.NOT_ORDERED in room.ringing()


def test_what_is_parked_until_a_time_is_woken_then_and_a_person_must_have_seen_it() -> None:
    room = ClockRoom()
    incident_id = room.open_incident()
    until_ms = room.now_ms + 40 * MINUTE_MS
    room.ask(CITY_DESK, c.ParkIncident(incident_id=incident_id, until_ms=until_ms))
    room.wait(40 * 60 - 1)
    assert room.ringing() == []
    room.wait(1)
    assert not room.board.incidents[incident_id].parked
    assert room.ringing() == [K.PARKED_UNTIL]
    room.wait(60)
    assert room.ringing() == [K.PARKED_UNTIL, K.NOT_ORDERED]
    (alarm,) = room.alarms(K.PARKED_UNTIL)
    room.ask(CITY_DESK, c.AcknowledgeAlarm(alarm_id=alarm.id))
    room.tick()
    assert room.ringing() == [K.NOT_ORDERED]
