"""The truth that faster engines are tested against: every asked place is a node of the graph."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from itertools import pairwise
from typing import TypeAlias

import networkx as nx
import numpy as np

from geo.roads.network import RoadNetwork
from geo.routing.router import Basis, RoadPoint, Route, TravelTimes
from geo.routing.stands import Leg, OnNetwork, access_s
from geo.routing.tracing import trace

Graph: TypeAlias = "nx.DiGraph[Hashable]"


class NetworkxRouter(OnNetwork):
    """A plain Dijkstra on a copy of the road graph, cut where the asked places are.

    Written to be obviously right, not to be fast.
    """

    def __init__(self, network: RoadNetwork) -> None:
        super().__init__(network)
        self._graph: Graph = nx.DiGraph()
        self._graph.add_nodes_from(range(network.node_count))
        for arc in range(network.arc_count):
            self._add(self._graph, self._tail(arc), self._head(arc), Leg(arc, 0.0, 1.0))

    def times_to(self, target: RoadPoint, sources: Sequence[RoadPoint]) -> TravelTimes:
        """Seconds from every source to one target."""
        graph = self._with_places([target, *sources])
        graph = graph.reverse(copy=False)
        road_s = nx.single_source_dijkstra_path_length(graph, _name(0), weight="s")
        settled = [self.settle(source) for source in sources]
        return self._times(
            [road_s.get(_name(i), np.inf) + access_s(s) for i, s in enumerate(settled, start=1)]
        )

    def times_from(self, source: RoadPoint, targets: Sequence[RoadPoint]) -> TravelTimes:
        """Seconds from one source to every target."""
        graph = self._with_places([source, *targets])
        road_s = nx.single_source_dijkstra_path_length(graph, _name(0), weight="s")
        start_s = access_s(self.settle(source))
        return self._times(
            [road_s.get(_name(i), np.inf) + start_s for i in range(1, len(targets) + 1)]
        )

    def route(self, source: RoadPoint, target: RoadPoint) -> Route | None:
        """The fastest way, or None when the target cannot be reached."""
        graph = self._with_places([source, target])
        try:
            path = nx.dijkstra_path(graph, _name(0), _name(1), weight="s")
        except nx.NetworkXNoPath:
            return None
        legs = [graph.edges[edge]["leg"] for edge in pairwise(path)]
        return trace(self._network, legs, access_s(self.settle(source)))

    def _with_places(self, places: Sequence[RoadPoint]) -> Graph:
        """The road graph with place ``i`` as node ``_name(i)`` on each arc it stands on."""
        graph = self._graph.copy()
        on_arc: defaultdict[int, list[tuple[float, Hashable]]] = defaultdict(list)
        for i, place in enumerate(places):
            for stand in self.stands(self.settle(place)):
                on_arc[stand.arc].append((stand.fraction, _name(i)))
        for arc, standing in on_arc.items():
            for fraction, name in standing:
                self._add(graph, self._tail(arc), name, Leg(arc, 0.0, fraction))
                self._add(graph, name, self._head(arc), Leg(arc, fraction, 1.0))
                for ahead, other in standing:
                    if other != name and ahead >= fraction:
                        self._add(graph, name, other, Leg(arc, fraction, ahead))
        return graph

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


def _name(i: int) -> tuple[str, int]:
    """The node of the i-th asked place."""
    return ("place", i)
