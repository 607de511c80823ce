"""The weights in force, and the buffer in which the next ones are made.

Two sets of weights take turns. Whoever reads notes the edition before and after: if the set was
taken for the next weights meanwhile, the answer is thrown away and the question asked again. So
readers hold no lock, an answer is all old or all new, and a failure midway changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar

import numpy as np

from geo.routing.contracted.compiled import Ints
from geo.routing.contracted.contraction import Hierarchy
from geo.routing.contracted.customization import Weights, customize
from geo.routing.contracted.graph import Graph
from geo.routing.contracted.partial import copy_rows, revise

T = TypeVar("T")


@dataclass(eq=False)
class Edition:
    """One set of weights. ``number`` is that of the metric it holds; 0 while it is being made."""

    weights: Weights
    number: int
    version: str


class Metrics:
    """Gives readers the weights in force and makes new ones aside."""

    def __init__(
        self,
        graph: Graph,
        hierarchy: Hierarchy,
        weights: Weights | None,
        arc_ticks: Ints,
        name: str,
    ) -> None:
        self._graph = graph
        self._hierarchy = hierarchy
        self._writing = Lock()
        if weights is None:
            weights = Weights.blank(hierarchy)
            customize(hierarchy, weights, graph.ticks(arc_ticks))
        self._live = Edition(weights, 1, name)
        self._spare: Edition | None = None
        self._behind: tuple[Ints, Ints] | None = None

    @property
    def live(self) -> Edition:
        """What is in force now."""
        return self._live

    def read(self, question: Callable[[Edition, int], T]) -> T:
        """The answer to a question from one and the same edition."""
        while True:
            edition = self._live
            number = edition.number
            try:
                answer = question(edition, number)
            except Exception:
                if edition.number == number and number:
                    raise
                continue
            if edition.number == number and number:
                return answer

    def replace_all(self, arc_ticks: Ints, name: str) -> None:
        """Put other ticks of all arcs of the network into force."""
        with self._writing:
            spare = self._take_spare()
            customize(self._hierarchy, spare.weights, self._graph.ticks(arc_ticks))
            self._put_into_force(spare, name, None)

    def replace_some(self, arcs: Ints, ticks: Ints, name: str) -> None:
        """Put other ticks of some arcs of the network into force."""
        graph, hierarchy = self._graph, self._hierarchy
        with self._writing:
            behind = self._behind
            spare = self._take_spare()
            live, made = self._live.weights, spare.weights
            self._catch_up(made, live, behind)
            arcs, ticks = self._with_copies(arcs, ticks)
            before = made.arc_ticks[arcs]
            made.arc_ticks[arcs] = ticks
            arcs = arcs[made.arc_ticks[arcs] != before]
            lowest = np.minimum(hierarchy.rank[graph.tail[arcs]], hierarchy.rank[graph.head[arcs]])
            rows = revise(
                hierarchy.nodes,
                hierarchy.runs,
                (hierarchy.arc_slot, hierarchy.slot_arcs),
                made.arc_ticks,
                np.unique(lowest[hierarchy.arc_slot[arcs] >= 0]),
                made.up,
                made.down,
                hierarchy.height,
            )
            self._put_into_force(spare, name, (arcs, rows))

    def _take_spare(self) -> Edition:
        """The set that nobody is to read any more; who still does will notice."""
        spare = self._spare or Edition(Weights.blank(self._hierarchy), 0, "")
        spare.number = 0
        self._spare, self._behind = spare, None
        return spare

    def _catch_up(self, made: Weights, live: Weights, behind: tuple[Ints, Ints] | None) -> None:
        """Make the spare set equal to the one in force."""
        if behind is None:
            made.arc_ticks[:], made.up[:], made.down[:] = live.arc_ticks, live.up, live.down
            return
        arcs, rows = behind
        made.arc_ticks[arcs] = live.arc_ticks[arcs]
        copy_rows(self._hierarchy.nodes, rows, live.up, made.up)
        copy_rows(self._hierarchy.nodes, rows, live.down, made.down)

    def _with_copies(self, arcs: Ints, ticks: Ints) -> tuple[Ints, Ints]:
        """The arcs with all their copies."""
        copy_of = self._graph.copy_of
        if not len(copy_of):
            return arcs, ticks
        ticks_of = dict(zip(arcs.tolist(), ticks.tolist(), strict=True))
        copied = np.flatnonzero(np.isin(copy_of, arcs))
        more = np.array([ticks_of[arc] for arc in copy_of[copied].tolist()], dtype=np.int32)
        copies = (copied + self._graph.arc_count).astype(np.int32)
        return np.concatenate([arcs, copies]), np.concatenate([ticks, more])

    def _put_into_force(self, made: Edition, name: str, behind: tuple[Ints, Ints] | None) -> None:
        made.number, made.version = self._live.number + 1, name
        self._spare, self._behind = self._live, behind
        self._live = made
