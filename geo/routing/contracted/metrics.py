"""Editions: the weights for one set of times each, made aside while others answer.

An edition never changes as long as anybody holds it: questions need no lock, and an answer is all
of one set of times. Its memory comes back when the last reader lets go of it, and becomes the next
edition with what little has changed since: one bridge more or less is next to nothing to do.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from queue import Empty, SimpleQueue
from threading import Lock
from typing import TypeVar
from weakref import WeakSet, finalize

import numpy as np

from geo.roads.conditions import RoadState
from geo.routing.contracted.compiled import Ints
from geo.routing.contracted.contraction import Hierarchy
from geo.routing.contracted.customization import Weights, customize, to_ticks
from geo.routing.contracted.graph import Graph
from geo.routing.contracted.ground import Ground, barriers_of
from geo.routing.contracted.partial import revise

T = TypeVar("T")

SPARE_MAX = 2
"""How many sets of weights that nobody reads are kept for the next editions; others are freed."""

REVISED_MAX = 400
"""Up to so many changed arcs are worked in one by one; beyond, all is worked out anew."""


@dataclass(frozen=True, eq=False)
class Times:
    """Times of all arcs of a network: those of ``base``, but for the ``changed`` arcs.

    ``base`` is known by identity. ``of`` gives the ticks of some arcs, or of a slice of all.
    """

    base: object
    changed: Ints
    of: Callable[[Ints | slice], Ints]
    version: str
    ground: Callable[[Ints], Ground] = Ground.unbarred

    @cached_property
    def every(self) -> Ints:
        """The ticks of all arcs."""
        return self.of(slice(None))

    @classmethod
    def of_state(cls, state: RoadState) -> "Times":
        """The times of the roads in a state, with its barriers."""
        return cls(
            base=state.base,
            changed=state.changed.astype(np.int32),
            of=lambda arcs: to_ticks(state.arc_seconds[arcs]),
            version=state.network.network_version,
            ground=lambda ticks: Ground(ticks, barriers_of(state)),
        )

    @classmethod
    def plain(cls, ticks: Ints, version: str) -> "Times":
        """Times that rest on nothing else."""
        return cls(ticks, np.empty(0, np.int32), lambda arcs: ticks[arcs], version)


@dataclass(frozen=True, eq=False)
class Edition:
    """The weights for one set of times. ``number`` is never used twice."""

    made: "Made"
    ground: Ground
    number: int
    version: str

    @property
    def weights(self) -> Weights:
        """The weights themselves."""
        return self.made.weights


@dataclass(frozen=True, eq=False)
class Made:
    """Weights, and the ``Times`` they are for: arcs beyond ``changed`` are as in ``base``."""

    weights: Weights
    base: object
    changed: Ints


class Metrics:
    """Makes the editions of one hierarchy, and knows which is in force for who keeps rows.

    Any number of editions may be held at a time, each with its own memory: two for the two speeds
    of an ambulance, one more of each while a closure is put into force.
    """

    def __init__(
        self, graph: Graph, hierarchy: Hierarchy, weights: Weights | None, times: Times
    ) -> None:
        self._graph = graph
        self._hierarchy = hierarchy
        self._making = Lock()
        self._numbers = count(1)
        self._held: WeakSet[Made] = WeakSet()
        self._returned: SimpleQueue[tuple[Weights, object, Ints]] = SimpleQueue()
        self._spare = [Made(weights, None, times.changed)] if weights else []
        self.live = self.make(times)
        """What is in force now."""

    def read(self, question: Callable[[Edition, int], T]) -> T:
        """The answer to a question from the edition in force."""
        edition = self.live
        return question(edition, edition.number)

    def replace(self, times: Times) -> None:
        """Put other times into force."""
        self.live = self.make(times)

    def make(self, times: Times) -> Edition:
        """The edition for these times; it is in force nowhere yet. Raises ``BadSeconds``."""
        with self._making:
            made = self._made(times)
            ground = times.ground(made.weights.arc_ticks)
            return Edition(made, ground, next(self._numbers), times.version)

    def _made(self, times: Times) -> Made:
        """Weights for these times, the very ones of another edition if nothing differs."""
        self._take_back()
        held, apart = self._most_alike(list(self._held), times)
        if held is not None and not len(apart):
            return held
        weights = self._weights(times, held, apart)
        made = Made(weights, times.base, times.changed)
        self._held.add(made)
        # The last reader may let go anywhere, even in here: a queue takes it without a lock.
        taken = finalize(made, self._returned.put, (weights, times.base, times.changed))
        taken.atexit = False
        return made

    def _weights(self, times: Times, held: Made | None, apart: Ints) -> Weights:
        """Weights of whatever costs least; who fails midway harms no edition."""
        near, arcs = self._most_alike(self._spare, times)
        if near is not None:
            self._spare.remove(near)
            return self._revised(near.weights, arcs, times)
        room = self._spare.pop(0).weights if self._spare else Weights.blank(self._hierarchy)
        if held is None:
            customize(self._hierarchy, room, self._graph.ticks(times.every))
            return room
        of = held.weights
        room.arc_ticks[:], room.up[:], room.down[:] = of.arc_ticks, of.up, of.down
        return self._revised(room, apart, times)

    def _take_back(self) -> None:
        """Collect what nobody reads any more; the oldest beyond the bound is freed."""
        try:
            while True:
                self._spare.append(Made(*self._returned.get_nowait()))
        except Empty:
            del self._spare[:-SPARE_MAX]

    def _most_alike(self, all_made: Iterable[Made], times: Times) -> tuple[Made | None, Ints]:
        """What differs in the fewest arcs, and those; None where they are too many."""
        best, fewest = None, np.empty(0, np.int32)
        for made in all_made:
            if made.base is times.base:
                arcs = np.union1d(made.changed, times.changed)
                arcs = arcs[made.weights.arc_ticks[arcs] != times.of(arcs)]
            else:
                ticks = times.every
                differs = made.weights.arc_ticks[: len(ticks)] != ticks
                arcs = np.flatnonzero(differs).astype(np.int32)
            if len(arcs) <= REVISED_MAX and (best is None or len(arcs) < len(fewest)):
                best, fewest = made, arcs
        return best, fewest

    def _revised(self, weights: Weights, arcs: Ints, times: Times) -> Weights:
        """The weights brought up to date where these arcs matter."""
        graph, hierarchy = self._graph, self._hierarchy
        weights.arc_ticks[arcs] = times.of(arcs)
        arcs = graph.with_copies(arcs)
        weights.arc_ticks[arcs] = weights.arc_ticks[graph.originals(arcs)]
        lowest = np.minimum(hierarchy.rank[graph.tail[arcs]], hierarchy.rank[graph.head[arcs]])
        revise(
            hierarchy.nodes,
            hierarchy.runs,
            (hierarchy.arc_slot, hierarchy.slot_arcs),
            weights.arc_ticks,
            np.unique(lowest[hierarchy.arc_slot[arcs] >= 0]),
            weights.up,
            weights.down,
            hierarchy.height,
        )
        return weights
