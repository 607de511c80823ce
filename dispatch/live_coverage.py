"""Who counts for coverage at this moment (覆盖): free crews that drive on roads, and how soon each
sets out. The same vehicles that a recommendation would call ready."""

from collections.abc import Collection, Mapping

import msgspec

from dispatch.board import Board, vehicle_state
from dispatch.domain.requests import CrewRequestKind
from dispatch.prospects import mobilisation_s
from dispatch.whereabouts import base_of
from geo.coordinates import Point
from geo.routing.router import RoadPoint
from stations.crews import staffed
from stations.positions.fix import LivePosition
from stations.region import Region
from stations.status import IDLE
from stations.vehicles import Capability, VehicleKind, missing_capabilities

ADVANCED = frozenset({Capability.DOCTOR, Capability.MONITOR, Capability.VENTILATOR})
"""Advanced life support (高级生命支持): a doctor with monitor and ventilator."""

_NOT_BY_ROAD = frozenset({VehicleKind.BOAT, VehicleKind.COMMAND})


class Ready(msgspec.Struct, frozen=True):
    """A free vehicle: where it stands, the road it was seen on, and seconds until it moves."""

    vehicle_id: str
    point: Point
    road: RoadPoint | None
    ready_s: float


def ready_vehicles(
    board: Board,
    region: Region,
    positions: Mapping[str, LivePosition],
    vehicle_ids: Collection[str],
    needs: frozenset[Capability],
    now_ms: int,
) -> list[Ready]:
    """The free ones among these that bring what is needed, in register order."""
    in_danger = {
        request.vehicle_id
        for request in board.requests.values()
        if request.kind is CrewRequestKind.EMERGENCY and request.answered_ms is None
    }
    found = []
    for registered in region.vehicles.values():
        duty = board.duty(registered.id)
        vehicle = staffed(registered, duty.crew)
        if (
            vehicle.id not in vehicle_ids
            or vehicle.id in in_danger
            or not vehicle.capabilities
            or vehicle.kind in _NOT_BY_ROAD
            or vehicle_state(board, vehicle.id) not in IDLE
            or not region.serves(vehicle, now_ms)
            or missing_capabilities(vehicle, needs)
        ):
            continue
        position = positions.get(vehicle.id)
        found.append(
            Ready(
                vehicle.id,
                base_of(board, region, vehicle.id, now_ms) if position is None else position.point,
                None if position is None else position.road,
                mobilisation_s(region, duty, vehicle),
            )
        )
    return found
