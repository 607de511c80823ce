"""Random little towns for properties: one-ways, dead ends, parallel roads and loops included."""

from hypothesis import strategies as st

from geo.roads.network import RoadNetwork
from geo.roads.segments import RoadSegment
from tests.geo.drawing import grid_point

SIDE = 4

_corner = st.tuples(st.integers(0, SIDE - 1), st.integers(0, SIDE - 1))
_lines = st.lists(_corner, min_size=2, max_size=4).filter(lambda line: len(set(line)) > 1)


def _road(line: list[tuple[int, int]], oneway: bool, kmh: int) -> RoadSegment:
    corners = [grid_point(*corner) for corner in line]
    return RoadSegment(
        coordinates=tuple((p.lon, p.lat) for p in corners),
        road_class="road",
        oneway=oneway,
        speed_kmh=float(kmh),
    )


towns = st.lists(
    st.builds(_road, _lines, st.booleans(), st.integers(5, 120)), min_size=1, max_size=15
).map(lambda segments: RoadNetwork.build(segments, {}))
"""Networks of straight pieces between the corners of a small grid."""

spots = st.tuples(st.floats(-1.0, SIDE), st.floats(-1.0, SIDE))
"""Columns and rows in and around such a town."""
