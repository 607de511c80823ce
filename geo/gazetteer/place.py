"""A place that a caller may name, and the port behind which anybody finds places."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

import msgspec

from geo.coordinates import Point


class PlaceKind(StrEnum):
    """What sort of thing a name stands for."""

    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    HOSPITAL = "hospital"
    STATION = "station"
    LANDMARK = "landmark"
    ROAD = "road"
    CROSSROADS = "crossroads"
    KPOST = "kpost"
    ADDRESS = "address"


PLACE_KIND_NAMES: dict[PlaceKind, tuple[str, str]] = {
    PlaceKind.COUNTY: ("区县", "county"),
    PlaceKind.TOWNSHIP: ("乡镇", "township"),
    PlaceKind.VILLAGE: ("村、社区", "village"),
    PlaceKind.HOSPITAL: ("医院", "hospital"),
    PlaceKind.STATION: ("急救站", "station"),
    PlaceKind.LANDMARK: ("地标", "landmark"),
    PlaceKind.ROAD: ("道路", "road"),
    PlaceKind.CROSSROADS: ("路口", "crossroads"),
    PlaceKind.KPOST: ("里程桩", "K-post"),
    PlaceKind.ADDRESS: ("地址", "address"),
}

RADIUS_M: dict[PlaceKind, float] = {
    PlaceKind.COUNTY: 15_000.0,
    PlaceKind.TOWNSHIP: 3_000.0,
    PlaceKind.VILLAGE: 800.0,
    PlaceKind.HOSPITAL: 150.0,
    PlaceKind.STATION: 100.0,
    PlaceKind.LANDMARK: 150.0,
    PlaceKind.ROAD: 5_000.0,
    PlaceKind.CROSSROADS: 60.0,
    PlaceKind.KPOST: 150.0,
    PlaceKind.ADDRESS: 150.0,
}
"""How far from its point a named place may reach, where nothing better is known."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One named place. ``areas`` are the codes of the areas around it, largest first.

    ``radius_m`` is how far the place may reach from its point; 0 means the usual for its kind.
    """

    id: str
    name: str
    kind: PlaceKind
    point: Point
    aliases: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    population: int = 0
    radius_m: float = 0.0

    @property
    def reach_m(self) -> float:
        """How far off the point an incident named after this place may be."""
        return self.radius_m or RADIUS_M[self.kind]


class KPost(msgspec.Struct, frozen=True, kw_only=True):
    """A kilometre post (里程桩) whose place is known: road number, kilometre, point."""

    ref: str
    k_km: float
    point: Point


class FoundPlace(msgspec.Struct, frozen=True):
    """A place as the answer to a query: 1.0 is the very name, below 0.5 hardly a resemblance."""

    place: Place
    quality: float
    distance_m: float | None = None


class PlaceFinder(Protocol):
    """Finds places by what a person types; best first, never more than ``limit``."""

    def find(self, query: str, near: Point | None = None, limit: int = 10) -> Sequence[FoundPlace]:
        """The places that a query may mean; empty when there are none."""
        ...


QUERY_CHARS_MAX = 100
"""A longer query is not a name; callers of a finder refuse or cut it."""
