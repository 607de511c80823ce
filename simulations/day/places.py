"""Where a call comes from: a place in a township, its name, and what the network says of it."""

from math import sqrt
from typing import NamedTuple

from geo.coordinates import Datum, Point, from_wgs84
from simulations.day.chance import Chance, Name
from simulations.day.driving import displaced
from simulations.day.words import Spoken, street_place, urban_place, village_place


class Town(NamedTuple):
    """A township (乡镇/街道), the grain of demand."""

    code: str
    name: str
    county_name: str
    point: Point
    population: int
    urban: bool


class Place(NamedTuple):
    """The true place of an event."""

    point: Point
    spoken: Spoken
    urban: bool


class NetworkLocation(NamedTuple):
    """What the operator delivers with a call (主叫定位); it is seldom the true place."""

    lon: float
    lat: float
    datum: str
    radius_m: float
    method: str


_SEAT_SHARE = 0.55
_FIXED_LINE_SHARE = 0.08
_NO_LOCATION_SHARE = 0.07
_GCJ02_SHARE = 0.12
_MOBILE_PREFIXES = (
    "130", "131", "133", "134", "135", "136", "137", "138", "139", "150", "151", "152", "155",
    "158", "159", "177", "180", "182", "183", "186", "187", "188", "189", "198",
)  # fmt: skip


def place_in(chance: Chance, town: Town, *name: Name) -> Place:
    """A place where somebody falls ill: in a town, at a township's seat, or in a village."""
    # A name that occurs twice bears its county already.
    county = "" if town.name.startswith(town.county_name) else town.county_name
    if town.urban:
        point = _scattered(chance, town.point, 900.0, *name)
        return Place(point, urban_place(chance, town.name, county, *name), True)
    if chance.happens(_SEAT_SHARE, *name, "seat"):
        point = _scattered(chance, town.point, 350.0, *name)
        return Place(point, street_place(chance, town.name, county, *name), False)
    point = _scattered(chance, town.point, 2200.0, *name)
    return Place(point, village_place(chance, town.name, county, *name), False)


def number_and_location(
    chance: Chance, place: Place, *name: Name
) -> tuple[str, NetworkLocation | None]:
    """The caller's number, and where the network believes him to be."""
    digits = f"{int(chance.uniform(*name, 'digits') * 10**8):08d}"
    if chance.happens(_FIXED_LINE_SHARE, *name, "fixed"):
        number = f"{2 + int(digits[0]) % 7}{digits[1:7]}"
        return number, _located(chance, place, 80.0, "caller_line", *name)
    number = chance.pick(_MOBILE_PREFIXES, *name, "prefix") + digits
    if chance.happens(_NO_LOCATION_SHARE, *name, "lost"):
        return number, None
    # Cells are small in town and large in the hills.
    low, high = (300.0, 900.0) if place.urban else (800.0, 3000.0)
    radius_m = round(chance.between(low, high, *name, "radius"), -1)
    return number, _located(chance, place, radius_m, "operator", *name)


def _located(
    chance: Chance, place: Place, radius_m: float, method: str, *name: Name
) -> NetworkLocation:
    """A fix beside the truth; its radius is meant to hold two cases of three, as cells do."""
    seen = _scattered(chance, place.point, radius_m / 1.5, *name, "cell")
    gcj02 = chance.happens(_GCJ02_SHARE, *name, "datum")
    datum = Datum.GCJ02 if gcj02 else Datum.WGS84
    lon, lat = from_wgs84(seen, datum)
    return NetworkLocation(round(lon, 6), round(lat, 6), datum.value, radius_m, method)


def _scattered(chance: Chance, centre: Point, spread_m: float, *name: Name) -> Point:
    """A point around a centre: two of three within ``spread_m``, none beyond three times."""
    sigma_m = spread_m / 1.5
    east, north = chance.normal(*name, "east") * sigma_m, chance.normal(*name, "north") * sigma_m
    far = sqrt(east * east + north * north)
    shrink = min(1.0, 3 * spread_m / far) if far else 1.0
    return displaced(centre, east * shrink, north * shrink)
