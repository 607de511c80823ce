"""What calls leave on the board."""

from typing import Any

from msgspec.structs import replace

from dispatch.apply.changes import Applied, change_call
from dispatch.apply.locations import reported
from dispatch.board import Board, Touched
from dispatch.domain import events as e
from dispatch.domain.lines import Line
from dispatch.domain.records import Call, CallBack, CallState
from dispatch.domain.triage import CallBackOutcome


def _call_rang(board: Board, event: e.CallRang, touched: Touched) -> None:
    call = Call(
        id=event.call_id,
        number=event.number,
        trunk=event.trunk,
        state=CallState.RINGING,
        rang_ms=event.at_ms,
        words=event.words,
        location=event.location,
        earlier_calls=event.earlier_calls,
        county_code=event.county_code,
        township_code=event.township_code,
        desk_unit=event.desk_unit,
        line=Line(exchange=event.exchange) if event.exchange else None,
    )
    if event.location is not None:
        areas = {"county_code": event.county_code, "township_code": event.township_code}
        reports = reported(call, event.location, event.by, event.at_ms, **areas)
        call = replace(call, reports=reports)
    board.calls[call.id] = call
    if event.number:
        board.numbers[event.number] = board.numbers.get(event.number, 0) + 1
    touched.calls.add(event.call_id)


def _call_answered(board: Board, event: e.CallAnswered, touched: Touched) -> None:
    changes = {"answered_ms": event.at_ms, "answered_by": event.by}
    change_call(board, event.call_id, touched, state=CallState.TALKING, **changes)


def _call_ended(board: Board, event: e.CallEnded, touched: Touched) -> None:
    state = CallState.ABANDONED if event.abandoned else CallState.ENDED
    change_call(board, event.call_id, touched, state=state, ended_ms=event.at_ms)


def _call_classified(board: Board, event: e.CallClassified, touched: Touched) -> None:
    pressed = {"classified_ms": event.at_ms, "classified_by": event.by}
    change_call(board, event.call_id, touched, call_class=event.call_class, **pressed)


def _called_back(board: Board, event: e.CalledBack, touched: Touched) -> None:
    call = board.calls[event.call_id]
    tried = CallBack(at_ms=event.at_ms, by=event.by, outcome=event.outcome)
    changes: dict[str, Any] = {"call_backs": (*call.call_backs, tried)}
    if event.outcome is CallBackOutcome.REACHED:
        changes |= {"state": CallState.TALKING, "answered_ms": event.at_ms}
        changes |= {"answered_by": event.by, "ended_ms": None}
    change_call(board, event.call_id, touched, **changes)


APPLY: Applied = {
    e.CallRang: _call_rang,
    e.CallAnswered: _call_answered,
    e.CallEnded: _call_ended,
    e.CallClassified: _call_classified,
    e.CalledBack: _called_back,
}
