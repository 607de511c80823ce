"""How each event changes the board: one small function per event, in one table per kind of record.

Nothing here decides, refuses or reads a clock.
"""

from dispatch.apply import (
    alarms,
    boundary,
    calls,
    crews,
    desks,
    hospitals,
    incidents,
    intake,
    lines,
    locations,
    merges,
    messages,
    moves,
    pairs,
    partners,
    referrals,
    roads,
    shifts,
    tasks,
    triage,
    vehicles,
    volunteers,
    waiting,
)
from dispatch.apply.changes import Applied
from dispatch.board import Board, Touched
from dispatch.domain import events as e

_APPLY: Applied = {
    **calls.APPLY,
    **lines.APPLY,
    **incidents.APPLY,
    **tasks.APPLY,
    **vehicles.APPLY,
    **crews.APPLY,
    **roads.APPLY,
    **triage.APPLY,
    **desks.APPLY,
    **shifts.APPLY,
    **messages.APPLY,
    **moves.APPLY,
    **alarms.APPLY,
    **intake.APPLY,
    **locations.APPLY,
    **merges.APPLY,
    **partners.APPLY,
    **waiting.APPLY,
    **referrals.APPLY,
    **boundary.APPLY,
    **pairs.APPLY,
    **volunteers.APPLY,
    **hospitals.APPLY,
}

HANDLED_EVENTS = tuple(_APPLY)
"""The events that this table knows: all of them, says a test."""


def apply(board: Board, event: e.AnyEvent, touched: Touched) -> None:
    """Apply one event to the board and note which records it changed."""
    _APPLY[type(event)](board, event, touched)
