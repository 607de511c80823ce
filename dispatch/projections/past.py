"""A board of the past (回放): the journal read again up to a moment, and forward from there.

A projection of its own that only reads: made of the same entries by the same ``apply`` as the live
board, and shown through the same ``ReadSide`` with the rights of whoever looks now. It starts at a
checkpoint or at the first entry, and never at a snapshot, because a snapshot may still hold what
was erased by law since. What an erased entry leaves without its beginning is passed over and
counted.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import msgspec

from dispatch.apply import apply
from dispatch.board import Board, Touched, dump, forget, restore
from dispatch.domain.events import decode
from dispatch.journal.checkpoints import Checkpoint
from dispatch.journal.port import Entry, Journal
from dispatch.projections.readside import ReadSide
from stations.region import Region

READ_CHUNK = 1000


class Step(NamedTuple):
    """What became durable at one moment, and what it changed."""

    at_ms: int
    entries: tuple[Entry, ...]
    touched: Touched


class PastBoard:
    """Goes forward only; who wants to see something earlier makes another. Owned by one thread.

    ``keep_ms``: how long the live board keeps what has ended, so that this one shows no more.
    """

    def __init__(
        self, journal: Journal, region: Region, keep_ms: int, begin: Checkpoint | None = None
    ) -> None:
        begun = _restored(begin)
        self.board = begun or Board()
        self.readside = ReadSide(self.board, region)
        self.passed_over = begin.passed_over if begin and begun else 0
        """Entries that could not be shown because what they build on was erased."""
        self._journal = journal
        self._keep_ms = keep_ms
        self._read = self.board.seq
        self._ahead: list[Entry] = []

    def go_to(self, at_ms: int) -> None:
        """The board as it stood at a moment, all of that moment included."""
        while entry := self._next(at_ms):
            self._apply([entry])
            if entry.seq % READ_CHUNK == 0:
                forget(self.board, entry.at_ms - self._keep_ms)
        forget(self.board, at_ms - self._keep_ms)

    def steps(self, until_ms: int) -> Iterator[Step]:
        """What happened up to a moment, one step for each moment at which something did."""
        for at_ms, group in groupby(self._until(until_ms), lambda entry: entry.at_ms):
            entries = tuple(group)
            yield Step(at_ms, entries, self._publish(entries))
        gone = self.readside.forget_before(until_ms - self._keep_ms)
        if gone:
            yield Step(until_ms, (), gone)

    def next_ms(self) -> int | None:
        """When the next thing happened; None where nothing did."""
        self._look_ahead()
        return self._ahead[-1].at_ms if self._ahead else None

    def checkpoint(self, at_ms: int) -> Checkpoint:
        """The board as it stands, to begin from another time."""
        board, passed_over = dump(self.board), self.passed_over
        return Checkpoint(at_ms=at_ms, seq=self.board.seq, passed_over=passed_over, board=board)

    def _until(self, until_ms: int) -> Iterator[Entry]:
        while entry := self._next(until_ms):
            yield entry

    def _publish(self, entries: Sequence[Entry]) -> Touched:
        """As the live lane does, so that rights are asked before and after."""
        self.readside.stand_still()
        return self._apply(entries)

    def _apply(self, entries: Sequence[Entry]) -> Touched:
        touched = Touched()
        for entry in entries:
            if entry.erased:
                self.passed_over += 1
            else:
                try:
                    apply(self.board, decode(entry.payload), touched)
                except KeyError:
                    # It speaks of a record whose beginning was erased.
                    self.passed_over += 1
            self.board.seq = entry.seq
        return touched

    def _next(self, until_ms: int) -> Entry | None:
        self._look_ahead()
        if not self._ahead or self._ahead[-1].at_ms > until_ms:
            return None
        entry = self._ahead.pop()
        self._read = entry.seq
        return entry

    def _look_ahead(self) -> None:
        if not self._ahead:
            self._ahead = self._journal.read(self._read, READ_CHUNK)[::-1]


def _restored(begin: Checkpoint | None) -> Board | None:
    """The board of a checkpoint; None where another program wrote it in a way of its own."""
    try:
        return restore(begin.board) if begin else None
    except msgspec.MsgspecError:
        return None
