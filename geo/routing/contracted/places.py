"""Label rows kept for the places that are asked about again and again.

A place is known by the very object that names it: dispatch keeps a vehicle's place until the
vehicle moves, so that a moved vehicle costs one row and the others none.
"""

from collections.abc import Sequence

import numpy as np

from geo.routing.contracted.compiled import Floats, Ints
from geo.routing.contracted.labels import Ways
from geo.routing.contracted.metrics import Edition
from geo.routing.contracted.queries import Rows, fill_rows
from geo.routing.router import RoadPoint

_PLACES_MAX = 8192


class KeptRows:
    """Rows of one direction and edition, for one thread. Bounded: when full, begun anew."""

    def __init__(self, ways: Ways, height: int, edition: Edition, leaving: bool) -> None:
        self._ways = ways
        self._height = height
        self._leaving = leaving
        self._ground = edition.ground
        self._side = edition.weights.up if leaving else edition.weights.down
        self._slot: dict[int, int] = {}
        self._places: list[RoadPoint] = []
        self.rows = Rows.room(256, height)
        self.access_s: Floats = np.zeros(256)

    def slots(self, places: Sequence[RoadPoint]) -> Ints | None:
        """The slots of these places; None where one of them is new."""
        slot = self._slot
        try:
            return np.array([slot[id(place)] for place in places], dtype=np.int32)
        except KeyError:
            return None

    def keep(
        self, places: Sequence[RoadPoint], settled: Sequence[RoadPoint], access_s: Sequence[float]
    ) -> Ints:
        """Label those of the places that are new; ``settled`` are the same on this network."""
        if len(self._places) + len(places) > max(_PLACES_MAX, 2 * len(places)):
            self._slot.clear()
            self._places.clear()
        self._grow(len(self._places) + len(places))
        labelled = len(self._places)
        for place, at, seconds in zip(places, settled, access_s, strict=True):
            if id(place) not in self._slot:
                slot = self._slot[id(place)] = len(self._places)
                self._places.append(place)
                self.rows.arc[slot], self.rows.fraction[slot] = at.arc, at.fraction
                self.access_s[slot] = seconds
        new = np.arange(labelled, len(self._places), dtype=np.int32)
        fill_rows(self._ways, self._side, self._ground, self.rows, new, self._leaving)
        return np.array([self._slot[id(place)] for place in places], dtype=np.int32)

    def _grow(self, places: int) -> None:
        if places <= len(self.rows.node):
            return
        wider = Rows.room(2 * places, self._height)
        kept = len(self.rows.node)
        wider.arc[:kept], wider.fraction[:kept] = self.rows.arc, self.rows.fraction
        wider.node[:kept], wider.ticks[:kept] = self.rows.node, self.rows.ticks
        self.rows = wider
        self.access_s = np.concatenate([self.access_s, np.zeros(2 * places - len(self.access_s))])
