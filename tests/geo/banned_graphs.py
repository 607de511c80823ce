"""Random directed graphs with forbidden turns, and the truth about them told the slow way."""

from itertools import pairwise, product
from math import inf

import networkx as nx
import numpy as np
from hypothesis import strategies as st

from geo.roads.turns import NO_TURN_BANS, TurnBans
from geo.routing.contracted.compiled import NEVER, Ints
from geo.routing.contracted.graph import Graph

Place = tuple[int, float]


class Town:
    """Arcs with ticks, some of them two directions of one stretch, and what is forbidden."""

    def __init__(
        self,
        nodes: int,
        streets: list[tuple[int, int, int, bool]],
        bans: list[list[int]],
    ) -> None:
        tail: list[int] = []
        head: list[int] = []
        ticks: list[int] = []
        reverse: list[int] = []
        for a, b, length, both in streets:
            reverse += [len(tail) + 1, len(tail)] if both else [-1]
            for x, y in ((a, b), (b, a)) if both else ((a, b),):
                tail.append(x)
                head.append(y)
                ticks.append(length + (x > y))
        self.nodes = nodes
        self.tail, self.head, self.ticks, self.reverse = (
            np.array(column, dtype=np.int32) for column in (tail, head, ticks, reverse)
        )
        self.words = {word for word in map(self._drivable, bans) if len(word) > 1}

    def _drivable(self, choices: list[int]) -> tuple[int, ...]:
        """A walk from one arc to the next, chosen by numbers; cut where there is no way on."""
        word = [choices[0] % len(self.tail)]
        for choice in choices[1:]:
            on = np.flatnonzero(self.tail == self.head[word[-1]])
            if not len(on):
                break
            word.append(int(on[choice % len(on)]))
        return tuple(word)

    @property
    def bans(self) -> TurnBans:
        return TurnBans.of(self.words) if self.words else NO_TURN_BANS

    @property
    def graph(self) -> Graph:
        return Graph.build(self.nodes, self.tail, self.head, self.reverse, self.bans)

    def stands(self, place: Place) -> list[Place]:
        arc, fraction = place
        back = int(self.reverse[arc])
        return [place] if back < 0 else [place, (back, 1.0 - fraction)]

    def at(self, arc: int, fraction: float) -> int:
        return int(np.rint(self.ticks[arc] * fraction))

    def truth(self, sources: list[Place], targets: list[Place]) -> list[list[float]]:
        """Ticks from each source to each target: a graph whose nodes are the last arcs driven."""
        memory = max((len(word) for word in self.words), default=2) - 1
        graph = self._histories(memory)
        return [[self._drive(graph, memory, s, t) for t in targets] for s in sources]

    def _histories(self, memory: int) -> "nx.DiGraph[tuple[int, ...]]":
        graph: nx.DiGraph[tuple[int, ...]] = nx.DiGraph()
        todo: list[tuple[int, ...]] = [(arc,) for arc in range(len(self.tail))]
        graph.add_nodes_from(todo)
        while todo:
            driven = todo.pop()
            for arc in np.flatnonzero(self.tail == self.head[driven[-1]]).tolist():
                if self._forbidden(driven, arc):
                    continue
                after = (*driven, arc)[-memory:]
                if after not in graph:
                    todo.append(after)
                graph.add_edge(driven, after, ticks=int(self.ticks[arc]))
        return graph

    def _forbidden(self, driven: tuple[int, ...], arc: int) -> bool:
        return any((*driven[k:], arc) in self.words for k in range(len(driven)))

    def _drive(
        self, graph: "nx.DiGraph[tuple[int, ...]]", memory: int, source: Place, target: Place
    ) -> float:
        best: float = inf
        for (a, f), (b, g) in product(self.stands(source), self.stands(target)):
            if a == b and f <= g:
                best = min(best, self.at(b, g) - self.at(a, f))
            if self.ticks[a] >= NEVER or self.ticks[b] >= NEVER:
                continue
            start = self.ticks[a] - self.at(a, f) + self.at(b, g)
            reached = nx.single_source_dijkstra_path_length(graph, (a,), weight="ticks")
            for driven, ticks in reached.items():
                if self.head[driven[-1]] == self.tail[b] and not self._forbidden(driven, b):
                    best = min(best, start + ticks)
        return best if best < NEVER else inf

    def check_way(self, arcs: list[int]) -> None:
        """A way is whole, and nothing on it is forbidden."""
        assert all(self.head[a] == self.tail[b] for a, b in pairwise(arcs))
        for i, arc in enumerate(arcs):
            assert not self._forbidden(tuple(arcs[max(0, i - 5) : i]), arc)


def _towns(nodes: int) -> st.SearchStrategy[Town]:
    corner = st.integers(0, nodes - 1)
    street = st.tuples(corner, corner, st.integers(1, 3000), st.booleans())
    ban = st.lists(st.integers(0, 50), min_size=2, max_size=4)
    return st.builds(
        Town,
        st.just(nodes),
        st.lists(street, min_size=1, max_size=18),
        st.lists(ban, max_size=6),
    )


banned_towns = st.integers(1, 9).flatmap(_towns)
"""Loops, parallel arcs, one-ways, parts without a connection, bans over two to four arcs."""


def places_in(town: Town, picked: list[tuple[int, float]]) -> list[Place]:
    return [(number % len(town.tail), fraction) for number, fraction in picked]


def closed(ticks: Ints) -> Ints:
    """Ticks with infinity where the engine says never."""
    return np.where(ticks < NEVER, ticks, np.inf)
