"""The estimate: always there, plausible and labelled."""

import pytest

from geo.coordinates import Point, distance_m
from geo.routing.estimate import StraightLineRouter
from geo.routing.router import Basis, RoadPoint

NEAR, FAR = Point(110.0, 32.5), Point(110.5, 32.7)


def test_it_is_the_straight_line_times_detour_at_the_given_speed() -> None:
    router = StraightLineRouter(detour_factor=1.5, speed_kmh=36.0)
    times = router.times_to(router.locate(FAR), [router.locate(NEAR), router.locate(FAR)])
    assert times.seconds.tolist() == pytest.approx([distance_m(NEAR, FAR) * 1.5 / 10.0, 0.0])
    assert times.basis is Basis.ESTIMATE
    assert times.network_version == router.network_version == "estimate-1.5x36"


def test_both_directions_and_the_route_agree() -> None:
    router = StraightLineRouter(1.4, 40.0)
    near, far = router.locate(NEAR), router.locate(FAR)
    route = router.route(near, far)
    assert route is not None
    assert router.times_to(far, [near]).seconds[0] == router.times_from(near, [far]).seconds[0]
    assert route.duration_s == route.passed_s[-1] == router.times_to(far, [near]).seconds[0]
    assert (route.points, route.basis) == ([NEAR, FAR], Basis.ESTIMATE)


def test_it_starts_from_where_a_vehicle_is_and_not_from_its_road() -> None:
    router = StraightLineRouter(1.0, 36.0)
    on_a_road = RoadPoint(NEAR, 7, 0.5, 300.0, FAR, "some network")
    assert router.times_to(router.locate(NEAR), [on_a_road]).seconds[0] == 0.0


@pytest.mark.parametrize(("factor", "kmh"), [(0.9, 40.0), (1.4, 0.0), (float("nan"), 40.0)])
def test_impossible_parameters_are_refused(factor: float, kmh: float) -> None:
    with pytest.raises(ValueError, match="detour_factor="):
        StraightLineRouter(factor, kmh)
