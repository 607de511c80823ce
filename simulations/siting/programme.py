"""The exact models as sparse integer programmes, built with numpy and never pair by pair."""

from dataclasses import dataclass

import numpy as np

from simulations.siting.question import Floats, Ints, Model, Question

_FREE = np.inf


@dataclass(frozen=True)
class Programme:
    """Minimise ``cost · x + offset``; the first columns are the sites' vehicles.

    Rows as compressed: row r holds ``columns[starts[r]:starts[r+1]]`` with ``entries``, between
    ``row_low`` and ``row_high``.
    """

    cost: Floats
    offset: float
    low: Floats
    high: Floats
    whole: Ints
    starts: Ints
    columns: Ints
    entries: Floats
    row_low: Floats
    row_high: Floats


class Rows:
    """Collects triplets of rows and packs them."""

    def __init__(self) -> None:
        self._rows: list[Ints] = []
        self._columns: list[Ints] = []
        self._entries: list[Floats] = []
        self._low: list[Floats] = []
        self._high: list[Floats] = []
        self.count = 0

    def block(self, size: int, low: float | Floats, high: float | Floats) -> int:
        """So many further rows with these limits; the number of the first."""
        first = self.count
        self._low.append(np.broadcast_to(np.asarray(low, float), (size,)))
        self._high.append(np.broadcast_to(np.asarray(high, float), (size,)))
        self.count += size
        return first

    def put(self, rows: Ints, columns: Ints, entries: float | Floats) -> None:
        """Entries of rows that a block has announced."""
        self._rows.append(np.asarray(rows))
        self._columns.append(np.asarray(columns))
        self._entries.append(np.broadcast_to(np.asarray(entries, float), np.shape(rows)))

    def packed(
        self, cost: Floats, offset: float, low: Floats, high: Floats, whole: Ints
    ) -> Programme:
        """All of it as one programme."""
        rows = np.concatenate(self._rows)
        order = np.argsort(rows, kind="stable")
        starts = np.zeros(self.count + 1, np.int64)
        np.cumsum(np.bincount(rows, minlength=self.count), out=starts[1:])
        return Programme(
            cost=cost,
            offset=offset,
            low=low,
            high=high,
            whole=whole,
            starts=starts,
            columns=np.concatenate(self._columns)[order],
            entries=np.concatenate(self._entries)[order],
            row_low=np.concatenate(self._low),
            row_high=np.concatenate(self._high),
        )


def _sites(question: Question, rows: Rows) -> None:
    """At most ``count`` vehicles, and enough of the existing sites kept."""
    sites = question.seconds.shape[1]
    rows.put(np.full(sites, rows.block(1, -_FREE, question.count)), np.arange(sites), 1.0)
    existing, kept = question.kept
    if kept:
        stay = np.flatnonzero(existing)
        rows.put(np.full(len(stay), rows.block(1, kept, _FREE)), stay, 1.0)


def worth_of(question: Question) -> list[float]:
    """What the first, second … vehicle that reaches a cell adds, as shares of its people."""
    match question.model:
        case Model.MEXCLP:
            q = question.busy
            steps = min(question.count, 6 if q < 0.5 else 10)
            return [(1 - q) * q**k for k in range(steps) if (1 - q) * q**k > 1e-9]
        case Model.BACKUP:
            return [max(question.once, 1 - question.once), min(question.once, 1 - question.once)]
        case Model.DSM:
            return [0.0, 1.0]
        case _:
            return [1.0]


def covering(question: Question) -> Programme:
    """Most people in time: a site's vehicles reach its cells, each step of cover counts its worth.

    Columns: sites, then one per cell and step. The double standard has its own (``double``).
    """
    cells, sites = question.seconds.shape
    near = question.seconds <= question.within_s
    worth = worth_of(question)
    most = np.minimum((near * question.highest).sum(axis=1), len(worth))
    kept = np.flatnonzero((most > 0) & (question.people > 0))
    at = np.concatenate([kept[most[kept] > k] for k in range(len(worth))]) if len(kept) else kept
    step = np.concatenate([np.full(int((most[kept] > k).sum()), k) for k in range(len(worth))])
    columns = sites + np.arange(len(at))
    row_of = np.full(cells, -1, np.int64)
    rows = Rows()
    _sites(question, rows)
    row_of[kept] = rows.block(len(kept), -_FREE, 0.0) + np.arange(len(kept))
    rows.put(row_of[at], columns, 1.0)
    cell, site = np.nonzero(near[kept])
    rows.put(row_of[kept[cell]], site, -1.0)
    cost = np.concatenate([np.zeros(sites), -question.people[at] * np.array(worth)[step]])
    low = np.concatenate([question.lowest.astype(float), np.zeros(len(at))])
    high = np.concatenate([question.highest.astype(float), np.ones(len(at))])
    return rows.packed(cost, 0.0, low, high, np.arange(sites))


def median(question: Question, seconds: Floats, deep: Ints) -> Programme:
    """Least total time: per cell the sites by distance, one step between each and the next.

    A step is gone through when no site up to it is open (Elloumi 2010). Of each cell only its
    ``deep`` nearest sites are looked at; an answer that goes beyond them is counted too low, so
    that the value is a bound in any case. ``seconds`` are finite.
    """
    cells, sites = seconds.shape
    usable = np.flatnonzero(question.highest > 0)
    order = usable[np.argsort(seconds[:, usable], axis=1, kind="stable")]
    ahead = np.take_along_axis(seconds, order, axis=1)
    depth = np.minimum(deep, len(usable))
    cell = np.repeat(np.arange(cells), depth)
    rank = np.arange(len(cell)) - np.repeat(np.cumsum(depth) - depth, depth)
    columns = sites + np.arange(len(cell))
    after = np.minimum(rank + 1, len(usable) - 1)
    last = rank + 1 >= len(usable)
    gap = np.where(last, 0.0, ahead[cell, after] - ahead[cell, rank])
    rows = Rows()
    _sites(question, rows)
    first = rank == 0
    each = rows.block(len(cell), np.where(first, 1.0, 0.0), _FREE) + np.arange(len(cell))
    rows.put(each, columns, 1.0)
    rows.put(each, order[cell, rank], 1.0)
    rows.put(each[~first], columns[~first] - 1, -1.0)
    cost = np.concatenate([np.zeros(sites), question.people[cell] * gap])
    high = np.concatenate([np.minimum(question.highest, 1).astype(float), np.ones(len(cell))])
    high[columns[last]] = 0.0
    low = np.concatenate([np.minimum(question.lowest, 1).astype(float), np.zeros(len(cell))])
    offset = float((question.people * ahead[:, 0]).sum())
    return rows.packed(cost, offset, low, high, np.arange(sites))


def reaching(question: Question, within_s: float) -> Programme:
    """As few sites as can be so that every cell has one within ``within_s``."""
    sites = question.seconds.shape[1]
    rows = Rows()
    _sites(question, rows)
    must = np.flatnonzero(question.people > 0)
    each = rows.block(len(must), 1.0, _FREE)
    cell, site = np.nonzero(question.seconds[must] <= within_s)
    rows.put(each + cell, site, 1.0)
    low = np.minimum(question.lowest, 1).astype(float)
    high = np.minimum(question.highest, 1).astype(float)
    return rows.packed(np.ones(sites), 0.0, low, high, np.arange(sites))
