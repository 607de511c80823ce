"""The shape of a drive on the map: bends that nobody sees are left out, times are kept."""

from math import inf

import pytest

from geo.coordinates import Point
from geo.routing.router import Basis, RoadPoint, Route
from simulations.animation.days import worst_day
from simulations.animation.told import DayRow
from simulations.animation.ways import Passed, Ways, cut, standing, straightened

REQUIREMENTS = ("SIM-07",)

A, B = Point(110.0, 32.0), Point(110.1, 32.0)
ROAD = [Passed(110.0 + n / 100, 32.0, 60.0 * n) for n in range(11)]


def test_a_straight_road_needs_only_its_ends_and_a_bend_stays() -> None:
    assert straightened(ROAD) == [ROAD[0], ROAD[-1]]
    bent = [*ROAD[:5], Passed(110.05, 32.01, 300.0), *ROAD[6:]]
    assert bent[5] in straightened(bent)
    assert len(straightened(bent)) < len(bent)


def test_a_way_is_cut_where_the_vehicle_is_at_that_second() -> None:
    way = tuple(straightened(ROAD))
    halfway = cut(way, 300.0)
    assert halfway[-1].lon == pytest.approx(110.05)
    assert halfway[-1].at_s == 300.0
    assert cut(way, 9999.0) == way
    assert cut(standing(A), 50.0)[-1].point == A


class OneRoad:
    """A router of one straight road that takes ten minutes."""

    network_version = "one"

    def locate(self, point: Point) -> RoadPoint:
        return RoadPoint(point, 0, 0.0, 0.0, point)

    def route(self, source: RoadPoint, target: RoadPoint) -> Route | None:
        points = [one.point for one in ROAD]
        return Route(points, [one.at_s for one in ROAD], 600.0, 9_400.0, Basis.ROAD, "one")


def test_a_drive_takes_as_long_as_the_run_says_whatever_the_roads_say() -> None:
    way, by_road = Ways(OneRoad()).way(A, B, 1000.0, 1900.0)  # type: ignore[arg-type]
    assert by_road
    assert (way[0].at_s, way[-1].at_s) == (1000.0, 1900.0)
    assert (way[0].point, way[-1].point) == (A, B)


def test_who_is_there_long_before_the_roads_allow_it_came_by_boat_and_is_drawn_straight() -> None:
    way, by_road = Ways(OneRoad()).way(A, B, 0.0, 120.0)  # type: ignore[arg-type]
    assert not by_road
    assert [one.point for one in way] == [A, B]


def test_the_worst_day_is_the_one_on_which_most_were_late_and_then_the_slower_one() -> None:
    def day(late: int, mean_s: float | None) -> DayRow:
        return DayRow(date="2026-01-05", calls=9, late=late, queued=0, mean_s=mean_s)

    assert worst_day([day(1, 900.0), day(3, 500.0), day(3, 600.0), day(0, None)]) == 2
    assert worst_day([day(0, None)]) == 0
    assert standing(A)[0].at_s == -inf
