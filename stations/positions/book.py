"""The book of latest positions (位置簿): the newest good fix wins; nothing is journalled."""

from collections import Counter, deque
from collections.abc import Collection, Iterable

from msgspec.structs import replace

from geo.routing.router import RoadPoint
from stations.positions.fix import Fix, LivePosition, Rejection
from stations.positions.pipeline import STEPS, Arrival

UNMATCHED_MAX = 10_000
"""Positions that may wait for their road; beyond it the oldest go without."""


class PositionBook:
    """Owned by one thread; readers take ``latest`` entries, which never change.

    Every accepted position waits in ``unmatched`` until somebody takes it to find its road.
    """

    def __init__(self, vehicle_ids: Collection[str], known: Iterable[LivePosition] = ()) -> None:
        self._vehicle_ids = frozenset(vehicle_ids)
        self.latest: dict[str, LivePosition] = {p.vehicle_id: p for p in known}
        self.rejected: Counter[str] = Counter()
        self.accepted = 0
        self.unmatched: deque[LivePosition] = deque(maxlen=UNMATCHED_MAX)

    def receive(self, fix: Fix, now_ms: int) -> Rejection | None:
        """Take one fix through the steps; None means that the vehicle has moved there."""
        known = fix.vehicle_id in self._vehicle_ids
        arrival = Arrival(fix, self.latest.get(fix.vehicle_id), known, now_ms)
        for step in STEPS:
            rejection = step(arrival)
            if rejection is not None:
                self.rejected[rejection.code] += 1
                return rejection
        assert arrival.position is not None
        self.latest[fix.vehicle_id] = arrival.position
        self.unmatched.append(arrival.position)
        self.accepted += 1
        return None

    def take_unmatched(self) -> list[LivePosition]:
        """The positions accepted since the last time, in the order they came."""
        taken = list(self.unmatched)
        self.unmatched.clear()
        return taken

    def put_on_road(self, position: LivePosition, road: RoadPoint | None) -> None:
        """The road of a position is known; a newer position keeps its own."""
        if self.latest.get(position.vehicle_id) is position:
            self.latest[position.vehicle_id] = replace(position, road=road)
