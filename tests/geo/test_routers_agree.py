"""The fast engine gives the very answers of the reference, to the last bit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coordinates import Point
from geo.roads.network import RoadNetwork
from geo.routing.reference import NetworkxRouter
from geo.routing.router import RoadPoint, Router
from geo.routing.scipy_router import ScipyRouter
from tests.geo.drawing import grid_point
from tests.geo.random_roads import spots, towns


def assert_agreement(network: RoadNetwork, places: list[RoadPoint], targets: int) -> None:
    truth, fast = NetworkxRouter(network), ScipyRouter(network)
    for place in places[:targets]:
        to_place = fast.times_to(place, places).seconds
        np.testing.assert_array_equal(to_place, truth.times_to(place, places).seconds)
        np.testing.assert_array_equal(
            fast.times_from(place, places).seconds, truth.times_from(place, places).seconds
        )
        for source, seconds in zip(places[-targets:], to_place[-targets:], strict=True):
            assert_same_route(truth, fast, source, place, float(seconds))


def assert_same_route(
    truth: Router, fast: Router, source: RoadPoint, target: RoadPoint, seconds: float
) -> None:
    expected, route = truth.route(source, target), fast.route(source, target)
    if expected is None or route is None:
        assert expected is route
        assert seconds == np.inf
        return
    assert route.duration_s == expected.duration_s == seconds == route.passed_s[-1]
    assert (np.diff(route.passed_s) >= 0).all()
    assert len(route.points) == len(route.passed_s)


@given(towns, st.lists(spots, min_size=1, max_size=6), st.data())
def test_on_random_towns(
    network: RoadNetwork, asked: list[tuple[float, float]], data: st.DataObject
) -> None:
    snapped = [ScipyRouter(network).locate(grid_point(*spot)) for spot in asked]
    arcs = st.integers(0, network.arc_count - 1)
    picked = data.draw(st.lists(st.tuples(arcs, st.floats(0.0, 1.0)), max_size=6))
    placed = [_place(network, arc, fraction) for arc, fraction in picked]
    assert_agreement(network, snapped + placed, targets=2 if len(snapped) > 1 else 1)


def _place(network: RoadNetwork, arc: int, fraction: float) -> RoadPoint:
    point = network.point_at(arc, fraction)
    return RoadPoint(point, arc, fraction, 0.0, point, network.shape_version)


def test_jinan_is_read_whole(jinan: RoadNetwork) -> None:
    report = jinan.report
    assert (report.segments, report.nodes, report.arcs) == (28_597, 12_766, 28_598)
    assert (report.without_length, report.repeated) == (1, 2)


@pytest.mark.slow
def test_on_the_real_roads_of_jinan(jinan: RoadNetwork) -> None:
    rng = np.random.default_rng(120)
    lon = rng.uniform(jinan.node_lon.min(), jinan.node_lon.max(), 230)
    lat = rng.uniform(jinan.node_lat.min(), jinan.node_lat.max(), 230)
    locate = ScipyRouter(jinan).locate
    places = [locate(Point(*pair)) for pair in zip(lon.tolist(), lat.tolist(), strict=True)]
    assert_agreement(jinan, places, targets=2)


def test_nearly_every_corner_of_jinan_reaches_every_other(jinan: RoadNetwork) -> None:
    rng = np.random.default_rng(121)
    router = ScipyRouter(jinan)
    nodes = rng.integers(0, jinan.node_count, 200)
    places = [router.locate(Point(jinan.node_lon[i], jinan.node_lat[i])) for i in nodes]
    assert np.isfinite(router.times_to(places[0], places).seconds).all()
