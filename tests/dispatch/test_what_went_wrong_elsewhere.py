"""Failures that users of other dispatch systems reported, by their threads: not to be ours.

TicketsCAD, Resgrid, EMSTrack and CoCeSo; Traccar's false arrivals stand in
``tests/stations/test_fences.py``.
"""

import pytest
from msgspec.structs import replace

from dispatch.board import vehicle_state
from dispatch.domain import commands as c
from dispatch.domain.errors import Conflict, Forbidden, Refusal
from dispatch.domain.records import CallState
from dispatch.domain.triage import CallClass, Urgency
from dispatch.journal.memory import MemoryJournal
from dispatch.journal.port import Batch, VehicleAlreadyTasked
from dispatch.sight import sees_incident, viewer_of
from stations.status import REASON_NAMES, ReasonKind, VehicleState
from tests.support.room import Room, answers
from tests.support.small_world import CITY_DESK, COUNTY_DESK, Core, crew

REQUIREMENTS = ("DSP-01", "DSP-16", "ORG-03", "VEH-01", "VEH-02", "CALL-02", "REC-01")

V, OTHER = "十堰01", "郧阳01"
ON_SCENE = (VehicleState.ACKED, VehicleState.EN_ROUTE, VehicleState.ON_SCENE)


def test_a_second_call_does_not_reset_what_a_vehicle_is_doing() -> None:
    """TicketsCAD #82: On Scene became Dispatched, and the first call was hidden."""
    core = Core()
    first, second = core.open_incident("A", "郧阳"), core.open_incident("B", "南化")
    task_id = core.send(first, V)
    core.press(task_id, *ON_SCENE)
    refusal = core.refuse(CITY_DESK, c.DispatchVehicle(incident_id=second, vehicle_id=V))
    assert isinstance(refusal, Conflict)
    assert vehicle_state(core.board, V) is VehicleState.ON_SCENE
    assert [task.id for task in core.board.tasks_of(core.board.incidents[first])] == [task_id]


def test_a_press_counts_for_its_own_task_alone() -> None:
    """TicketsCAD #116: a unit's status change was applied to all of its assignments."""
    core = Core()
    first = core.send(core.open_incident("A", "郧阳"), V)
    core.ask(CITY_DESK, c.RecallTask(task_id=first, reason=ReasonKind.OTHER))
    second = core.send(core.open_incident("B", "南化"), V)
    ended = core.board.tasks[first]
    core.press(second, *ON_SCENE)
    assert core.board.tasks[first] == ended
    assert [stamp.state for stamp in core.board.tasks[second].stamps[1:]] == list(ON_SCENE)


def test_what_the_city_opens_on_a_countys_ground_that_county_sees() -> None:
    """TicketsCAD #70: the child agency could not see the ticket it had to answer."""
    core = Core()
    core.ring("A", place=c.Place(county_code="郧阳"))
    core.ask(CITY_DESK, c.AnswerCall(call_id="A"))
    place = c.Place(county_code="郧阳", owner_unit="郧阳")
    incident_id = core.ask(CITY_DESK, c.AcceptCall(call_id="A", place=place)).incident_id or ""
    incident = core.board.incidents[incident_id]
    assert sees_incident(viewer_of(COUNTY_DESK), core.board, core.region, incident)


def test_both_data_that_a_status_needs_are_asked_for_at_once() -> None:
    """TicketsCAD #52: a destination and a reason, but one field. #83: shown, never enforced."""
    core = Core()
    task_id = core.send(core.open_incident("A", "郧阳"), V)
    core.press(task_id, *ON_SCENE)
    loaded = core.refuse(crew(V), c.ReportStatus(task_id=task_id, state=VehicleState.LOADED))
    assert loaded.field == "hospital_code"
    free = VehicleState.AVAILABLE_MOBILE
    empty = core.refuse(crew(V), c.ReportStatus(task_id=task_id, state=free))
    assert empty.field == "reason"
    assert loaded.remedy
    assert empty.remedy


def test_an_incident_taken_up_again_is_not_closed_by_what_ended_before() -> None:
    """TicketsCAD GH#65: an old timer closed a reopened incident, without a row in the audit."""
    core = Core()
    incident_id = core.open_incident("A", "郧阳")
    first = core.send(incident_id, V)
    core.ask(CITY_DESK, c.RecallTask(task_id=first, reason=ReasonKind.OTHER))
    second = core.send(incident_id, OTHER)
    late = c.ReportStatus(
        task_id=first,
        state=VehicleState.AVAILABLE_MOBILE,
        reason=ReasonKind.NOBODY_ON_SCENE,
        keep=True,
    )
    answer = core.ask(crew(V), late)
    assert answer.kept
    assert core.board.incidents[incident_id].closed_ms is None
    assert core.board.tasks[second].active


def test_a_hurried_class_is_taken_back_and_the_caller_is_not_lost() -> None:
    """TicketsCAD GH#104: first answer claims; a slip can be set right for twenty seconds."""
    core = Core()
    core.ring("A")
    core.ask(CITY_DESK, c.AnswerCall(call_id="A"))
    assert isinstance(core.refuse(COUNTY_DESK, c.AnswerCall(call_id="A")), Conflict)
    core.ask(CITY_DESK, c.ClassifyCall(call_id="A", call_class=CallClass.PRANK))
    core.now_ms += 19_000
    core.ask(CITY_DESK, c.UndoClassify(call_id="A"))
    call = core.board.calls["A"]
    assert call.call_class is None
    assert call.state is CallState.TALKING or call.to_call_back


def test_two_incidents_that_want_the_same_unit_at_once_do_not_both_get_it() -> None:
    """Resgrid: two calls recommended at the same instant get the same unit."""
    with Room() as room:
        first, second = room.open_incidents(2)
        wishes = [
            room.submit(f"send-{n}", desk, c.DispatchVehicle(incident_id=one, vehicle_id=V))
            for n, (desk, one) in enumerate([(CITY_DESK, first), (COUNTY_DESK, second)])
        ]
        taken, refused = answers(wishes)
    assert len(taken) == 1
    assert len(refused) == 1
    assert isinstance(refused[0], Refusal)


def test_the_store_itself_refuses_a_second_active_task() -> None:
    """EMSTrack: unique per call and ambulance does not stop one ambulance on two calls."""
    room = Room()
    with room:
        first, second = room.open_incidents(2)
        command = c.DispatchVehicle(incident_id=first, vehicle_id=V)
        room.ask("send", CITY_DESK, command)
        # Whatever the code above it thinks: the journal is asked directly.
        forged = _forged(room.journal, second)
        with pytest.raises(VehicleAlreadyTasked):
            room.journal.append(forged)


def _forged(journal: MemoryJournal, incident_id: str) -> Batch:
    [row] = [row for row in journal.tasks.values() if row.vehicle_id == V]
    task = replace(row, id="20261121-X-0009-01", incident_id=incident_id)
    return Batch(drafts=[], outcomes=[], tasks=[task], incidents=[], calls=[])


def test_a_crew_of_one_county_speaks_for_no_vehicle_of_another() -> None:
    """Resgrid: a location was published to whatever department the client named."""
    core = Core()
    task_id = core.send(core.open_incident("A", "郧阳"), V)
    state = VehicleState.ACKED
    refusal = core.refuse(crew(OTHER), c.ReportStatus(task_id=task_id, state=state))
    assert isinstance(refusal, Forbidden)


def test_who_is_sent_to_a_closed_incident_is_told_what_to_do_instead() -> None:
    """CoCeSo #84: assigning to a closed incident did nothing that anybody saw."""
    core = Core()
    incident_id = core.open_incident("A", "郧阳")
    core.ask(CITY_DESK, c.CloseIncident(incident_id=incident_id, reason="x"))
    refusal = core.refuse(CITY_DESK, c.DispatchVehicle(incident_id=incident_id, vehicle_id=V))
    assert refusal.field == "incident_id"
    assert refusal.remedy


def test_severity_and_reasons_stand_in_one_table() -> None:
    """TicketsCAD GH#87: the severity on the screen was not the one saved, on 33 of 37 types."""
    core = Core()
    for urgency in Urgency:
        incident_id = core.open_incident(f"call-{urgency}", "郧阳", urgency=urgency)
        assert core.board.incidents[incident_id].urgency is urgency
    assert set(REASON_NAMES) == set(ReasonKind)
