"""Positions on their way to the database: a bounded line of vehicles that outlives its being away.

What costs is a vehicle's chunk of track, hardly how many points are added to it. So bunches are cut
by vehicle, in turn: the more comes in than can be written, the more points each chunk gets at once.
"""

from collections import deque
from collections.abc import Sequence
from itertools import islice

from stations.positions.fix import LivePosition

UNSAVED_MAX = 500_000
"""Two hours of 226 vehicles every four seconds, or half a minute of 20,000 fixes a second, in some
160 MB; beyond it the oldest are dropped and counted."""
BUNCH_MAX = 5_000
BUNCH_VEHICLES_MAX = 100
"""Written in one transaction; more than that and calls and logins wait for it."""


class Unsaved:
    """Owned by the event loop."""

    def __init__(self, limit: int = UNSAVED_MAX) -> None:
        self._limit = limit
        self._waiting: dict[str, deque[LivePosition]] = {}
        """By vehicle, whoever waits longest first."""
        self._count = 0
        self.dropped = 0

    def __len__(self) -> int:
        return self._count

    @property
    def crowded(self) -> bool:
        """Whether it is time to write as fast as can be."""
        return self._count > self._limit // 2

    def keep(self, position: LivePosition) -> None:
        """To be written with one of the next bunches."""
        queue = self._waiting.get(position.vehicle_id)
        if queue is None:
            queue = self._waiting[position.vehicle_id] = deque()
        queue.append(position)
        self._count += 1
        if self._count > self._limit:
            self._shorten()

    def take(self) -> list[LivePosition]:
        """All of the vehicles that wait longest, at most one bunch."""
        taken: list[LivePosition] = []
        for vehicle_id in list(islice(self._waiting, BUNCH_VEHICLES_MAX)):
            queue = self._waiting[vehicle_id]
            while queue and len(taken) < BUNCH_MAX:
                taken.append(queue.popleft())
            if queue:
                break
            del self._waiting[vehicle_id]
        self._count -= len(taken)
        return taken

    def put_back(self, bunch: Sequence[LivePosition]) -> None:
        """They could not be written: they are the oldest again."""
        first: dict[str, deque[LivePosition]] = {}
        for position in bunch:
            first.setdefault(position.vehicle_id, deque()).append(position)
        for vehicle_id, queue in self._waiting.items():
            first.setdefault(vehicle_id, deque()).extend(queue)
        self._waiting = first
        self._count += len(bunch)
        self._shorten()

    def _shorten(self) -> None:
        while self._count > self._limit:
            longest = next(iter(self._waiting))
            queue = self._waiting[longest]
            queue.popleft()
            if not queue:
                del self._waiting[longest]
            self._count -= 1
            self.dropped += 1
