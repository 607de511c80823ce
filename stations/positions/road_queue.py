"""Whose road is looked up next (道路匹配排队): within a budget, however many vehicles report.

A vehicle on a run teaches how fast the roads are, so each of its fixes counts. Of all others only
the newest does; where there are more of them than the budget bears, they take turns, and a newer
fix takes the place of the older one in the line.
"""

from collections import deque

from stations.positions.fix import LivePosition

MATCHED_MAX = 1_000
"""Positions matched in one go, each second: some tenth of a core."""
RUNS_MAX = 10_000
"""Fixes of vehicles on a run that may wait; the oldest go without a road."""


class RoadQueue:
    """Owned by the event loop."""

    def __init__(self, matched_max: int = MATCHED_MAX) -> None:
        self._matched_max = matched_max
        self._runs: deque[LivePosition] = deque(maxlen=RUNS_MAX)
        self._others: dict[str, LivePosition] = {}

    def __len__(self) -> int:
        return len(self._runs) + len(self._others)

    def add(self, position: LivePosition, *, on_run: bool) -> None:
        """A vehicle has moved; positions of one vehicle come in the order of their times."""
        if on_run:
            self._others.pop(position.vehicle_id, None)
            self._runs.append(position)
        else:
            self._others[position.vehicle_id] = position

    def take(self) -> list[LivePosition]:
        """Who has its turn now: runs first, then whoever waits longest."""
        runs, others = self._runs, self._others
        taken = [runs.popleft() for _ in range(min(self._matched_max, len(runs)))]
        first = list(others)[: self._matched_max - len(taken)]
        return taken + [others.pop(vehicle_id) for vehicle_id in first]
