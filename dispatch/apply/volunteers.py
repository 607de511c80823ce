"""What volunteers are asked and say."""

from msgspec.structs import replace

from dispatch.apply.changes import Applied, change_incident, count_serial
from dispatch.board import Board, Touched
from dispatch.domain import events as e
from dispatch.domain.volunteers import VolunteerCall


def _called(board: Board, event: e.VolunteerCalled, touched: Touched) -> None:
    board.volunteer_calls[event.volunteer_call_id] = VolunteerCall(
        id=event.volunteer_call_id,
        incident_id=event.incident_id,
        volunteer_code=event.volunteer_code,
        called_ms=event.at_ms,
        by=event.by,
        aed_code=event.aed_code,
    )
    count_serial(board, event.volunteer_call_id)
    change_incident(board, event.incident_id, touched)


def _answered(board: Board, event: e.VolunteerAnswered, touched: Touched) -> None:
    called = board.volunteer_calls.get(event.volunteer_call_id)
    if called is None:  # the board may have forgotten it meanwhile: it was old
        return
    board.volunteer_calls[called.id] = replace(
        called,
        coming=event.coming,
        minutes=event.minutes,
        note=event.note,
        answered_ms=event.at_ms,
    )
    if called.incident_id in board.incidents:
        change_incident(board, called.incident_id, touched)


APPLY: Applied = {e.VolunteerCalled: _called, e.VolunteerAnswered: _answered}
