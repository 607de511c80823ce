"""Alarms of partner services: one alarm, one incident; the clock of one minute; nobody else's."""

import pytest

from dispatch.domain import commands as c
from dispatch.domain.partners import PartnerKind
from dispatch.handlers import partners
from dispatch.handlers.partners import OPEN_MAX, alarm_call_id
from tests.support.small_world import CITY_DESK, PARTNER, Core, location

REQUIREMENTS = ("CALL-14", "CALL-16")


def alarm(core: Core, alarm_id: str = "7", **fields: object) -> c.TakeAlarm:
    taken_ms = core.now_ms
    told = {"partner": "110", "kind": PartnerKind.POLICE, "alarm_id": alarm_id}
    return c.TakeAlarm(**{**told, "taken_ms": taken_ms, **fields})  # type: ignore[arg-type]


def test_an_alarm_told_ten_times_is_one_incident() -> None:
    core = Core()
    told = [core.ask(PARTNER, alarm(core)).incident_id for _ in range(10)]
    assert len(set(told)) == 1
    assert len(core.board.incidents) == 1


def test_an_alarm_is_dispatched_like_any_call_and_keeps_both_clocks() -> None:
    core = Core()
    taken_ms = core.now_ms - 95_000
    place = location("南化")
    details = c.IncidentDetails(location=place, address="南化街上")
    command = alarm(core, taken_ms=taken_ms, location=place, details=details)
    incident_id = core.ask(PARTNER, command).incident_id
    assert incident_id is not None
    call = core.board.calls[alarm_call_id("110", "7")]
    assert call.alarm is not None
    assert (call.alarm.taken_ms, call.alarm.told_ms) == (taken_ms, core.now_ms)
    assert call.alarm.late
    assert core.board.incidents[incident_id].location == place
    core.send(incident_id, "南化01")


def test_an_alarm_about_a_known_incident_joins_it() -> None:
    core = Core()
    incident_id = core.open_incident("A", "郧阳")
    told = core.ask(PARTNER, alarm(core, join_incident_id=incident_id))
    assert told.incident_id == incident_id
    assert len(core.board.incidents) == 1
    core.ask(CITY_DESK, c.CloseIncident(incident_id=incident_id))
    late = alarm(core, "8", join_incident_id=incident_id)
    assert core.refuse(PARTNER, late).code == "incident_closed"


@pytest.mark.parametrize("off_ms", [-25 * 3600_000, 301_000])
def test_a_clock_that_cannot_be_is_refused_by_name(off_ms: int) -> None:
    core = Core()
    refusal = core.refuse(PARTNER, alarm(core, taken_ms=core.now_ms + off_ms))
    assert (refusal.code, refusal.field) == ("bad_taken_ms", "taken_ms")


def test_a_partners_clock_a_little_ahead_counts_as_now() -> None:
    core = Core()
    core.ask(PARTNER, alarm(core, taken_ms=core.now_ms + 4000))
    call = core.board.calls[alarm_call_id("110", "7")]
    assert call.alarm is not None
    assert call.alarm.taken_ms == core.now_ms


def test_nobody_hands_over_in_anothers_name() -> None:
    core = Core()
    assert core.refuse(PARTNER, alarm(core, partner="119")).code == "not_own_alarm"
    assert core.refuse(CITY_DESK, alarm(core)).code == "role_may_not"


def test_a_sensor_gone_mad_does_not_bury_the_desks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert OPEN_MAX >= 100
    monkeypatch.setattr(partners, "OPEN_MAX", 5)
    core = Core()
    for nth in range(5):
        core.ask(PARTNER, alarm(core, f"n{nth}"))
    assert core.refuse(PARTNER, alarm(core, "more")).code == "too_many_open_alarms"
    core.ask(CITY_DESK, c.CloseIncident(incident_id=next(iter(core.board.incidents))))
    core.ask(PARTNER, alarm(core, "more"))
