"""Isochrones: what is drawn as reached is exactly what the engine says is reached in time."""

from collections.abc import Callable

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coordinates import Point
from geo.roads.conditions import Restricted, RoadState
from geo.roads.network import RoadNetwork
from geo.roads.restrictions import Sections
from geo.routing.contracted import ContractedRouter
from geo.routing.isochrones import BESIDE_M, ReachedArcs, areas, lines, reached_arcs
from geo.routing.router import RoadPoint
from geo.routing.scipy_router import ScipyRouter
from tests.geo.contracted_engines import ready
from tests.geo.drawing import draw, grid_point
from tests.geo.random_roads import spots, towns

TICK_S = 1 / 1024
FRACTIONS = np.linspace(0.01, 0.99, 8).tolist()


Engine = ScipyRouter | ContractedRouter
Make = Callable[[RoadNetwork], Engine]


@pytest.fixture(params=[ScipyRouter, ready])
def engine(request: pytest.FixtureRequest) -> Make:
    """Every engine that tells the seconds to all junctions."""
    chosen: Make = request.param
    return chosen


def reach(
    router: Engine, source: RoadPoint, *limits_s: float, state: RoadState | None = None
) -> list[ReachedArcs]:
    placed = router.settle(source)
    state = state or RoadState.open(router.network)
    return reached_arcs(state, router.seconds_to_all(placed), placed, limits_s)


def place(network: RoadNetwork, arc: int, fraction: float) -> RoadPoint:
    point = network.point_at(arc, fraction)
    return RoadPoint(point, arc, fraction, 0.0, point, network.shape_version)


def assert_same_as_asking_everywhere(
    router: Engine, source: RoadPoint, reached: ReachedArcs
) -> None:
    """Ask the engine for places all along every stretch: brute force."""
    network = router.network
    covered = list(zip(reached.arc, reached.start, reached.end, strict=True))
    asked = [(a, f) for a in range(network.arc_count) for f in FRACTIONS]
    seconds = router.times_from(source, [place(network, a, f) for a, f in asked]).seconds
    for (arc, fraction), drive_s in zip(asked, seconds, strict=True):
        if abs(drive_s - reached.limit_s) <= 3 * TICK_S:
            continue
        stands = [(arc, fraction), (int(network.arc_reverse[arc]), 1.0 - fraction)]
        inside = any(
            a == b and start - 1e-9 <= f <= end + 1e-9
            for a, f in stands
            for b, start, end in covered
        )
        assert inside == (drive_s < reached.limit_s), (arc, fraction, drive_s)


@pytest.mark.parametrize("make", [ScipyRouter, ready])
@given(towns, spots, st.lists(st.floats(5.0, 900.0), min_size=1, max_size=3))
@settings(deadline=None)
def test_the_stretches_reached_are_those_of_brute_force(
    make: Make, network: RoadNetwork, spot: tuple[float, float], limits_s: list[float]
) -> None:
    router = make(network)
    source = router.locate(grid_point(*spot))
    for reached in reach(router, source, *limits_s):
        assert_same_as_asking_everywhere(router, source, reached)


def test_a_road_is_reached_as_far_as_the_time_lasts() -> None:
    drawing = draw("ABC", "A-B-C:60")
    router = ScipyRouter(drawing.network)
    (reached,) = reach(router, drawing.on("A>C", 0.25), 45.0)
    parts = sorted(zip(reached.start.tolist(), reached.end.tolist(), strict=True))
    # Two minutes from end to end. East for 45 s; west for 30 s to A, and back again for 15 s.
    np.testing.assert_allclose(parts, [(0.0, 0.125), (0.25, 0.625), (0.75, 1.0)])


def test_a_one_way_street_is_not_reached_against_its_direction() -> None:
    drawing = draw("AB", "A>B")
    (reached,) = reach(ScipyRouter(drawing.network), drawing.on("A>B", 0.5), 600.0)
    np.testing.assert_array_equal([reached.start, reached.end], [[0.5], [1.0]])


def test_a_closed_bridge_ends_the_reach_at_its_barrier(engine: Make) -> None:
    drawing = draw("ABCD", "A-B B-C C-D")
    network = drawing.network
    bridge = drawing.on("B>C").arc
    closed = Sections(np.array([bridge]), np.array([0.25]), np.array([0.75]))
    state = RoadState.of(network, network.arc_seconds, [Restricted(closed)])
    router = engine(network).under(state)
    source = drawing.on("A>B", 0.0)
    (reached,) = reach(router, source, 3600.0, state=state)
    assert drawing.on("C>D").arc not in reached.arc
    assert_same_as_asking_everywhere(router, source, reached)


def test_areas_hold_every_reached_stretch_and_grow_with_the_limit() -> None:
    drawing = draw("ABC\nDEF\nGHI", "A-B-C D-E-F G-H-I A-D-G B-E-H C-F-I")
    router = ScipyRouter(drawing.network)
    reached = reach(router, drawing.on("E>F", 0.1), 100.0, 40.0, 70.0)
    drawn = areas(drawing.network, reached)
    for area, part in zip(drawn, reached, strict=True):
        assert area.is_valid
        assert shapely.covers(area, lines(drawing.network, part)).all()
    assert drawn[0].covers(drawn[2])
    assert drawn[2].covers(drawn[1])


def test_an_area_is_the_strip_beside_the_roads() -> None:
    drawing = draw("AB", "A-B")
    (area,) = areas(
        drawing.network, reach(ScipyRouter(drawing.network), drawing.on("A>B", 0.5), 600.0)
    )
    east_m, north_m = 40.0, BESIDE_M
    near, far = 0.9 * north_m / 1000, 1.1 * north_m / 1000
    middle = drawing.point("A", east=0.5 + east_m / 1000)
    assert area.covers(shapely.Point(middle.lon, middle.lat))
    for north, inside in ((near, True), (far, False), (-near, True), (-far, False)):
        spot = drawing.point("A", east=0.5, north=north)
        assert area.covers(shapely.Point(spot.lon, spot.lat)) is inside


def test_nothing_reached_is_an_empty_area() -> None:
    drawing = draw("AB", "A-B")
    router = ScipyRouter(drawing.network)
    far_off = router.locate(drawing.point("A", north=30.0))
    (area,) = areas(drawing.network, reach(router, far_off, 60.0))
    assert area.is_empty


@pytest.mark.parametrize("limit_s", [0.0, -5.0, float("nan"), float("inf")])
def test_a_limit_that_is_no_time_is_refused(limit_s: float) -> None:
    drawing = draw("AB", "A-B")
    with pytest.raises(ValueError, match="limit_s"):
        reach(ScipyRouter(drawing.network), drawing.on("A>B"), limit_s)


@pytest.mark.slow
def test_three_areas_of_jinan_are_whole_and_one_within_the_other(jinan: RoadNetwork) -> None:
    router = ScipyRouter(jinan)
    centre = Point(float(np.median(jinan.node_lon)), float(np.median(jinan.node_lat)))
    reached = reach(router, router.locate(centre), 300.0, 600.0, 900.0)
    drawn = areas(jinan, reached)
    assert [area.is_valid for area in drawn] == [True] * 3
