"""Road time at the speed of scipy's compiled Dijkstra: one search answers for every vehicle."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.roads.conditions import RoadState
from geo.roads.network import RoadNetwork
from geo.routing.router import Basis, RoadPoint, Route, TravelTimes
from geo.routing.stands import Leg, OnNetwork, access_s
from geo.routing.tracing import trace

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


class ScipyRouter(OnNetwork):
    """Searches once from the single end of a question and reads the answer off for all others."""

    def __init__(self, network: RoadNetwork) -> None:
        super().__init__(network)
        tail, head, nodes = network.arc_tail, network.arc_head, network.node_count
        self._pairs = (_Pairs.of(tail, head, nodes), _Pairs.of(head, tail, nodes))
        self._take(RoadState.open(network))

    def under(self, state: RoadState) -> "ScipyRouter":
        """The same engine in another state of its roads; only the weights are laid out anew."""
        other = copy(self)
        other._take(state)
        return other

    def _take(self, state: RoadState) -> None:
        self._state = state
        self._network = state.network
        self._forward, self._backward = (_Graph(p, state.arc_seconds) for p in self._pairs)

    def times_to(self, target: RoadPoint, sources: Sequence[RoadPoint]) -> TravelTimes:
        """Seconds from every source to one target."""
        settled = [self.settle(source) for source in sources]
        start, end = self._stand(settled), self._stand([self.settle(target)])
        from_node_s, _ = self._backward.search(end.entry[0], end.enter_s[0])
        over_nodes = (start.leave_s + from_node_s[start.exit]).min(axis=1)
        access = np.array([access_s(source) for source in settled])
        return self._times(np.minimum(over_nodes, _straight_s(start, end)) + access)

    def times_from(self, source: RoadPoint, targets: Sequence[RoadPoint]) -> TravelTimes:
        """Seconds from one source to every target."""
        place = self.settle(source)
        start, end = self._stand([place]), self._stand([self.settle(t) for t in targets])
        to_node_s, _ = self._forward.search(start.exit[0], start.leave_s[0])
        over_nodes = (to_node_s[end.entry] + end.enter_s).min(axis=1)
        return self._times(np.minimum(over_nodes, _straight_s(start, end)) + access_s(place))

    def seconds_to_all(self, source: RoadPoint) -> Floats:
        """Seconds from one source to every junction of the network (for isochrones)."""
        place = self.settle(source)
        start = self._stand([place])
        to_node_s, _ = self._forward.search(start.exit[0], start.leave_s[0])
        return to_node_s[:-1] + access_s(place)

    def route(self, source: RoadPoint, target: RoadPoint) -> Route | None:
        """The fastest way, or None when the target cannot be reached."""
        place = self.settle(source)
        start, end = self._stand([place]), self._stand([self.settle(target)])
        to_node_s, came_from = self._forward.search(start.exit[0], start.leave_s[0])
        last = int(np.argmin(to_node_s[end.entry[0]] + end.enter_s[0]))
        over_nodes_s = float(to_node_s[end.entry[0, last]] + end.enter_s[0, last])
        if _straight_s(start, end)[0] <= over_nodes_s:
            legs = _straight_legs(start, end)
        else:
            legs = self._legs(start, end, last, came_from)
        return trace(self._network, legs, access_s(place)) if legs else None

    def _legs(self, start: "_Stands", end: "_Stands", last: int, came_from: Ints) -> list[Leg]:
        """The arcs from the source's stand over the nodes of the search to the target's stand."""
        nodes = [int(end.entry[0, last])]
        while came_from[nodes[-1]] != self._network.node_count:
            nodes.append(int(came_from[nodes[-1]]))
        nodes.reverse()
        first = int(np.argmin(np.where(start.exit[0] == nodes[0], start.leave_s[0], np.inf)))
        middle = [self._forward.arc(a, b) for a, b in pairwise(nodes)]
        return [
            Leg(int(start.arc[0, first]), float(start.fraction[0, first]), 1.0),
            *(Leg(arc, 0.0, 1.0) for arc in middle),
            Leg(int(end.arc[0, last]), 0.0, float(end.fraction[0, last])),
        ]

    def _stand(self, places: Sequence[RoadPoint]) -> "_Stands":
        """The stands of settled places as arrays."""
        network, state = self._network, self._state
        arc = np.array([place.arc for place in places], dtype=np.int32)
        fraction = np.array([place.fraction for place in places], dtype=np.float64)
        arcs = np.stack([arc, network.arc_reverse[arc]], axis=1)
        fractions = np.stack([fraction, 1.0 - fraction], axis=1)
        at_s = network.seconds_at(arcs, fractions)
        enters = (arcs >= 0) & (fractions <= state.enter_until[arcs])
        leaves = (arcs >= 0) & (fractions >= state.leave_from[arcs])
        return _Stands(
            arc=arcs,
            fraction=fractions,
            at_s=at_s,
            entry=network.arc_tail[arcs],
            enter_s=np.where(enters, at_s, np.inf),
            exit=network.arc_head[arcs],
            leave_s=np.where(leaves, network.arc_seconds[arcs] - at_s, np.inf),
            enter_until=state.enter_until[arcs],
            leave_from=state.leave_from[arcs],
        )

    def _times(self, seconds: Floats) -> TravelTimes:
        return TravelTimes(seconds, Basis.ROAD, self.network_version)


@dataclass(frozen=True)
class _Stands:
    """Per place its two stands, along an arc and along its reverse; arc -1 where there is none."""

    arc: Ints
    fraction: Floats
    at_s: Floats
    entry: Ints
    enter_s: Floats
    exit: Ints
    leave_s: Floats
    enter_until: Floats
    leave_from: Floats


@dataclass(frozen=True)
class _Pairs:
    """Arcs sorted by the nodes they join, in one direction; the times play no part in it."""

    order: NDArray[np.int64]
    first: NDArray[np.int64]
    tail: Ints
    head: Ints
    nodes: int

    @classmethod
    def of(cls, tail: Ints, head: Ints, nodes: int) -> Self:
        """The pairs of these arcs; ``order[first[i]:first[i + 1]]`` are those of pair ``i``."""
        order = np.lexsort((head, tail))
        pairs = np.stack([tail[order], head[order]])
        new = np.ones(len(order), dtype=np.bool_)
        new[1:] = (pairs[:, 1:] != pairs[:, :-1]).any(axis=0)
        first = np.flatnonzero(new)
        tail, head = pairs[:, first]
        return cls(order, np.append(first, len(order)), tail, head, nodes)


class _Graph:
    """Compressed rows of the fastest open arc between each pair of nodes, in one direction."""

    def __init__(self, pairs: _Pairs, seconds: Floats) -> None:
        self._pairs, self._arc_seconds, self._nodes = pairs, seconds, pairs.nodes
        fastest = np.minimum.reduceat(seconds[pairs.order], pairs.first[:-1])
        self._kept = np.flatnonzero(np.isfinite(fastest))
        self._head = pairs.head[self._kept]
        self._seconds = fastest[self._kept]
        rows = np.bincount(pairs.tail[self._kept], minlength=pairs.nodes)
        self._row = np.concatenate([[0], np.cumsum(rows)]).astype(np.int32)

    def search(self, nodes: Ints, seconds: Floats) -> tuple[Floats, Ints]:
        """Seconds to every node for who reaches ``nodes`` after ``seconds``, and whence.

        The place itself is one more node, numbered after all others, so that a single search does.
        """
        usable = np.isfinite(seconds)
        head = np.concatenate([self._head, nodes[usable]])
        weight = np.concatenate([self._seconds, seconds[usable]])
        row = np.append(self._row, np.int32(len(head)))
        graph = csr_array((weight, head, row), shape=(self._nodes + 1, self._nodes + 1))
        reached_s, came_from = dijkstra(graph, indices=[self._nodes], return_predecessors=True)
        return reached_s[0], came_from[0]

    def arc(self, tail: int, head: int) -> int:
        """The fastest arc between two neighbours; of equals, the first of the network."""
        row = slice(self._row[tail], self._row[tail + 1])
        pair = int(self._kept[row][np.searchsorted(self._head[row], head)])
        group = self._pairs.order[slice(*self._pairs.first[pair : pair + 2])]
        return int(group[np.argmin(self._arc_seconds[group])])


def _ahead(start: _Stands, end: _Stands) -> NDArray[np.bool_]:
    """For each pair and each of their stands: is the target further along the very same arc?"""
    same = (start.arc[:, :, None] == end.arc[:, None, :]) & (start.arc >= 0)[:, :, None]
    here, there = start.fraction[:, :, None], end.fraction[:, None, :]
    before_barrier = there <= end.enter_until[:, None, :]
    behind_barrier = here >= start.leave_from[:, :, None]
    ahead: NDArray[np.bool_] = same & (here <= there) & (before_barrier | behind_barrier)
    return ahead


def _straight_s(start: _Stands, end: _Stands) -> Floats:
    """Seconds of the drive along the shared arc; infinite where there is none."""
    along_s = end.at_s[:, None, :] - start.at_s[:, :, None]
    seconds: Floats = np.where(_ahead(start, end), along_s, np.inf).min(axis=(1, 2))
    return seconds


def _straight_legs(start: _Stands, end: _Stands) -> list[Leg]:
    """The drive along the shared arc, if there is one."""
    along_s = np.where(_ahead(start, end), end.at_s[:, None, :] - start.at_s[:, :, None], np.inf)[0]
    i, j = np.unravel_index(int(np.argmin(along_s)), along_s.shape)
    if not np.isfinite(along_s[i, j]):
        return []
    return [Leg(int(start.arc[0, i]), float(start.fraction[0, i]), float(end.fraction[0, j]))]
