"""All questions to a finished hierarchy, each answered from one edition of its weights."""

from collections.abc import Callable, Sequence
from threading import local

import numpy as np

from geo.routing.contracted.compiled import Floats, Ints
from geo.routing.contracted.contraction import Hierarchy
from geo.routing.contracted.drive import Way
from geo.routing.contracted.graph import Graph
from geo.routing.contracted.labels import Ways
from geo.routing.contracted.metrics import Edition, Metrics
from geo.routing.contracted.paths import TORN, find_way
from geo.routing.contracted.places import KeptRows
from geo.routing.contracted.queries import matrix, times
from geo.routing.contracted.sweep import sweep
from geo.routing.router import RoadPoint
from geo.routing.stands import access_s

Settle = Callable[[RoadPoint], RoadPoint]


class WeightsTorn(Exception):
    """A way that cannot be traced: its weights were being replaced while they were read."""


class Prepared:
    """A hierarchy that is ready. Rows are kept per thread: no question waits for another."""

    def __init__(self, graph: Graph, hierarchy: Hierarchy, metrics: Metrics) -> None:
        self.graph = graph
        self.hierarchy = hierarchy
        self.metrics = metrics
        self.ways = Ways.of(graph, hierarchy)
        self._order = np.empty_like(hierarchy.rank)
        self._order[hierarchy.rank] = np.arange(len(hierarchy.rank), dtype=np.int32)
        self._kept = local()

    def between(
        self, single: RoadPoint, others: Sequence[RoadPoint], settle: Settle, entering: bool
    ) -> tuple[Ints, Floats, str]:
        """Ticks between a settled place and others, the others' way to the road, and the version.

        To the single place if ``entering``, else from it.
        """
        kept = self._kept_rows(leaving=entering)
        slots = kept.slots(others)
        if slots is None:
            settled = [settle(place) for place in others]
            slots = kept.keep(others, settled, [access_s(place) for place in settled])
        out = np.empty(len(slots), np.int32)

        def ask(edition: Edition, number: int) -> str:
            kept.label(edition, number)
            weights = edition.weights
            side = weights.down if entering else weights.up
            times(
                self.ways,
                side,
                weights.arc_ticks,
                kept.rows,
                slots,
                single.arc,
                float(single.fraction),
                entering,
                out,
            )
            return edition.version

        version = self.metrics.read(ask)
        return out, kept.access_s[slots], version

    def way(self, edition: Edition, source: RoadPoint, target: RoadPoint) -> Way:
        """The fastest way over at least one junction; ``WeightsTorn`` if it makes no sense."""
        weights, hierarchy = edition.weights, self.hierarchy
        ticks, tips, arcs = find_way(
            self.ways,
            weights.up,
            weights.down,
            weights.arc_ticks,
            (hierarchy.arc_slot, hierarchy.slot_arcs),
            ((source.arc, float(source.fraction)), (target.arc, float(target.fraction))),
            hierarchy.height,
        )
        if ticks == TORN:
            raise WeightsTorn("权重不相符 / the weights do not add up")
        first, last = (int(self._order[tip]) if tip >= 0 else -1 for tip in tips)
        return Way(ticks, first, last, arcs)

    def reach(self, place: RoadPoint, leaving: bool) -> Ints:
        """Ticks from a settled place to every node of the graph, or from every node to it."""

        def ask(edition: Edition, _: int) -> Ints:
            w = edition.weights
            climbing, descending = (w.up, w.down) if leaving else (w.down, w.up)
            return sweep(
                self.ways,
                climbing,
                descending,
                w.arc_ticks,
                place.arc,
                float(place.fraction),
                leaving,
                self.hierarchy.height,
            )

        return self.metrics.read(ask)[self.hierarchy.rank]

    def matrix(self, sources: Sequence[RoadPoint], targets: Sequence[RoadPoint]) -> Ints:
        """Ticks from each settled source (column) to each settled target (row)."""
        kept = KeptRows(self.ways, self.hierarchy.height, leaving=True)
        slots = kept.keep(sources, sources, [0.0] * len(sources))
        arcs = np.array([place.arc for place in targets], dtype=np.int32)
        fractions = np.array([place.fraction for place in targets], dtype=np.float64)
        out = np.empty((len(targets), len(sources)), np.int32)

        def ask(edition: Edition, number: int) -> Ints:
            kept.label(edition, number)
            w = edition.weights
            matrix(self.ways, w.down, w.arc_ticks, kept.rows, slots, arcs, fractions, out)
            return out

        return self.metrics.read(ask)

    def _kept_rows(self, leaving: bool) -> KeptRows:
        name = "leaving" if leaving else "entering"
        kept: KeptRows | None = getattr(self._kept, name, None)
        if kept is None:
            kept = KeptRows(self.ways, self.hierarchy.height, leaving)
            setattr(self._kept, name, kept)
        return kept
