"""The book of latest positions (位置簿): the newest good fix wins; nothing is journalled."""

import logging
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence

from msgspec.structs import replace

from geo.routing.router import RoadPoint
from stations.positions.conduct import Conduct
from stations.positions.fix import Fix, LivePosition, Rejection
from stations.positions.pipeline import STEPS, Arrival, Step
from stations.vehicles import Register

log = logging.getLogger("liandong.positions")

UNMATCHED_MAX = 10_000
"""Positions that may wait for their road; beyond it the oldest go without."""

Follower = Callable[[LivePosition], None]

_NOT_PROCESSED = Rejection(
    code="step_failed",
    zh="定位处理出错",
    en="working on the fix failed",
    field="fix",
    value=None,
    remedy="请把服务日志交给维护人员 / give the server's log to its maintainers",
)


class PositionBook:
    """Owned by one thread; readers take ``latest`` entries, which never change.

    Every accepted position waits in ``unmatched`` until somebody takes it to find its road.
    ``followers`` hear of each move in their order, ``on_track`` of all that belongs to a track: the
    moves, and what came too late to be one. A step or follower that fails is counted in ``failed``,
    logged once, and passed over.
    """

    def __init__(
        self,
        register: Register,
        known: Iterable[LivePosition] = (),
        *,
        followers: Sequence[Follower] = (),
        on_track: Follower | None = None,
        steps: Sequence[Step] = STEPS,
    ) -> None:
        self._register = register
        self.conduct: dict[str, Conduct] = {v: Conduct() for v in register.vehicles}
        self.latest: dict[str, LivePosition] = {p.vehicle_id: p for p in known}
        self.followers = tuple(followers)
        self.on_track = on_track
        self._steps = tuple(steps)
        self.rejected: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self.accepted = 0
        self.unmatched: deque[LivePosition] = deque(maxlen=UNMATCHED_MAX)

    def receive(self, fix: Fix, now_ms: int) -> Rejection | None:
        """Take one fix through the steps; None means that the vehicle has moved there."""
        conduct = self.conduct_of(fix.vehicle_id)
        if conduct is not None:
            conduct.contact_ms, conduct.origin = now_ms, fix.origin
        arrival = Arrival(fix, self.latest.get(fix.vehicle_id), conduct, now_ms)
        rejection = self._take_through(arrival)
        for position in arrival.for_track:
            self._file(position)
        if rejection is None and (arrival.position is None or conduct is None):
            rejection = _NOT_PROCESSED
        if rejection is not None:
            self._reject(rejection, conduct, filed=bool(arrival.for_track))
            return rejection
        assert arrival.position is not None
        assert conduct is not None
        self._move(arrival.position, conduct)
        return None

    def conduct_of(self, vehicle_id: str) -> Conduct | None:
        """How a vehicle reports, from the moment that it stands in the register; None before."""
        conduct = self.conduct.get(vehicle_id)
        if conduct is None and vehicle_id in self._register.vehicles:
            conduct = self.conduct[vehicle_id] = Conduct()
        return conduct

    def turned_away(self, code: str) -> None:
        """A report was no fix at all, or not of its sender's vehicle; counted with the others."""
        self.rejected[code] += 1

    def contact_ms(self, vehicle_id: str) -> int | None:
        """When a vehicle last sent anything, the last run of the server included."""
        conduct, latest = self.conduct.get(vehicle_id), self.latest.get(vehicle_id)
        if conduct is not None and conduct.contact_ms is not None:
            return conduct.contact_ms
        return latest.received_ms if latest is not None else None

    def take_unmatched(self) -> list[LivePosition]:
        """The positions accepted since the last time, in the order they came."""
        taken = list(self.unmatched)
        self.unmatched.clear()
        return taken

    def put_on_road(self, position: LivePosition, road: RoadPoint | None) -> None:
        """The road of a position is known; a newer position keeps its own."""
        if self.latest.get(position.vehicle_id) is position:
            self.latest[position.vehicle_id] = replace(position, road=road)

    def _take_through(self, arrival: Arrival) -> Rejection | None:
        for step in self._steps:
            try:
                rejection = step(arrival)
            except Exception:
                self._failed(step.__name__)
                continue
            if rejection is not None:
                return rejection
        return None

    def _move(self, position: LivePosition, conduct: Conduct) -> None:
        self.latest[position.vehicle_id] = position
        conduct.recent.append(position.at_ms)
        conduct.accepted += 1
        conduct.last_code = ""
        self.accepted += 1
        self.unmatched.append(position)
        for follower in self.followers:
            try:
                follower(position)
            except Exception:
                self._failed(getattr(follower, "__qualname__", "follower"))
        self._file(position)

    def _file(self, position: LivePosition) -> None:
        if self.on_track is None:
            return
        try:
            self.on_track(position)
        except Exception:
            self._failed("track")

    def _reject(self, rejection: Rejection, conduct: Conduct | None, *, filed: bool) -> None:
        self.rejected[rejection.code] += 1
        if conduct is not None:
            conduct.rejected[rejection.code] += 1
            conduct.last_code = rejection.code
            conduct.filed += filed

    def _failed(self, name: str) -> None:
        if not self.failed[name]:
            log.exception("%s failed on a fix; it is passed over from here on and counted", name)
        self.failed[name] += 1
