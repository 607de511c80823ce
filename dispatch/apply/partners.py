"""What a partner service hands over stands on the board as a call without a line."""

from msgspec.structs import replace

from dispatch.apply.changes import Applied
from dispatch.apply.locations import reported
from dispatch.board import Board, Touched
from dispatch.domain import events as e
from dispatch.domain.records import Call, CallState


def _alarm_taken(board: Board, event: e.AlarmTaken, touched: Touched) -> None:
    call = Call(
        id=event.call_id,
        number=event.number,
        trunk=event.alarm.name,
        state=CallState.ENDED,
        rang_ms=event.at_ms,
        ended_ms=event.at_ms,
        words=event.words,
        county_code=event.county_code,
        township_code=event.township_code,
        alarm=event.alarm,
    )
    if event.location is not None:
        areas = {"county_code": event.county_code, "township_code": event.township_code}
        reports = reported(call, event.location, event.by, event.at_ms, **areas)
        call = replace(call, location=event.location, reports=reports)
    board.calls[call.id] = call
    touched.calls.add(call.id)


APPLY: Applied = {e.AlarmTaken: _alarm_taken}
