"""Vehicles that just drive (巡行): along the region's roads, at each crossing somewhere else."""

from collections import defaultdict
from collections.abc import Iterable
from random import Random

from geo.coordinates import Point, distance_m
from geo.roads.segments import RoadSegment
from simulations.day.driving import Leg
from simulations.terminals.device import Sight

Node = tuple[float, float]
Way = tuple[Point, ...]

USUAL_KMH = 50.0


class Streets:
    """The roads as a wanderer sees them: what leaves from each end of a road."""

    def __init__(self, segments: Iterable[RoadSegment]) -> None:
        self._ways: dict[Node, list[Way]] = defaultdict(list)
        for segment in segments:
            way = tuple(Point(lon, lat) for lon, lat in segment.coordinates)
            self._ways[_node(way[0])].append(way)
            self._ways[_node(way[-1])].append(way[::-1])

    def onward(self, way: Way, rng: Random) -> Way:
        """Where to drive from a road's end: back only where there is no other way."""
        ways = self._ways[_node(way[-1])]
        others = [each for each in ways if each != way[::-1]]
        return rng.choice(others or ways)

    def nearest(self, point: Point) -> Way:
        """The road that begins nearest to a point."""
        return min(
            (ways[0] for ways in self._ways.values()), key=lambda way: distance_m(way[0], point)
        )


class Wanderer:
    """One vehicle under way without end; the same seed drives the same roads."""

    def __init__(
        self, streets: Streets, start: Point, now_ms: int, seed: str, kmh: float = USUAL_KMH
    ) -> None:
        self._streets = streets
        self._rng = Random(seed)
        self._kmh = kmh
        self._way = streets.nearest(start)
        self._leg = self._drive(now_ms, self._way[0])

    def at(self, now_ms: int) -> Sight:
        """Where it is now; time only goes on."""
        while now_ms >= self._leg.arrival_ms:
            end = self._leg.end
            self._way = self._streets.onward(self._way, self._rng)
            self._leg = self._drive(self._leg.arrival_ms, end)
        return Sight(*self._leg.at(now_ms))

    def _drive(self, start_ms: int, origin: Point) -> Leg:
        passed_s, before, total_s = [], origin, 0.0
        for point in self._way:
            total_s += distance_m(before, point) / (self._kmh / 3.6)
            passed_s.append(total_s)
            before = point
        passed_s[-1] = max(passed_s[-1], 0.5)  # a road without length must not stop the clock
        return Leg(start_ms, origin, list(self._way), passed_s)


def _node(point: Point) -> Node:
    return round(point.lon, 5), round(point.lat, 5)
