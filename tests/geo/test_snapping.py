"""Snapping: the nearest road is found from anywhere."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.coordinates import CoordinateError, Point, distance_m
from geo.coordinates.metric import METRES_PER_DEGREE
from geo.roads.network import Floats, RoadNetwork
from geo.roads.snapping import Snapper
from tests.geo.drawing import STEP_M, draw, grid_point
from tests.geo.random_roads import spots, towns

TOWN = draw(
    """
    A..B
    ....
    C..D
    """,
    "A-B B>D C-D A-C",
)


def test_a_point_beside_a_road_gets_the_place_across() -> None:
    arc, fraction, on_road, access_m = Snapper(TOWN.network).nearest(TOWN.point("A", 1.0, -0.1))
    assert TOWN.network.names[TOWN.network.arc_name[arc]] == "A-B"
    assert fraction == pytest.approx(1 / 3, abs=1e-5)
    assert access_m == pytest.approx(0.1 * STEP_M, rel=1e-3)
    assert distance_m(on_road, TOWN.point("A", 1.0)) < 0.5


def test_a_point_on_a_two_way_road_stands_on_the_first_of_its_arcs() -> None:
    arc, _, _, _ = Snapper(TOWN.network).nearest(TOWN.point("C", 1.0))
    assert arc < TOWN.network.arc_reverse[arc]


def test_a_point_at_a_junction_stands_on_the_first_road_of_the_network() -> None:
    arc, fraction, _, access_m = Snapper(TOWN.network).nearest(TOWN.point("B"))
    assert (arc, fraction) == (0, 1.0)
    assert access_m < 0.1


@pytest.mark.parametrize("far", [Point(-70.0, -50.0), Point(180.0, 90.0), Point(110.0, -90.0)])
def test_any_place_on_earth_has_a_nearest_road(far: Point) -> None:
    arc, fraction, on_road, access_m = Snapper(TOWN.network).nearest(far)
    assert 0 <= arc < TOWN.network.arc_count
    assert 0.0 <= fraction <= 1.0
    assert access_m == distance_m(far, on_road) > 1e6


def test_what_is_no_place_is_refused() -> None:
    with pytest.raises(CoordinateError):
        Snapper(TOWN.network).nearest(Point(float("nan"), 33.0))


def test_nobody_is_placed_on_a_cut_off_corner() -> None:
    street = "".join(chr(ord("一") + i) for i in range(250))
    houses = " ".join(f"{a}-{b}" for a, b in pairwise(street))
    drawing = draw(f"{street}..AB", f"{houses} A>B")
    assert drawing.network.report.island_arcs == 1
    _, _, on_road, _ = Snapper(drawing.network).nearest(drawing.point("A"))
    assert distance_m(on_road, drawing.point(street[-1])) < 1.0


@given(towns, st.lists(spots, min_size=1, max_size=20))
def test_no_road_is_nearer_than_the_one_found(
    network: RoadNetwork, asked: list[tuple[float, float]]
) -> None:
    snapper = Snapper(network)
    points = [grid_point(*spot) for spot in asked]
    arcs, fractions = snapper.nearest_many(points)
    for point, arc, fraction in zip(points, arcs, fractions, strict=True):
        found = network.point_at(int(arc), float(fraction))
        assert _plane_m(point, found) == pytest.approx(_nearest_m(network, point), abs=0.01)
        alone = snapper.nearest(point)
        assert alone[:2] == (arc, fraction)


def _plane_m(a: Point, b: Point) -> float:
    return float(np.hypot(*(_plane(np.array([a.lon, a.lat])) - _plane(np.array([b.lon, b.lat])))))


def _plane(lon_lat: Floats) -> Floats:
    xy: Floats = lon_lat * np.array([np.cos(np.radians(32.98)), 1.0]) * METRES_PER_DEGREE
    return xy


def _nearest_m(network: RoadNetwork, point: Point) -> float:
    spot = shapely.Point(_plane(np.array([point.lon, point.lat])))
    return min(
        spot.distance(shapely.LineString(_plane(np.column_stack(network.shape(arc)[1:]))))
        for arc in range(network.arc_count)
        if not network.arc_island[arc]
    )
