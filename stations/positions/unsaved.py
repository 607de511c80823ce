"""Positions on their way to the database: a bounded queue that outlives its being away."""

from collections import deque
from collections.abc import Sequence

from stations.positions.fix import LivePosition

UNSAVED_MAX = 100_000
"""Half an hour of 226 vehicles every four seconds; beyond it the oldest are dropped and counted."""
BUNCH_MAX = 5_000
"""Written in one transaction; more than that and logins wait for it."""


class Unsaved:
    """Owned by the event loop."""

    def __init__(self, limit: int = UNSAVED_MAX) -> None:
        self._limit = limit
        self._waiting: deque[LivePosition] = deque()
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def keep(self, position: LivePosition) -> None:
        """To be written with the next bunch."""
        self._waiting.append(position)
        self._shorten()

    def take(self) -> list[LivePosition]:
        """The oldest that wait, at most one bunch."""
        waiting = self._waiting
        return [waiting.popleft() for _ in range(min(BUNCH_MAX, len(waiting)))]

    def put_back(self, bunch: Sequence[LivePosition]) -> None:
        """They could not be written: they are the oldest again."""
        self._waiting.extendleft(reversed(bunch))
        self._shorten()

    def _shorten(self) -> None:
        while len(self._waiting) > self._limit:
            self._waiting.popleft()
            self.dropped += 1
