"""The tree of units (机构): city centre, county centres, stations and township points (ORG-01)."""

from datetime import datetime, timedelta, timezone
from enum import StrEnum
from functools import lru_cache

import msgspec

from geo.coordinates import Point

_CHINA = timezone(timedelta(hours=8))

SINCE_EVER = "1900-01-01"
"""The first day of whatever was there before anybody wrote days down."""


class Level(StrEnum):
    """The three levels (三级) of a prefecture's network."""

    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"


class UnitKind(StrEnum):
    """A centre (急救中心) takes calls and orders; a station (急救站) sends crews.

    A branch (市分中心) is a centre of the city for a part of its districts.
    """

    CITY_CENTRE = "city_centre"
    CITY_BRANCH = "city_branch"
    COUNTY_CENTRE = "county_centre"
    STATION = "station"


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """One unit of the organisation. ``parent`` is the unit it obeys; the city centre has none."""

    code: str
    name: str
    kind: UnitKind
    level: Level
    parent: str | None
    county_code: str
    township_code: str | None
    point: Point
    phone: str
    modelled: bool
    valid_from: str
    valid_to: str | None = None

    def stands(self, at_ms: int) -> bool:
        """Whether it is in service at this moment: first and last day in China included."""
        return in_days(at_ms, self.valid_from, self.valid_to)


def in_days(at_ms: int, first: str, last: str | None) -> bool:
    """Whether a moment lies in these days of China, both included; no last day: for good."""
    day = day_in_china(at_ms)
    return first <= day and (last is None or day <= last)


def day_in_china(at_ms: int) -> str:
    """The day of a moment in China, as ``2026-12-01``."""
    return _day_in_china(at_ms // 60_000)


@lru_cache(maxsize=16)
def _day_in_china(minute: int) -> str:
    """The day of a minute since 1970, asked for every vehicle of every ranking."""
    return datetime.fromtimestamp(minute * 60, _CHINA).date().isoformat()


class Township(msgspec.Struct, frozen=True, kw_only=True):
    """A township (乡镇/街道) with its seat and population, the grain of demand."""

    code: str
    name: str
    county_code: str
    point: Point
    population: int
    urban: bool
    modelled: bool


class County(msgspec.Struct, frozen=True, kw_only=True):
    """A county, district or county-level city (县/区/县级市) with its census population.

    ``centre_code`` is the unit that takes this county's calls: its own county centre, or the city
    centre for the districts that have none.
    """

    code: str
    name: str
    population: int
    centre_code: str
