"""Sites of a region pack: its stations, and the seats of townships that have none.

An answer can be handed on as a scenario, so that the simulator tells what it would bring before
anybody builds anything.
"""

from collections.abc import Sequence

import msgspec
import numpy as np

from geo.coordinates import Point
from simulations.scenarios import Do, Scenario, StationChange, VehicleChange
from simulations.siting.question import Flags, Ints
from stations.organisation import UnitKind
from stations.region import Region

NEW = "N"
"""Begins the code of a station that does not exist yet; the township's follows."""


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A place for a station: one that is there (``township`` empty), or a township's seat."""

    code: str
    name: str
    point: Point
    township: str = ""

    @property
    def exists(self) -> bool:
        """Whether a station stands there today."""
        return not self.township


def candidates(region: Region, county: str = "") -> list[Candidate]:
    """Existing stations first; of one county, or of all."""
    stations = [
        unit
        for unit in region.units.values()
        if unit.kind is UnitKind.STATION and (not county or unit.county_code == county)
    ]
    served = {unit.township_code for unit in stations}
    towns = [
        town
        for town in region.townships.values()
        if town.code not in served and (not county or town.county_code == county)
    ]
    there = [Candidate(code=u.code, name=u.name, point=u.point) for u in stations]
    return there + [
        Candidate(code=f"{NEW}{t.code}", name=t.name, point=t.point, township=t.code) for t in towns
    ]


def existing(places: Sequence[Candidate]) -> Flags:
    """Which of them are there today."""
    return np.array([place.exists for place in places], np.bool_)


def as_scenario(name: str, places: Sequence[Candidate], units: Ints) -> Scenario:
    """What an answer changes: new stations with one vehicle each, and stations given up."""
    stations: list[StationChange] = []
    vehicles: list[VehicleChange] = []
    for place, count in zip(places, units.tolist(), strict=True):
        if place.exists and not count:
            stations.append(StationChange(do=Do.REMOVE, code=place.code))
        if not place.exists and count:
            added = StationChange(
                do=Do.ADD, code=place.code, name=f"{place.name}急救站", township=place.township
            )
            stations.append(added)
            vehicles.append(VehicleChange(do=Do.ADD, station=place.code, count=count))
    return Scenario(name=name, stations=tuple(stations), vehicles=tuple(vehicles))
