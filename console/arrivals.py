"""Expected arrivals of vehicles under way (到达时间), asked anew when the roads have changed.

A view only: what was promised when the vehicle was sent stays in the journal (see
``docs/decisions/0007``). Owned by the event loop.
"""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial

from console.routes import trip_of
from dispatch.board import Touched
from dispatch.domain.clock import Clock
from dispatch.domain.errors import Conflict
from dispatch.domain.records import Task
from dispatch.policies.sirens import driving
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

MOVED_BY_S = 60.0
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
        on_moved: Callable[[Touched], None],
    ) -> None:
        self._region = region
        self._routers = routers
        self._readside = readside
        self._positions = positions
        self._clock = clock
        self._on_moved = on_moved

    async def renew(self) -> None:
        """Look at every vehicle under way; an arrival that moved by a minute is told."""
        board, etas = self._readside.board, self._readside.etas
        touched = Touched()
        for task in [t for t in board.tasks.values() if t.active and t.state in _DRIVING]:
            fresh = await self._fresh(task)
            if fresh is None or board.tasks.get(task.id) is not task:
                continue
            before = etas.get(task.id)
            current = before is not None and before.instead_of_ms == task.eta_ms
            shown_ms = before.eta_ms if before is not None and current else task.eta_ms
            if _differ(shown_ms, fresh.eta_ms):
                etas[task.id] = fresh
                touched.incidents.add(task.incident_id)
        for task_id in [i for i in etas if i not in board.tasks or not board.tasks[i].active]:
            del etas[task_id]
        if touched.incidents:
            self._on_moved(touched)

    async def _fresh(self, task: Task) -> FreshEta | None:
        """The arrival by the roads of now; None where none was promised or no road answers."""
        incident = self._readside.board.incidents[task.incident_id]
        if task.eta_ms is None:
            return None
        try:
            trip = trip_of(self._region, task, incident)
        except Conflict:
            return None
        router = self._routers[driving(trip.to, incident.urgency)]
        position = self._positions.latest.get(task.vehicle_id)
        start = position.point if position is not None else self._station(task.vehicle_id)
        matched = position.road if position is not None else None
        times = await asyncio.to_thread(partial(_ask, router, matched, start, trip.end))
        if times.basis is not Basis.ROAD:
            return None
        drive_s = float(times.seconds[0])
        if drive_s == float("inf"):
            return FreshEta(instead_of_ms=task.eta_ms, eta_ms=None, basis=UNREACHABLE)
        starts_ms = self._clock.now_ms() + self._standing_s(task) * 1000
        eta_ms = round(starts_ms + drive_s * 1000)
        return FreshEta(instead_of_ms=task.eta_ms, eta_ms=eta_ms, basis=times.basis.value)

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


def _ask(router: GuardedRouter, matched: RoadPoint | None, start: Point, end: Point) -> TravelTimes:
    source, target = router.locate_all([start, end])
    return router.times_to(target, [matched or source])


def _differ(shown_ms: int | None, fresh_ms: int | None) -> bool:
    if shown_ms is None or fresh_ms is None:
        return shown_ms is not fresh_ms
    return abs(fresh_ms - shown_ms) > MOVED_BY_S * 1000
