"""What happens to incidents, their acceptances and patients."""

from msgspec import UNSET
from msgspec.structs import asdict, replace

from dispatch.apply.changes import Applied, change_call, change_incident, count_serial
from dispatch.board import Board, Touched
from dispatch.domain import events as e
from dispatch.domain.records import Acceptance, Incident, Patient


def _incident_opened(board: Board, event: e.IncidentOpened, touched: Touched) -> None:
    board.incidents[event.incident_id] = Incident(
        id=event.incident_id,
        kind=event.kind,
        owner_unit=event.owner_unit,
        opened_ms=event.at_ms,
        first_call_ms=event.first_call_ms,
    )
    count_serial(board, event.incident_id)
    touched.incidents.add(event.incident_id)


def _call_joined(board: Board, event: e.CallJoined, touched: Touched) -> None:
    change_call(board, event.call_id, touched, incident_id=event.incident_id, call_class=None)
    incident = board.incidents[event.incident_id]
    if event.call_id not in incident.call_ids:
        change_incident(board, incident.id, touched, call_ids=(*incident.call_ids, event.call_id))


def _incident_described(board: Board, event: e.IncidentDescribed, touched: Touched) -> None:
    changes = {k: v for k, v in asdict(event.details).items() if v is not UNSET}
    if event.moved:
        changes |= {"county_code": event.county_code, "township_code": event.township_code}
    change_incident(board, event.incident_id, touched, **changes)


def _incident_parked(board: Board, event: e.IncidentParked, touched: Touched) -> None:
    change_incident(board, event.incident_id, touched, parked=True)


def _incident_woken(board: Board, event: e.IncidentWoken, touched: Touched) -> None:
    change_incident(board, event.incident_id, touched, parked=False)


def _incident_closed(board: Board, event: e.IncidentClosed, touched: Touched) -> None:
    incident = board.incidents[event.incident_id]
    for acceptance_id in incident.acceptance_ids:
        acceptance = board.acceptances[acceptance_id]
        if acceptance.closed_ms is None:
            board.acceptances[acceptance_id] = replace(acceptance, closed_ms=event.at_ms)
    change_incident(board, event.incident_id, touched, closed_ms=event.at_ms, parked=False)


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
    change_incident(board, incident.id, touched, acceptance_ids=ids)


def _patient_recorded(board: Board, event: e.PatientRecorded, touched: Touched) -> None:
    board.patients[event.patient_id] = Patient(
        id=event.patient_id, task_id=event.task_id, opened_ms=event.at_ms
    )


APPLY: Applied = {
    e.IncidentOpened: _incident_opened,
    e.CallJoined: _call_joined,
    e.IncidentDescribed: _incident_described,
    e.IncidentParked: _incident_parked,
    e.IncidentWoken: _incident_woken,
    e.IncidentClosed: _incident_closed,
    e.AcceptanceOpened: _acceptance_opened,
    e.PatientRecorded: _patient_recorded,
}
