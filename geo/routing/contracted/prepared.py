"""All questions to a finished hierarchy, each answered from one edition of its weights."""

from collections.abc import Callable, Sequence
from threading import local

import numpy as np

from geo.routing.contracted.compiled import Floats, Ints
from geo.routing.contracted.contraction import Hierarchy
from geo.routing.contracted.drive import Way
from geo.routing.contracted.graph import Graph
from geo.routing.contracted.halves import two_threads
from geo.routing.contracted.labels import Ways
from geo.routing.contracted.metrics import Edition, Metrics
from geo.routing.contracted.paths import TORN, find_way
from geo.routing.contracted.places import KeptRows
from geo.routing.contracted.queries import matrix, times
from geo.routing.contracted.sweep import sweep, sweep_soonest
from geo.routing.router import RoadPoint
from geo.routing.stands import access_s

Settle = Callable[[RoadPoint], RoadPoint]


class WeightsTorn(Exception):
    """A way that cannot be traced: the weights do not belong together."""


class Prepared:
    """A hierarchy that is ready, and what makes its editions."""

    def __init__(self, graph: Graph, hierarchy: Hierarchy, metrics: Metrics) -> None:
        self.graph = graph
        self.hierarchy = hierarchy
        self.metrics = metrics
        self.ways = Ways.of(graph, hierarchy)
        self.order = np.empty_like(hierarchy.rank)
        self.order[hierarchy.rank] = np.arange(len(hierarchy.rank), dtype=np.int32)


class Answers:
    """The questions to one edition. Rows are kept per thread: no question waits for another."""

    def __init__(self, prepared: Prepared, edition: Edition) -> None:
        self.edition = edition
        self.prepared = prepared
        self._kept = local()

    def between(
        self, single: RoadPoint, others: Sequence[RoadPoint], settle: Settle, entering: bool
    ) -> tuple[Ints, Floats]:
        """Ticks between a settled place and others, and the others' way to the road.

        To the single place if ``entering``, else from it.
        """
        kept = self._kept_rows(leaving=entering)
        slots = kept.slots(others)
        if slots is None:
            settled = [settle(place) for place in others]
            slots = kept.keep(others, settled, [access_s(place) for place in settled])
        out = np.empty(len(slots), np.int32)
        weights = self.edition.weights
        times(
            self.prepared.ways,
            weights.down if entering else weights.up,
            self.edition.ground,
            kept.rows,
            slots,
            single.arc,
            float(single.fraction),
            entering,
            out,
        )
        return out, kept.access_s[slots]

    def way(self, source: RoadPoint, target: RoadPoint) -> Way:
        """The fastest way over at least one junction."""
        weights, hierarchy = self.edition.weights, self.prepared.hierarchy
        ticks, tips, arcs = find_way(
            self.prepared.ways,
            weights.up,
            weights.down,
            self.edition.ground,
            (hierarchy.arc_slot, hierarchy.slot_arcs),
            ((source.arc, float(source.fraction)), (target.arc, float(target.fraction))),
            hierarchy.height,
        )
        if ticks == TORN:
            raise WeightsTorn("权重不相符 / the weights do not add up")
        first, last = (int(self.prepared.order[tip]) if tip >= 0 else -1 for tip in tips)
        return Way(ticks, first, last, arcs)

    def reach(self, place: RoadPoint, leaving: bool) -> Ints:
        """Ticks from a settled place to every node of the graph, or from every node to it."""
        weights, hierarchy = self.edition.weights, self.prepared.hierarchy
        up, down = weights.up, weights.down
        climbing, descending = (up, down) if leaving else (down, up)
        ticks: Ints = sweep(
            self.prepared.ways,
            climbing,
            descending,
            self.edition.ground,
            place.arc,
            float(place.fraction),
            leaving,
            hierarchy.height,
            hierarchy.halves if two_threads(hierarchy.entries) else None,
        )
        return ticks[hierarchy.rank]

    def soonest(self, places: Sequence[RoadPoint], ready: Sequence[int]) -> Ints:
        """Ticks until the first of many settled vehicles is at every node of the graph; each sets
        out after so many ticks."""
        weights, hierarchy = self.edition.weights, self.prepared.hierarchy
        starts = [
            (place.arc, float(place.fraction), ticks)
            for place, ticks in zip(places, ready, strict=True)
        ]
        ticks = sweep_soonest(
            self.prepared.ways,
            weights.up,
            weights.down,
            self.edition.ground,
            starts,
            hierarchy.height,
            hierarchy.halves if two_threads(hierarchy.entries) else None,
        )
        return ticks[hierarchy.rank]

    def matrix(self, sources: Sequence[RoadPoint], targets: Sequence[RoadPoint]) -> Ints:
        """Ticks from each settled source (column) to each settled target (row)."""
        kept = self._new_rows(leaving=True)
        slots = kept.keep(sources, sources, [0.0] * len(sources))
        arcs = np.array([place.arc for place in targets], dtype=np.int32)
        fractions = np.array([place.fraction for place in targets], dtype=np.float64)
        out = np.empty((len(targets), len(sources)), np.int32)
        weights, ground = self.edition.weights, self.edition.ground
        matrix(self.prepared.ways, weights.down, ground, kept.rows, slots, arcs, fractions, out)
        return out

    def _kept_rows(self, leaving: bool) -> KeptRows:
        name = "leaving" if leaving else "entering"
        kept: KeptRows | None = getattr(self._kept, name, None)
        if kept is None:
            kept = self._new_rows(leaving)
            setattr(self._kept, name, kept)
        return kept

    def _new_rows(self, leaving: bool) -> KeptRows:
        prepared = self.prepared
        return KeptRows(prepared.ways, prepared.hierarchy.height, self.edition, leaving)
