"""The shape of a way on the map: which roads, and when each bend is passed.

The times of a run are the kernel's own. Where the vehicle is between two of them follows the
fastest road, drawn once for the whole day; where no road leads (a boat, a walk) it is a straight
line, and said to be one.
"""

from bisect import bisect_left
from math import cos, hypot, inf, radians
from typing import NamedTuple

from geo.coordinates import Point
from geo.routing.router import Router

BEND_M = 30.0
"""Bends flatter than this are not drawn: no eye sees them on a map of a city."""
TOO_QUICK = 0.5
"""Who is there in less than this share of the roads' time did not come by these roads."""
METRES_PER_DEGREE = 111_195.0


class Passed(NamedTuple):
    """A point of a way with the second at which it is passed."""

    lon: float
    lat: float
    at_s: float

    @property
    def point(self) -> Point:
        """Where."""
        return Point(self.lon, self.lat)


Way = tuple[Passed, ...]


class Ways:
    """Draws ways on one state of the roads; the same way is looked for once."""

    def __init__(self, router: Router) -> None:
        self._router = router
        self._shapes: dict[tuple[Point, Point], tuple[Way, bool]] = {}

    def way(self, start: Point, end: Point, from_s: float, to_s: float) -> tuple[Way, bool]:
        """The way between two moments, and whether it is by road."""
        if (start, end) not in self._shapes:
            self._shapes[start, end] = self._shape(start, end)
        shape, by_road = self._shapes[start, end]
        whole_s, lasts_s = shape[-1].at_s or 1.0, max(to_s - from_s, 0.0)
        if lasts_s < TOO_QUICK * whole_s:
            shape, by_road, whole_s = (_passed(start, 0.0), _passed(end, 1.0)), False, 1.0
        return tuple(one._replace(at_s=from_s + one.at_s / whole_s * lasts_s) for one in shape), (
            by_road
        )

    def _shape(self, start: Point, end: Point) -> tuple[Way, bool]:
        """With the seconds that the roads take, from 0."""
        router = self._router
        route = router.route(router.locate(start), router.locate(end))
        if route is None or not route.points:
            return (_passed(start, 0.0), _passed(end, 1.0)), False
        road = [_passed(p, s) for p, s in zip(route.points, route.passed_s, strict=True)]
        last_s = max(road[-1].at_s, 1.0)
        ends = [_passed(start, 0.0), *straightened(road), _passed(end, last_s)]
        return tuple(ends), True


def standing(at: Point) -> Way:
    """It has always stood there."""
    return (_passed(at, -inf),)


def _passed(point: Point, at_s: float) -> Passed:
    return Passed(point.lon, point.lat, at_s)


def straightened(road: list[Passed]) -> list[Passed]:
    """Without the bends that no one sees (Douglas and Peucker)."""
    kept, open_ends = {0, len(road) - 1}, [(0, len(road) - 1)]
    while open_ends:
        first, last = open_ends.pop()
        far, at = max(
            ((_aside_m(road[n], road[first], road[last]), n) for n in range(first + 1, last)),
            default=(0.0, first),
        )
        if far > BEND_M:
            kept.add(at)
            open_ends += [(first, at), (at, last)]
    return [road[n] for n in sorted(kept)]


def _aside_m(one: Passed, start: Passed, end: Passed) -> float:
    """How far a point lies from a straight stretch."""
    east = METRES_PER_DEGREE * cos(radians(one.lat))
    x, y = (one.lon - start.lon) * east, (one.lat - start.lat) * METRES_PER_DEGREE
    dx, dy = (end.lon - start.lon) * east, (end.lat - start.lat) * METRES_PER_DEGREE
    length = dx * dx + dy * dy
    share = min(1.0, max(0.0, (x * dx + y * dy) / length)) if length else 0.0
    return hypot(x - share * dx, y - share * dy)


def cut(way: Way, at_s: float) -> Way:
    """A way as far as it has come at a moment."""
    nth = bisect_left(way, at_s, key=lambda one: one.at_s)
    if nth >= len(way):
        return way
    if nth == 0:
        return (way[0]._replace(at_s=at_s),)
    before, after = way[nth - 1], way[nth]
    share = (at_s - before.at_s) / ((after.at_s - before.at_s) or 1.0)
    lon = before.lon + share * (after.lon - before.lon)
    lat = before.lat + share * (after.lat - before.lat)
    return (*way[:nth], Passed(lon, lat, at_s))
