"""What happens to advice where free vehicles should wait; one at a time for each centre."""

from msgspec.structs import replace

from dispatch.apply.changes import Applied
from dispatch.board import Board, Touched
from dispatch.domain import events as e


def _move_proposed(board: Board, event: e.MoveProposed, touched: Touched) -> None:
    if event.advice is None:
        board.moves.pop(event.unit, None)
    else:
        board.moves[event.unit] = event.advice
    touched.moves.add(event.unit)


def _move_accepted(board: Board, event: e.MoveAccepted, touched: Touched) -> None:
    """Post and vehicle change by their own events."""
    board.moves.pop(event.unit, None)
    touched.moves.add(event.unit)


def _move_declined(board: Board, event: e.MoveDeclined, touched: Touched) -> None:
    """It stays known, so that the desk is not asked again at once."""
    advice = board.moves.get(event.unit)
    if advice is not None:
        board.moves[event.unit] = replace(advice, declined=event.reason, declined_ms=event.at_ms)
    touched.moves.add(event.unit)


APPLY: Applied = {
    e.MoveProposed: _move_proposed,
    e.MoveAccepted: _move_accepted,
    e.MoveDeclined: _move_declined,
}
