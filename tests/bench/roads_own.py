"""What the live-road engine does on one graph, each thing timed by itself."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from time import perf_counter, thread_time
from typing import ParamSpec, Self, TypeVar

import numpy as np

from geo.routing.contracted.compiled import NEVER, Floats, Ints
from geo.routing.contracted.contraction import Hierarchy, contract
from geo.routing.contracted.customization import Weights, customize
from geo.routing.contracted.dijkstra import search, star
from geo.routing.contracted.fleet import Fleet
from geo.routing.contracted.graph import Graph
from geo.routing.contracted.ground import Ground
from geo.routing.contracted.halves import two_threads
from geo.routing.contracted.labels import Ways
from geo.routing.contracted.metrics import Metrics, Times
from geo.routing.contracted.paths import find_way
from geo.routing.contracted.prepared import Prepared
from geo.routing.contracted.queries import Rows, fill_rows, matrix, times
from geo.routing.contracted.sweep import sweep
from tests.bench.roads_graphs import RoadGraph

P = ParamSpec("P")
T = TypeVar("T")

VEHICLES, MANY, TARGETS, NEAREST = 226, 5_000, 2_000, 8


class Own:
    """The engine on one graph, with the seconds of whatever was asked of it."""

    def __init__(self, roads: RoadGraph, rounds: int, slow_rounds: int) -> None:
        self.took: defaultdict[str, list[float]] = defaultdict(list)
        self.worked: defaultdict[str, list[float]] = defaultdict(list)
        hierarchy = self.timed("order + contraction", contract, roads.graph)
        self._begin(roads, roads.graph, hierarchy, rounds, slow_rounds)

    @classmethod
    def of(cls, roads: RoadGraph, graph: Graph, hierarchy: Hierarchy, rounds: int) -> Self:
        """The engine on the same roads with a graph of its own, turn bans for one."""
        own = cls.__new__(cls)
        own.took, own.worked = defaultdict(list), defaultdict(list)
        own._begin(roads, graph, hierarchy, rounds, 1)
        return own

    def _begin(
        self, roads: RoadGraph, graph: Graph, hierarchy: Hierarchy, rounds: int, slow_rounds: int
    ) -> None:
        self.roads = roads
        self.hierarchy = hierarchy
        self.rounds = rounds
        self.slow_rounds = slow_rounds
        self.rng = np.random.default_rng(120)
        self._open = np.flatnonzero(roads.ticks < NEVER).astype(np.int32)
        metrics = Metrics(graph, hierarchy, None, Times.plain(roads.ticks, "measured"))
        self.engine = Prepared(graph, hierarchy, metrics)
        self.ways: Ways = self.engine.ways
        self.rows = Rows.room(VEHICLES, hierarchy.height)
        self.slots = np.arange(VEHICLES, dtype=np.int32)
        self.out = np.empty(VEHICLES, np.int32)
        self.pin(self.arcs(VEHICLES))

    @property
    def weights(self) -> Weights:
        """Those in force."""
        return self.engine.metrics.live.weights

    @property
    def ground(self) -> Ground:
        """What the ends of a drive stand on now."""
        return self.engine.metrics.live.ground

    def arcs(self, count: int) -> Ints:
        """Some arcs that are not closed, by chance."""
        return self._open[self.rng.integers(0, len(self._open), count)]

    def timed(self, name: str, work: Callable[P, T], *told: P.args, **named: P.kwargs) -> T:
        """Do the work and note how long it took, and how long this thread had a processor."""
        started, worked = perf_counter(), thread_time()
        answer = work(*told, **named)
        self.took[name].append(perf_counter() - started)
        self.worked[name].append(thread_time() - worked)
        return answer

    def pin(self, arcs: Ints) -> None:
        """Let the vehicles stand at the end of these arcs."""
        self.rows.arc[:], self.rows.fraction[:] = arcs, 1.0
        self.label(self.slots)

    def label(self, slots: Ints) -> None:
        """Renew some rows."""
        fill_rows(self.ways, self.weights.up, self.ground, self.rows, slots, True)

    def rank(self, arc: int) -> tuple[float, Ints]:
        """Seconds it took, and the ticks from every vehicle to the start of an arc."""
        w, ground, out = self.weights, self.ground, self.out
        started, worked = perf_counter(), thread_time()
        times(self.ways, w.down, ground, self.rows, self.slots, arc, 0.0, True, out)
        took = perf_counter() - started
        self.worked["rank"].append(thread_time() - worked)
        return took, out.copy()

    def rank_from(self, sources: Ints, target: int) -> Ints:
        """Ticks from the ends of these arcs to the start of one."""
        rows, out = Rows.room(len(sources), self.hierarchy.height), np.empty_like(sources)
        rows.arc[:], rows.fraction[:] = sources, 1.0
        w, slots = self.weights, np.arange(len(sources), dtype=np.int32)
        fill_rows(self.ways, w.up, self.ground, rows, slots, True)
        times(self.ways, w.down, self.ground, rows, slots, target, 0.0, True, out)
        return out

    def table(self, arcs: Ints) -> Ints:
        """Ticks from every vehicle to the start of each of these arcs."""
        out = np.empty((len(arcs), VEHICLES), np.int32)
        self._table(arcs, np.zeros(len(arcs)), out)
        return out

    def to_all(self, arc: int) -> Ints:
        """Ticks from the end of an arc to every node."""
        return self._sweep(arc)[self.hierarchy.rank]

    def way(self, source: int, target: int) -> int:
        """Ticks from the end of one arc to the start of another."""
        return self._find(source, target)[0]

    def measure(self) -> None:
        """Everything but the ranking, which is measured beside the peers."""
        for step in (self.moves, self.thousands, self.whole, self.ways_there, self.speeds):
            step()

    def moves(self) -> None:
        """One vehicle moves; the search that needs no hierarchy."""
        for slot in self.rng.integers(0, VEHICLES, self.rounds):
            one = np.array([slot], np.int32)
            self.rows.arc[slot] = self.arcs(1)[0]
            self.timed("one vehicle moves: its row", self.label, one)
        backward = star(self.roads.graph, backward=True)
        start, zero = np.empty(1, np.int32), np.zeros(1, np.int32)
        exits = self.roads.graph.head[self.rows.arc]
        for arc in self.arcs(self.slow_rounds + 1):
            start[0] = self.roads.graph.tail[arc]
            self.timed(
                "no hierarchy: early-stop reverse Dijkstra, all 226",
                search,
                backward,
                self.roads.ticks,
                start,
                zero,
                exits,
            )

    def thousands(self) -> None:
        """The nearest few of thousands, one of which moves before each question."""
        fleet = Fleet(self.engine, MANY)
        for vehicle, arc in enumerate(self.arcs(MANY).tolist()):
            fleet.pin(vehicle, arc, 1.0)
        fleet.nearest(0, 0.0, NEAREST)
        places = zip(*(self.arcs(self.rounds).tolist() for _ in range(2)), strict=True)
        for nth, (arc, scene) in enumerate(places):
            self.timed("k = 8 of 5,000: one vehicle moves", fleet.pin, nth, arc, 1.0)
            best = self.timed("k = 8 of 5,000", fleet.nearest, scene, 0.0, NEAREST)
            if nth % 10 == 0:
                slots, ticks = self.timed("rank 5,000", fleet.times_to, scene, 0.0)
                order = np.lexsort((slots, ticks))[: len(best)]
                assert best == list(zip(ticks[order].tolist(), slots[order].tolist(), strict=True))

    def whole(self) -> None:
        """One to all, and a table."""
        arcs = self.arcs(TARGETS)
        parts, table = np.zeros(TARGETS), np.empty((TARGETS, VEHICLES), np.int32)
        for arc in arcs[: 3 * self.slow_rounds + 1].tolist():
            self.timed("one to all", self._sweep, arc)
        for _ in range(self.slow_rounds + 1):
            self.timed("226 x 2,000 matrix, rows included", self._table, arcs, parts, table)

    def _sweep(self, arc: int) -> Ints:
        w, hierarchy = self.weights, self.hierarchy
        halves = hierarchy.halves if two_threads(hierarchy.entries) else None
        height = hierarchy.height
        return sweep(self.ways, w.up, w.down, self.ground, arc, 1.0, True, height, halves)

    def _table(self, arcs: Ints, parts: Floats, out: Ints) -> None:
        self.label(self.slots)
        down, ground = self.weights.down, self.ground
        matrix(self.ways, down, ground, self.rows, self.slots, arcs, parts, out)

    def ways_there(self) -> None:
        """From one place to another with every arc between; each way is added up again."""
        graph, w = self.roads.graph, self.weights
        pairs = zip(*(self.arcs(self.rounds).tolist() for _ in range(2)), strict=True)
        for source, target in pairs:
            ticks, arcs = self.timed("way with all arcs", self._find, source, target)
            if ticks < NEVER:
                chain = np.array([source, *arcs, target])
                assert int(w.arc_ticks[arcs].sum()) == ticks
                assert (graph.head[chain[:-1]] == graph.tail[chain[1:]]).all()
            self.took["arcs on the way"].append(len(arcs))

    def _find(self, source: int, target: int) -> tuple[int, Ints]:
        w, h = self.weights, self.hierarchy
        slots, ends = (h.arc_slot, h.slot_arcs), ((source, 1.0), (target, 0.0))
        ticks, _, arcs = find_way(self.ways, w.up, w.down, self.ground, slots, ends, h.height)
        return ticks, arcs

    def speeds(self) -> None:
        """New times for all arcs, for one, and for a hundred; then as they were."""
        metrics, made = self.engine.metrics, Weights.blank(self.hierarchy)
        ticks, count = self.roads.ticks, self.roads.graph.arc_count
        self._customizations(made, ticks)
        first = self._shut(ticks, np.zeros(1, np.int32))
        self.timed("first closure: the second set of weights is made", metrics.replace, first)
        metrics.replace(Times.plain(ticks, "open"))
        for number, name in ((1, "one closure in force"), (100, "a hundred closures in force")):
            for _ in range(max(self.rounds // (4 * number), self.slow_rounds)):
                arcs = np.unique(self.rng.integers(0, count, number)).astype(np.int32)
                shut = self._shut(ticks, arcs)
                self.timed(name, metrics.replace, shut)
                self.timed(f"{name}: all 226 rows renewed", self.label, self.slots)
                metrics.replace(Times.plain(ticks, "open"))
        customize(self.hierarchy, made, ticks)
        assert (made.up == self.weights.up).all()
        assert (made.down == self.weights.down).all()

    def _customizations(self, made: Weights, ticks: Ints) -> None:
        """By one thread and by two, in turn, whatever would be chosen; both give the same."""
        other = Weights.blank(self.hierarchy)
        for _ in range(self.slow_rounds + 2):
            for threads, into in ((1, made), (2, other)):
                name = f"full customization, {threads} thread{'s' * (threads > 1)}"
                self.timed(name, customize, self.hierarchy, into, ticks, threads)
        assert (made.up == other.up).all()
        assert (made.down == other.down).all()

    def _shut(self, ticks: Ints, arcs: Ints) -> Times:
        """The usual times, but for some closed arcs."""
        changed = ticks.copy()
        changed[arcs] = NEVER
        return replace(Times.plain(ticks, "shut"), changed=arcs, of=lambda some: changed[some])
