"""A register of vehicles that a test fills, and to which others may join."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from stations.organisation import Level
from stations.vehicles import Vehicle, VehicleKind


@dataclass
class Register:
    """Its table is exchanged whole, as that of a region is."""

    vehicles: Mapping[str, Vehicle] = field(default_factory=dict)

    def join(self, *vehicles: Vehicle) -> None:
        """These stand in it from now on, behind the others."""
        self.vehicles = {**self.vehicles, **{one.id: one for one in vehicles}}


def register_of(*ids: str) -> Register:
    """A register with nothing but these vehicles."""
    return Register({id: vehicle(id) for id in ids})


def vehicle(id: str, **fields: object) -> Vehicle:
    """An ordinary ambulance of station S1."""
    known: dict[str, object] = {
        "id": id,
        "name": id,
        "plate": f"鄂C·{id}",
        "kind": VehicleKind.REGULAR,
        "level": Level.CITY,
        "station_code": "S1",
        "county_code": "420302",
        "capabilities": frozenset(),
        "modelled": False,
    }
    return Vehicle(**{**known, **fields})  # type: ignore[arg-type]
