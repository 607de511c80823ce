"""What messages leave on the board."""

from msgspec.structs import replace

from dispatch.apply.changes import Applied, count_serial
from dispatch.board import Board, Touched
from dispatch.domain import events as e
from dispatch.domain.messages import Reading


def _sent(board: Board, event: e.MessageSent, touched: Touched) -> None:
    board.messages[event.message.id] = event.message
    count_serial(board, event.message.id)
    touched.messages.add(event.message.id)


def _read(board: Board, event: e.MessageRead, touched: Touched) -> None:
    message = board.messages.get(event.message_id)
    if message is None:  # forgotten meanwhile
        return
    readings = (*message.readings, Reading(by=event.by, at_ms=event.at_ms))
    board.messages[message.id] = replace(message, readings=readings)
    touched.messages.add(message.id)


APPLY: Applied = {e.MessageSent: _sent, e.MessageRead: _read}
