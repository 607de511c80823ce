"""Crews: who is on board counts, and what they ask is open until somebody answers."""

import pytest

from dispatch.board import forget, vehicle_state
from dispatch.domain import commands as c
from dispatch.domain.requests import CrewRequestKind
from dispatch.handlers.crews import OPEN_REQUESTS_MAX
from dispatch.prospects import sort_out
from stations.crews import CrewMember, CrewRole, staffed
from stations.status import ReasonKind, VehicleState
from stations.vehicles import Capability
from tests.support.small_world import CITY_DESK, LEADER, Core, crew

REQUIREMENTS = ("ORG-08", "VEH-08")

V, OTHER = "十堰01", "郧阳01"
DRIVER = CrewMember(name="王师傅", role=CrewRole.DRIVER, staff_no="7")
NURSE = CrewMember(name="李护士", role=CrewRole.NURSE)
DOCTOR = CrewMember(name="赵医生", role=CrewRole.DOCTOR)
PAUSE = c.AskDesk(vehicle_id=V, kind=CrewRequestKind.PAUSE, text="加油", minutes=20)
NOTE = c.AskDesk(vehicle_id=V, kind=CrewRequestKind.NOTE, text="桥头积水")
HELP = c.AskDesk(
    vehicle_id=V,
    kind=CrewRequestKind.REINFORCEMENT,
    text="三名伤员",
    needs=frozenset({Capability.DOCTOR}),
)


def asked(core: Core, command: c.AskDesk) -> str:
    request_id = core.ask(crew(V), command).request_id
    assert request_id is not None
    return request_id


def test_a_nurse_for_a_doctor_changes_what_the_vehicle_can_do() -> None:
    core = Core()
    core.ask(crew(V), c.SignOn(vehicle_id=V, crew=(DRIVER, NURSE)))
    assert core.board.duty(V).crew == (DRIVER, NURSE)
    incident = core.board.incidents[core.open_incident()]
    prospects, _ = sort_out(core.board, core.region, {}, incident, core.now_ms)
    here = next(p.vehicle for p in prospects if p.vehicle.id == V)
    assert Capability.NURSE in here.capabilities
    assert Capability.DOCTOR not in here.capabilities


def test_equipment_stays_whoever_drives_and_without_a_roster_the_register_counts() -> None:
    vehicle = Core().region.vehicles[V]
    equipment = vehicle.capabilities & {Capability.MONITOR, Capability.VENTILATOR}
    assert staffed(vehicle, (DRIVER,)).capabilities == equipment
    assert staffed(vehicle, ()) is vehicle


def test_the_same_crew_signing_on_twice_is_once_and_another_crew_is_a_change() -> None:
    core = Core()
    sign_on = c.SignOn(vehicle_id=V, crew=(DRIVER, NURSE))
    assert core.ask(crew(V), sign_on).events
    assert core.ask(crew(V), sign_on).events == ()
    assert core.ask(crew(V), c.SignOn(vehicle_id=V)).events == ()
    core.ask(crew(V), c.SignOn(vehicle_id=V, crew=(DRIVER, DOCTOR)))
    assert core.board.duty(V).crew == (DRIVER, DOCTOR)
    core.ask(crew(V), c.SignOff(vehicle_id=V))
    assert core.board.duty(V).crew == ()


@pytest.mark.parametrize(
    ("people", "code"),
    [
        ((CrewMember(name=" ", role=CrewRole.NURSE),), "crew_name_missing"),
        ((DRIVER,) * 3, "crew_role_full"),
        (
            tuple(CrewMember(name=f"{n}", role=role) for n in range(2) for role in CrewRole),
            "crew_too_large",
        ),
    ],
)
def test_a_roster_that_cannot_ride_is_refused(people: tuple[CrewMember, ...], code: str) -> None:
    assert Core().refuse(crew(V), c.SignOn(vehicle_id=V, crew=people)).code == code


def test_a_granted_pause_pauses_for_as_long_as_was_asked() -> None:
    core = Core()
    request_id = asked(core, PAUSE)
    assert vehicle_state(core.board, V) is VehicleState.AVAILABLE_STATION
    core.ask(CITY_DESK, c.AnswerCrew(request_id=request_id, granted=True))
    pause = core.board.duty(V).pause
    assert pause is not None
    assert (pause.reason, pause.expected_end_ms) == ("加油", core.now_ms + 20 * 60_000)
    answered = core.board.requests[request_id]
    assert (answered.granted, answered.answered_by) == (True, CITY_DESK)


def test_a_pause_on_a_task_is_asked_but_can_only_be_granted_after_it() -> None:
    core = Core()
    task_id = core.send(core.open_incident(), V)
    request_id = asked(core, PAUSE)
    grant = c.AnswerCrew(request_id=request_id, granted=True)
    assert core.refuse(CITY_DESK, grant).code == "vehicle_not_idle"
    core.ask(crew(V), c.RefuseTask(task_id=task_id, reason=ReasonKind.NO_CREW))
    core.ask(CITY_DESK, grant)
    assert vehicle_state(core.board, V) is VehicleState.PAUSED


def test_declining_needs_a_reason_and_of_two_answers_the_first_counts() -> None:
    core = Core()
    request_id = asked(core, PAUSE)
    decline = c.AnswerCrew(request_id=request_id, granted=False)
    assert core.refuse(CITY_DESK, decline).code == "reason_missing"
    core.ask(CITY_DESK, c.AnswerCrew(request_id=request_id, granted=False, reason="高峰"))
    late = c.AnswerCrew(request_id=request_id, granted=True)
    assert core.refuse(LEADER, late).code == "request_answered"
    assert vehicle_state(core.board, V) is VehicleState.AVAILABLE_STATION


def test_reinforcement_belongs_to_the_incident_the_crew_is_at() -> None:
    core = Core()
    assert core.refuse(crew(V), HELP).code == "no_task"
    incident_id = core.open_incident()
    task_id = core.send(incident_id, V)
    request = core.board.requests[asked(core, HELP)]
    assert (request.incident_id, request.task_id) == (incident_id, task_id)
    assert request.needs == {Capability.DOCTOR}


def test_a_pause_or_note_without_words_is_refused() -> None:
    for kind in (CrewRequestKind.PAUSE, CrewRequestKind.NOTE):
        wordless = c.AskDesk(vehicle_id=V, kind=kind, text=" ")
        assert Core().refuse(crew(V), wordless).code == "words_missing"


def test_a_stuck_button_does_not_bury_the_desk() -> None:
    core = Core()
    waiting = [asked(core, NOTE) for _ in range(OPEN_REQUESTS_MAX)]
    assert len(set(waiting)) == OPEN_REQUESTS_MAX
    assert core.refuse(crew(V), NOTE).code == "too_many_requests"
    core.ask(crew(OTHER), c.AskDesk(vehicle_id=OTHER, kind=CrewRequestKind.NOTE, text="在"))
    core.ask(CITY_DESK, c.AnswerCrew(request_id=waiting[0], granted=True))
    asked(core, NOTE)


def test_an_answered_request_is_forgotten_in_time() -> None:
    core = Core()
    request_id = asked(core, NOTE)
    core.ask(CITY_DESK, c.AnswerCrew(request_id=request_id, granted=True))
    assert forget(core.board, core.now_ms).requests == set()
    assert forget(core.board, core.now_ms + 1).requests == {request_id}


def test_a_pressed_time_out_of_coverage_is_kept_beside_the_time_of_receipt() -> None:
    core = Core()
    early_ms = core.now_ms - 300_000
    ahead_ms = core.now_ms + 300_000
    for pressed_ms, asked_ms in ((early_ms, early_ms), (ahead_ms, core.now_ms)):
        note = c.AskDesk(vehicle_id=V, kind=CrewRequestKind.NOTE, text="在", pressed_ms=pressed_ms)
        request = core.board.requests[asked(core, note)]
        assert (request.asked_ms, request.received_ms) == (asked_ms, core.now_ms)


def test_an_emergency_needs_no_words_and_stands_once_until_somebody_has_answered() -> None:
    core = Core()
    press = c.AskDesk(vehicle_id=V, kind=CrewRequestKind.EMERGENCY)
    first = asked(core, press)
    assert asked(core, press) == first
    assert len(core.board.requests) == 1
    core.ask(CITY_DESK, c.AnswerCrew(request_id=first, granted=True))
    assert asked(core, press) != first


def test_an_emergency_comes_through_however_much_else_waits() -> None:
    core = Core()
    for _ in range(OPEN_REQUESTS_MAX):
        asked(core, c.AskDesk(vehicle_id=V, kind=CrewRequestKind.NOTE, text="路滑"))
    asked(core, c.AskDesk(vehicle_id=V, kind=CrewRequestKind.EMERGENCY))
