"""One to all: down the whole tree once, each node reading the row of its ancestors."""

import numpy as np

from geo.routing.contracted.compiled import NEVER, Ints, Number, U, compiled
from geo.routing.contracted.ground import Ground
from geo.routing.contracted.labels import Ways, climb, stand


@compiled
def sweep(
    ways: Ways,
    climbing: Ints,
    descending: Ints,
    ground: Ground,
    arc: Number,
    fraction: Number,
    leaving: bool,
    height: Number,
) -> Ints:
    """Ticks between a place and every tree node: from the place if ``leaving``, else to it.

    Parents come before children, the last child first: the ticks of a node's ancestors always
    stand in one short row by depth, and are compared with its shortcuts run by run.
    """
    count = len(ways.nodes) - 1
    row, above = np.full(height, NEVER, np.int32), np.full(height, NEVER, np.int32)
    v = stand(ways, ground, arc, fraction, leaving, row)
    climb(ways.nodes, ways.runs, climbing, v, row)
    ticks = np.full(count, NEVER, np.int32)
    while v >= 0:
        ticks[v] = row[ways.nodes[v, 1]]
        v = ways.nodes[v, 0]
    _fall(ways, descending, ticks, above)
    return ticks


@compiled
def _fall(ways: Ways, descending: Ints, ticks: Ints, above: Ints) -> None:
    """Give every node the best of what it has and what its ancestors' ticks lead to.

    Most runs are shorter than a machine word is wide: those are compared one by one, which takes a
    quarter off the whole.
    """
    nodes, runs = ways.nodes, ways.runs
    count = U(len(ticks))
    end = U(nodes[count, 3])
    for i in range(count):
        u = count - U(1) - i
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
