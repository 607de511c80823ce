"""A track as people look at it, and the queue that it waits in for the database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from geo.coordinates import Point, distance_m
from stations.positions.fix import LivePosition
from stations.positions.replay import (
    check_speed,
    odometer_km,
    place_at,
    straight_steps,
    thin,
)
from stations.positions.unsaved import BUNCH_MAX, BUNCH_VEHICLES_MAX, Unsaved

REQUIREMENTS = ("VEH-09",)

START_MS = 1_795_219_200_000
HOME = Point(110.8, 32.6)
DEGREE_M = distance_m(HOME, Point(HOME.lon + 1, HOME.lat))


def at(
    seconds: float, east_m: float = 0.0, kmh: float = 0.0, mileage_km: float | None = None
) -> LivePosition:
    at_ms = START_MS + round(1000 * seconds)
    return LivePosition(
        vehicle_id="V",
        point=Point(HOME.lon + east_m / DEGREE_M, HOME.lat),
        at_ms=at_ms,
        received_ms=at_ms,
        speed_kmh=kmh,
        heading_deg=90.0,
        mileage_km=mileage_km,
    )


@given(st.integers(0, 500), st.integers(2, 60), st.sets(st.integers(0, 499), max_size=20))
def test_a_thinned_track_keeps_its_ends_what_matters_and_its_order(
    count: int, points_max: int, keep: set[int]
) -> None:
    track = [at(n) for n in range(count)]
    keep = {k for k in keep if k < count}
    chosen = thin(track, points_max, sorted(keep))
    assert len(chosen) <= max(points_max, 0)
    assert chosen == sorted(set(chosen))
    if count <= points_max:
        assert chosen == list(range(count))
    else:
        assert {0, count - 1} <= set(chosen)
        assert len(keep & set(chosen)) >= min(len(keep), points_max - 2)


def test_a_speed_check_counts_time_and_not_fixes() -> None:
    track = [at(0, kmh=50), at(5, kmh=120), at(35, kmh=90), at(45, kmh=0), at(105, kmh=130)]
    check = check_speed(track, 100.0)
    assert (check.driving_s, check.over_s) == (45.0, 30.0)
    assert check.over_share == pytest.approx(30 / 45, abs=1e-4)
    assert (check.max_kmh, check.max_at_ms) == (130, START_MS + 105_000)


def test_nobody_is_blamed_for_the_time_in_which_nothing_was_heard() -> None:
    assert check_speed([at(0, kmh=120), at(3600, kmh=0)], 100.0).over_s == 0.0
    assert check_speed([], 100.0).max_at_ms is None


def test_a_standing_receiver_that_wanders_drives_no_kilometres() -> None:
    standing = [at(5 * n, east_m=(n % 3) * 8.0) for n in range(500)]
    assert straight_steps(standing) == []
    driving = [at(5 * n, east_m=60.0 * n) for n in range(11)]
    assert sum(m for m, _ in straight_steps(driving)) == pytest.approx(600.0, abs=0.5)
    creeping = [at(5 * n, east_m=10.0 * n) for n in range(61)]
    assert sum(m for m, _ in straight_steps(creeping)) == pytest.approx(600.0, abs=30)


@pytest.mark.parametrize(
    ("readings", "km"),
    [
        ([100.0, 100.4, 103.2], 3.2),
        ([None, 100.0, None, 102.0], 2.0),
        ([100.0, 0.0, 5.0], 5.0),  # zero is what a terminal without an odometer sends
        ([100.0, 3.0], None),
        ([100.0], None),
        ([None, None], None),
    ],
)
def test_an_odometer_counts_unless_it_was_reset(
    readings: list[float | None], km: float | None
) -> None:
    track = [at(n, mileage_km=reading) for n, reading in enumerate(readings)]
    if readings[1:2] == [0.0]:
        assert odometer_km(track) is None, "from 100 to 5 it was reset"
    else:
        assert odometer_km(track) == km


def test_where_it_was_between_two_fixes_and_not_long_after_the_last() -> None:
    track = [at(0, 0), at(10, 100)]
    between = place_at(track, START_MS + 2500)
    assert between is not None
    assert distance_m(HOME, between) == pytest.approx(25.0, abs=0.1)
    assert place_at(track, START_MS + 60_000) == track[1].point
    assert place_at(track, START_MS - 60_000) == track[0].point
    assert place_at(track, START_MS + 3_600_000) is None
    assert place_at([], START_MS) is None


def test_the_queue_before_the_database_drops_the_oldest_and_counts_them() -> None:
    queue = Unsaved(limit=10)
    for n in range(15):
        queue.keep(at(n))
    assert (len(queue), queue.dropped) == (10, 5)
    bunch = queue.take()
    assert [p.at_ms for p in bunch] == [at(n).at_ms for n in range(5, 15)]
    queue.keep(at(15))
    queue.put_back(bunch)
    assert (len(queue), queue.dropped) == (10, 6)
    assert queue.take() == [at(n) for n in range(6, 16)]


def test_what_waited_long_is_written_in_bunches() -> None:
    queue = Unsaved()
    for n in range(BUNCH_MAX + 3):
        queue.keep(at(n))
    assert len(queue.take()) == BUNCH_MAX
    assert len(queue.take()) == 3
    assert queue.take() == []


def test_a_bunch_is_all_of_the_vehicles_that_wait_longest_and_the_next_has_the_others() -> None:
    queue = Unsaved()
    names = [f"V{n}" for n in range(BUNCH_VEHICLES_MAX + 1)]
    for tick in range(3):
        for name in names:
            queue.keep(replace(at(tick), vehicle_id=name))
    first = queue.take()
    assert {p.vehicle_id for p in first} == set(names[:-1])
    assert len(first) == 3 * BUNCH_VEHICLES_MAX
    queue.keep(replace(at(9), vehicle_id=names[0]))
    second = queue.take()
    assert [p.vehicle_id for p in second] == [names[-1]] * 3 + [names[0]]
    assert len(queue) == 0


def test_what_could_not_be_written_comes_before_what_came_meanwhile() -> None:
    queue = Unsaved()
    queue.keep(at(1))
    bunch = queue.take()
    queue.keep(replace(at(2), vehicle_id="V9"))
    queue.keep(at(3))
    queue.put_back(bunch)
    assert len(queue) == 3
    assert [p.at_ms for p in queue.take()] == [at(n).at_ms for n in (1, 3, 2)]
