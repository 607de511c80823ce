"""A drive that gets nowhere is noticed; a way round, a red light and a closed bridge are not."""

import pytest

from dispatch.progress import STANDS_AFTER_S, Drive, Trouble
from geo.coordinates import Point

REQUIREMENTS = ("DSP-20", "VEH-12")

START = Point(110.8, 32.6)
FAR_S = 600.0


def east(metres: float) -> Point:
    return Point(START.lon + metres / 93_700.0, START.lat)


def drive(*looks: tuple[float, float, float], version: str = "v1") -> Drive:
    """Looks of (seconds, metres east, road time left)."""
    first, *others = looks
    begun = Drive.begin("scene", version, east(first[1]), round(1000 * first[0]), first[2])
    for second, metres, left_s in others:
        begun.look(version, east(metres), round(1000 * second), left_s)
    return begun


def test_who_gets_nearer_has_no_trouble() -> None:
    assert drive(*[(n, 15.0 * n, FAR_S - n) for n in range(0, 300, 5)]).trouble is None


def test_a_red_light_is_no_standstill_but_two_minutes_are_and_count_from_their_beginning() -> None:
    light = [(float(n), 0.0, FAR_S) for n in range(0, 90, 5)]
    assert drive(*light).trouble is None
    jam = drive(*light, (STANDS_AFTER_S, 10.0, FAR_S))
    assert (jam.trouble, jam.since_ms) == (Trouble.STANDSTILL, 0)
    jam.look("v1", east(300), 130_000, FAR_S - 20)
    assert jam.trouble is None


def test_who_looks_for_the_house_does_not_stand_still() -> None:
    assert drive((0, 0, 40.0), (300, 10, 40.0)).trouble is None


def test_who_loses_two_minutes_of_road_time_is_off_its_route() -> None:
    lost = drive((0, 0, 300.0), (30, 400, 270.0), (60, 900, 420.0))
    assert (lost.trouble, lost.since_ms) == (Trouble.OFF_ROUTE, 60_000)
    assert drive((0, 0, 300.0), (30, 400, 270.0), (60, 900, 380.0)).trouble is None


def test_a_road_that_closes_ahead_is_not_the_crews_fault() -> None:
    ahead = drive((0, 0, 300.0), (30, 400, 270.0))
    ahead.look("v2", east(500), 40_000, 900.0)
    assert ahead.trouble is None
    ahead.look("v2", east(900), 60_000, 1030.0)
    assert ahead.trouble is Trouble.OFF_ROUTE


@pytest.mark.parametrize("left_s", [0.0, float("inf")])
def test_odd_road_times_do_no_harm(left_s: float) -> None:
    assert drive((0, 0, left_s), (10, 200, left_s)).trouble is None
