"""Incidents: described, sent for, parked, woken, closed."""

from dataclasses import replace

import msgspec
import pytest

from dispatch.board import IncidentState, incident_state
from dispatch.domain import commands as c
from dispatch.domain.errors import NotFound
from dispatch.domain.triage import Urgency
from stations.status import ReasonKind, VehicleState
from stations.vehicles import Capability
from tests.support.small_world import CITY_DESK, EIGHT_MS, LEADER, Core, location


def state_of(core: Core, incident_id: str) -> IncidentState:
    return incident_state(core.board, core.board.incidents[incident_id])


def test_what_is_not_mentioned_stays_as_it_was() -> None:
    core = Core()
    incident_id = core.open_incident(spot="南化", urgency=Urgency.I, complaint="胸痛")
    needs = frozenset({Capability.DOCTOR})
    details = c.IncidentDetails(needs=needs)
    core.ask(CITY_DESK, c.DescribeIncident(incident_id=incident_id, details=details))
    incident = core.board.incidents[incident_id]
    assert (incident.complaint, incident.urgency, incident.needs) == ("胸痛", Urgency.I, needs)
    assert incident.location is not None


def test_a_new_place_moves_the_incident_and_its_areas_but_never_its_owner() -> None:
    core = Core()
    incident_id = core.open_incident()
    command = c.DescribeIncident(
        incident_id=incident_id,
        details=c.IncidentDetails(location=location("南化")),
        place=c.Place(county_code="郧阳", township_code="南化", owner_unit="郧阳"),
    )
    core.ask(CITY_DESK, command)
    incident = core.board.incidents[incident_id]
    assert (incident.county_code, incident.township_code) == ("郧阳", "南化")
    assert incident.owner_unit == "市"


def test_an_urgency_can_be_taken_back() -> None:
    core = Core()
    incident_id = core.open_incident(urgency=Urgency.I)
    details = c.IncidentDetails(urgency=None)
    core.ask(CITY_DESK, c.DescribeIncident(incident_id=incident_id, details=details))
    assert core.board.incidents[incident_id].urgency is None


def test_acceptances_say_what_each_order_was() -> None:
    core = Core()
    incident_id = core.open_incident()
    core.ask(CITY_DESK, c.ParkIncident(incident_id=incident_id))
    core.send(incident_id, "十堰01")
    core.send(incident_id, "郧阳01")
    kinds = [
        core.board.acceptances[i].kind for i in core.board.incidents[incident_id].acceptance_ids
    ]
    assert [kind.value for kind in kinds] == ["parked", "woken", "dispatch", "reinforcement"]


def test_task_and_acceptance_numbers_hang_on_the_incidents_number() -> None:
    core = Core()
    incident_id = core.open_incident()
    assert incident_id == "20261121-市-0001"
    assert core.send(incident_id, "十堰01") == "20261121-市-0001-01"
    assert core.board.tasks["20261121-市-0001-01"].acceptance_id == "20261121-市-0001-A01"


def test_a_taken_vehicle_names_who_sent_it_where() -> None:
    core = Core()
    first, second = core.open_incident("A"), core.open_incident("B")
    core.send(first, "十堰01")
    wish = c.DispatchVehicle(incident_id=second, vehicle_id="十堰01")
    refusal = core.refuse(LEADER, wish)
    assert refusal.code == "vehicle_taken"
    assert refusal.extras == {
        "vehicle_id": "十堰01",
        "incident_id": first,
        "winner": {"user": CITY_DESK.user, "name": "李", "unit": "市"},
    }


@pytest.mark.parametrize(
    "why", [c.SignOff(vehicle_id="十堰01"), c.PauseVehicle(vehicle_id="十堰01", reason="加油")]
)
def test_a_vehicle_off_duty_or_paused_cannot_be_sent(why: c.AnyCommand) -> None:
    core = Core()
    incident_id = core.open_incident()
    core.ask(CITY_DESK, why)
    wish = c.DispatchVehicle(incident_id=incident_id, vehicle_id="十堰01")
    assert core.refuse(CITY_DESK, wish).code == "vehicle_not_available"


def test_with_a_vehicle_out_an_incident_neither_waits_nor_closes() -> None:
    core = Core()
    incident_id = core.open_incident()
    task_id = core.send(incident_id, "十堰01")
    for wish in (c.ParkIncident(incident_id=incident_id), c.CloseIncident(incident_id=incident_id)):
        assert core.refuse(CITY_DESK, wish).code == "incident_has_active_tasks"
    core.ask(CITY_DESK, c.RecallTask(task_id=task_id, reason=ReasonKind.OTHER))
    assert state_of(core, incident_id) is IncidentState.WAITING
    core.ask(CITY_DESK, c.CloseIncident(incident_id=incident_id))
    assert state_of(core, incident_id) is IncidentState.CLOSED
    assert core.board.acceptances[f"{incident_id}-A01"].closed_ms == core.now_ms


def test_parking_and_waking_twice_are_no_faults() -> None:
    core = Core()
    incident_id = core.open_incident()
    park, wake = c.ParkIncident(incident_id=incident_id), c.WakeIncident(incident_id=incident_id)
    assert core.ask(CITY_DESK, wake).events == ()
    assert core.ask(CITY_DESK, park).events
    assert core.ask(CITY_DESK, park).events == ()
    assert state_of(core, incident_id) is IncidentState.PARKED
    core.ask(CITY_DESK, wake)
    assert state_of(core, incident_id) is IncidentState.WAITING


@pytest.mark.parametrize(
    ("ends", "closed"),
    [
        ((("on_scene", "available_mobile"), ("on_scene", "available_mobile")), True),
        ((("on_scene", "available_mobile"), ("available_mobile",)), True),
        ((("available_mobile",), ("available_mobile",)), False),
        ((("on_scene", "available_mobile"), ()), False),
    ],
    ids=["both reached it", "one reached it, one was stopped", "both stopped", "one is out"],
)
def test_the_last_vehicle_closes_the_incident_if_any_has_reached_it(
    ends: tuple[tuple[str, ...], ...], closed: bool
) -> None:
    core = Core()
    incident_id = core.open_incident()
    tasks = [core.send(incident_id, vehicle_id) for vehicle_id in ("十堰01", "郧阳01")]
    for task_id, presses in zip(tasks, ends, strict=True):
        core.press(task_id, VehicleState.EN_ROUTE, *map(VehicleState, presses))
    assert (state_of(core, incident_id) is IncidentState.CLOSED) is closed


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (c.DescribeIncident(incident_id="X", details=c.IncidentDetails()), "incident_id"),
        (c.DispatchVehicle(incident_id="X", vehicle_id="十堰01"), "incident_id"),
        (c.ParkIncident(incident_id="X"), "incident_id"),
        (c.WakeIncident(incident_id="X"), "incident_id"),
        (c.CloseIncident(incident_id="X"), "incident_id"),
        (c.RecallTask(task_id="X", reason=ReasonKind.OTHER), "task_id"),
        (c.PauseVehicle(vehicle_id="X", reason=""), "vehicle_id"),
        (c.SignOn(vehicle_id="X"), "vehicle_id"),
        (c.SignOff(vehicle_id="X"), "vehicle_id"),
        (c.ResumeVehicle(vehicle_id="X"), "vehicle_id"),
        (c.ReturnToStation(vehicle_id="X"), "vehicle_id"),
        (c.LeaveStation(vehicle_id="X"), "vehicle_id"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_whatever_is_unknown_is_named_in_the_refusal(command: c.AnyCommand, field: str) -> None:
    refusal = Core().refuse(CITY_DESK, command)
    assert isinstance(refusal, NotFound)
    assert (refusal.field, refusal.value) == (field, "X")


def test_an_order_for_an_unknown_vehicle_is_refused() -> None:
    core = Core()
    wish = c.DispatchVehicle(incident_id=core.open_incident(), vehicle_id="X")
    assert core.refuse(CITY_DESK, wish).field == "vehicle_id"


def test_an_incident_keeps_when_its_first_call_rang() -> None:
    core = Core()
    core.ring("A", rang_ms=EIGHT_MS - 9000)
    core.ask(CITY_DESK, c.AnswerCall(call_id="A"))
    answer = core.ask(CITY_DESK, c.AcceptCall(call_id="A"))
    incident = core.board.incidents[answer.incident_id or ""]
    assert (incident.first_call_ms, incident.opened_ms) == (EIGHT_MS - 9000, EIGHT_MS)


def test_a_vehicle_of_a_closed_station_is_not_sent_by_hand_either() -> None:
    core = Core()
    incident_id = core.open_incident(spot="南化")
    station = core.region.units[core.region.vehicles["南化01"].station_code]
    closed = msgspec.structs.replace(station, valid_to="2026-11-20")
    units = {**core.region.units, station.code: closed}
    core.region = replace(core.region, units=units)
    refusal = core.refuse(
        CITY_DESK, c.DispatchVehicle(incident_id=incident_id, vehicle_id="南化01")
    )
    assert (refusal.code, refusal.field, refusal.value) == (
        "station_closed",
        "vehicle_id",
        "南化01",
    )
    assert refusal.remedy
    core.send(incident_id, "郧阳01")
