"""What everybody in a run of the twin shares: the core, the clock, the roads and what happened."""

import dataclasses
import heapq
from collections.abc import Callable
from itertools import count

from msgspec.structs import replace

from geo.roads.driving import Driving
from simulations.kernel.model import Calls, Drive, Policy, World
from simulations.twin.bodies import Body
from simulations.twin.core import LiveCore
from simulations.twin.lived import Lived
from simulations.twin.roads import GraphRouter, point_of
from stations.positions.fix import LivePosition
from stations.region import Region

_HOUR_S = 3600.0
_HOURS_PER_WEEK = 168
_DRIVE = {Driving.SIREN: Drive.SIREN, Driving.CALM: Drive.CALM}


class Stage:
    """``region`` is the one that ``world`` was built from; its hospitals stand where the world's
    nodes are. ``start_ms`` is the midnight from which all seconds count.
    """

    def __init__(
        self, region: Region, world: World, calls: Calls, policy: Policy, start_ms: int
    ) -> None:
        self.region, self.world, self.calls, self.policy = region, world, calls, policy
        self.routers = {d: GraphRouter(world.roads, _DRIVE[d]) for d in Driving}
        self.core = LiveCore(_on_nodes(region, world), dict(self.routers), start_ms)
        homes = world.vehicle_station.tolist()
        self.bodies = [Body(v, self.station_node(home), home) for v, home in enumerate(homes)]
        self.lived = Lived.nothing(len(calls), len(world.vehicle_ids))
        self.incident_of: dict[int, str] = {}
        self.call_of: dict[str, int] = {}
        self.now_s = 0.0
        self._index = {vehicle_id: v for v, vehicle_id in enumerate(world.vehicle_ids)}
        self._start_ms = start_ms
        self._due: list[tuple[float, int, Callable[[], object]]] = []
        self._nth = count()

    def play(self) -> None:
        """Everything that is due, until nothing is any more."""
        while self._due:
            self.now_s, _, happen = heapq.heappop(self._due)
            self._set_clock()
            happen()

    @property
    def slot(self) -> int:
        """Which times of the roads count now."""
        return self.routers[Driving.SIREN].slot

    def at(self, at_s: float, happen: Callable[[], object]) -> None:
        """Let something happen at a moment; of equal ones the first planned first."""
        heapq.heappush(self._due, (at_s, next(self._nth), happen))

    def then(self, body: Body, at_s: float, happen: Callable[[], object]) -> None:
        """Unless the crew is ordered elsewhere in the meantime."""
        sortie = body.sortie
        self.at(at_s, lambda: happen() if body.sortie == sortie else None)

    def station_node(self, station: int) -> int:
        """The node of a station."""
        return len(self.world.place_ids) + station

    def id_of(self, body: Body) -> str:
        """What the core calls a vehicle."""
        return self.world.vehicle_ids[body.vehicle]

    def body_of(self, vehicle_id: str) -> Body:
        """And the other way round."""
        return self.bodies[self._index[vehicle_id]]

    def positions(self) -> dict[str, LivePosition]:
        """The newest fix of every vehicle: of this moment."""
        now_ms, router = self.core.clock.now_ms(), self.routers[Driving.SIREN]
        return {
            vehicle_id: replace(
                body.seen(self.world.roads, router, self.now_s, now_ms), vehicle_id=vehicle_id
            )
            for vehicle_id, body in zip(self.world.vehicle_ids, self.bodies, strict=True)
        }

    def _set_clock(self) -> None:
        now_ms = self._start_ms + round(self.now_s * 1000)
        clock = self.core.clock
        clock.advance_s((now_ms - clock.now_ms()) / 1000)
        hour = int((self.calls.first_weekday * 24 + self.now_s // _HOUR_S) % _HOURS_PER_WEEK)
        for router in self.routers.values():
            router.slot = int(self.world.roads.slot_of_hour[hour])


def _on_nodes(region: Region, world: World) -> Region:
    """The region with its hospitals at the points that stand for the world's nodes."""
    first = len(world.place_ids) + len(world.station_ids)
    nodes = {code: first + nth for nth, code in enumerate(world.hospital_ids)}
    hospitals = {
        code: replace(hospital, point=point_of(nodes[code]))
        for code, hospital in region.hospitals.items()
        if code in nodes
    }
    return dataclasses.replace(region, hospitals=hospitals)
