"""Who waits where, ready to go: by the pack (planning), or as the board has it this moment."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from dispatch.board import Board, vehicle_state
from dispatch.domain.records import Duty
from dispatch.prospects import mobilisation_s
from geo.coordinates import Point
from stations.crews import staffed
from stations.organisation import Level
from stations.region import Region
from stations.status import IDLE
from stations.vehicles import Capability, Vehicle, VehicleKind, missing_capabilities

_NO_AMBULANCE = frozenset({VehicleKind.COMMAND, VehicleKind.BOAT})


class Stand(NamedTuple):
    """One vehicle ready to go from a point; ``ready_s`` until its wheels turn after an order."""

    vehicle: Vehicle
    point: Point
    ready_s: float


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which crews count: of these levels (none named: all), with all of these capabilities."""

    levels: frozenset[Level] = frozenset()
    needs: frozenset[Capability] = frozenset()

    def counts(self, vehicle: Vehicle) -> bool:
        """Whether this vehicle is one of them; boats and command vehicles never are."""
        return (
            vehicle.kind not in _NO_AMBULANCE
            and (not self.levels or vehicle.level in self.levels)
            and not missing_capabilities(vehicle, self.needs)
        )


ANYBODY = Wanted()


def at_stations(
    region: Region, wanted: Wanted = ANYBODY, on_duty: Iterable[str] | None = None
) -> list[Stand]:
    """Every vehicle at its station, all of them ready; ``on_duty`` leaves the others out."""
    manned = None if on_duty is None else frozenset(on_duty)
    waiting = Duty(vehicle_id="")
    return [
        Stand(v, region.units[v.station_code].point, mobilisation_s(region, waiting, v))
        for v in region.vehicles.values()
        if wanted.counts(v) and (manned is None or v.id in manned)
    ]


def standing_now(
    region: Region, board: Board, points: Mapping[str, Point], wanted: Wanted = ANYBODY
) -> list[Stand]:
    """Every vehicle that is free this moment, from where it is."""
    found = []
    for registered in region.vehicles.values():
        duty = board.duty(registered.id)
        vehicle = staffed(registered, duty.crew)
        if vehicle_state(board, vehicle.id) in IDLE and wanted.counts(vehicle):
            ready_s = mobilisation_s(region, duty, vehicle)
            found.append(Stand(vehicle, points[vehicle.id], ready_s))
    return found
