"""What crews sign and ask."""

from msgspec.structs import replace

from dispatch.apply.changes import Applied, change_duty, count_serial, drop_offers, since_press
from dispatch.board import Board, Touched
from dispatch.domain import events as e
from dispatch.domain.records import CrewRequest


def _crew_signed(board: Board, event: e.CrewSigned, touched: Touched) -> None:
    changes = {"signed_on": event.on, "crew": event.crew, **since_press(event)}
    change_duty(board, event.vehicle_id, touched, **changes)
    if not event.on:
        drop_offers(board, event.vehicle_id, touched)


def _crew_asked(board: Board, event: e.CrewAsked, touched: Touched) -> None:
    board.requests[event.request_id] = CrewRequest(
        id=event.request_id,
        kind=event.kind,
        vehicle_id=event.vehicle_id,
        asked_ms=event.at_ms,
        received_ms=event.received_ms,
        by=event.by,
        text=event.text,
        minutes=event.minutes,
        needs=event.needs,
        task_id=event.task_id,
        incident_id=event.incident_id,
    )
    count_serial(board, event.request_id)
    touched.requests.add(event.request_id)


def _crew_answered(board: Board, event: e.CrewAnswered, touched: Touched) -> None:
    touched.requests.add(event.request_id)
    request = board.requests.get(event.request_id)
    if request is None:  # the board may have forgotten it meanwhile: it was old
        return
    board.requests[event.request_id] = replace(
        request,
        granted=event.granted,
        answered_ms=event.at_ms,
        answered_by=event.by,
        reason=event.reason,
    )


APPLY: Applied = {
    e.CrewSigned: _crew_signed,
    e.CrewAsked: _crew_asked,
    e.CrewAnswered: _crew_answered,
}
