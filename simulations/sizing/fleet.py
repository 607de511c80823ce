"""Does the fleet meet the norm (配车标准, SIM-05)? County by county, and what is missing.

国卫医发〔2020〕19号: one ambulance per 30,000 people in a prefecture's city; a county may count up
to three times its people (factor k); four in ten vehicles with negative pressure. 济南, 淄博 and
西安 ask for one per 40,000, 杭州 for one per 50,000; 济南 for one in every town besides.
"""

import math

import msgspec

from stations.organisation import County, Township, UnitKind
from stations.region import Region
from stations.vehicles import VehicleKind

FACTOR_MAX = 3.0
_COUNTED = frozenset({VehicleKind.REGULAR, VehicleKind.MONITORING, VehicleKind.NEGATIVE_PRESSURE})


class NormInvalid(ValueError):
    """A norm with a term that makes no sense; says which and what would do."""


class Norm(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a fleet; the terms of 2020, with the county factor that a province chose."""

    people_per_vehicle: int = 30_000
    county_factor: float = 1.0
    per_town: int = 1
    negative_pressure_share: float = 0.4

    def check(self) -> None:
        """Raise ``NormInvalid`` for the first term that cannot be."""
        if self.people_per_vehicle < 1:
            raise NormInvalid(
                f"每车人口 {self.people_per_vehicle}：应为正整数 / people per vehicle: 1 or more"
            )
        if not 1.0 <= self.county_factor <= FACTOR_MAX:
            raise NormInvalid(
                f"县域系数 {self.county_factor}：应为 1 至 {FACTOR_MAX:g} / "
                f"county factor {self.county_factor}: 1 to {FACTOR_MAX:g}"
            )
        if self.per_town < 0 or not 0.0 <= self.negative_pressure_share <= 1.0:
            raise NormInvalid(
                "每镇车数不小于 0，负压占比在 0 与 1 之间 / "
                "vehicles per town: 0 or more; negative pressure share: between 0 and 1"
            )


class CountyFleet(msgspec.Struct, frozen=True, kw_only=True):
    """One county against the norm. ``factor`` 1 for the districts that the city itself serves."""

    code: str
    name: str
    people: int
    factor: float
    vehicles: int
    by_people: int
    towns: int
    towns_without: tuple[str, ...]
    negative_pressure: int
    negative_pressure_wanted: int

    @property
    def missing(self) -> int:
        """Vehicles that the norm by population asks for and that are not there."""
        return max(0, self.by_people - self.vehicles)

    @property
    def meets(self) -> bool:
        """By population, in every town, and in negative pressure."""
        return not (
            self.missing
            or self.towns_without
            or self.negative_pressure < self.negative_pressure_wanted
        )


def against(region: Region, norm: Norm) -> tuple[CountyFleet, ...]:
    """Every county of the region against the norm, in the pack's order."""
    norm.check()
    return tuple(_county(region, county, norm) for county in region.counties.values())


def _county(region: Region, county: County, norm: Norm) -> CountyFleet:
    own_centre = region.units[county.centre_code].kind is UnitKind.COUNTY_CENTRE
    factor = norm.county_factor if own_centre else 1.0
    vehicles = [
        v for v in region.vehicles.values() if v.county_code == county.code and v.kind in _COUNTED
    ]
    towns = [t for t in region.townships.values() if t.county_code == county.code]
    without = tuple(t.name for t in towns if _vehicles_in(region, t) < norm.per_town)
    negative = sum(v.kind is VehicleKind.NEGATIVE_PRESSURE for v in vehicles)
    return CountyFleet(
        code=county.code,
        name=county.name,
        people=county.population,
        factor=factor,
        vehicles=len(vehicles),
        by_people=math.ceil(county.population * factor / norm.people_per_vehicle),
        towns=len(towns),
        towns_without=without,
        negative_pressure=negative,
        negative_pressure_wanted=math.ceil(len(vehicles) * norm.negative_pressure_share),
    )


def _vehicles_in(region: Region, town: Township) -> int:
    return sum(
        region.units[v.station_code].township_code == town.code and v.kind in _COUNTED
        for v in region.vehicles.values()
    )
