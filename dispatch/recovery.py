"""From the journal back to a board: last snapshot plus tail; a crash is just a restart."""

import msgspec

from dispatch.apply import apply
from dispatch.board import Board, Touched, restore
from dispatch.domain.events import AnyEvent, decode
from dispatch.journal.port import Entry, Journal

READ_CHUNK = 1000


def replay(board: Board, entries: list[Entry], touched: Touched) -> list[AnyEvent]:
    """Apply journal entries to a board; an entry erased by law is passed over."""
    events: list[AnyEvent] = []
    for entry in entries:
        if not entry.erased:
            event = decode(entry.payload)
            apply(board, event, touched)
            events.append(event)
        board.seq = entry.seq
    return events


def load_board(journal: Journal) -> Board:
    """The board as the journal has it now."""
    board = _from_snapshot(journal) or Board()
    while entries := journal.read(board.seq, READ_CHUNK):
        replay(board, entries, Touched())
    return board


def _from_snapshot(journal: Journal) -> Board | None:
    snapshot = journal.load_snapshot()
    if snapshot is None:
        return None
    try:
        return restore(snapshot[1])
    except msgspec.MsgspecError:
        # An older program wrote it; the journal itself is the truth and is read from the start.
        return None
