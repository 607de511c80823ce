"""The Router for live roads: exact road time to every vehicle, at new times when they come."""

from collections.abc import Sequence
from copy import copy
from pathlib import Path
from threading import Lock, Thread
from typing import Self
from weakref import WeakSet

import numpy as np

from geo.roads.conditions import Restricted, RoadState
from geo.roads.network import TICKS_PER_S, RoadNetwork
from geo.roads.restrictions import Sections
from geo.routing.contracted import store
from geo.routing.contracted.compiled import NEVER, Floats, Ints
from geo.routing.contracted.contraction import contract
from geo.routing.contracted.customization import to_ticks
from geo.routing.contracted.dijkstra import PlainSearch
from geo.routing.contracted.drive import legs
from geo.routing.contracted.graph import Graph
from geo.routing.contracted.ground import Ground, barriers_of
from geo.routing.contracted.metrics import Metrics, Times
from geo.routing.contracted.prepared import Answers, Prepared
from geo.routing.router import Basis, RoadPoint, Route, RouterNotReady, TravelTimes
from geo.routing.stands import OnNetwork, access_s
from geo.routing.tracing import trace


class ContractedRouter(OnNetwork):
    """The engine on one network in one state: by label rows, by a plain search until it is ready.

    A state never changes. ``under`` gives the same engine in another one, and both answer side by
    side on one hierarchy with weights of their own, as many as anybody holds: with siren and
    without, before a closure and after it. What no one holds any more lends its memory to the next.
    Any thread may ask.
    """

    def __init__(self, network: RoadNetwork) -> None:
        self._begin(network, Graph.of(network))
        self._shared.maker = Thread(target=self._prepare, name="liandong-contraction", daemon=True)
        self._shared.maker.start()

    @classmethod
    def load(cls, folder: Path, network: RoadNetwork) -> Self:
        """A router that is ready at once, from what ``save`` wrote; see ``store.load``."""
        router = cls.__new__(cls)
        graph = Graph.of(network)
        hierarchy, weights = store.load(folder, graph)
        router._begin(network, graph)
        metrics = Metrics(graph, hierarchy, weights, Times.of_state(router._state))
        router._shared.complete(Prepared(graph, hierarchy, metrics))
        return router

    def save(self, folder: Path) -> None:
        """Keep the hierarchy and the weights of this state for the next start; waits till ready."""
        self.wait()
        answers = self._ready()
        prepared = answers.prepared
        store.save(folder, prepared.graph, prepared.hierarchy, answers.edition.weights)

    @property
    def ready(self) -> bool:
        """Whether the hierarchy answers; until then a plain search does."""
        return self._answers is not None

    @property
    def state(self) -> RoadState:
        """The state of the roads that all answers rest on."""
        return self._state

    def wait(self, timeout_s: float | None = None) -> None:
        """Return when the hierarchy is ready; raises what kept it from becoming so."""
        shared = self._shared
        if shared.maker is not None:
            shared.maker.join(timeout_s)
        if shared.failure is not None:
            raise shared.failure

    def under(self, state: RoadState) -> Self:
        """The same engine in another state of its own roads; places stay valid.

        Costs what differs: little for some closures, a whole customization for another hour.
        """
        other = copy(self)
        other._take(state)
        return other

    def rehearse(self) -> None:
        """Ask once for all that dispatch asks for, so that no caller waits for the compiler."""
        place = self.locate(self._network.point_at(0, 0.5))
        self.times_to(place, [place])
        self.times_from(place, [place])
        self.route(place, place)
        if self._answers is not None:
            shut = Sections(np.array([0]), np.array([0.0]), np.array([1.0]))
            state = RoadState.of(self._network, self._state.base, [Restricted(shut)])
            self._answers.prepared.metrics.make(Times.of_state(state))

    def times_to(self, target: RoadPoint, sources: Sequence[RoadPoint]) -> TravelTimes:
        """Seconds from every source to one target."""
        ticks, access = self._between(self.settle(target), sources, entering=True)
        return TravelTimes(_seconds(ticks) + access, Basis.ROAD, self.network_version)

    def times_from(self, source: RoadPoint, targets: Sequence[RoadPoint]) -> TravelTimes:
        """Seconds from one source to every target."""
        place = self.settle(source)
        ticks, _ = self._between(place, targets, entering=False)
        return TravelTimes(_seconds(ticks) + access_s(place), Basis.ROAD, self.network_version)

    def route(self, source: RoadPoint, target: RoadPoint) -> Route | None:
        """The fastest way, or None when the target cannot be reached."""
        place, goal = self.settle(source), self.settle(target)
        start, end = self.stands(place), self.stands(goal)
        answers = self._answers
        if answers is not None:
            ground, way = answers.edition.ground, answers.way(place, goal)
        else:
            ground = self._ground()
            way = self._shared.plain().way(ground, start, end)
        drive = legs(self._shared.graph, ground, start, end, way)
        return trace(self._network, drive, access_s(place)) if drive else None

    def seconds_to_all(self, source: RoadPoint) -> Floats:
        """Seconds from a place to every junction, its way to the road included.

        Needs the hierarchy. The soonest arrival counts, whatever turns it leaves open.
        """
        place = self.settle(source)
        return self._at_nodes(place, leaving=True) + access_s(place)

    def seconds_from_all(self, target: RoadPoint) -> Floats:
        """Seconds from every junction to a place. Needs the hierarchy."""
        return self._at_nodes(self.settle(target), leaving=False)

    def soonest_to_all(self, sources: Sequence[RoadPoint], ready_s: Sequence[float]) -> Floats:
        """Seconds until the first of many vehicles is at every junction, each setting out after
        ``ready_s`` and its way to the road. Needs the hierarchy; costs hardly more than one."""
        answers = self._ready()
        places = [self.settle(place) for place in sources]
        waits = zip(places, ready_s, strict=True)
        ready = [round((access_s(place) + wait) * TICKS_PER_S) for place, wait in waits]
        ticks = answers.soonest(places, ready)
        return _seconds(self._shared.graph.at_nodes(ticks, self._network.node_count))

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
        self._shared = _Shared(graph)
        self._take(RoadState.open(network))

    def _take(self, state: RoadState) -> None:
        self._state = state
        self._network = state.network
        self._answers: Answers | None = None
        self._plain_ground: Ground | None = None
        self._shared.admit(self)

    def answer_by(self, prepared: Prepared) -> None:
        """Have weights of this state made and answer by them from now on."""
        edition = prepared.metrics.make(Times.of_state(self._state))
        self._answers = Answers(prepared, edition)

    def _prepare(self) -> None:
        """Make the hierarchy, and let it answer once it does so without delay."""
        graph = self._shared.graph
        try:
            hierarchy = contract(graph)
            metrics = Metrics(graph, hierarchy, None, Times.of_state(self._state))
            prepared = Prepared(graph, hierarchy, metrics)
            aside = copy(self)
            aside.answer_by(prepared)
            aside.rehearse()
            self._shared.complete(prepared)
        except Exception as error:
            self._shared.failure = error

    def _ready(self) -> Answers:
        if self._answers is None:
            raise RouterNotReady("路径层次尚未建好 / the hierarchy is still being made")
        return self._answers

    def _between(
        self, single: RoadPoint, others: Sequence[RoadPoint], entering: bool
    ) -> tuple[Ints, Floats]:
        """Ticks between a settled place and others, and the others' way to the road."""
        answers = self._answers
        if answers is not None:
            return answers.between(single, others, self.settle, entering)
        settled = [self.settle(place) for place in others]
        stands = [self.stands(place) for place in settled]
        plain = self._shared.plain()
        out = plain.between(self._ground(), self.stands(single), stands, entering)
        return out, np.array([access_s(place) for place in settled])

    def _ground(self) -> Ground:
        """What a plain search goes by."""
        ground = self._plain_ground
        if ground is None:
            ticks = self._shared.graph.ticks(to_ticks(self._state.arc_seconds))
            ground = self._plain_ground = Ground(ticks, barriers_of(self._state))
        return ground

    def _at_nodes(self, place: RoadPoint, leaving: bool) -> Floats:
        ticks = self._ready().reach(place, leaving)
        return _seconds(self._shared.graph.at_nodes(ticks, self._network.node_count))


class _Shared:
    """What an engine has in all its states: the graph, and the hierarchy once it is made."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.maker: Thread | None = None
        self.failure: Exception | None = None
        self._prepared: Prepared | None = None
        self._plain: PlainSearch | None = None
        self._waiting: WeakSet[ContractedRouter] = WeakSet()
        self._lock = Lock()

    def plain(self) -> PlainSearch:
        """The search that needs no hierarchy."""
        search = self._plain
        if search is None:
            search = self._plain = PlainSearch(self.graph)
        return search

    def admit(self, router: ContractedRouter) -> None:
        """Let the engine in one more state answer by the hierarchy, as soon as it is there."""
        with self._lock:
            prepared = self._prepared
            if prepared is None:
                self._waiting.add(router)
        if prepared is not None:
            router.answer_by(prepared)

    def complete(self, prepared: Prepared) -> None:
        """The hierarchy is there: all states that were asked for answer by it."""
        with self._lock:
            self._prepared = prepared
            waiting = list(self._waiting)
            self._waiting.clear()
        for router in waiting:
            router.answer_by(prepared)
        self._plain = None


def _seconds(ticks: Ints) -> Floats:
    """Seconds of ticks; ``inf`` where there is no way."""
    seconds: Floats = np.where(ticks < NEVER, ticks / TICKS_PER_S, np.inf)
    return seconds
