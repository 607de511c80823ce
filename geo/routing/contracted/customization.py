"""From the seconds of every arc to the weight of every shortcut: the whole network, in one pass.

Node by node up the tree: whoever comes from one upper neighbour to another by way of this node
can take the shortcut between them instead, if that is no slower. A node's entries above one of its
neighbours are a prefix of its runs, and lie within runs of that neighbour: two rows meet, and the
smaller numbers stay.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.roads.network import TICKS_PER_S
from geo.routing.contracted.compiled import MOVE_MAX, NEVER, Ints, Number, U, compiled
from geo.routing.contracted.contraction import Hierarchy, Nodes, Runs


class BadSeconds(ValueError):
    """Arc times that cannot be driven; the weights in force stay as they are."""


@dataclass(frozen=True, eq=False)
class Weights:
    """One customized metric: ticks of every arc, and of every entry upwards and downwards."""

    arc_ticks: Ints
    up: Ints
    down: Ints

    @property
    def nbytes(self) -> int:
        """Memory taken."""
        return self.arc_ticks.nbytes + self.up.nbytes + self.down.nbytes

    @classmethod
    def blank(cls, hierarchy: Hierarchy) -> "Weights":
        """Room for a metric in which nothing can be driven."""
        arcs, entries = len(hierarchy.arc_slot), hierarchy.entries
        return cls(*(np.full(size, NEVER, np.int32) for size in (arcs, entries, entries)))


def to_ticks(arc_seconds: NDArray[np.float64]) -> Ints:
    """Whole ticks of each arc; infinite seconds close it. ``BadSeconds`` names the first bad."""
    seconds = np.asarray(arc_seconds, dtype=np.float64)
    bad = ~(seconds > 0.0)
    if bad.any():
        arc = int(np.argmax(bad))
        raise BadSeconds(
            f"路段 {arc} 的行驶时间为 {seconds[arc]} 秒，须大于 0；封路请用 inf。"
            f"原有权重继续有效 / arc {arc}: arc_seconds {seconds[arc]} must be above 0; close a "
            f"road with inf. The former weights stay in force"
        )
    ticks = np.maximum(np.rint(np.minimum(seconds, NEVER) * TICKS_PER_S), 1.0)
    return np.where(ticks <= MOVE_MAX, ticks, NEVER).astype(np.int32)


def customize(hierarchy: Hierarchy, into: Weights, arc_ticks: Ints) -> None:
    """Work out every weight for these ticks (of arcs and copies), in place of what was there."""
    into.arc_ticks[:] = arc_ticks
    seed(hierarchy.arc_slot, arc_ticks, into.up, into.down)
    relax_all(hierarchy.nodes, hierarchy.runs, into.up, into.down, hierarchy.height)


@compiled
def seed(arc_slot: Ints, arc_ticks: Ints, up: Ints, down: Ints) -> None:
    """Give each entry the fastest arc between its ends."""
    up[:] = NEVER
    down[:] = NEVER
    for k in range(len(arc_slot)):
        slot = arc_slot[k]
        if slot >= 0:
            weights = down if slot & 1 else up
            weights[slot >> 1] = min(weights[slot >> 1], arc_ticks[k])


@compiled
def relax_all(nodes: Nodes, runs: Runs, up: Ints, down: Ints, height: Number) -> None:
    """Let every node offer itself as the way between its upper neighbours, from the leaves up."""
    path = np.full(height, -1, np.int32)
    for v in range(U(len(nodes) - 1)):
        a = nodes[v, 0]
        while a >= 0 and path[U(nodes[U(a), 1])] != a:
            path[U(nodes[U(a), 1])] = a
            a = nodes[U(a), 0]
        first_run, entry = U(nodes[v, 3]), U(nodes[v, 4])
        for r in range(first_run, U(nodes[v + U(1), 3])):
            begin = U(runs[r, 0])
            for depth in range(begin, begin + U(runs[r, 1])):
                to_v, from_v = down[entry], up[entry]
                if to_v < NEVER or from_v < NEVER:
                    offer(nodes, runs, up, down, U(path[depth]), v, depth, to_v, from_v)
                entry += U(1)


@compiled
def offer(
    nodes: Nodes,
    runs: Runs,
    up: Ints,
    down: Ints,
    a: Number,
    v: Number,
    limit: Number,
    to_v: Number,
    from_v: Number,
) -> None:
    """Ways between ``a``, at depth ``limit``, and each neighbour of ``v`` above it, through ``v``.

    Row and run of ``a`` advance with those of ``v``, whose runs they contain. Indices are unsigned:
    otherwise the compiler provides for negative ones, and takes three times as long.
    """
    entry, run = U(nodes[v, 4]), U(nodes[v, 3])
    row, other = U(nodes[a, 4]), U(nodes[a, 3])
    there, width = U(runs[other, 0]), U(runs[other, 1])
    begin = U(runs[run, 0])
    while begin < limit:
        end = begin + U(runs[run, 1])
        while there + width <= begin:
            row += width
            other += U(1)
            there, width = U(runs[other, 0]), U(runs[other, 1])
        at = row + (begin - there)
        for k in range(min(end, limit) - begin):
            up[at + k] = min(up[at + k], np.int32(to_v + up[entry + k]))
        for k in range(min(end, limit) - begin):
            down[at + k] = min(down[at + k], np.int32(from_v + down[entry + k]))
        if end > limit:
            return
        entry += end - begin
        run += U(1)
        begin = U(runs[run, 0])
