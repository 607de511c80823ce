"""Other engines under the same questions: nodes to one node, in whole ticks."""

from collections.abc import Callable
from importlib.util import find_spec
from queue import SimpleQueue
from threading import Thread
from time import perf_counter
from typing import Any, Protocol, TypeVar

import networkx as nx
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.routing.contracted.compiled import NEVER, Ints
from tests.bench.roads_graphs import RoadGraph

T = TypeVar("T")
NETWORKX_NODES_MAX = 60_000
"""In a glance, larger graphs are spared networkx: a question takes it seconds there."""

_KIT_NEVER = 2**31 - 1
"""What RoutingKit takes for no way."""


class Peer(Protocol):
    """An engine that was given its graph, and how long that took."""

    prepared_s: float

    def pin(self, sources: Ints) -> None:
        """Take these nodes as the vehicles."""
        ...

    def rank(self, target: int) -> tuple[float, Ints]:
        """Seconds it took, and ticks from each vehicle to a node."""
        ...


class ScipyPeer:
    """One compiled Dijkstra against the arcs."""

    def __init__(self, roads: RoadGraph) -> None:
        started = perf_counter()
        tail, head, ticks = fastest(roads)
        count = roads.graph.node_count
        self._back = csr_array((ticks.astype(np.float64), (head, tail)), shape=(count, count))
        self._sources = np.empty(0, np.int32)
        self.prepared_s = perf_counter() - started

    def pin(self, sources: Ints) -> None:
        """See ``Peer``."""
        self._sources = sources

    def rank(self, target: int) -> tuple[float, Ints]:
        """See ``Peer``."""
        started = perf_counter()
        found = dijkstra(self._back, indices=[target])[0][self._sources]
        took = perf_counter() - started
        return took, np.where(np.isfinite(found), found, NEVER).astype(np.int32)


class NetworkxPeer:
    """What most Python code would reach for."""

    def __init__(self, roads: RoadGraph) -> None:
        started = perf_counter()
        tail, head, ticks = fastest(roads)
        graph: nx.DiGraph[int] = nx.DiGraph()
        graph.add_nodes_from(range(roads.graph.node_count))
        graph.add_weighted_edges_from(
            zip(head.tolist(), tail.tolist(), ticks.tolist(), strict=True), "t"
        )
        self._back = graph
        self._sources: list[int] = []
        self.prepared_s = perf_counter() - started

    def pin(self, sources: Ints) -> None:
        """See ``Peer``."""
        self._sources = sources.tolist()

    def rank(self, target: int) -> tuple[float, Ints]:
        """See ``Peer``."""
        started = perf_counter()
        found = nx.single_source_dijkstra_path_length(self._back, target, weight="t")
        answer = [found.get(source, NEVER) for source in self._sources]
        return perf_counter() - started, np.array(answer, dtype=np.int32)


class RoutingKitPeer:
    """RoutingKit's customizable contraction hierarchy with pinned sources, in its owner thread."""

    def __init__(self, roads: RoadGraph) -> None:
        self._work: SimpleQueue[tuple[Callable[[], Any], SimpleQueue[Any]]] = SimpleQueue()
        Thread(target=self._own, name="routingkit", daemon=True).start()
        self.prepared_s = self._ask(lambda: self._prepare(roads))

    def pin(self, sources: Ints) -> None:
        """See ``Peer``."""
        listed = sources.tolist()
        self._ask(lambda: self._many.repin_sources(listed))

    def customize(self, ticks: Ints) -> float:
        """Seconds until all weights are other ones."""
        listed = _for_kit(ticks).tolist()
        return self._ask(lambda: self._customize(listed))

    def close(self, arc: int) -> float:
        """Seconds until one arc is closed, by its partial update; then opened again."""
        return self._ask(lambda: self._close(arc))

    def way(self, source: int, target: int) -> tuple[float, int, int]:
        """Seconds it took, ticks between two nodes, and how many arcs there are on the way."""
        return self._ask(lambda: self._way(source, target))

    def rank(self, target: int) -> tuple[float, Ints]:
        """See ``Peer``; timed within the owner thread, so that the hand-over does not count."""

        def ask() -> tuple[float, list[int | None]]:
            started = perf_counter()
            found = self._many.distances_to(target)
            return perf_counter() - started, found

        took, found = self._ask(ask)
        ticks = np.array([NEVER if d is None else d for d in found], dtype=np.int64)
        return took, np.minimum(ticks, NEVER).astype(np.int32)

    def _prepare(self, roads: RoadGraph) -> float:
        import routingkit_cch as kit

        tail, head = roads.graph.tail.tolist(), roads.graph.head.tolist()
        started = perf_counter()
        order = kit.compute_order_inertial(
            roads.graph.node_count, tail, head, roads.lat.tolist(), roads.lon.tolist()
        )
        self._hierarchy = kit.CCH(order, tail, head, True)
        self._ticks = _for_kit(roads.ticks)
        self._metric = kit.CCHMetric(self._hierarchy, self._ticks.tolist())
        self._many = kit.CCHManyToOne(self._metric, [0])
        return perf_counter() - started

    def _customize(self, listed: list[int]) -> float:
        """The questions that rest on the metric must be gone by then."""
        import routingkit_cch as kit

        del self._many
        started = perf_counter()
        self._metric.reset(listed)
        took = perf_counter() - started
        self._many = kit.CCHManyToOne(self._metric, [0])
        return took

    def _close(self, arc: int) -> float:
        import routingkit_cch as kit

        del self._many
        updater = kit.CCHMetricPartialUpdater(self._hierarchy)
        started = perf_counter()
        updater.apply(self._metric, {arc: _KIT_NEVER})
        took = perf_counter() - started
        updater.apply(self._metric, {arc: int(self._ticks[arc])})
        self._many = kit.CCHManyToOne(self._metric, [0])
        return took

    def _way(self, source: int, target: int) -> tuple[float, int, int]:
        import routingkit_cch as kit

        query = kit.CCHQuery(self._metric)
        started = perf_counter()
        found = query.run(source, target)
        ticks, arcs = found.distance, found.arc_path if found.distance is not None else []
        took = perf_counter() - started
        return took, NEVER if ticks is None else ticks, len(arcs)

    def _ask(self, work: Callable[[], T]) -> T:
        answer: SimpleQueue[Any] = SimpleQueue()
        self._work.put((work, answer))
        found = answer.get()
        if isinstance(found, BaseException):
            raise found
        result: T = found
        return result

    def _own(self) -> None:
        while True:
            work, answer = self._work.get()
            try:
                answer.put(work())
            except BaseException as error:
                answer.put(error)


def _for_kit(ticks: Ints) -> Ints:
    return np.where(ticks < NEVER, ticks, _KIT_NEVER).astype(np.int32)


def fastest(roads: RoadGraph) -> tuple[Ints, Ints, Ints]:
    """Tail, head and ticks of the fastest open arc between each pair of nodes."""
    open_ = roads.ticks < NEVER
    tail, head, ticks = roads.graph.tail[open_], roads.graph.head[open_], roads.ticks[open_]
    order = np.lexsort((ticks, head, tail))
    first = np.ones(len(order), np.bool_)
    first[1:] = (tail[order][1:] != tail[order][:-1]) | (head[order][1:] != head[order][:-1])
    kept = order[first]
    return tail[kept], head[kept], ticks[kept]


def peers(roads: RoadGraph, slow: bool) -> tuple[dict[str, Peer], list[str]]:
    """The engines that can take part, and why others do not."""
    taking_part: dict[str, Peer] = {"scipy": ScipyPeer(roads)}
    notes: list[str] = []
    if find_spec("routingkit_cch") is None:
        notes.append("routingkit-cch is not installed: uv pip install routingkit-cch==0.1.4")
    elif not np.isfinite(roads.lat).all() or not np.isfinite(roads.lon).all():
        notes.append("routingkit-cch is left out: its order needs lat and lon of every node")
    elif slow or roads.graph.node_count <= NETWORKX_NODES_MAX:
        taking_part["routingkit-cch"] = RoutingKitPeer(roads)
    else:
        notes.append("routingkit-cch is left out of a quick run: its order takes too long here")
    if slow or roads.graph.node_count <= NETWORKX_NODES_MAX:
        taking_part["networkx"] = NetworkxPeer(roads)
    return taking_part, notes
