"""The book of latest positions (位置簿): the newest good fix wins; nothing is journalled."""

from collections import Counter
from collections.abc import Collection, Iterable

from stations.positions.fix import Fix, LivePosition, Rejection
from stations.positions.pipeline import STEPS, Arrival


class PositionBook:
    """Owned by one thread; readers take ``latest`` entries, which never change."""

    def __init__(self, vehicle_ids: Collection[str], known: Iterable[LivePosition] = ()) -> None:
        self._vehicle_ids = frozenset(vehicle_ids)
        self.latest: dict[str, LivePosition] = {p.vehicle_id: p for p in known}
        self.rejected: Counter[str] = Counter()
        self.accepted = 0

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
        self.accepted += 1
        return None
