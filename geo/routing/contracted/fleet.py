"""Vehicles pinned to the roads: one row each, renewed when the vehicle moves.

For who asks the same question about the same vehicles again and again: relocation, coverage,
arrival times of all for all. Ranking a single call needs no fleet; the router keeps rows itself.
"""

from threading import Lock

import numpy as np

from geo.routing.contracted.compiled import Ints
from geo.routing.contracted.crowd import NEAREST_MAX, Crowd, join, leave_crowd, nearest
from geo.routing.contracted.metrics import Edition
from geo.routing.contracted.prepared import Prepared
from geo.routing.contracted.queries import Rows, fill_rows, times


class Fleet:
    """Up to ``vehicles_max`` vehicles by number. Owned by one thread at a time (it has a lock)."""

    def __init__(self, prepared: Prepared, vehicles_max: int) -> None:
        self._prepared = prepared
        self._rows = Rows.room(vehicles_max, prepared.hierarchy.height)
        self._pinned = np.zeros(vehicles_max, np.bool_)
        self._crowd: Crowd | None = None
        self._labelled = 0
        self._lock = Lock()

    def pin(self, vehicle: int, arc: int, fraction: float) -> None:
        """Place or move a vehicle: one row, whatever the others do."""
        with self._lock:
            self._lift(vehicle)
            self._rows.arc[vehicle], self._rows.fraction[vehicle] = arc, fraction
            self._pinned[vehicle] = True
            self._prepared.metrics.read(lambda edition, number: self._set(edition, number, vehicle))

    def unpin(self, vehicle: int) -> None:
        """Take a vehicle off the roads."""
        with self._lock:
            self._lift(vehicle)
            self._pinned[vehicle] = False

    def times_to(self, arc: int, fraction: float) -> tuple[Ints, Ints]:
        """All pinned vehicles and their ticks to a place."""

        def ask(edition: Edition, number: int) -> tuple[Ints, Ints]:
            self._label(edition, number)
            slots = np.flatnonzero(self._pinned).astype(np.int32)
            out = np.empty(len(slots), np.int32)
            w = edition.weights
            times(
                self._prepared.ways,
                w.down,
                edition.ground,
                self._rows,
                slots,
                arc,
                float(fraction),
                True,
                out,
            )
            return slots, out

        with self._lock:
            return self._prepared.metrics.read(ask)

    def nearest(self, arc: int, fraction: float, count: int) -> list[tuple[int, int]]:
        """The nearest vehicles as (ticks, vehicle), ties by vehicle; at most ``NEAREST_MAX``."""
        if not 0 < count <= NEAREST_MAX:
            raise ValueError(
                f"count 为 {count}，须在 1 到 {NEAREST_MAX} 之间 / count is {count}: ask for 1 to "
                f"{NEAREST_MAX}, or for times_to"
            )

        def ask(edition: Edition, number: int) -> list[tuple[int, int]]:
            self._label(edition, number)
            crowd = self._gathered()
            answer = np.empty((count, 2), np.int32)
            ways, w = self._prepared.ways, edition.weights
            found = nearest(
                ways, w.down, edition.ground, self._rows, crowd, arc, float(fraction), answer
            )
            return [(ticks, vehicle) for ticks, vehicle in answer[:found].tolist()]

        with self._lock:
            return self._prepared.metrics.read(ask)

    def _set(self, edition: Edition, number: int, vehicle: int) -> None:
        """Label one vehicle; all of them when the weights are others than last time."""
        if number != self._labelled:
            self._label(edition, number)
            return
        self._fill(edition, np.array([vehicle], np.int32))
        if self._crowd is not None:
            join(self._prepared.ways, self._rows, self._crowd, vehicle)

    def _label(self, edition: Edition, number: int) -> None:
        if number == self._labelled:
            return
        self._fill(edition, np.flatnonzero(self._pinned).astype(np.int32))
        self._labelled, self._crowd = number, None

    def _fill(self, edition: Edition, vehicles: Ints) -> None:
        up, ground = edition.weights.up, edition.ground
        fill_rows(self._prepared.ways, up, ground, self._rows, vehicles, True)

    def _lift(self, vehicle: int) -> None:
        if self._crowd is not None and self._pinned[vehicle]:
            leave_crowd(self._prepared.ways, self._rows, self._crowd, vehicle)

    def _gathered(self) -> Crowd:
        """The lists of nearest vehicles, made when first asked for."""
        if self._crowd is None:
            self._crowd = Crowd.room(self._prepared.ways, len(self._pinned))
            for vehicle in np.flatnonzero(self._pinned).tolist():
                join(self._prepared.ways, self._rows, self._crowd, vehicle)
        return self._crowd
