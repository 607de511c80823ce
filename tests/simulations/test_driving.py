import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coordinates import Point, bearing_deg, distance_m
from simulations.day.bodies import Body
from simulations.day.driving import Leg, displaced, straight_route, taken_up

START_MS = 1_000_000
HOME, CORNER, SCENE = Point(110.80, 32.60), Point(110.81, 32.60), Point(110.81, 32.62)


def leg(factor: float = 1.0) -> Leg:
    """Ten seconds to the road, a minute east, two minutes north."""
    return Leg(START_MS, HOME, [HOME, CORNER, SCENE], [10.0, 70.0, 190.0], factor)


def test_a_vehicle_stands_before_it_leaves_and_after_it_has_arrived() -> None:
    before = leg().at(START_MS - 5_000)
    assert (before.point, before.speed_kmh) == (HOME, 0.0)
    assert before.heading_deg == pytest.approx(90, abs=0.1)
    there = leg().at(START_MS + 190_000)
    assert (there.point, there.speed_kmh) == (SCENE, 0.0)
    assert there.heading_deg == pytest.approx(0, abs=0.1)
    assert leg().arrival_ms == START_MS + 190_000


def test_between_two_vertices_it_is_where_the_time_says() -> None:
    halfway = leg().at(START_MS + 40_000)
    assert halfway.point.lon == pytest.approx((HOME.lon + CORNER.lon) / 2)
    assert halfway.point.lat == HOME.lat
    assert halfway.speed_kmh == pytest.approx(distance_m(HOME, CORNER) / 60 * 3.6)
    assert halfway.heading_deg == pytest.approx(bearing_deg(HOME, CORNER))


def test_a_slower_crew_takes_longer_on_the_same_way() -> None:
    assert leg(1.15).arrival_ms - START_MS == pytest.approx(190_000 * 1.15)
    assert leg(1.15).at(START_MS + 46_000).point == leg().at(START_MS + 40_000).point


@given(at_s=st.floats(-10, 250), step_s=st.floats(0.1, 30))
def test_it_never_jumps(at_s: float, step_s: float) -> None:
    fastest_ms = distance_m(CORNER, SCENE) / 120
    before = leg().at(round(START_MS + at_s * 1000)).point
    after = leg().at(round(START_MS + (at_s + step_s) * 1000)).point
    assert distance_m(before, after) <= fastest_ms * step_s * 1.01 + 0.2


def test_a_way_of_no_length_is_over_at_once() -> None:
    short = Leg(START_MS, HOME, [HOME], [0.0])
    assert short.arrival_ms == START_MS
    assert short.at(START_MS).point == HOME


def test_points_without_times_are_refused() -> None:
    with pytest.raises(ValueError, match="2 points but 1 times"):
        Leg(START_MS, HOME, [CORNER, SCENE], [10.0])


def test_driving_by_sight_takes_longer_than_a_straight_road_would() -> None:
    points, passed_s = straight_route(HOME, SCENE)
    assert points == [SCENE]
    assert passed_s[0] == pytest.approx(distance_m(HOME, SCENE) * 1.3 / 11.11, rel=0.01)


def test_a_displaced_point_lies_that_far_away() -> None:
    assert distance_m(HOME, displaced(HOME, 300, 400)) == pytest.approx(500, rel=0.01)


def test_a_vehicle_called_on_its_way_home_stops_where_it_is() -> None:
    body = Body("V001", HOME, 0)
    body.drive("home", START_MS, [HOME, CORNER, SCENE], [10.0, 70.0, 190.0], 1.0)
    assert body.is_moving(START_MS + 40_000)
    on_the_way = body.at(START_MS + 40_000).point
    body.stand(START_MS + 40_000)
    assert body.at(START_MS + 900_000).point == on_the_way
    assert body.arrival_ms("home") is None


def test_a_vehicle_does_not_leave_before_it_has_come() -> None:
    body = Body("V001", HOME, 0)
    body.place(CORNER, START_MS + 5_000)
    body.drive("scene", START_MS, [SCENE], [60.0], 1.0)
    assert body.arrival_ms("scene") == START_MS + 65_000
    assert body.arrival_ms("elsewhere") is None


def test_a_way_that_was_asked_a_moment_ago_is_taken_up_where_the_vehicle_is() -> None:
    way = [Point(110.0, 32.0), Point(110.1, 32.0), Point(110.2, 32.0)]
    points, passed_s = taken_up(Point(110.05, 32.0), way, [0.0, 600.0, 1200.0])
    assert points == way[1:]
    assert passed_s == pytest.approx([300.0, 900.0], abs=1)


def test_who_is_beside_the_new_way_first_drives_to_where_it_begins() -> None:
    way = [Point(110.0, 32.0), Point(109.9, 32.0)]
    points, passed_s = taken_up(Point(110.01, 32.0), way, [0.0, 600.0])
    assert points == way
    assert passed_s[0] == pytest.approx(943 / (40 / 3.6), rel=0.01)
    assert passed_s[1] - passed_s[0] == 600.0
