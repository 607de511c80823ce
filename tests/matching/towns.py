"""A town made to mislead a matcher: a double express road between service roads, with ramps.

From north to south, 25 m apart: service road (two-way), express carriageway westward, express
carriageway eastward, service road (two-way). Ramps join each carriageway and its service road;
at both ends everything meets in a street across.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from geo.roads.network import RoadNetwork
from geo.roads.segments import RoadSegment
from tests.geo.drawing import grid_point

GAP = 0.025
SIDES = 21
STEP = 0.2
"""In km: a junction of the service roads every 200 m."""


@dataclass(frozen=True)
class Town:
    """The network and the drives whose names the tests use."""

    network: RoadNetwork
    routes: dict[str, list[int]]


Spot = tuple[float, float]


def express_town() -> Town:
    """The roads, and a drive on each kind."""
    east = [(i * STEP, 2 * GAP) for i in range(SIDES)]
    south = [(i * STEP, 3 * GAP) for i in range(SIDES)]
    north = [(i * STEP, 0.0) for i in range(SIDES)]
    west = [(i * STEP, GAP) for i in range(SIDES)][::-1]
    off, on = [east[6], (6.5 * STEP, 2.5 * GAP), south[7]], [south[13], east[14]]
    # An express road has no junctions but its ramps.
    express = [east[:7], east[6:15], east[14:]]
    segments = [
        *(_road(line, "express", oneway=True) for line in express),
        _road(west, "express", oneway=True),
        _road(off, "ramp", oneway=True),
        _road(on, "ramp", oneway=True),
        *(_road(list(pair), "service") for pair in pairwise(south)),
        *(_road(list(pair), "service") for pair in pairwise(north)),
        _road([north[0], west[-1], east[0], south[0]], "street"),
        _road([north[-1], west[0], east[-1], south[-1]], "street"),
    ]
    network = RoadNetwork.build(
        segments, {"express": 80.0, "service": 40.0, "ramp": 40.0, "street": 40.0}
    )
    routes = {
        "express": [east[0], east[6], east[14], east[20]],
        "service": south,
        "off_ramp": [east[0], east[6], *south[7:]],
    }
    return Town(network, {name: _arcs(network, spots) for name, spots in routes.items()})


def _road(line: list[Spot], road_class: str, oneway: bool = False) -> RoadSegment:
    points = [grid_point(*spot) for spot in line]
    coordinates = tuple((p.lon, p.lat) for p in points)
    return RoadSegment(coordinates=coordinates, road_class=road_class, oneway=oneway)


def _arcs(network: RoadNetwork, spots: list[Spot]) -> list[int]:
    """The arcs of a drive from junction to junction."""
    at = [grid_point(*spot) for spot in spots]
    gaps = [np.hypot(network.node_lon - p.lon, network.node_lat - p.lat) for p in at]
    nodes = [int(gap.argmin()) for gap in gaps]
    arc_of = {
        (int(tail), int(head)): arc
        for arc, (tail, head) in enumerate(zip(network.arc_tail, network.arc_head, strict=True))
    }
    return [arc_of[pair] for pair in pairwise(nodes)]
