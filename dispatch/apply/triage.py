"""What happens to the triage of an incident."""

from dispatch.apply.changes import Applied, change_incident
from dispatch.apply.edits import edited
from dispatch.board import Board, Touched
from dispatch.domain import events as e


def _triaged(board: Board, event: e.TriageEvent, touched: Touched) -> None:
    said = {"urgency": event.urgency, "needs": event.needs, "infection": event.infection}
    changes = edited(board.incidents[event.incident_id], said, event)
    change_incident(board, event.incident_id, touched, triage=event.triage, **changes)


APPLY: Applied = {
    e.TriageAnswered: _triaged,
    e.DeterminantTaken: _triaged,
    e.UrgencyOverridden: _triaged,
}
