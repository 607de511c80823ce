"""The way ahead of a vehicle, as a map draws it and a simulated crew drives it."""

from typing import NamedTuple

import msgspec

from dispatch.domain.errors import Conflict
from dispatch.domain.records import Incident, Task
from dispatch.policies.sirens import Destination
from geo.coordinates import Point
from geo.routing.router import Route
from stations.region import Region
from stations.status import VehicleState

_TO_SCENE = frozenset({VehicleState.ASSIGNED, VehicleState.ACKED, VehicleState.EN_ROUTE})
_TO_HOSPITAL = frozenset({VehicleState.ON_SCENE, VehicleState.AT_PATIENT, VehicleState.LOADED})


class RouteView(msgspec.Struct, frozen=True, kw_only=True):
    """A way to drive: (lon, lat) vertices and the seconds at which each is passed."""

    points: tuple[tuple[float, float], ...]
    passed_s: tuple[float, ...]
    duration_s: float
    length_m: float
    basis: str
    network_version: str
    to: Destination


class Trip(NamedTuple):
    """Where a vehicle goes next."""

    to: Destination
    end: Point


def trip_of(region: Region, task: Task, incident: Incident) -> Trip:
    """The next destination of a task; refused while it is not known."""
    if not task.active or task.state not in _TO_SCENE | _TO_HOSPITAL:
        station_code = region.vehicles[task.vehicle_id].station_code
        return Trip("station", region.units[station_code].point)
    if task.state in _TO_SCENE and incident.location is not None:
        return Trip("scene", incident.location.point)
    if task.state in _TO_HOSPITAL and task.hospital_code is not None:
        return Trip("hospital", region.hospitals[task.hospital_code].point)
    raise Conflict(
        "no_destination",
        "目的地未知",
        "the destination is not known yet",
        field="task_id",
        value=task.id,
        remedy="先定位现场或选择医院 / locate the scene or choose a hospital first",
    )


def route_view(route: Route, trip: Trip) -> RouteView:
    """The view of a route."""
    return RouteView(
        points=tuple((round(p.lon, 6), round(p.lat, 6)) for p in route.points),
        passed_s=tuple(round(s, 1) for s in route.passed_s),
        duration_s=round(route.duration_s, 1),
        length_m=round(route.length_m, 1),
        basis=route.basis.value,
        network_version=route.network_version,
        to=trip.to,
    )
