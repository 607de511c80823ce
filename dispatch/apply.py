"""How each event changes the board: one small function per event, in one table.

Nothing here decides, refuses or reads a clock.
"""

from collections.abc import Callable
from typing import Any

from msgspec import UNSET
from msgspec.structs import asdict, replace

from dispatch.board import Board, Touched
from dispatch.domain import events as e
from dispatch.domain.records import (
    Acceptance,
    Call,
    CallBack,
    CallState,
    CrewRequest,
    Incident,
    KeptPress,
    Observation,
    Patient,
    Pause,
    RoadRestriction,
    Stamp,
    Task,
)
from dispatch.domain.triage import CallBackOutcome
from stations.status import Origin, VehicleState


def _call(board: Board, call_id: str, touched: Touched, **changes: Any) -> None:
    board.calls[call_id] = replace(board.calls[call_id], **changes)
    touched.calls.add(call_id)


def _incident(board: Board, incident_id: str, touched: Touched, **changes: Any) -> None:
    incident = board.incidents[incident_id]
    board.incidents[incident_id] = replace(incident, version=incident.version + 1, **changes)
    touched.incidents.add(incident_id)


def _task(board: Board, task_id: str, touched: Touched, **changes: Any) -> Task:
    task = board.tasks[task_id] = replace(board.tasks[task_id], **changes)
    touched.tasks.add(task_id)
    touched.incidents.add(task.incident_id)
    touched.vehicles.add(task.vehicle_id)
    return task


def _duty(board: Board, vehicle_id: str, touched: Touched, **changes: Any) -> None:
    board.duties[vehicle_id] = replace(board.duty(vehicle_id), **changes)
    touched.vehicles.add(vehicle_id)


def _call_rang(board: Board, event: e.CallRang, touched: Touched) -> None:
    board.calls[event.call_id] = Call(
        id=event.call_id,
        number=event.number,
        trunk=event.trunk,
        state=CallState.RINGING,
        rang_ms=event.at_ms,
        words=event.words,
        location=event.location,
        earlier_calls=event.earlier_calls,
        county_code=event.county_code,
        township_code=event.township_code,
    )
    if event.number:
        board.numbers[event.number] = board.numbers.get(event.number, 0) + 1
    touched.calls.add(event.call_id)


def _call_answered(board: Board, event: e.CallAnswered, touched: Touched) -> None:
    changes = {"answered_ms": event.at_ms, "answered_by": event.by}
    _call(board, event.call_id, touched, state=CallState.TALKING, **changes)


def _call_ended(board: Board, event: e.CallEnded, touched: Touched) -> None:
    state = CallState.ABANDONED if event.abandoned else CallState.ENDED
    _call(board, event.call_id, touched, state=state, ended_ms=event.at_ms)


def _call_classified(board: Board, event: e.CallClassified, touched: Touched) -> None:
    _call(board, event.call_id, touched, call_class=event.call_class)


def _called_back(board: Board, event: e.CalledBack, touched: Touched) -> None:
    call = board.calls[event.call_id]
    tried = CallBack(at_ms=event.at_ms, by=event.by, outcome=event.outcome)
    changes: dict[str, Any] = {"call_backs": (*call.call_backs, tried)}
    if event.outcome is CallBackOutcome.REACHED:
        changes |= {"state": CallState.TALKING, "answered_ms": event.at_ms}
        changes |= {"answered_by": event.by, "ended_ms": None}
    _call(board, event.call_id, touched, **changes)


def _incident_opened(board: Board, event: e.IncidentOpened, touched: Touched) -> None:
    board.incidents[event.incident_id] = Incident(
        id=event.incident_id,
        kind=event.kind,
        owner_unit=event.owner_unit,
        opened_ms=event.at_ms,
        first_call_ms=event.first_call_ms,
    )
    _count_serial(board, event.incident_id)
    touched.incidents.add(event.incident_id)


def _count_serial(board: Board, incident_id: str) -> None:
    prefix, _, serial = incident_id.rpartition("-")
    board.serials[prefix] = max(board.serials.get(prefix, 0), int(serial))


def _call_joined(board: Board, event: e.CallJoined, touched: Touched) -> None:
    _call(board, event.call_id, touched, incident_id=event.incident_id, call_class=None)
    incident = board.incidents[event.incident_id]
    if event.call_id not in incident.call_ids:
        _incident(board, incident.id, touched, call_ids=(*incident.call_ids, event.call_id))


def _incident_described(board: Board, event: e.IncidentDescribed, touched: Touched) -> None:
    changes = {k: v for k, v in asdict(event.details).items() if v is not UNSET}
    if event.moved:
        changes |= {"county_code": event.county_code, "township_code": event.township_code}
    _incident(board, event.incident_id, touched, **changes)


def _incident_parked(board: Board, event: e.IncidentParked, touched: Touched) -> None:
    _incident(board, event.incident_id, touched, parked=True)


def _incident_woken(board: Board, event: e.IncidentWoken, touched: Touched) -> None:
    _incident(board, event.incident_id, touched, parked=False)


def _incident_closed(board: Board, event: e.IncidentClosed, touched: Touched) -> None:
    incident = board.incidents[event.incident_id]
    for acceptance_id in incident.acceptance_ids:
        acceptance = board.acceptances[acceptance_id]
        if acceptance.closed_ms is None:
            board.acceptances[acceptance_id] = replace(acceptance, closed_ms=event.at_ms)
    _incident(board, event.incident_id, touched, closed_ms=event.at_ms, parked=False)


def _acceptance_opened(board: Board, event: e.AcceptanceOpened, touched: Touched) -> None:
    board.acceptances[event.acceptance_id] = Acceptance(
        id=event.acceptance_id,
        incident_id=event.incident_id,
        kind=event.kind,
        opened_ms=event.at_ms,
        by=event.by,
    )
    incident = board.incidents[event.incident_id]
    ids = (*incident.acceptance_ids, event.acceptance_id)
    _incident(board, incident.id, touched, acceptance_ids=ids)


def _vehicle_dispatched(board: Board, event: e.VehicleDispatched, touched: Touched) -> None:
    stamp = Stamp(
        state=VehicleState.ASSIGNED,
        at_ms=event.at_ms,
        received_ms=event.at_ms,
        origin=Origin.SYSTEM,
        by=event.by.user,
    )
    board.tasks[event.task_id] = Task(
        id=event.task_id,
        incident_id=event.incident_id,
        acceptance_id=event.acceptance_id,
        vehicle_id=event.vehicle_id,
        state=VehicleState.ASSIGNED,
        stamps=(stamp,),
        ordered_by=event.by,
        eta_ms=event.eta_ms,
        eta_basis=event.eta_basis,
    )
    touched.tasks.add(event.task_id)
    ids = (*board.incidents[event.incident_id].task_ids, event.task_id)
    _incident(board, event.incident_id, touched, task_ids=ids, parked=False)
    _duty(board, event.vehicle_id, touched, task_id=event.task_id, since_ms=event.at_ms)


def _task_stepped(board: Board, event: e.TaskStepped, touched: Touched) -> None:
    task = board.tasks[event.task_id]
    stamp = Stamp(
        state=event.state,
        at_ms=event.at_ms,
        received_ms=event.received_ms,
        origin=event.origin,
        by=event.by.user,
        late=event.late,
        pressed_ms=event.pressed_ms,
    )
    changes: dict[str, Any] = {"state": event.state, "stamps": (*task.stamps, stamp)}
    if event.hospital_code:
        changes["hospital_code"] = event.hospital_code
    if event.state in _ETA_OVER or event.eta_ms is not None:
        changes |= {"eta_ms": event.eta_ms, "eta_basis": event.eta_basis}
    _task(board, event.task_id, touched, **changes)
    left = {"at_station": False} if event.state in _LEFT_STATION else {}
    _duty(board, task.vehicle_id, touched, since_ms=event.at_ms, **left)


_ETA_OVER = frozenset({VehicleState.ON_SCENE, VehicleState.LOADED, VehicleState.AT_HOSPITAL})
_LEFT_STATION = frozenset(VehicleState) - {VehicleState.ASSIGNED, VehicleState.ACKED}


def _fence_crossed(board: Board, event: e.FenceCrossed, touched: Touched) -> None:
    task = board.tasks[event.task_id]
    observation = Observation(
        state=event.state, at_ms=event.at_ms, received_ms=event.received_ms, point=event.point
    )
    _task(board, task.id, touched, observed=(*task.observed, observation))


def _press_kept(board: Board, event: e.PressKept, touched: Touched) -> None:
    task = board.tasks[event.task_id]
    press = KeptPress(
        state=event.state,
        pressed_ms=event.pressed_ms,
        received_ms=event.at_ms,
        by=event.by.user,
        why=event.why,
    )
    _task(board, task.id, touched, kept=(*task.kept, press))


def _hospital_chosen(board: Board, event: e.HospitalChosen, touched: Touched) -> None:
    _task(
        board,
        event.task_id,
        touched,
        hospital_code=event.hospital_code,
        eta_ms=event.eta_ms,
        eta_basis=event.eta_basis,
    )


def _patient_recorded(board: Board, event: e.PatientRecorded, touched: Touched) -> None:
    board.patients[event.patient_id] = Patient(
        id=event.patient_id, task_id=event.task_id, opened_ms=event.at_ms
    )


def _task_ended(board: Board, event: e.TaskEnded, touched: Touched) -> None:
    task = board.tasks[event.task_id]
    free = VehicleState.AVAILABLE_STATION if event.at_station else VehicleState.AVAILABLE_MOBILE
    stamp = Stamp(
        state=free,
        at_ms=event.at_ms,
        received_ms=event.received_ms,
        origin=event.origin,
        by=event.by.user,
        pressed_ms=event.pressed_ms,
    )
    _task(
        board,
        event.task_id,
        touched,
        stamps=(*task.stamps, stamp),
        result=event.result,
        reason=event.reason,
        ended_ms=event.at_ms,
        eta_ms=None,
    )
    changes = {"task_id": None, "at_station": event.at_station, "since_ms": event.at_ms}
    _duty(board, task.vehicle_id, touched, **changes)


def _vehicle_parked_at(board: Board, event: e.VehicleParkedAt, touched: Touched) -> None:
    changes = {"at_station": event.at_station, "since_ms": event.at_ms}
    _duty(board, event.vehicle_id, touched, **changes)


def _vehicle_paused(board: Board, event: e.VehiclePaused, touched: Touched) -> None:
    pause = Pause(
        reason=event.reason,
        since_ms=event.at_ms,
        expected_end_ms=event.expected_end_ms,
        by=event.by.user,
    )
    _duty(board, event.vehicle_id, touched, pause=pause, since_ms=event.at_ms)


def _vehicle_resumed(board: Board, event: e.VehicleResumed, touched: Touched) -> None:
    _duty(board, event.vehicle_id, touched, pause=None, since_ms=event.at_ms)


def _crew_signed(board: Board, event: e.CrewSigned, touched: Touched) -> None:
    changes = {"signed_on": event.on, "crew": event.crew, "since_ms": event.at_ms}
    _duty(board, event.vehicle_id, touched, **changes)


def _crew_asked(board: Board, event: e.CrewAsked, touched: Touched) -> None:
    board.requests[event.request_id] = CrewRequest(
        id=event.request_id,
        kind=event.kind,
        vehicle_id=event.vehicle_id,
        asked_ms=event.at_ms,
        received_ms=event.received_ms,
        by=event.by,
        text=event.text,
        minutes=event.minutes,
        needs=event.needs,
        task_id=event.task_id,
        incident_id=event.incident_id,
    )
    _count_serial(board, event.request_id)
    touched.requests.add(event.request_id)


def _crew_answered(board: Board, event: e.CrewAnswered, touched: Touched) -> None:
    touched.requests.add(event.request_id)
    request = board.requests.get(event.request_id)
    if request is None:  # the board may have forgotten it meanwhile: it was old
        return
    board.requests[event.request_id] = replace(
        request,
        granted=event.granted,
        answered_ms=event.at_ms,
        answered_by=event.by,
        reason=event.reason,
    )


def _road_restricted(board: Board, event: e.RoadRestricted, touched: Touched) -> None:
    board.restrictions[event.restriction_id] = RoadRestriction(
        id=event.restriction_id,
        kind=event.kind,
        factor=event.factor,
        shape=event.shape,
        name=event.name,
        note=event.note,
        from_ms=event.from_ms,
        until_ms=event.until_ms,
        by=event.by,
    )
    _count_serial(board, event.restriction_id)
    touched.restrictions.add(event.restriction_id)


def _road_reopened(board: Board, event: e.RoadReopened, touched: Touched) -> None:
    # The board may have forgotten it meanwhile, because its time was over.
    board.restrictions.pop(event.restriction_id, None)
    touched.restrictions.add(event.restriction_id)


def _road_end_changed(board: Board, event: e.RoadEndChanged, touched: Touched) -> None:
    known = board.restrictions.get(event.restriction_id)
    if known is not None:  # else forgotten meanwhile, because its time was over
        board.restrictions[known.id] = replace(known, until_ms=event.until_ms)
        touched.restrictions.add(known.id)


_APPLY: dict[type[Any], Callable[[Board, Any, Touched], None]] = {
    e.CallRang: _call_rang,
    e.CallAnswered: _call_answered,
    e.CallEnded: _call_ended,
    e.CallClassified: _call_classified,
    e.CalledBack: _called_back,
    e.IncidentOpened: _incident_opened,
    e.CallJoined: _call_joined,
    e.IncidentDescribed: _incident_described,
    e.IncidentParked: _incident_parked,
    e.IncidentWoken: _incident_woken,
    e.IncidentClosed: _incident_closed,
    e.AcceptanceOpened: _acceptance_opened,
    e.VehicleDispatched: _vehicle_dispatched,
    e.TaskStepped: _task_stepped,
    e.FenceCrossed: _fence_crossed,
    e.PressKept: _press_kept,
    e.HospitalChosen: _hospital_chosen,
    e.PatientRecorded: _patient_recorded,
    e.TaskEnded: _task_ended,
    e.VehicleParkedAt: _vehicle_parked_at,
    e.VehiclePaused: _vehicle_paused,
    e.VehicleResumed: _vehicle_resumed,
    e.CrewSigned: _crew_signed,
    e.CrewAsked: _crew_asked,
    e.CrewAnswered: _crew_answered,
    e.RoadRestricted: _road_restricted,
    e.RoadReopened: _road_reopened,
    e.RoadEndChanged: _road_end_changed,
}


HANDLED_EVENTS = tuple(_APPLY)
"""The events that this table knows: all of them, says a test."""


def apply(board: Board, event: e.AnyEvent, touched: Touched) -> None:
    """Apply one event to the board and note which records it changed."""
    _APPLY[type(event)](board, event, touched)
