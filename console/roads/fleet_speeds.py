"""The fleet on the roads (实时车速): each vehicle is matched to its road, its drives teach speeds.

Every second new positions get their roads, within a budget. Every minute of dispatch time (in
training at high speed at most every few seconds of the real one) what was learned goes to
``LiveRoads``, which works out new times beside the running ones. Owned by the event loop; the work
is done in one thread.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import msgspec

from console.roads.live import LiveRoads
from console.roads.works import RoadWorks
from dispatch.board import vehicle_state
from dispatch.domain.clock import Clock
from dispatch.policies.sirens import ON_THE_ROAD, driving
from dispatch.projections.readside import ReadSide
from geo.roads.driving import Driving
from geo.roads.live_speeds import Learned, LiveSpeeds, SpeedTerms
from geo.roads.network import Floats
from stations.positions.book import PositionBook
from stations.positions.fix import LivePosition
from stations.positions.road_match import OnRoad, RoadMatcher
from stations.positions.road_queue import RoadQueue

log = logging.getLogger("liandong.fleet")

EVERY_MS = 60_000
EVERY_REAL_S = 3.0
NEWS = 0.03
"""A road must be slower or faster by this share before all times are worked out anew."""

T = TypeVar("T")


class SpeedCoverage(msgspec.Struct, frozen=True, kw_only=True):
    """How much of the network has live speeds, and on how many drives they rest.

    ``arcs_live`` of ``arcs`` stretches (each direction counts), ``km_live`` long, have times that
    the fleet taught: ``fleet`` vehicles in ``samples`` drives of the window, the youngest
    ``newest_age_s`` ago. ``computed_ms`` is when this was last worked out, null before that.
    ``failures`` counts the seconds whose positions went without a road.
    """

    enabled: bool
    arcs: int = 0
    arcs_live: int = 0
    km_live: float = 0.0
    samples: int = 0
    fleet: int = 0
    newest_age_s: float | None = None
    computed_ms: int | None = None
    failures: int = 0


class _Learner:
    """What the thread owns: matcher, drives and samples on one network."""

    def __init__(self, works: RoadWorks, speeds: LiveSpeeds) -> None:
        # The matcher compiles at its first use: not while the server starts.
        from geo.matching import Ground
        from geo.matching.drives import DriveFollower
        from stations.positions.road_match import OnlineRoadMatcher

        ground = Ground(works.network, works.snapper)
        self._matcher: RoadMatcher = OnlineRoadMatcher(ground)
        self._drives = DriveFollower(ground)
        self._speeds = speeds
        self._driven: dict[str, Driving] = {}

    def follow(
        self,
        positions: Sequence[LivePosition],
        drivings: Mapping[str, Driving],
        expected: Mapping[Driving, Floats],
    ) -> list[OnRoad]:
        """The roads of these positions; who is on a run teaches meanwhile."""
        placed = self._matcher.match(positions)
        for position, _, fix in placed:
            vehicle_id = position.vehicle_id
            how = drivings.get(vehicle_id)
            if how is None or self._driven.get(vehicle_id, how) is not how:
                self._drives.forget(vehicle_id)
            self._driven.pop(vehicle_id, None)
            if how is None or fix is None or how not in expected:
                continue
            self._driven[vehicle_id] = how
            for drive in self._drives.follow(vehicle_id, fix, expected[how]):
                self._speeds.note(drive)
        return placed

    def estimate(self, now_ms: int) -> Learned:
        return self._speeds.estimate(now_ms, self._drives.under_way())


class FleetSpeeds:
    """Places vehicles on roads, and learns from them how fast the roads are."""

    def __init__(
        self,
        *,
        live_roads: LiveRoads,
        readside: ReadSide,
        positions: PositionBook,
        clock: Clock,
        terms: SpeedTerms,
        enabled: bool,
    ) -> None:
        self._live_roads = live_roads
        self._readside = readside
        self._positions = positions
        self._clock = clock
        self._queue = RoadQueue()
        self._speeds = LiveSpeeds(terms)
        self._enabled = enabled
        self._learner: _Learner | None = None
        self._computed: Learned | None = None
        self._last_real_s = -EVERY_REAL_S
        self._failures = 0
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="liandong-fleet")

    def close(self) -> None:
        """Take no more work."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def follow(self) -> None:
        """Give the positions that have come their roads; a failure leaves them without."""
        moved, works = self._positions.take_unmatched(), self._live_roads.works
        if works is None:
            return
        drivings = self._drivings(moved)
        for position in moved:
            self._queue.add(position, on_run=position.vehicle_id in drivings)
        positions = self._queue.take()
        if not positions:
            return
        expected = {how: timed.expected for how, timed in self._live_roads.in_force.items()}
        try:
            learner = await self._compute(lambda: self._learner or _Learner(works, self._speeds))
            taught = self._drivings(positions) if self._enabled else {}
            placed = await self._compute(lambda: learner.follow(positions, taught, expected))
        except Exception:
            if self._learner is not None or not self._failures:  # once, not every second
                log.exception("%d positions go without a road", len(positions))
            self._failures += 1
            self._learner = None  # whatever it remembers may be what it failed on
            return
        self._learner = learner
        for position, road, _ in placed:
            self._positions.put_on_road(position, road)

    async def renew(self) -> None:
        """Once a minute: what the fleet teaches comes into force, if it is news."""
        learner, now_ms = self._learner, self._clock.now_ms()
        if learner is None or not self._enabled or not self._due(now_ms):
            return
        self._last_real_s = asyncio.get_running_loop().time()
        learned = await self._compute(lambda: learner.estimate(now_ms))
        self._computed = learned
        if learned.differs(self._live_roads.learned, by=NEWS):
            await self._live_roads.learn(learned)

    def coverage(self) -> SpeedCoverage:
        """How much of the roads is known live."""
        works, learned = self._live_roads.works, self._computed
        if works is None or learned is None:
            return SpeedCoverage(enabled=self._enabled, failures=self._failures)
        metres = float(works.network.arc_metres[learned.arcs].sum())
        return SpeedCoverage(
            enabled=self._enabled,
            arcs=works.network.arc_count,
            arcs_live=len(learned.arcs),
            km_live=round(metres / 1000, 1),
            samples=learned.samples,
            fleet=learned.fleet,
            newest_age_s=float(learned.age_s.min()) if len(learned.arcs) else None,
            computed_ms=learned.at_ms,
            failures=self._failures,
        )

    def _due(self, now_ms: int) -> bool:
        real_s = asyncio.get_running_loop().time() - self._last_real_s
        last_ms = self._computed.at_ms if self._computed is not None else None
        # A clock that went back is a reason too: what was learned then is not of now.
        minute = last_ms is None or not 0 <= now_ms - last_ms < EVERY_MS
        return minute and real_s >= EVERY_REAL_S

    def _drivings(self, positions: Sequence[LivePosition]) -> dict[str, Driving]:
        """How each of these vehicles drives; whoever is on no run is left out."""
        board, found = self._readside.board, dict[str, Driving]()
        # Whoever has no duty record stands at its station.
        for vehicle_id in {position.vehicle_id for position in positions} & board.duties.keys():
            to = ON_THE_ROAD.get(vehicle_state(board, vehicle_id))
            task = board.task_of(vehicle_id)
            if to is not None:
                urgency = board.incidents[task.incident_id].urgency if task is not None else None
                found[vehicle_id] = driving(to, urgency)
        return found

    async def _compute(self, question: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, question)
