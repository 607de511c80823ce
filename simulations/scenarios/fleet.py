"""Which vehicles and stations of a region count in a plan."""

from datetime import datetime

from dispatch.domain.identifiers import BEIJING
from stations.organisation import Unit, UnitKind
from stations.region import Region
from stations.vehicles import Vehicle, VehicleKind


def transports(vehicle: Vehicle) -> bool:
    """Whether a vehicle carries patients over the road: no command car, no boat."""
    return vehicle.kind not in (VehicleKind.COMMAND, VehicleKind.BOAT)


def stations_of(region: Region, first_day: str) -> dict[str, Unit]:
    """Units that vehicles start from or wait at, and that stand on that day."""
    at_ms = _noon_ms(first_day)
    homes = {vehicle.station_code for vehicle in region.vehicles.values()}
    return {
        unit.code: unit
        for unit in region.units.values()
        if (unit.kind is UnitKind.STATION or unit.code in homes) and unit.stands(at_ms)
    }


def vehicles_of(region: Region, first_day: str) -> list[Vehicle]:
    """The vehicles that carry patients over the road and are in service on that day."""
    at_ms = _noon_ms(first_day)
    return [v for v in region.vehicles.values() if transports(v) and region.serves(v, at_ms)]


def _noon_ms(day: str) -> int:
    noon = datetime.fromisoformat(day).replace(hour=12, tzinfo=BEIJING)
    return round(noon.timestamp() * 1000)
