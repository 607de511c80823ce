"""The Router for live roads: exact road time to every vehicle, at new speeds when they come."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from threading import Lock, Thread
from typing import Self

import numpy as np
from numpy.typing import NDArray

from geo.roads.network import TICKS_PER_S, RoadNetwork
from geo.routing.contracted import store
from geo.routing.contracted.compiled import NEVER, Floats, Ints
from geo.routing.contracted.contraction import contract
from geo.routing.contracted.customization import to_ticks
from geo.routing.contracted.dijkstra import PlainSearch
from geo.routing.contracted.drive import legs
from geo.routing.contracted.graph import Graph
from geo.routing.contracted.metrics import Edition, Metrics
from geo.routing.contracted.prepared import Prepared
from geo.routing.router import Basis, RoadPoint, Route, RouterNotReady, TravelTimes
from geo.routing.stands import Leg, OnNetwork, access_s
from geo.routing.tracing import trace


class ContractedRouter(OnNetwork):
    """Ranks by label rows as soon as the hierarchy is there, and by a plain search until then.

    Any thread may ask. New times (``customize``, ``change``) are worked out aside and then in
    force at once; every answer rests on one set of times and names it.
    """

    _changing: Lock

    def __init__(self, network: RoadNetwork) -> None:
        self._begin(network, Graph.of(network))
        self._maker = Thread(target=self._prepare, name="liandong-contraction", daemon=True)
        self._maker.start()

    @classmethod
    def load(cls, folder: Path, network: RoadNetwork) -> Self:
        """A router that is ready at once, from what ``save`` wrote; see ``store.load``."""
        router = cls.__new__(cls)
        graph = Graph.of(network)
        hierarchy, weights = store.load(folder, graph)
        router._begin(network, graph)
        ticks = router._ticks
        current = np.array_equal(weights.arc_ticks[: graph.arc_count], ticks)
        metrics = Metrics(graph, hierarchy, weights if current else None, ticks, router._version)
        router._prepared = Prepared(graph, hierarchy, metrics)
        return router

    def save(self, folder: Path) -> None:
        """Keep the hierarchy and the weights in force for the next start; waits till ready."""
        self.wait()
        prepared = self._ready()
        with self._changing:
            live = prepared.metrics.live
            store.save(folder, prepared.graph, prepared.hierarchy, live.weights)

    @property
    def ready(self) -> bool:
        """Whether the hierarchy answers; until then a plain search does."""
        return self._prepared is not None

    @property
    def network_version(self) -> str:
        """Names the roads and the times in force."""
        return self._version

    def wait(self, timeout_s: float | None = None) -> None:
        """Return when the hierarchy is ready; raises what kept it from becoming so."""
        if self._prepared is None:
            self._maker.join(timeout_s)
        if self._failure is not None:
            raise self._failure

    def customize(self, arc_seconds: Floats) -> None:
        """Put new times of all arcs into force; ``inf`` closes one. Raises ``BadSeconds``."""
        ticks = to_ticks(arc_seconds)
        if len(ticks) != self._graph.arc_count:
            raise ValueError(
                f"arc_seconds 有 {len(ticks)} 项，路网有 {self._graph.arc_count} 段：请逐段给出 / "
                f"arc_seconds has {len(ticks)} values, the network {self._graph.arc_count} arcs: "
                f"give one each"
            )
        with self._changing:
            name = self._named(self._network.shape_version.encode(), ticks)
            if np.array_equal(ticks, to_ticks(self._network.arc_seconds)):
                name = self._network.network_version
            if self._prepared is not None:
                self._prepared.metrics.replace_all(ticks, name)
            else:
                self._ticks = ticks
            self._version = name

    def change(self, arcs: Sequence[int] | NDArray[np.integer], arc_seconds: Floats) -> None:
        """Put new times of these arcs into force, at the cost of what depends on them."""
        chosen, ticks = np.asarray(arcs, dtype=np.int32), to_ticks(arc_seconds)
        if len(chosen) and not (chosen.min() >= 0 and chosen.max() < self._graph.arc_count):
            raise ValueError(
                f"路段号须在 0 到 {self._graph.arc_count - 1} 之间：{chosen.tolist()[:9]} / "
                f"arcs must be within 0 and {self._graph.arc_count - 1}"
            )
        with self._changing:
            name = self._named(self._version.encode(), chosen, ticks)
            if self._prepared is not None:
                self._prepared.metrics.replace_some(chosen, ticks, name)
            else:
                self._ticks = self._ticks.copy()
                self._ticks[chosen] = ticks
            self._version = name

    def times_to(self, target: RoadPoint, sources: Sequence[RoadPoint]) -> TravelTimes:
        """Seconds from every source to one target."""
        ticks, access, version = self._between(self.settle(target), sources, entering=True)
        return TravelTimes(_seconds(ticks) + access, Basis.ROAD, version)

    def times_from(self, source: RoadPoint, targets: Sequence[RoadPoint]) -> TravelTimes:
        """Seconds from one source to every target."""
        place = self.settle(source)
        ticks, _, version = self._between(place, targets, entering=False)
        return TravelTimes(_seconds(ticks) + access_s(place), Basis.ROAD, version)

    def route(self, source: RoadPoint, target: RoadPoint) -> Route | None:
        """The fastest way, or None when the target cannot be reached."""
        place, goal = self.settle(source), self.settle(target)
        start, end = self.stands(place), self.stands(goal)
        prepared = self._prepared
        if prepared is None:
            ticks, version = self._ticks, self._version
            drive = legs(self._graph, ticks, start, end, self._plain().way(ticks, start, end))
            return self._trace(drive, ticks, version, place)

        def ask(edition: Edition, _: int) -> Route | None:
            ticks, way = edition.weights.arc_ticks, prepared.way(edition, place, goal)
            drive = legs(self._graph, ticks, start, end, way)
            return self._trace(drive, ticks, edition.version, place)

        return prepared.metrics.read(ask)

    def reach(self, source: RoadPoint) -> Floats:
        """Seconds from a place to every node of the network (``inf``: not reached)."""
        return self._to_nodes(source, leaving=True)

    def reach_back(self, target: RoadPoint) -> Floats:
        """Seconds from every node of the network to a place."""
        return self._to_nodes(target, leaving=False)

    def matrix(self, sources: Sequence[RoadPoint], targets: Sequence[RoadPoint]) -> Floats:
        """Seconds from each source (row) to each target (column), each source's way to the road
        included. Needs the hierarchy."""
        starts = [self.settle(place) for place in sources]
        ticks = self._ready().matrix(starts, [self.settle(place) for place in targets])
        access = np.array([access_s(place) for place in starts])
        table: Floats = _seconds(ticks.T) + access[:, None]
        return table

    def _begin(self, network: RoadNetwork, graph: Graph) -> None:
        """Everything but the hierarchy."""
        super().__init__(network)
        self._graph = graph
        self._ticks = to_ticks(network.arc_seconds)
        self._version = network.network_version
        self._changing = Lock()
        self._prepared: Prepared | None = None
        self._plain_search: PlainSearch | None = None
        self._failure: Exception | None = None
        self._timed = network

    def _prepare(self) -> None:
        """Make the hierarchy for the times that are in force when it is done."""
        try:
            hierarchy = contract(self._graph)
            with self._changing:
                metrics = Metrics(self._graph, hierarchy, None, self._ticks, self._version)
                self._prepared = Prepared(self._graph, hierarchy, metrics)
            self._plain_search = None
        except Exception as error:
            self._failure = error

    def _ready(self) -> Prepared:
        if self._prepared is None:
            raise RouterNotReady("路径层次尚未建好 / the hierarchy is still being made")
        return self._prepared

    def _between(
        self, single: RoadPoint, others: Sequence[RoadPoint], entering: bool
    ) -> tuple[Ints, Floats, str]:
        """Ticks between a settled place and others, the others' way to the road, the version."""
        prepared = self._prepared
        if prepared is not None:
            return prepared.between(single, others, self.settle, entering)
        ticks, version = self._ticks, self._version
        settled = [self.settle(place) for place in others]
        stands = [self.stands(place) for place in settled]
        out = self._plain().between(ticks, self.stands(single), stands, entering)
        return out, np.array([access_s(place) for place in settled]), version

    def _plain(self) -> PlainSearch:
        search = self._plain_search
        if search is None:
            search = self._plain_search = PlainSearch(self._graph)
        return search

    def _to_nodes(self, place: RoadPoint, leaving: bool) -> Floats:
        ticks = self._ready().reach(self.settle(place), leaving)
        return _seconds(self._graph.at_nodes(ticks, self._network.node_count))

    def _trace(
        self, drive: list[Leg], ticks: Ints, version: str, source: RoadPoint
    ) -> Route | None:
        """The route of a drive at the times it was found for."""
        if not drive:
            return None
        timed = self._timed
        if timed.network_version != version:
            arc_seconds = ticks[: self._graph.arc_count] / TICKS_PER_S
            timed = self._timed = self._network.timed(arc_seconds, version)
        return trace(timed, drive, access_s(source))

    @staticmethod
    def _named(first: bytes, *arrays: Ints) -> str:
        """A short name of times, the same on every machine."""
        sha = sha256(first)
        for array in arrays:
            sha.update(np.ascontiguousarray(array).data)
        return sha.hexdigest()[:12]


def _seconds(ticks: Ints) -> Floats:
    """Seconds of ticks; ``inf`` where there is no way."""
    seconds: Floats = np.where(ticks < NEVER, ticks / TICKS_PER_S, np.inf)
    return seconds
