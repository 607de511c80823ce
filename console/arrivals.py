"""Expected arrivals of vehicles under way (到达时间), asked anew as they drive and roads change.

A vehicle that stands or strays is noticed by the way; one that is silent is not judged by its last
point, and expected as if it had driven on from there. A view only: what was promised when the
vehicle was sent stays in the journal (see ``docs/decisions/0007``). Owned by the event loop.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import NamedTuple

from console.roads.routes import Trip, trip_of
from dispatch.board import Touched, notices_of
from dispatch.domain.clock import Clock
from dispatch.domain.errors import Conflict
from dispatch.domain.records import Task
from dispatch.policies.sirens import driving
from dispatch.progress import Drive, Trouble
from dispatch.projections.readside import ReadSide
from dispatch.projections.views import FreshEta
from dispatch.prospects import mobilisation_s
from geo.coordinates import Point
from geo.roads.driving import Driving
from geo.routing.guarded import GuardedRouter
from geo.routing.router import Basis, RoadPoint, TravelTimes
from stations.positions.book import PositionBook
from stations.region import Region
from stations.status import VehicleState

MOVED_BY_S = 30.0
UNREACHABLE = "unreachable"

_NOT_YET_DRIVING = frozenset({VehicleState.ASSIGNED, VehicleState.ACKED})
_DRIVING = _NOT_YET_DRIVING | {VehicleState.EN_ROUTE, VehicleState.LOADED}


class Arrivals:
    """Asks the router once for every vehicle under way; ``on_moved`` hears what changed."""

    def __init__(
        self,
        *,
        region: Region,
        routers: Mapping[Driving, GuardedRouter],
        readside: ReadSide,
        positions: PositionBook,
        clock: Clock,
        link_lost_s: Callable[[str, int], int | None],
        on_moved: Callable[[Touched], None],
    ) -> None:
        self._region = region
        self._routers = routers
        self._readside = readside
        self._positions = positions
        self._clock = clock
        self._link_lost_s = link_lost_s
        self._on_moved = on_moved
        self._drives: dict[str, Drive] = {}
        self._lock = asyncio.Lock()

    async def renew(self) -> None:
        """Look at every vehicle under way; an arrival that moved by half a minute is told."""
        async with self._lock:  # the roads may change while the last look is under way
            board, etas = self._readside.board, self._readside.etas
            asked = [q for task in board.tasks.values() if (q := self._question(task)) is not None]
            answers = await asyncio.to_thread(lambda: [_ask(question) for question in asked])
            touched = Touched()
            for question, times in zip(asked, answers, strict=True):
                task = question.task
                fresh = self._fresh(question, times)
                if fresh is None or board.tasks.get(task.id) is not task:
                    continue
                if self._is_news(task, fresh):
                    etas[task.id] = fresh
                    touched.incidents.add(task.incident_id)
                    touched.notices.update(n.id for n in notices_of(board, task.id))
            for task_id in [i for i in etas if i not in board.tasks or not board.tasks[i].active]:
                del etas[task_id]
            under_way = {question.task.id for question in asked}
            self._drives = {i: drive for i, drive in self._drives.items() if i in under_way}
        if touched.incidents:
            self._on_moved(touched)

    def _question(self, task: Task) -> "_Question | None":
        """From where to where; None where nothing was promised or nothing is driven to."""
        if not task.active or task.state not in _DRIVING or task.eta_ms is None:
            return None
        if task.legs and task.state is not VehicleState.LOADED:
            return None  # no road says when a boat is there: what was promised stands
        incident = self._readside.board.incidents[task.incident_id]
        try:
            trip = trip_of(self._region, task, incident)
        except Conflict:
            return None
        position = self._positions.latest.get(task.vehicle_id)
        start = position.point if position is not None else self._station(task.vehicle_id)
        matched = position.road if position is not None else None
        router = self._routers[driving(trip.to, incident.urgency)]
        told_ms = position.at_ms if position is not None else 0
        known_ms = max(told_ms, task.stamps[-1].at_ms)
        return _Question(task, trip, router, start, matched, known_ms, self._clock.now_ms())

    def _fresh(self, question: "_Question", times: TravelTimes) -> FreshEta | None:
        """The arrival by the roads of now; None where no road answers."""
        task = question.task
        if times.basis is not Basis.ROAD or task.eta_ms is None:
            return None
        drive_s = float(times.seconds[0])
        trouble, since_ms = self._trouble(question, times.network_version, drive_s)
        if drive_s == float("inf"):
            return FreshEta(instead_of_ms=task.eta_ms, eta_ms=None, basis=UNREACHABLE)
        silent = self._is_silent(question)
        starts_ms = question.known_ms if silent else question.now_ms + self._standing_s(task) * 1000
        return FreshEta(
            instead_of_ms=task.eta_ms,
            eta_ms=round(starts_ms + drive_s * 1000),
            basis=times.basis.value,
            trouble=trouble,
            trouble_since_ms=since_ms if trouble else None,
        )

    def _is_silent(self, question: "_Question") -> bool:
        """Whether where it is has not been known for a while; before it leaves, nobody asks."""
        if question.task.state in _NOT_YET_DRIVING:
            return False
        return question.now_ms - question.known_ms > self._region.meta.limits.fix_stale_s * 1000

    def _trouble(
        self, question: "_Question", version: str, left_s: float
    ) -> tuple[Trouble | None, int]:
        """Whether it gets anywhere, and since when not; a vehicle that has not left need not."""
        task, now_ms = question.task, question.now_ms
        if task.state in _NOT_YET_DRIVING:
            return None, now_ms
        if self._is_silent(question):
            self._drives.pop(task.id, None)  # heard again, it is judged from there
            lost_s = self._link_lost_s(task.vehicle_id, now_ms)
            return (Trouble.NO_CONTACT, now_ms - lost_s * 1000) if lost_s else (None, now_ms)
        drive = self._drives.get(task.id)
        if drive is None or drive.leg != question.trip.to:
            drive = Drive.begin(question.trip.to, version, question.start, now_ms, left_s)
            self._drives[task.id] = drive
        else:
            drive.look(version, question.start, now_ms, left_s)
        return drive.trouble, drive.since_ms

    def _is_news(self, task: Task, fresh: FreshEta) -> bool:
        before = self._readside.etas.get(task.id)
        if before is None or before.instead_of_ms != task.eta_ms:
            return fresh.trouble is not None or _differ(task.eta_ms, fresh.eta_ms)
        return before.trouble is not fresh.trouble or _differ(before.eta_ms, fresh.eta_ms)

    def _standing_s(self, task: Task) -> float:
        """Seconds until its wheels turn."""
        if task.state not in _NOT_YET_DRIVING:
            return 0.0
        duty = self._readside.board.duty(task.vehicle_id)
        vehicle = self._region.vehicles[task.vehicle_id]
        spent_s = (self._clock.now_ms() - task.stamps[0].at_ms) / 1000
        return max(0.0, mobilisation_s(self._region, duty, vehicle) - spent_s)

    def _station(self, vehicle_id: str) -> Point:
        return self._region.units[self._region.vehicles[vehicle_id].station_code].point


class _Question(NamedTuple):
    """One vehicle under way: which task, to what, by which times, from where, when."""

    task: Task
    trip: Trip
    router: GuardedRouter
    start: Point
    matched: RoadPoint | None
    known_ms: int
    """When it was last known to be there: its last fix, or the press that began this leg."""
    now_ms: int


def _ask(question: _Question) -> TravelTimes:
    source, target = question.router.locate_all([question.start, question.trip.end])
    return question.router.times_to(target, [question.matched or source])


def _differ(shown_ms: int | None, fresh_ms: int | None) -> bool:
    if shown_ms is None or fresh_ms is None:
        return shown_ms is not fresh_ms
    return abs(fresh_ms - shown_ms) > MOVED_BY_S * 1000
