"""What happens to calls that are set right, or that nobody answers."""

from dispatch.apply.changes import Applied, change_call, change_incident
from dispatch.board import Board, Touched
from dispatch.domain import events as e
from dispatch.domain.records import CallState

DECLINED_MAX = 50
"""So many declined proposals of one record are remembered, the newest."""


def _class_undone(board: Board, event: e.ClassUndone, touched: Touched) -> None:
    undone = {"call_class": None, "classified_ms": None, "classified_by": None}
    change_call(board, event.call_id, touched, reopened=True, **undone)


def _call_released(board: Board, event: e.CallReleased, touched: Touched) -> None:
    taken = {"answered_ms": None, "answered_by": None}
    change_call(board, event.call_id, touched, state=CallState.RINGING, **taken)


def _call_detached(board: Board, event: e.CallDetached, touched: Touched) -> None:
    """It belongs nowhere again, and is not proposed for that incident any more."""
    call = board.calls[event.call_id]
    declined = (*call.declined, event.incident_id)[-DECLINED_MAX:]
    alone = {"incident_id": None, "call_class": None, "declined": declined}
    change_call(board, call.id, touched, reopened=True, **alone)
    incident = board.incidents.get(event.incident_id)
    if incident is not None:
        left = tuple(i for i in incident.call_ids if i != call.id)
        change_incident(board, incident.id, touched, call_ids=left)


def _call_missed(board: Board, event: e.CallMissed, touched: Touched) -> None:
    change_call(board, event.call_id, touched, missed_ms=event.at_ms)


def _call_overflowed(board: Board, event: e.CallOverflowed, touched: Touched) -> None:
    changes = {"overflowed_ms": event.at_ms, "overflowed_to": event.to_unit}
    change_call(board, event.call_id, touched, **changes)


APPLY: Applied = {
    e.ClassUndone: _class_undone,
    e.CallReleased: _call_released,
    e.CallDetached: _call_detached,
    e.CallMissed: _call_missed,
    e.CallOverflowed: _call_overflowed,
}
