"""Where a vehicle is while it drives: a route with times, read at any moment."""

from bisect import bisect_right
from math import cos, hypot, radians
from typing import NamedTuple

from geo.coordinates import Point, bearing_deg, distance_m, offset_m

METRES_PER_DEGREE = 111_195.0
ON_THE_WAY_M = 25.0
"""So near to a way a vehicle drives on it."""

APPROACH_KMH = 40.0


class Movement(NamedTuple):
    """What a terminal would report: place, speed and heading."""

    point: Point
    speed_kmh: float
    heading_deg: float


class Leg:
    """One drive along a route, started at a moment and a little slower or faster than planned.

    ``passed_s`` are the route's own times; ``factor`` stretches them (a crew that drives 10 %
    slower has 1.1). The vehicle starts at ``origin``, which need not lie on the road.
    """

    def __init__(
        self,
        start_ms: int,
        origin: Point,
        points: list[Point],
        passed_s: list[float],
        factor: float = 1.0,
    ) -> None:
        if len(points) != len(passed_s):
            raise ValueError(f"{len(points)} points but {len(passed_s)} times")
        self.start_ms = start_ms
        self._points = [origin, *points]
        self._at_s = [0.0, *(max(0.0, s) * factor for s in passed_s)]

    @property
    def arrival_ms(self) -> int:
        """When the vehicle is there."""
        return self.start_ms + round(self._at_s[-1] * 1000)

    @property
    def end(self) -> Point:
        """Where it will stand."""
        return self._points[-1]

    def at(self, at_ms: int) -> Movement:
        """Place, speed and heading at a moment; standing before the start and after the end."""
        elapsed_s = (at_ms - self.start_ms) / 1000
        if elapsed_s <= 0:
            return Movement(self._points[0], 0.0, self._heading(0))
        if elapsed_s >= self._at_s[-1]:
            return Movement(self._points[-1], 0.0, self._heading(len(self._points) - 2))
        step = bisect_right(self._at_s, elapsed_s) - 1
        a, b = self._points[step], self._points[step + 1]
        span_s = self._at_s[step + 1] - self._at_s[step]
        share = (elapsed_s - self._at_s[step]) / span_s
        point = Point(a.lon + (b.lon - a.lon) * share, a.lat + (b.lat - a.lat) * share)
        return Movement(point, distance_m(a, b) / span_s * 3.6, self._heading(step))

    def _heading(self, step: int) -> float:
        """The direction of a step; one without length looks where the next or the last one does."""
        points = self._points
        for near in (*range(step, len(points) - 1), *range(step - 1, -1, -1)):
            if points[near] != points[near + 1]:
                return bearing_deg(points[near], points[near + 1])
        return 0.0


def taken_up(
    here: Point, points: list[Point], passed_s: list[float]
) -> tuple[list[Point], list[float]]:
    """A way that was asked a moment ago, taken up where the vehicle is by now.

    The system starts it at the last fix. If the vehicle is ahead on it, what lies behind is left
    out; if it is elsewhere, it first drives (back) to where the way begins.
    """
    near = min(range(len(points)), key=lambda i: distance_m(here, points[i]))
    steps = [
        (gap_m, i)
        for i in range(min(near + 1, len(points) - 1))
        if (gap_m := _off_line_m(here, points[i], points[i + 1])) <= ON_THE_WAY_M
    ]
    if not steps:
        lead_s = distance_m(here, points[0]) / (APPROACH_KMH / 3.6)
        return points, [lead_s + s for s in passed_s]
    step = steps[-1][1]
    a, b = points[step], points[step + 1]
    length_m = distance_m(a, b)
    share = min(1.0, distance_m(a, here) / length_m) if length_m else 0.0
    now_s = passed_s[step] + share * (passed_s[step + 1] - passed_s[step])
    return points[step + 1 :], [s - now_s for s in passed_s[step + 1 :]]


def _off_line_m(here: Point, a: Point, b: Point) -> float:
    """How far a point lies off the straight piece between two others."""
    (ax, ay), (bx, by) = offset_m(here, a), offset_m(here, b)
    dx, dy = bx - ax, by - ay
    squared = dx * dx + dy * dy
    share = min(1.0, max(0.0, -(ax * dx + ay * dy) / squared)) if squared else 0.0
    return hypot(ax + share * dx, ay + share * dy)


def straight_route(origin: Point, target: Point) -> tuple[list[Point], list[float]]:
    """A way for when nobody can give one: 40 km/h and 1.3 times the straight line."""
    return [target], [distance_m(origin, target) * 1.3 / (40 / 3.6)]


def displaced(point: Point, east_m: float, north_m: float) -> Point:
    """The point that lies so many metres east and north of another."""
    return Point(
        point.lon + east_m / (METRES_PER_DEGREE * cos(radians(point.lat))),
        point.lat + north_m / METRES_PER_DEGREE,
    )
