"""How far a unit reaches in the tree: itself and all beneath it, and idle help across the border.

"The township sees its own station; the county sees its county and its neighbours' idle units
within some minutes; the city sees everything" (ORG-03). Static: it follows from the pack alone.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from geo.coordinates import distance_m
from stations.organisation import Unit, UnitKind

if TYPE_CHECKING:  # the region asks for the reaches of its own units
    from stations.region import Region

BORDER_SPEED_KMH = 45.0
"""How fast a neighbour's distance in a straight line, times the detour, is taken to be driven."""


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """What belongs to a unit. ``whole``: everything, also what belongs to nobody."""

    whole: bool = False
    units: frozenset[str] = frozenset()
    counties: frozenset[str] = frozenset()
    vehicles: frozenset[str] = frozenset()
    neighbours: frozenset[str] = frozenset()
    """Others' vehicles near enough to help; they count only while they are idle."""


NOWHERE = Reach()


def reaches_of(region: "Region") -> dict[str, Reach]:
    """The reach of every unit."""
    beneath: dict[str, list[str]] = defaultdict(list)
    for unit in region.units.values():
        if unit.parent is not None:
            beneath[unit.parent].append(unit.code)
    stationed: dict[str, list[str]] = defaultdict(list)
    for vehicle in region.vehicles.values():
        stationed[vehicle.station_code].append(vehicle.id)
    return {
        unit.code: _reach(region, unit, frozenset(_subtree(unit.code, beneath)), stationed)
        for unit in region.units.values()
    }


def _subtree(code: str, beneath: dict[str, list[str]]) -> Iterator[str]:
    yield code
    for child in beneath[code]:
        yield from _subtree(child, beneath)


def _reach(
    region: "Region", unit: Unit, units: frozenset[str], stationed: dict[str, list[str]]
) -> Reach:
    own = frozenset(vehicle for code in units for vehicle in stationed[code])
    counties = frozenset(c.code for c in region.counties.values() if c.centre_code in units)
    whole = unit.code == region.meta.city_centre
    near: frozenset[str] = frozenset()
    if not whole and unit.kind is not UnitKind.STATION:
        near = frozenset(_near(region, counties)) - own
    return Reach(whole=whole, units=units, counties=counties, vehicles=own, neighbours=near)


def _near(region: "Region", counties: frozenset[str]) -> Iterator[str]:
    """Vehicles whose station is within the agreed minutes of any township of these counties."""
    metres_a_minute = BORDER_SPEED_KMH * 1000 / 60 / region.meta.detour_factor
    within_m = region.meta.sharing.neighbour_minutes * metres_a_minute
    seats = [t.point for t in region.townships.values() if t.county_code in counties]
    is_near: dict[str, bool] = {}
    for vehicle in region.vehicles.values():
        code = vehicle.station_code
        if code not in is_near:
            point = region.units[code].point
            is_near[code] = any(distance_m(point, seat) <= within_m for seat in seats)
        if is_near[code]:
            yield vehicle.id
