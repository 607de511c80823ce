"""From pieces to stretches: what lies between two junctions becomes one, its shape kept.

A piece driven along is half-edge ``2e``, driven back ``2e + 1``. Runs of pieces of one way go
together first, which leaves few enough for the rest: linking runs of several ways, by doubling
each one's view ahead until it sees the end.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.roads.osm.edges import Edges

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Chains:
    """Stretches as rows of half-edges: chain c at ``first[c]:first[c + 1]`` of ``half``.

    ``along`` and ``back`` are rows of the drives, -1 where closed.
    """

    first: Longs
    half: Ints
    along: Ints
    back: Ints


def join(edges: Edges, kept: Flags) -> Chains:
    """Join pieces over every vertex that is no junction; ``kept`` vertices stay ends in any case.

    A vertex joins two pieces when no third one ends there and both are driven alike.
    """
    node = kept | _junctions(edges)
    run_first, runs = _runs(edges, node)
    start, end = edges.start[run_first], edges.end[runs - 1]
    follower = _followers(edges, node, run_first, start, end)
    _break_circles(follower)
    return _chains(edges, run_first, runs, follower)


def _junctions(edges: Edges) -> Flags:
    """Vertices where other than two pieces meet."""
    degree = np.bincount(edges.start, minlength=len(edges.lon))
    degree += np.bincount(edges.end, minlength=len(edges.lon))
    junctions: Flags = degree != 2
    return junctions


def _runs(edges: Edges, node: Flags) -> tuple[Longs, Longs]:
    """Where each run of pieces of one way begins, and where it ends (one behind)."""
    breaks = (
        (edges.way[1:] != edges.way[:-1])
        | (edges.end[:-1] != edges.start[1:])
        | node[edges.start[1:]]
    )
    first = np.concatenate([[0], np.flatnonzero(breaks) + 1]).astype(np.int64)
    return first, np.append(first[1:], edges.count)


def _followers(edges: Edges, node: Flags, first: Longs, start: Ints, end: Ints) -> Longs:
    """For each half-run (2r along, 2r + 1 back) the one driven after it, -1 at a junction."""
    count = len(start)
    # The half-run that leaves each open end: back over ``end``, along over ``start``.
    leaving = np.concatenate([2 * np.arange(count), 2 * np.arange(count) + 1])
    vertex = np.concatenate([start, end])
    open_end = ~node[vertex]
    leaving, vertex = leaving[open_end], vertex[open_end]
    order = np.lexsort((leaving, vertex))
    one, other = leaving[order][0::2], leaving[order][1::2]
    drive = np.empty(2 * count, dtype=np.int32)
    drive[0::2], drive[1::2] = edges.along[first], edges.back[first]
    # Arriving by the twin of one end and leaving by the other must be driven alike, both ways.
    alike = (drive[one ^ 1] == drive[other]) & (drive[other ^ 1] == drive[one])
    follower = np.full(2 * count, -1, dtype=np.int64)
    follower[one[alike] ^ 1] = other[alike]
    follower[other[alike] ^ 1] = one[alike]
    return follower


def _break_circles(follower: Longs) -> None:
    """Open every ring without a junction at its lowest run, in both directions."""
    ahead = follower.copy()
    lowest = np.minimum(np.arange(len(follower)), np.where(ahead >= 0, ahead, len(follower)))
    for _ in range(max(1, int(np.ceil(np.log2(len(follower) + 1))))):
        live = np.flatnonzero(ahead >= 0)
        if not len(live):
            return
        lowest[live] = np.minimum(lowest[live], lowest[ahead[live]])
        ahead[live] = ahead[ahead[live]]
    endless = np.flatnonzero(ahead >= 0)
    # Of a ring's two directions, the one with its lowest run driven along has an even lowest.
    closing = endless[follower[endless] == lowest[endless]]
    closing = closing[lowest[closing] % 2 == 0]
    follower[follower[closing] ^ 1] = -1
    follower[closing] = -1


def _chains(edges: Edges, first: Longs, last: Longs, follower: Longs) -> Chains:
    """Every chain once, in the direction whose first run comes first in the file."""
    count = len(follower)
    halves = np.arange(count)
    before = np.full(count, -1, dtype=np.int64)
    before[follower[follower >= 0]] = halves[follower >= 0]
    tail, rank = _tails(before)
    head, _ = _tails(follower)
    # A chain driven the other way runs from the twin of its last half-run.
    mine = halves[tail < (head ^ 1)]
    order = np.lexsort((rank[mine], tail[mine]))
    mine = mine[order]
    begins = np.flatnonzero(np.append(True, tail[mine][1:] != tail[mine][:-1]))
    size = (last - first)[mine >> 1]
    half = spread(mine, first, last, size)
    ends = np.concatenate([[0], np.cumsum(size)])
    lead = mine[begins]
    run = lead >> 1
    backwards = (lead & 1) == 1
    along, back = edges.along[first[run]], edges.back[first[run]]
    return Chains(
        first=np.append(ends[begins], ends[-1]),
        half=half,
        along=np.where(backwards, back, along),
        back=np.where(backwards, along, back),
    )


def _tails(link: Longs) -> tuple[Longs, Longs]:
    """The far end of each one's row of links, and how many steps away it is."""
    far = np.arange(len(link))
    ahead = link.copy()
    steps = np.zeros(len(link), dtype=np.int64)
    live = np.flatnonzero(ahead >= 0)
    far[live], steps[live] = ahead[live], 1
    while len(live):
        target = far[live]
        steps[live] += steps[target]
        far[live] = far[target]
        live = live[link[far[live]] >= 0]
    return far, steps


def spread(runs: Longs, first: Longs, last: Longs, size: Longs) -> Ints:
    """The half-edges of half-runs one after another."""
    run, backwards = runs >> 1, (runs & 1).astype(np.int32)
    begin = np.where(backwards == 1, last[run] - 1, first[run])
    edge = row_of_each(begin, backwards, size)
    halves: Ints = 2 * edge + np.repeat(backwards, size)
    return halves


def row_of_each(begin: Longs, backwards: Longs | Ints, size: Longs) -> Ints:
    """Rows that count up, or back, from where each group begins."""
    step = np.where(backwards == 1, -1, 1).astype(np.int32)
    jump = np.zeros(int(size.sum()), dtype=np.int32)
    jump[:] = np.repeat(step, size)
    starts = np.cumsum(size) - size
    jump[starts] = begin - np.concatenate([[0], (begin + step * (size - 1))[:-1]])
    rows: Ints = np.cumsum(jump, dtype=np.int32)
    return rows
