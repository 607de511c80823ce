"""How each event changes the board: one small function per event, in one table per kind of record.

Nothing here decides, refuses or reads a clock.
"""

from dispatch.apply import calls, crews, incidents, roads, tasks, vehicles
from dispatch.apply.changes import Applied
from dispatch.board import Board, Touched
from dispatch.domain import events as e

_APPLY: Applied = {
    **calls.APPLY,
    **incidents.APPLY,
    **tasks.APPLY,
    **vehicles.APPLY,
    **crews.APPLY,
    **roads.APPLY,
}

HANDLED_EVENTS = tuple(_APPLY)
"""The events that this table knows: all of them, says a test."""


def apply(board: Board, event: e.AnyEvent, touched: Touched) -> None:
    """Apply one event to the board and note which records it changed."""
    _APPLY[type(event)](board, event, touched)
