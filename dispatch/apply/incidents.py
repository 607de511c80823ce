"""What happens to incidents, their acceptances and patients."""

from typing import Any

from msgspec import UNSET
from msgspec.structs import asdict, replace

from dispatch.apply.changes import Applied, change_call, change_incident, count_serial
from dispatch.apply.edits import edited
from dispatch.apply.locations import brought, placed
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
        referral_id=event.referral_id,
    )
    count_serial(board, event.incident_id)
    touched.incidents.add(event.incident_id)


def _call_joined(board: Board, event: e.CallJoined, touched: Touched) -> None:
    call, incident = board.calls[event.call_id], board.incidents[event.incident_id]
    changes: dict[str, Any] = {"incident_id": incident.id, "call_class": event.call_class}
    if event.call_class is not None:
        changes |= {"classified_ms": event.at_ms, "classified_by": event.by}
    change_call(board, call.id, touched, **changes)
    if call.id not in incident.call_ids:
        ids, reports = (*incident.call_ids, call.id), brought(incident.reports, call)
        change_incident(board, incident.id, touched, call_ids=ids, reports=reports)


def _incident_described(board: Board, event: e.IncidentDescribed, touched: Touched) -> None:
    incident = board.incidents[event.incident_id]
    changes = {k: v for k, v in asdict(event.details).items() if v is not UNSET}
    changes = edited(incident, changes, event)
    if event.moved:
        changes |= {"county_code": event.county_code, "township_code": event.township_code}
        changes |= placed(incident, event)
    change_incident(board, event.incident_id, touched, **changes)


def _incident_parked(board: Board, event: e.IncidentParked, touched: Touched) -> None:
    changes = {"parked": True, "wake_ms": event.until_ms, "offer": None}
    change_incident(board, event.incident_id, touched, **changes)


def _incident_woken(board: Board, event: e.IncidentWoken, touched: Touched) -> None:
    change_incident(board, event.incident_id, touched, parked=False, wake_ms=None)


def _incident_closed(board: Board, event: e.IncidentClosed, touched: Touched) -> None:
    incident = board.incidents[event.incident_id]
    for acceptance_id in incident.acceptance_ids:
        acceptance = board.acceptances[acceptance_id]
        if acceptance.closed_ms is None:
            board.acceptances[acceptance_id] = replace(acceptance, closed_ms=event.at_ms)
    changes = {"closed_ms": event.at_ms, "parked": False, "wake_ms": None}
    changes |= {"offer": None, "reinforcement_parked": False}
    change_incident(board, event.incident_id, touched, **changes)


def _acceptance_opened(board: Board, event: e.AcceptanceOpened, touched: Touched) -> None:
    board.acceptances[event.acceptance_id] = Acceptance(
        id=event.acceptance_id,
        incident_id=event.incident_id,
        kind=event.kind,
        opened_ms=event.at_ms,
        by=event.by,
        task_id=event.task_id,
        reason=event.reason,
        target=event.target,
        note=event.note,
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
