"""A tiny map drawn in words: places on roads, with the minutes between them.

One chain per line; a place that is named again continues there::

    十堰 --12-- 郧阳 --20-- 南化
    郧阳 --15-> 谭家湾

``--12--`` is a road of 12 minutes, ``--12->`` one that is driven in this direction only, and
``--/12/--`` one that is cut. Everybody drives 60 km/h, so a minute is a kilometre. The first line
runs east; the next ones turn off north, south and west.

A spot is a place and a way from it: ``郧阳+5km`` lies on the road 5 km past 郧阳, ``南化-500m``
lies 500 m before 南化, and ``^800m`` at the end steps off the road.
"""

import re
from dataclasses import dataclass, field
from math import cos, radians

from geo.coordinates import Point, distance_m
from geo.coordinates.metric import METRES_PER_DEGREE
from geo.roads.segments import RoadSegment

WEST, SOUTH = 110.0, 32.5
HEADINGS = ((1, 0), (0, 1), (0, -1), (-1, 0))

_LINK = re.compile(r"\s+(--\S+(?:--|->))\s+")
_MINUTES = re.compile(r"--(/?)([\d.]+)/?-(-|>)")
_SPOT = re.compile(r"(?P<place>[^+^-]+)(?P<along>[+-][\d.]+k?m)?(?P<off>\^[\d.]+k?m)?")


@dataclass(frozen=True)
class Place:
    """Where a place lies, in kilometres east and north, and where the road through it leads."""

    east: float
    north: float
    heading: tuple[int, int]

    def moved(self, along_km: float, off_km: float = 0.0) -> "Place":
        """The place ``along_km`` further down the road and ``off_km`` to the left of it."""
        x, y = self.heading
        east = self.east + x * along_km - y * off_km
        return Place(east, self.north + y * along_km + x * off_km, self.heading)

    @property
    def point(self) -> Point:
        """The WGS-84 position."""
        lon_km = METRES_PER_DEGREE * cos(radians(SOUTH)) / 1000
        return Point(WEST + self.east / lon_km, SOUTH + self.north * 1000 / METRES_PER_DEGREE)


@dataclass
class TinyMap:
    """The places and roads of a drawing."""

    places: dict[str, Place] = field(default_factory=dict)
    segments: list[RoadSegment] = field(default_factory=list)

    def point(self, spot: str) -> Point:
        """The position of a spot such as ``郧阳+5km^800m``."""
        found = _SPOT.fullmatch(spot)
        assert found, f"看不懂的地点：{spot}"
        assert found["place"] in self.places, f"地图上没有 {spot}"
        along, off = _km(found["along"]), _km((found["off"] or "").lstrip("^"))
        return self.places[found["place"]].moved(along, off).point

    def nearest_place(self, point: Point) -> str:
        """The township a point belongs to."""
        return min(self.places, key=lambda name: distance_m(self.places[name].point, point))

    def draw(self, line: str, nth: int) -> None:
        """Add one chain."""
        parts = _LINK.split(line.strip())
        heading = HEADINGS[nth % len(HEADINGS)]
        here = parts[0]
        self.places.setdefault(here, Place(0.0, 0.0, heading))
        for link, name in zip(parts[1::2], parts[2::2], strict=True):
            found = _MINUTES.fullmatch(link)
            assert found, f"看不懂的路：{link}"
            cut, minutes, end = found.groups()
            start = self.places[here]
            onward = Place(start.east, start.north, heading).moved(float(minutes))
            self.places.setdefault(name, onward)
            if not cut:
                self.segments.append(self._road(here, name, float(minutes), oneway=end == ">"))
            here = name

    def _road(self, start: str, end: str, minutes: float, *, oneway: bool) -> RoadSegment:
        ends = (self.places[start].point, self.places[end].point)
        return RoadSegment(
            coordinates=tuple((p.lon, p.lat) for p in ends),
            road_class="road",
            name=f"{start}—{end}",
            oneway=oneway,
            length_m=minutes * 1000.0,
        )


def draw_map(lines: list[str]) -> TinyMap:
    """The map of these lines."""
    drawn = TinyMap()
    for nth, line in enumerate(lines):
        drawn.draw(line, nth)
    return drawn


def _km(length: str | None) -> float:
    if not length:
        return 0.0
    if length.endswith("km"):
        return float(length[:-2])
    return float(length[:-1]) / 1000
