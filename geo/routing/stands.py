"""Where places stand on directed arcs: what both engines know about the two ends of a drive.

A place on a two-way stretch stands on both its arcs: at ``fraction`` of one and at the rest of the
other. A vehicle may leave it over either arc's end and be there coming over either arc's start.
"""

from collections.abc import Sequence
from typing import NamedTuple

from geo.coordinates import Point, distance_m
from geo.roads.network import RoadNetwork
from geo.roads.snapping import Snapper
from geo.routing.router import RoadPoint

OFF_ROAD_KMH = 20.0
"""How fast an ambulance covers the ground between where it stands and the nearest known road:
a yard, a lane, a village street that the map does not have."""


class Stand(NamedTuple):
    """One place on one arc."""

    arc: int
    fraction: float


class Leg(NamedTuple):
    """A drive along (a part of) one arc."""

    arc: int
    start: float
    end: float


class OnNetwork:
    """Places points on one network: the part that every engine on that network shares."""

    def __init__(self, network: RoadNetwork) -> None:
        self._network = network
        self._snapper = Snapper(network)

    @property
    def network(self) -> RoadNetwork:
        """The roads, with the times in force."""
        return self._network

    @property
    def snapper(self) -> Snapper:
        """Who finds the road nearest to a point."""
        return self._snapper

    @property
    def network_version(self) -> str:
        """Names the network and the times in force."""
        return self._network.network_version

    def locate(self, point: Point) -> RoadPoint:
        """The nearest place on a road, however far."""
        return self.locate_all([point])[0]

    def locate_all(self, points: Sequence[Point]) -> list[RoadPoint]:
        """The nearest place on a road for each point."""
        if not points:
            return []
        arcs, fractions = self._snapper.nearest_many(points)
        return [
            self._place(point, int(arc), float(fraction))
            for point, arc, fraction in zip(points, arcs, fractions, strict=True)
        ]

    def _place(self, point: Point, arc: int, fraction: float) -> RoadPoint:
        on_road = self._network.point_at(arc, fraction)
        access_m = distance_m(point, on_road)
        return RoadPoint(point, arc, fraction, access_m, on_road, self._network.shape_version)

    def settle(self, place: RoadPoint) -> RoadPoint:
        """The same place on this network, also when it was found without roads or on others."""
        return place if place.network == self._network.shape_version else self.locate(place.point)

    def stands(self, place: RoadPoint) -> tuple[Stand, ...]:
        """The one or two arcs a settled place stands on."""
        back = int(self._network.arc_reverse[place.arc])
        here = Stand(place.arc, place.fraction)
        return (here,) if back < 0 else (here, Stand(back, 1.0 - place.fraction))


def access_s(place: RoadPoint) -> float:
    """Seconds a vehicle standing at ``place.point`` needs to reach the road."""
    return place.access_m / OFF_ROAD_KMH * 3.6
