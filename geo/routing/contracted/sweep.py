"""One to all: down the whole tree once, each node reading the row of its ancestors."""

from collections.abc import Sequence

import numpy as np

from geo.routing.contracted.compiled import NEVER, Ints, Number, U, compiled
from geo.routing.contracted.ground import Ground
from geo.routing.contracted.halves import Halves, side_by_side, whole
from geo.routing.contracted.labels import Ways, climb, stand


def sweep(
    ways: Ways,
    climbing: Ints,
    descending: Ints,
    ground: Ground,
    arc: int,
    fraction: float,
    leaving: bool,
    height: int,
    halves: Halves | None = None,
) -> Ints:
    """Ticks between a place and every tree node: from the place if ``leaving``, else to it.

    With ``halves``, two threads go down the subtrees.
    """
    ticks = _rise(ways, climbing, ground, arc, fraction, leaving, height)
    _spread(ways, descending, ticks, height, halves)
    return ticks


def sweep_soonest(
    ways: Ways,
    climbing: Ints,
    descending: Ints,
    ground: Ground,
    starts: Sequence[tuple[int, float, int]],
    height: int,
    halves: Halves | None = None,
) -> Ints:
    """Ticks until the first of many is at every tree node; each starts from (arc, fraction) after
    so many ticks. All rise one by one and go down together, for the price of one."""
    soonest = np.full(len(ways.nodes) - 1, NEVER, np.int32)
    for arc, fraction, ready in starts:
        ticks = _rise(ways, climbing, ground, arc, fraction, True, height)
        # Beyond NEVER minus what it waits, nobody drives: the sum stays a tick.
        late = np.where(ticks < NEVER - ready, ticks + np.int32(ready), np.int32(NEVER))
        np.minimum(soonest, late, out=soonest)
    _spread(ways, descending, soonest, height, halves)
    return soonest


def _spread(ways: Ways, descending: Ints, ticks: Ints, height: int, halves: Halves | None) -> None:
    """Down the whole tree, in two threads where that pays."""
    if halves is None:
        _fall(ways, descending, ticks, whole(len(ticks)), height)
        return
    _fall(ways, descending, ticks, halves.above, height)
    side_by_side(
        lambda: _fall(ways, descending, ticks, halves.first, height),
        lambda: _fall(ways, descending, ticks, halves.second, height),
    )


@compiled
def _rise(
    ways: Ways,
    climbing: Ints,
    ground: Ground,
    arc: Number,
    fraction: Number,
    leaving: bool,
    height: Number,
) -> Ints:
    """The ticks of the place's own ancestors; of all others, nothing yet."""
    row = np.full(height, NEVER, np.int32)
    v = stand(ways, ground, arc, fraction, leaving, row)
    climb(ways.nodes, ways.runs, climbing, v, row)
    ticks = np.full(len(ways.nodes) - 1, NEVER, np.int32)
    while v >= 0:
        ticks[v] = row[ways.nodes[v, 1]]
        v = ways.nodes[v, 0]
    return ticks


@compiled
def _fall(ways: Ways, descending: Ints, ticks: Ints, ranges: Ints, height: Number) -> None:
    """Give the nodes of some ranges the best of what they have and what their ancestors' ticks
    lead to. The nodes above the ranges have theirs already.

    Parents come before children, the last child first: the ticks of a node's ancestors always
    stand in one short row by depth, and are compared with its shortcuts run by run. Most runs are
    shorter than a machine word is wide: those are compared one by one, which takes a quarter off
    the whole.
    """
    nodes, runs = ways.nodes, ways.runs
    above = np.full(height, NEVER, np.int32)
    for i in range(len(ranges) - 1, -1, -1):
        begins, ends = U(ranges[i, 0]), U(ranges[i, 1])
        a = nodes[ends - U(1), 0]
        while a >= 0:
            above[nodes[a, 1]] = ticks[a]
            a = nodes[a, 0]
        end = U(nodes[ends, 3])
        for back in range(ends - begins):
            u = ends - U(1) - back
            best, entry, first = ticks[u], U(nodes[u, 4]), U(nodes[u, 3])
            for r in range(first, end):
                begin, length = U(runs[r, 0]), U(runs[r, 1])
                if length < U(8):
                    k: Number = U(0)
                    while k < length:
                        over = np.int32(above[begin + k] + descending[entry + k])
                        if over < best:
                            best = over
                        k += U(1)
                else:
                    for k in range(length):
                        best = min(best, np.int32(above[begin + k] + descending[entry + k]))
                entry += length
            end = first
            ticks[u] = best
            above[U(nodes[u, 1])] = best
