"""The truth that faster engines are tested against: every asked place is a node of the graph."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from copy import copy
from itertools import pairwise
from typing import TypeAlias

import networkx as nx
import numpy as np

from geo.roads.conditions import RoadState
from geo.roads.network import RoadNetwork
from geo.roads.turns import TurnBans
from geo.routing.router import Basis, RoadPoint, Route, TravelTimes
from geo.routing.stands import Leg, OnNetwork, access_s
from geo.routing.tracing import trace

Graph: TypeAlias = "nx.DiGraph[Hashable]"


Trail = tuple[int, ...]


class Memory:
    """What has to be remembered of the way so far to know which turn is forbidden next."""

    def __init__(self, turns: TurnBans) -> None:
        self._bans = {*map(tuple, turns.pairs.tolist()), *turns.chains}
        starts = {ban[:length] for ban in self._bans for length in range(1, len(ban))}
        self.trails: tuple[Trail, ...] = tuple(sorted(starts))
        self._starts = starts

    def after(self, trail: Trail, arc: int) -> Trail | None:
        """The trail after one more arc, None when that is forbidden."""
        way = (*trail, arc)
        tails = [way[i:] for i in range(len(way))]
        if any(tail in self._bans for tail in tails):
            return None
        return next((tail for tail in tails if tail in self._starts), ())


class NetworkxRouter(OnNetwork):
    """A plain Dijkstra on a copy of the road graph, cut where the asked places are.

    Written to be obviously right, not to be fast. A junction is one node for each thing that who
    stands there may have to remember: the arcs just driven, as far as a turn ban begins with them.
    """

    def __init__(self, network: RoadNetwork) -> None:
        super().__init__(network)
        self._bans = Memory(network.turns)
        self._at: defaultdict[int, list[Trail]] = defaultdict(lambda: [()])
        for trail in self._bans.trails:
            self._at[self._head(trail[-1])].append(trail)
        self._take(RoadState.open(network))

    def under(self, state: RoadState) -> "NetworkxRouter":
        """The same engine in another state of its roads."""
        other = copy(self)
        other._take(state)
        return other

    def _take(self, state: RoadState) -> None:
        self._state = state
        self._network = state.network
        self._graph: Graph = nx.DiGraph()
        self._graph.add_nodes_from((node, ()) for node in range(self._network.node_count))
        for arc in np.flatnonzero(np.isfinite(state.arc_seconds)).tolist():
            for trail in self._at[self._tail(arc)]:
                self._drive(self._graph, trail, Leg(arc, 0.0, 1.0))

    def times_to(self, target: RoadPoint, sources: Sequence[RoadPoint]) -> TravelTimes:
        """Seconds from every source to one target."""
        graph = self._with_places([target, *sources])
        graph = graph.reverse(copy=False)
        road_s = nx.single_source_dijkstra_path_length(graph, _to(0), weight="s")
        settled = [self.settle(source) for source in sources]
        return self._times(
            [road_s.get(_from(i), np.inf) + access_s(s) for i, s in enumerate(settled, start=1)]
        )

    def times_from(self, source: RoadPoint, targets: Sequence[RoadPoint]) -> TravelTimes:
        """Seconds from one source to every target."""
        graph = self._with_places([source, *targets])
        road_s = nx.single_source_dijkstra_path_length(graph, _from(0), weight="s")
        start_s = access_s(self.settle(source))
        return self._times(
            [road_s.get(_to(i), np.inf) + start_s for i in range(1, len(targets) + 1)]
        )

    def route(self, source: RoadPoint, target: RoadPoint) -> Route | None:
        """The fastest way, or None when the target cannot be reached."""
        graph = self._with_places([source, target])
        try:
            path = nx.dijkstra_path(graph, _from(0), _to(1), weight="s")
        except nx.NetworkXNoPath:
            return None
        legs = [graph.edges[edge]["leg"] for edge in pairwise(path)]
        return trace(self._network, legs, access_s(self.settle(source)))

    def _with_places(self, places: Sequence[RoadPoint]) -> Graph:
        """The road graph with the places on each arc they stand on.

        A drive begins at ``_from(i)`` and ends at ``_to(i)``, and no place is on the way to
        another: who is reached from both sides of a broken road is no bridge over it.
        """
        graph, state = self._graph.copy(), self._state
        on_arc: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
        for i, place in enumerate(places):
            graph.add_nodes_from((_from(i), _to(i)))
            for stand in self.stands(self.settle(place)):
                on_arc[stand.arc].append((stand.fraction, i))
        for arc, standing in on_arc.items():
            for at, i in standing:
                self._join(graph, arc, at, i)
                for ahead, j in standing:
                    same_side = at >= state.leave_from[arc] or ahead <= state.enter_until[arc]
                    if ahead >= at and same_side:
                        self._add(graph, _from(i), _to(j), Leg(arc, at, ahead))
        return graph

    def _join(self, graph: Graph, arc: int, at: float, i: int) -> None:
        """Let a place be reached over its arc's start and left over its end, as far as open."""
        if at <= self._state.enter_until[arc]:
            for trail in self._at[self._tail(arc)]:
                if self._bans.after(trail, arc) is not None:
                    self._add(graph, (self._tail(arc), trail), _to(i), Leg(arc, 0.0, at))
        if at >= self._state.leave_from[arc]:
            onward = (self._head(arc), self._bans.after((), arc))
            self._add(graph, _from(i), onward, Leg(arc, at, 1.0))

    def _drive(self, graph: Graph, trail: Trail, leg: Leg) -> None:
        """Let a whole arc join its junctions, for who came there over ``trail``."""
        remembered = self._bans.after(trail, leg.arc)
        if remembered is not None:
            start, end = (self._tail(leg.arc), trail), (self._head(leg.arc), remembered)
            self._add(graph, start, end, leg)

    def _add(self, graph: Graph, start: Hashable, end: Hashable, leg: Leg) -> None:
        """Let ``leg`` join two nodes unless something faster does."""
        at = self._network.seconds_at(np.array([leg.arc, leg.arc]), np.array([leg.start, leg.end]))
        seconds = float(at[1] - at[0])
        if not graph.has_edge(start, end) or seconds < graph.edges[start, end]["s"]:
            graph.add_edge(start, end, s=seconds, leg=leg)

    def _tail(self, arc: int) -> int:
        return int(self._network.arc_tail[arc])

    def _head(self, arc: int) -> int:
        return int(self._network.arc_head[arc])

    def _times(self, seconds: Sequence[float]) -> TravelTimes:
        return TravelTimes(np.array(seconds, np.float64), Basis.ROAD, self.network_version)


def _from(i: int) -> Hashable:
    """The node at which a drive from the i-th asked place begins."""
    return ("from", i)


def _to(i: int) -> Hashable:
    """The node at which a drive to the i-th asked place ends."""
    return ("to", i)
