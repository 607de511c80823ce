"""What is closed or slow on the ground, and which stretches of a network that means.

Shapes are kept in WGS-84 and never as arcs: a network may be imported anew while the landslide
stays where it is.
"""

from enum import StrEnum
from typing import Literal, NamedTuple

import msgspec
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.coordinates import Point
from geo.coordinates.metric import METRES_PER_DEGREE
from geo.roads.network import Floats, RoadNetwork
from geo.roads.snapping import Snapper

ROAD_WITHIN_M = 2000.0
"""A spot farther than this from any road is a slip of the hand, not a closure."""

LINE_TOLERANCE_M = 15.0
"""How far a drawn line may run beside the road it means."""


class Spot(msgspec.Struct, frozen=True, tag="spot"):
    """Here: the nearest stretch, and every other one within ``radius_m`` of the place on it."""

    point: Point
    radius_m: float = 0.0


class Zone(msgspec.Struct, frozen=True, tag="zone"):
    """Every road inside this ring, as far as it lies inside."""

    ring: tuple[Point, ...]


class Line(msgspec.Struct, frozen=True, tag="line"):
    """The road that runs along this line."""

    points: tuple[Point, ...]


class Bound(StrEnum):
    """Which way of a numbered road is meant: both, or as the kilometres grow or fall."""

    BOTH = "both"
    GROWING = "growing"
    FALLING = "falling"


class PostRange(msgspec.Struct, frozen=True, tag="posts"):
    """A numbered road between two K-posts (桩号区间), as it was said and where that lies.

    The first of ``lines`` runs from the lower kilometre to the higher one, the others are what
    the other carriageway has beside it.
    """

    road: str
    from_km: float
    to_km: float
    lines: tuple[tuple[Point, ...], ...]
    bound: Bound = Bound.BOTH


Shape = Spot | Zone | Line | PostRange


class RestrictionKind(StrEnum):
    """What may not be done there: 封闭, 慢行."""

    CLOSED = "closed"
    SLOW = "slow"


class Sections(NamedTuple):
    """Parts of arcs, both directions of a road apart: from one fraction to another."""

    arc: NDArray[np.int64]
    start: Floats
    end: Floats

    def whole(self) -> "Sections":
        """The same arcs from end to end."""
        return Sections(self.arc, np.zeros(len(self.arc)), np.ones(len(self.arc)))

    def both_ways(self, network: RoadNetwork) -> "Sections":
        """The same parts driven either way."""
        back = network.arc_reverse[self.arc].astype(np.int64)
        two = back >= 0
        return Sections(
            np.concatenate([self.arc, back[two]]),
            np.concatenate([self.start, 1.0 - self.end[two]]),
            np.concatenate([self.end, 1.0 - self.start[two]]),
        )


def find_sections(network: RoadNetwork, snapper: Snapper, shape: Shape) -> Sections:
    """The parts of the network that a shape means; empty where it points nowhere."""
    if isinstance(shape, Spot):
        found = _around(snapper, shape)
    elif isinstance(shape, Zone):
        found = Sections(*snapper.sections_in(shapely.Polygon(_pairs(shape.ring))))
    elif isinstance(shape, Line):
        found = _along(network, snapper, shape.points)
    else:
        return _between_posts(network, snapper, shape)
    return found.both_ways(network)


def _around(snapper: Snapper, spot: Spot) -> Sections:
    arc, fraction, on_road, access_m = snapper.nearest(spot.point)
    if access_m > ROAD_WITHIN_M:
        nothing = np.empty(0)
        return Sections(nothing.astype(np.int64), nothing, nothing)
    here = Sections(np.array([arc]), np.array([fraction]), np.array([fraction]))
    if spot.radius_m <= 0.0:
        return here
    near = Sections(*snapper.sections_in(_circle(on_road, spot.radius_m)))
    return near if arc in near.arc else here


def _between_posts(network: RoadNetwork, snapper: Snapper, posts: PostRange) -> Sections:
    """Both ways, or only the arcs that lead the way the kilometres are meant to go."""
    parts = [_along(network, snapper, line, "flat") for line in posts.lines]
    found = Sections(*map(np.concatenate, zip(*parts, strict=True))).both_ways(network)
    if posts.bound is Bound.BOTH:
        return found
    measure = shapely.LineString(_pairs(posts.lines[0]))
    grows = np.array(
        [
            _measured(measure, network.point_at(arc, start))
            < _measured(measure, network.point_at(arc, end))
            for arc, start, end in zip(*(part.tolist() for part in found), strict=True)
        ],
        dtype=np.bool_,
    )
    meant = grows if posts.bound is Bound.GROWING else ~grows
    return Sections(found.arc[meant], found.start[meant], found.end[meant])


def _measured(line: shapely.LineString, point: Point) -> float:
    return float(line.project(shapely.Point(point.lon, point.lat)))


def _along(
    network: RoadNetwork,
    snapper: Snapper,
    line: tuple[Point, ...],
    ends: Literal["round", "flat"] = "round",
) -> Sections:
    """Who only crosses the line is not meant: a road must run along it for a while."""
    tolerance = LINE_TOLERANCE_M
    drawn = shapely.LineString(_pairs(line))
    shrink = np.cos(np.radians(np.mean([p.lat for p in line])))
    on_plane = shapely.transform(drawn, lambda xy: xy * [shrink, 1.0] * METRES_PER_DEGREE)
    band = shapely.transform(
        on_plane.buffer(tolerance, cap_style=ends),
        lambda xy: xy / [shrink, 1.0] / METRES_PER_DEGREE,
    )
    found = Sections(*snapper.sections_in(band))
    metres = network.arc_metres[found.arc]
    meant = (found.end - found.start) * metres >= np.minimum(3 * tolerance, metres / 2)
    return Sections(found.arc[meant], found.start[meant], found.end[meant])


def _circle(centre: Point, radius_m: float) -> shapely.Geometry:
    """A circle on the ground, in degrees."""
    turn = np.linspace(0.0, 2.0 * np.pi, 33)[:-1]
    north = radius_m / METRES_PER_DEGREE
    east = north / np.cos(np.radians(centre.lat))
    return shapely.Polygon(
        np.column_stack([centre.lon + east * np.cos(turn), centre.lat + north * np.sin(turn)])
    )


def _pairs(points: tuple[Point, ...]) -> list[tuple[float, float]]:
    return [(point.lon, point.lat) for point in points]
