"""Tiny road networks drawn as text, so that a test shows its map.

Letters and their places come from a picture, one step (1 km) per character and line::

    A.B
    ..C

Roads are words: ``A-B`` both ways, ``A>B`` one way, ``A-B-C`` through B, ``A-B:30`` at 30 km/h.
Without a speed a road is driven at 60 km/h: one step, one minute.
"""

import re
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians
from textwrap import dedent

from geo.coordinates import Point
from geo.coordinates.metric import METRES_PER_DEGREE
from geo.roads.network import RoadNetwork
from geo.roads.segments import RoadSegment
from geo.routing.router import RoadPoint

STEP_M = 1000.0
WEST, NORTH = 110.0, 33.0
LAT_STEP = STEP_M / METRES_PER_DEGREE
LON_STEP = LAT_STEP / cos(radians(NORTH))


@dataclass(frozen=True)
class Drawing:
    """A drawn network and the places of its letters."""

    network: RoadNetwork
    letters: dict[str, tuple[int, int]]

    def point(self, letter: str, east: float = 0.0, north: float = 0.0) -> Point:
        """Where a letter stands, moved by steps."""
        column, row = self.letters[letter]
        return grid_point(column + east, row - north)

    def on(self, road: str, fraction: float = 0.0) -> RoadPoint:
        """The place at a fraction of the arc between two letters, as in ``A>B``."""
        tail, head = (self._node(letter) for letter in road.split(">"))
        network = self.network
        arc = next(
            a
            for a in range(network.arc_count)
            if (network.arc_tail[a], network.arc_head[a]) == (tail, head)
        )
        point = network.point_at(arc, fraction)
        return RoadPoint(point, arc, fraction, 0.0, point, network.shape_version)

    def _node(self, letter: str) -> int:
        spot = self.point(letter)
        gaps = [
            hypot(lon - spot.lon, lat - spot.lat)
            for lon, lat in zip(self.network.node_lon, self.network.node_lat, strict=True)
        ]
        assert min(gaps) < 2e-6, f"{letter} is not a junction"
        return gaps.index(min(gaps))


def grid_point(column: float, row: float) -> Point:
    """The position of a character of a picture."""
    return Point(WEST + column * LON_STEP, NORTH - row * LAT_STEP)


def draw(picture: str, roads: str) -> Drawing:
    """The network of a picture and its roads."""
    lines = dedent(picture).strip("\n").splitlines()
    letters = {
        letter: (column, row)
        for row, line in enumerate(lines)
        for column, letter in enumerate(line)
        if letter.isalpha()
    }
    segments = [_segment(word, letters) for word in roads.split()]
    return Drawing(RoadNetwork.build(segments, {"road": 60.0}), letters)


def _segment(word: str, letters: dict[str, tuple[int, int]]) -> RoadSegment:
    """One road of a drawing, with the exact length of the picture."""
    way, _, speed = word.partition(":")
    spots = [letters[letter] for letter in re.split("[->]", way)]
    steps = sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(spots))
    return RoadSegment(
        coordinates=tuple((p.lon, p.lat) for p in (grid_point(*spot) for spot in spots)),
        road_class="road",
        name=way,
        oneway=">" in way,
        speed_kmh=float(speed) if speed else None,
        length_m=steps * STEP_M,
    )
