"""What the exchange's doings leave on a call."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from dispatch.apply.changes import Applied, change_call
from dispatch.board import Board, Touched
from dispatch.domain import events as e
from dispatch.domain.lines import MARKS_MAX, Line, LineChange, LineMark


def _line_noted(board: Board, event: e.LineNoted, touched: Touched) -> None:
    call = board.calls[event.call_id]
    line = call.line or Line(exchange=event.exchange)
    mark = LineMark(change=event.change, at_ms=event.at_ms, extension=event.extension)
    # Exchanges repeat themselves and speak out of turn: the marks are kept by their own times.
    marks = sorted((*line.marks, mark), key=lambda one: one.at_ms)[-MARKS_MAX:]
    newest = marks[-1] is mark
    changes: dict[str, Any] = {"marks": tuple(marks)}
    if event.recording:
        changes["recording"] = event.recording
    if newest:
        changes |= _CHANGES.get(event.change, _nothing)(event)
    moved: dict[str, Any] = {}
    if newest and event.change is LineChange.TRANSFERRED and event.to is not None:
        moved["answered_by"] = event.to
    change_call(board, call.id, touched, line=replace(line, **changes), **moved)


def _nothing(event: e.LineNoted) -> dict[str, Any]:
    return {}


def _spoken(event: e.LineNoted) -> dict[str, Any]:
    return {"extension": event.extension, "held_since_ms": None, "trouble": ""}


def _held(event: e.LineNoted) -> dict[str, Any]:
    return {"held_since_ms": event.at_ms, "trouble": ""}


def _free(event: e.LineNoted) -> dict[str, Any]:
    return {"held_since_ms": None, "trouble": ""}


def _failed(event: e.LineNoted) -> dict[str, Any]:
    return {"trouble": event.note}


_CHANGES: dict[LineChange, Callable[[e.LineNoted], dict[str, Any]]] = {
    LineChange.ANSWERED: _spoken,
    LineChange.TRANSFERRED: _spoken,
    LineChange.HELD: _held,
    LineChange.RESUMED: _free,
    LineChange.FAILED: _failed,
    LineChange.ENDED: _free,
}

APPLY: Applied = {e.LineNoted: _line_noted}
