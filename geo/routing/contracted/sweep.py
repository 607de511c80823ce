"""One to all: down the whole tree once, each node reading the row of its ancestors."""

import numpy as np

from geo.routing.contracted.compiled import NEVER, Ints, Number, U, compiled
from geo.routing.contracted.labels import Ways, climb, stand


@compiled
def sweep(
    ways: Ways,
    climbing: Ints,
    descending: Ints,
    arc_ticks: Ints,
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
    v = stand(ways, arc_ticks, arc, fraction, leaving, row)
    climb(ways.nodes, ways.runs, climbing, v, row)
    ticks = np.full(count, NEVER, np.int32)
    while v >= 0:
        ticks[v] = row[ways.nodes[v, 1]]
        v = ways.nodes[v, 0]
    nodes, runs = ways.nodes, ways.runs
    for i in range(U(count)):
        u = U(count - 1) - i
        best = ticks[u]
        entry = U(nodes[u, 4])
        for r in range(U(nodes[u, 3]), U(nodes[u + U(1), 3])):
            begin, length = U(runs[r, 0]), U(runs[r, 1])
            for k in range(length):
                best = min(best, np.int32(above[begin + k] + descending[entry + k]))
            entry += length
        ticks[u] = best
        above[U(nodes[u, 1])] = best
    return ticks
