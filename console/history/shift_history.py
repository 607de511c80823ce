"""Hand-overs between shifts as the journal has them, to be read and printed later (ORG-06)."""

from sqlalchemy import Engine, select

from dispatch.apply import apply
from dispatch.board import Board, Touched
from dispatch.domain import events as e
from dispatch.domain.shifts import ShiftSheet
from dispatch.journal.tables import journal_entry

SHEETS_MAX = 200
_ROWS_MAX = 4 * SHEETS_MAX
_KINDS = ("ShiftSigned", "ShiftTaken", "ShiftWithdrawn", "ShiftReleased")


class ShiftHistory:
    """Reads the journal; waits for the database, so call it from a worker thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def sheets(self, before_ms: int) -> list[ShiftSheet]:
        """What was signed before a moment, the newest first."""
        entry = journal_entry.c
        query = (
            select(entry.payload)
            .where(entry.kind.in_(_KINDS), entry.at_ms < before_ms, entry.payload.is_not(None))
            .order_by(entry.seq.desc())
            .limit(_ROWS_MAX)
        )
        with self._engine.connect() as connection:
            payloads = list(connection.scalars(query))
        board = Board()
        for payload in reversed(payloads):
            event = e.decode(payload)
            # The first signature may lie before what was read.
            if isinstance(event, e.ShiftSigned | e.ShiftReleased) or (
                isinstance(event, e.ShiftTaken | e.ShiftWithdrawn)
                and event.sheet_id in board.shifts
            ):
                apply(board, event, Touched())
        newest = sorted(board.shifts.values(), key=lambda sheet: sheet.signed_ms, reverse=True)
        return newest[:SHEETS_MAX]
