"""Boards of past hours (检查点), so that a replay of last year need not read all years before it.

They are made of the journal and never of the live board, which may still hold what was erased by
law since; with an erased entry every later checkpoint goes, in the same transaction. Kept: one for
each hour of the last eight days in which something happened, and before that one for each day.
"""

import zlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import groupby

import msgspec
from sqlalchemy import Connection, delete, insert, select

from dispatch.journal.tables import board_checkpoint as table

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
HOURS_KEPT_MS = 8 * DAY_MS
DAYS_KEPT_MS = 800 * DAY_MS


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """The board after everything up to a moment, as ``dispatch.board.dump`` writes it.

    ``passed_over`` entries up to ``seq`` could not be shown, because of what was erased by law.
    """

    at_ms: int
    seq: int
    passed_over: int
    board: bytes


class Checkpoints:
    """The table of checkpoints, by the journal's own connections."""

    def __init__(
        self,
        writing: Callable[[], AbstractContextManager[Connection]],
        reading: Callable[[], AbstractContextManager[Connection]],
    ) -> None:
        self._writing = writing
        self._reading = reading
        self.erasures = 0
        """Entries erased while this journal was open: a board made before one is not kept."""

    def find(self, until_ms: int) -> Checkpoint | None:
        """The newest one that shows nothing after a moment."""
        query = select(table).where(table.c.at_ms <= until_ms)
        with self._reading() as connection:
            row = connection.execute(query.order_by(table.c.at_ms.desc()).limit(1)).first()
        if row is None:
            return None
        board = zlib.decompress(row.board)
        return Checkpoint(at_ms=row.at_ms, seq=row.seq, passed_over=row.passed_over, board=board)

    def keep(self, made: Checkpoint, erasures: int) -> bool:
        """Keep one, unless something was erased since it was begun; whether it was kept."""
        values = {**msgspec.structs.asdict(made), "board": zlib.compress(made.board, 6)}
        with self._writing() as connection, connection.begin():
            if erasures != self.erasures:
                return False
            connection.execute(delete(table).where(table.c.at_ms == made.at_ms))
            connection.execute(insert(table).values(values))
        return True

    def thin(self, now_ms: int) -> None:
        """Of days long past, keep the last one; of days beyond all, none."""
        older = select(table.c.at_ms).where(table.c.at_ms < now_ms - HOURS_KEPT_MS)
        with self._writing() as connection, connection.begin():
            known = connection.scalars(older.order_by(table.c.at_ms)).all()
            days = (list(day) for _, day in groupby(known, lambda at_ms: at_ms // DAY_MS))
            gone = [at_ms for day in days for at_ms in day[:-1]]
            gone += [at_ms for at_ms in known if at_ms < now_ms - DAYS_KEPT_MS]
            for at_ms in gone:
                connection.execute(delete(table).where(table.c.at_ms == at_ms))


def drop_from(connection: Connection, seq: int) -> None:
    """Forget every board that an entry may have left something on."""
    connection.execute(delete(table).where(table.c.seq >= seq))
