"""From the seconds of every arc to the weight of every shortcut: the whole network, in one pass.

Node by node up the tree: whoever comes from one upper neighbour to another by way of this node
can take the shortcut between them instead, if that is no slower. A node's entries above one of its
neighbours are a prefix of its runs, and lie within runs of that neighbour: two rows meet, and the
smaller numbers stay.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.roads.network import TICKS_PER_S
from geo.routing.contracted.compiled import MOVE_MAX, NEVER, Ints, Number, U, compiled
from geo.routing.contracted.contraction import Hierarchy, Nodes, Runs
from geo.routing.contracted.halves import Halves, side_by_side, two_threads, whole


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
        """Room for a metric; nothing is written in it yet."""
        arcs, entries = len(hierarchy.arc_slot), hierarchy.entries
        return cls(*(np.empty(size, np.int32) for size in (arcs, entries, entries)))


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


def customize(
    hierarchy: Hierarchy, into: Weights, arc_ticks: Ints, threads: int | None = None
) -> None:
    """Work out every weight for these ticks (of arcs and copies), in place of what was there.

    By one thread or two; unless told, by as many as pay.
    """
    nodes, runs, height = hierarchy.nodes, hierarchy.runs, hierarchy.height
    count = len(nodes) - 1
    into.arc_ticks[:] = arc_ticks
    up, down = into.up, into.down
    slots = hierarchy.arc_slot, hierarchy.slot_arcs
    if threads == 1 or (threads is None and not two_threads(hierarchy.entries)):
        seed(nodes, slots, arc_ticks, up, down, 0, count)
        relax(nodes, runs, up, down, whole(count), Aside.none(up), height)
        return
    halves = hierarchy.halves
    middle = count // 2
    aside = Aside.of(halves)
    side_by_side(
        lambda: seed(nodes, slots, arc_ticks, up, down, 0, middle),
        lambda: seed(nodes, slots, arc_ticks, up, down, middle, count),
    )
    side_by_side(
        lambda: relax(nodes, runs, up, down, _in_place(halves.first), Aside.none(up), height),
        lambda: relax(nodes, runs, up, down, halves.second, aside, height),
    )
    fold(nodes, aside, up, down)
    relax(nodes, runs, up, down, halves.above, Aside.none(up), height)


class Aside(NamedTuple):
    """Room for what one thread offers to the ``top`` nodes while the other writes to their rows,
    each at its ``row``."""

    top: Ints
    row: Ints
    up: Ints
    down: Ints

    @classmethod
    def of(cls, halves: Halves) -> "Aside":
        """Nothing offered yet."""
        up, down = (np.full(halves.entries, NEVER, np.int32) for _ in range(2))
        return cls(halves.top, halves.rows, up, down)

    @classmethod
    def none(cls, up: Ints) -> "Aside":
        """For who writes to all rows."""
        return cls(up[:0], up[:0], up[:0], up[:0])


def _in_place(ranges: Ints) -> Ints:
    """The same ranges, where nothing is written aside."""
    return np.ascontiguousarray(ranges * np.array([1, 1, 0], np.int32))


@compiled
def seed(
    nodes: Nodes,
    slots: tuple[Ints, Ints],
    arc_ticks: Ints,
    up: Ints,
    down: Ints,
    first: Number,
    end: Number,
) -> None:
    """Give each entry of a range of nodes the fastest arc between its ends."""
    up[nodes[first, 4] : nodes[end, 4]] = NEVER
    down[nodes[first, 4] : nodes[end, 4]] = NEVER
    arc_slot, slot_arcs = slots
    for k in range(nodes[first, 5], nodes[end, 5]):
        arc = slot_arcs[k]
        weights = down if arc_slot[arc] & 1 else up
        entry = arc_slot[arc] >> 1
        weights[entry] = min(weights[entry], arc_ticks[arc])


@compiled
def relax(
    nodes: Nodes, runs: Runs, up: Ints, down: Ints, ranges: Ints, aside: Aside, height: Number
) -> None:
    """Let every node of some ranges offer itself as the way between its upper neighbours, from the
    leaves up. Offers to nodes higher than a range's own depth are made ``aside``."""
    path, rows = np.empty(height, np.int32), np.empty(height, np.int32)
    for i in range(len(ranges)):
        path[:] = -1
        limit = U(ranges[i, 2])
        for v in range(U(ranges[i, 0]), U(ranges[i, 1])):
            a: Number = nodes[v, 0]
            while a >= 0 and path[U(nodes[U(a), 1])] != a:
                at = U(nodes[U(a), 1])
                path[at] = a
                if at < limit:
                    rows[at] = aside.row[np.searchsorted(aside.top, a)]
                a = nodes[U(a), 0]
            entry = U(nodes[v, 4])
            for r in range(U(nodes[v, 3]), U(nodes[v + U(1), 3])):
                begin = U(runs[r, 0])
                for depth in range(begin, begin + U(runs[r, 1])):
                    to_v, from_v = down[entry], up[entry]
                    if to_v < NEVER or from_v < NEVER:
                        # Two calls: one, with arrays that are chosen here, took a fifth longer.
                        t, f = to_v, from_v
                        a = U(path[depth])
                        if depth >= limit:
                            offer(nodes, runs, v, up, down, a, depth, t, f, up, down, nodes[a, 4])
                        else:
                            u, d, row = aside.up, aside.down, rows[depth]
                            offer(nodes, runs, v, up, down, a, depth, t, f, u, d, row)
                    entry += U(1)


@compiled
def offer(
    nodes: Nodes,
    runs: Runs,
    v: Number,
    up: Ints,
    down: Ints,
    a: Number,
    limit: Number,
    to_v: Number,
    from_v: Number,
    into_up: Ints,
    into_down: Ints,
    row: Number,
) -> None:
    """Ways between ``a``, at depth ``limit``, and each neighbour of ``v`` above it, through ``v``.

    They are written to the row of ``a``, which begins at ``row`` in the arrays to write into.
    Row and run of ``a`` advance with those of ``v``, whose runs they contain. Indices are unsigned:
    otherwise the compiler provides for negative ones, and takes three times as long.
    """
    entry, run = U(nodes[v, 4]), U(nodes[v, 3])
    other, row = U(nodes[a, 3]), U(row)
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
            into_up[at + k] = min(into_up[at + k], np.int32(to_v + up[entry + k]))
        for k in range(min(end, limit) - begin):
            into_down[at + k] = min(into_down[at + k], np.int32(from_v + down[entry + k]))
        if end > limit:
            return
        entry += end - begin
        run += U(1)
        begin = U(runs[run, 0])


@compiled
def fold(nodes: Nodes, aside: Aside, up: Ints, down: Ints) -> None:
    """Take what was offered aside into the rows themselves."""
    for i in range(len(aside.top)):
        v = aside.top[i]
        row, entry = U(aside.row[i]), U(nodes[v, 4])
        for k in range(U(nodes[v + 1, 4]) - entry):
            up[entry + k] = min(up[entry + k], aside.up[row + k])
            down[entry + k] = min(down[entry + k], aside.down[row + k])
