"""Label rows: from a place to each of its ancestors in the tree, and from each of them to it.

A place stands on one arc, or on both arcs of a two-way stretch. Whichever end it is left over, the
nodes there lie on one way up the tree, so one climb from the lowest of them serves all. A vehicle
keeps its row until it moves; a question costs one climb from the scene.
"""

from typing import NamedTuple

import numpy as np

from geo.routing.contracted.compiled import NEVER, Ints, Number, U, compiled
from geo.routing.contracted.contraction import Hierarchy, Nodes, Runs
from geo.routing.contracted.graph import Graph
from geo.routing.contracted.ground import Ground, from_start, to_end, within


class Ways(NamedTuple):
    """What a search needs to know of graph and hierarchy; see those for each array."""

    nodes: Nodes
    runs: Runs
    rank: Ints
    tail: Ints
    head: Ints
    reverse: Ints
    copy_of: Ints

    @classmethod
    def of(cls, graph: Graph, hierarchy: Hierarchy) -> "Ways":
        """The arrays of both."""
        return cls(
            hierarchy.nodes,
            hierarchy.runs,
            hierarchy.rank,
            graph.tail,
            graph.head,
            graph.reverse,
            graph.copy_of,
        )


@compiled
def leave(ways: Ways, ground: Ground, arc: Number, fraction: Number, row: Ints) -> Number:
    """Write to ``row`` the ticks over each end by which a place is left. Gives the lowest node."""
    lowest = ways.rank[ways.head[arc]]
    back = ways.reverse[arc]
    if back >= 0:
        lowest = min(lowest, ways.rank[ways.head[back]])
    row[: ways.nodes[lowest, 1] + 1] = NEVER
    for _ in range(2):
        if arc >= 0:
            depth = ways.nodes[ways.rank[ways.head[arc]], 1]
            row[depth] = min(row[depth], to_end(ground, arc, fraction))
        arc, fraction = back, 1.0 - fraction
    return lowest


@compiled
def enter(ways: Ways, ground: Ground, arc: Number, fraction: Number, row: Ints) -> Number:
    """Set out in ``row`` the ticks from each start over which a place is reached; see ``leave``."""
    back = ways.reverse[arc]
    lowest = _lowest_entry(ways, arc)
    if back >= 0:
        lowest = min(lowest, _lowest_entry(ways, back))
    row[: ways.nodes[lowest, 1] + 1] = NEVER
    for _ in range(2):
        if arc >= 0:
            ticks = from_start(ground, arc, fraction)
            depth = ways.nodes[ways.rank[ways.tail[arc]], 1]
            row[depth] = min(row[depth], ticks)
            first, last = copies(ways, arc)
            for k in range(first, last):
                depth = ways.nodes[ways.rank[ways.tail[k]], 1]
                row[depth] = min(row[depth], ticks)
        arc, fraction = back, 1.0 - fraction
    return lowest


@compiled
def _lowest_entry(ways: Ways, arc: Number) -> Number:
    """The lowest node from which an arc is entered."""
    lowest = ways.rank[ways.tail[arc]]
    first, last = copies(ways, arc)
    for k in range(first, last):
        lowest = min(lowest, ways.rank[ways.tail[k]])
    return lowest


@compiled
def copies(ways: Ways, arc: Number) -> tuple[Number, Number]:
    """First and last copy of an arc, as a range of arcs beyond those of the network."""
    arcs = len(ways.tail) - len(ways.copy_of)
    if not len(ways.copy_of):
        return arcs, arcs
    first = np.searchsorted(ways.copy_of, arc)
    last = first
    while last < len(ways.copy_of) and ways.copy_of[last] == arc:
        last += 1
    return arcs + first, arcs + last


@compiled
def stand(
    ways: Ways, ground: Ground, arc: Number, fraction: Number, leaving: bool, row: Ints
) -> Number:
    """``leave`` or ``enter``."""
    if leaving:
        return leave(ways, ground, arc, fraction, row)
    return enter(ways, ground, arc, fraction, row)


@compiled
def climb(nodes: Nodes, runs: Runs, weights: Ints, v: Number, row: Ints) -> None:
    """Carry what ``row`` holds at ``v`` and above it up the tree, over every shortcut."""
    while v >= 0:
        here = U(v)
        so_far = row[U(nodes[here, 1])]
        if so_far < NEVER:
            entry = U(nodes[here, 4])
            for r in range(U(nodes[here, 3]), U(nodes[here + U(1), 3])):
                begin, length = U(runs[r, 0]), U(runs[r, 1])
                for k in range(length):
                    row[begin + k] = min(row[begin + k], np.int32(so_far + weights[entry + k]))
                entry += length
        v = nodes[here, 0]


@compiled
def trail(nodes: Nodes, v: Number, path: Ints, lowest: Ints) -> Number:
    """The ancestors of ``v`` by depth, and the first node of each one's subtree; how many."""
    count = nodes[v, 1] + 1
    while v >= 0:
        depth = nodes[v, 1]
        path[depth] = v
        lowest[depth] = nodes[v, 2]
        v = nodes[v, 0]
    return count


@compiled
def along(
    ways: Ways,
    ground: Ground,
    arc: Number,
    fraction: Number,
    to_arc: Number,
    to_fraction: Number,
) -> Number:
    """Ticks of the drive that stays on one arc; ``NEVER`` where there is none."""
    best = np.int32(NEVER)
    if to_arc != arc and to_arc != ways.reverse[arc]:
        return best
    for _ in range(2):
        part = to_fraction if arc == to_arc else 1.0 - to_fraction
        if arc >= 0 and fraction <= part:
            best = min(best, within(ground, arc, fraction, part))
        arc, fraction = ways.reverse[arc], 1.0 - fraction
    return best
