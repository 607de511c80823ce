"""What a hand-over between shifts leaves on the board."""

from typing import Any

from msgspec.structs import replace

from dispatch.apply.changes import Applied, count_serial
from dispatch.board import Board, Touched
from dispatch.domain import events as e
from dispatch.domain.shifts import ShiftState


def _signed(board: Board, event: e.ShiftSigned, touched: Touched) -> None:
    board.shifts[event.sheet.id] = event.sheet
    count_serial(board, event.sheet.id)
    touched.shifts.add(event.sheet.id)


def _taken(board: Board, event: e.ShiftTaken, touched: Touched) -> None:
    changes = {"items": event.items, "answer": event.note}
    _settle(board, event.sheet_id, event, touched, state=ShiftState.TAKEN, **changes)


def _withdrawn(board: Board, event: e.ShiftWithdrawn, touched: Touched) -> None:
    _settle(board, event.sheet_id, event, touched, state=ShiftState.WITHDRAWN)


def _released(board: Board, event: e.ShiftReleased, touched: Touched) -> None:
    board.shifts[event.sheet.id] = event.sheet
    count_serial(board, event.sheet.id)
    state, answer = ShiftState.RELEASED, event.reason
    _settle(board, event.sheet.id, event, touched, state=state, answer=answer)


def _settle(
    board: Board, sheet_id: str, event: e.AnyEvent, touched: Touched, **changes: Any
) -> None:
    touched.shifts.add(sheet_id)
    sheet = board.shifts[sheet_id]
    board.shifts[sheet_id] = replace(sheet, settled_ms=event.at_ms, settled_by=event.by, **changes)


APPLY: Applied = {
    e.ShiftSigned: _signed,
    e.ShiftTaken: _taken,
    e.ShiftWithdrawn: _withdrawn,
    e.ShiftReleased: _released,
}
