"""From events and live records to what the journal writes, all in its one transaction."""

from dispatch.board import Board, Touched, incident_state
from dispatch.domain.commands import Request
from dispatch.domain.events import AnyEvent, encode
from dispatch.domain.records import Call, Incident, Task
from dispatch.journal.port import CallRow, Draft, IncidentRow, TaskRow


def draft_of(request: Request, event: AnyEvent, incident_id: str | None) -> Draft:
    """The journal's line of an event: when, what, on whose wish."""
    return Draft(
        at_ms=event.at_ms,
        kind=type(event).__name__,
        incident_id=_incident_of(event) or incident_id,
        actor=request.actor.user,
        command_id=request.command_id,
        payload=encode(event),
    )


def _incident_of(event: AnyEvent) -> str | None:
    """The incident an event names itself: one command may be about two (另接任务)."""
    named: str | None = getattr(event, "incident_id", None)
    return named


def task_row(task: Task) -> TaskRow:
    """The row of a task; ``active`` is what the database's one-task rule stands on."""
    return TaskRow(
        id=task.id,
        incident_id=task.incident_id,
        vehicle_id=task.vehicle_id,
        state=task.state.value,
        active=task.active,
        assigned_ms=task.stamps[0].at_ms,
        ended_ms=task.ended_ms,
        result=task.result.value if task.result else None,
        hospital_code=task.hospital_code,
    )


def incident_row(board: Board, incident: Incident) -> IncidentRow:
    """The row of an incident."""
    point = incident.location.point if incident.location else None
    return IncidentRow(
        id=incident.id,
        state=incident_state(board, incident).value,
        owner_unit=incident.owner_unit,
        county_code=incident.county_code,
        township_code=incident.township_code,
        opened_ms=incident.opened_ms,
        closed_ms=incident.closed_ms,
        urgency=incident.urgency.value if incident.urgency else None,
        lon=point.lon if point else None,
        lat=point.lat if point else None,
    )


def call_row(call: Call) -> CallRow:
    """The row of a call."""
    return CallRow(
        id=call.id,
        number=call.number,
        state=call.state.value,
        rang_ms=call.rang_ms,
        answered_ms=call.answered_ms,
        ended_ms=call.ended_ms,
        call_class=call.call_class.value if call.call_class else None,
        incident_id=call.incident_id,
    )


def rows_of(
    board: Board, touched: Touched
) -> tuple[list[TaskRow], list[IncidentRow], list[CallRow]]:
    """The rows of everything a batch has touched, as it stands after the batch."""
    return (
        [task_row(board.tasks[i]) for i in sorted(touched.tasks)],
        [incident_row(board, board.incidents[i]) for i in sorted(touched.incidents)],
        [call_row(board.calls[i]) for i in sorted(touched.calls)],
    )
