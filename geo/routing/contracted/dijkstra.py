"""The answer while the hierarchy is being made: a search from the one end, stopped when it knows.

It needs nothing prepared but the arcs sorted by node, and does not go further than the last place
that was asked for.
"""

from collections.abc import Sequence
from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np

from geo.routing.contracted.compiled import NEVER, Ints, compiled
from geo.routing.contracted.drive import Way
from geo.routing.contracted.ends import End, entries, exits, straight
from geo.routing.contracted.graph import Graph
from geo.routing.contracted.ground import Ground
from geo.routing.stands import Stand

Stands = Sequence[Stand]


class Star(NamedTuple):
    """Arcs by the node at which a search meets them; ``over`` is the node at their other end."""

    first: Ints
    arcs: Ints
    over: Ints


def star(graph: Graph, backward: bool) -> Star:
    """Arcs by tail, or by head for a search against their direction."""
    at, over = (graph.head, graph.tail) if backward else (graph.tail, graph.head)
    arcs = np.argsort(at, kind="stable").astype(np.int32)
    first = np.zeros(graph.node_count + 1, np.int32)
    np.cumsum(np.bincount(at, minlength=graph.node_count), out=first[1:])
    return Star(first, arcs, over)


@compiled
def search(
    star: Star, arc_ticks: Ints, starts: Ints, ticks: Ints, wanted: Ints
) -> tuple[Ints, Ints]:
    """Ticks to each node, and the arc over which it was reached (-1: a start, or not reached).

    Exact for all ``wanted`` nodes and for whatever is nearer than the farthest of them.
    """
    count = len(star.first) - 1
    reached, by = np.full(count, NEVER, np.int32), np.full(count, -1, np.int32)
    missing = np.zeros(count, np.bool_)
    left = 0
    for v in wanted:
        left += not missing[v]
        missing[v] = True
    heap = [(np.int64(0), np.int64(0)) for _ in range(0)]
    for i in range(len(starts)):
        if ticks[i] < reached[starts[i]]:
            reached[starts[i]] = ticks[i]
            heappush(heap, (np.int64(ticks[i]), np.int64(starts[i])))
    while heap and left:
        so_far, v = heappop(heap)
        if so_far > reached[v]:
            continue
        left -= missing[v]
        for k in range(star.first[v], star.first[v + 1]):
            arc = star.arcs[k]
            after, u = so_far + arc_ticks[arc], star.over[arc]
            if after < reached[u]:
                reached[u] = after
                by[u] = arc
                heappush(heap, (np.int64(after), np.int64(u)))
    return reached, by


class PlainSearch:
    """Answers from the arcs alone."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._forward, self._backward = star(graph, False), star(graph, True)

    def between(
        self, ground: Ground, single: Stands, others: Sequence[Stands], entering: bool
    ) -> Ints:
        """Ticks between one place and others: to it if ``entering``, else from it."""
        near, far = (entries, exits) if entering else (exits, entries)
        ends = [list(far(self._graph, ground, stands)) for stands in others]
        wanted = np.array([end.node for group in ends for end in group], dtype=np.int32)
        start = list(near(self._graph, ground, single))
        reached, _ = self._search(ground, start, wanted, entering)
        out = np.full(len(others), NEVER, np.int32)
        for i, (stands, group) in enumerate(zip(others, ends, strict=True)):
            way = (stands, single) if entering else (single, stands)
            direct, _ = straight(ground, *way)
            out[i] = min([direct, *(int(reached[end.node]) + end.ticks for end in group)])
        return np.minimum(out, NEVER)

    def way(self, ground: Ground, source: Stands, target: Stands) -> Way:
        """The fastest way over at least one junction."""
        start = list(exits(self._graph, ground, source))
        goal = list(entries(self._graph, ground, target))
        wanted = np.array([end.node for end in goal], dtype=np.int32)
        reached, by = self._search(ground, start, wanted, False)
        best = min(goal, key=lambda end: int(reached[end.node]) + end.ticks, default=None)
        if best is None or reached[best.node] == NEVER:
            return Way(NEVER, -1, -1, np.empty(0, np.int32))
        arcs, node = [], best.node
        while by[node] >= 0:
            arcs.append(int(by[node]))
            node = int(self._graph.tail[by[node]])
        ticks = int(reached[best.node]) + best.ticks
        return Way(ticks, node, best.node, np.array(arcs[::-1], dtype=np.int32))

    def _search(
        self, ground: Ground, starts: list[End], wanted: Ints, backward: bool
    ) -> tuple[Ints, Ints]:
        ticks = np.array([end.ticks for end in starts], dtype=np.int32)
        nodes = np.array([end.node for end in starts], dtype=np.int32)
        way = self._backward if backward else self._forward
        return search(way, ground.ticks, nodes, ticks, wanted)
