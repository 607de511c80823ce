"""Geofences: who drives past does not arrive, who stays does, and silence hides neither."""

from collections.abc import Sequence

import pytest

from geo.coordinates import Point, offset_m
from stations.positions.fences import STAYS, Crossed, Crossing, Fence, FenceWatch
from stations.positions.fix import LivePosition

REQUIREMENTS = ("VEH-03",)

DOOR = Point(110.8, 32.65)
SCENE = Fence("on_scene", DOOR, Crossed.REACHED)
STATION = Fence("en_route", DOOR, Crossed.LEFT)
EAST_M = offset_m(DOOR, Point(111.8, 32.65))[0]

Track = Sequence[tuple[float, float, float]]


def at(second: float, east_m: float, speed_kmh: float) -> LivePosition:
    """A fix so many metres east of the door."""
    return LivePosition(
        vehicle_id="V",
        point=Point(DOOR.lon + east_m / EAST_M, DOOR.lat),
        at_ms=round(1000 * second),
        received_ms=round(1000 * second) + 700,
        speed_kmh=speed_kmh,
        heading_deg=90.0,
    )


def crossings(track: Track, *fences: Fence) -> list[Crossing]:
    watch = FenceWatch()
    return [c for fix in track for c in watch.moved(at(*fix), fences)]


def drive(start_s: float, from_m: float, to_m: float, kmh: float, every_s: float = 5.0) -> Track:
    """Straight past the door, a fix every few seconds."""
    seconds = abs(to_m - from_m) / (kmh / 3.6)
    steps = max(1, round(seconds / every_s))
    return [
        (start_s + seconds * n / steps, from_m + (to_m - from_m) * n / steps, kmh)
        for n in range(steps + 1)
    ]


@pytest.mark.parametrize("kmh", [10.0, 30.0, 60.0, 120.0])
def test_who_drives_past_does_not_arrive(kmh: float) -> None:
    assert crossings(drive(0, -2000, 2000, kmh), SCENE) == []


def test_a_red_light_in_the_fence_is_no_arrival_but_a_stop_at_the_door_is() -> None:
    come, go = drive(0, -1000, -100, 40), drive(200, -100, 2000, 40)
    light = [(85.0 + n, -100.0, 0.0) for n in range(0, 40, 5)]
    assert crossings([*come, *light, *go], SCENE) == []
    at_the_door = [(100.0 + n, -20.0, 0.0) for n in range(0, 20, 5)]
    [arrival] = crossings([*drive(0, -1000, -20, 40), *at_the_door], SCENE)
    assert arrival.at_ms == 100_000, "it arrived when it stopped, not when that was certain"


def test_who_stays_at_the_edge_of_the_fence_arrives_later() -> None:
    stay = [(float(n), 120.0, 2.0) for n in range(0, 120, 5)]
    [arrival] = crossings([*drive(-100, -3000, 120, 60), *stay], SCENE)
    assert arrival.at_ms == 0
    short = [fix for fix in stay if fix[0] < STAYS[-1].dwell_s]
    assert crossings([*drive(-100, -3000, 120, 60), *short], SCENE) == []


def test_an_arrival_is_told_once_however_long_it_stays_and_jitters() -> None:
    jitter = [(float(n), 30.0 if n % 2 else 220.0, 0.0) for n in range(0, 400, 5)]
    stay = [(float(n), 10.0, 0.0) for n in range(400, 600, 5)]
    assert len(crossings([*jitter, *stay, *jitter], SCENE)) == 1


def test_leaving_is_told_at_the_moment_the_line_was_crossed() -> None:
    standing = [(float(n), 0.0, 0.0) for n in range(0, 60, 10)]
    [departure] = crossings([*standing, (70.0, 300.0, 40.0), (80.0, 600.0, 50.0)], STATION)
    assert departure.at_ms == 60_000
    assert offset_m(DOOR, departure.point)[0] == pytest.approx(150.0, abs=1.0)


def test_jitter_on_the_line_is_no_departure_and_who_was_never_there_does_not_leave() -> None:
    jitter = [(float(n), 140.0 + 50.0 * (n % 2), 3.0) for n in range(0, 100, 1)]
    assert crossings(jitter, STATION) == []
    assert crossings(drive(0, 500, 3000, 50), STATION) == []


def test_a_stop_that_nobody_heard_of_counts_when_there_was_time_for_it() -> None:
    quick = [(0.0, -3000.0, 60.0), (360.0, 3000.0, 60.0)]
    assert crossings(quick, SCENE) == []
    slow = [(0.0, -3000.0, 60.0), (1200.0, 3000.0, 60.0)]
    [arrival] = crossings(slow, SCENE)
    assert arrival.at_ms == 270_000, "three kilometres at 40 km/h"
    assert offset_m(DOOR, arrival.point)[0] == pytest.approx(0.0, abs=1.0)


def test_of_one_fix_what_was_left_comes_before_what_was_reached() -> None:
    station = Fence("en_route", at(0, -3000, 0).point, Crossed.LEFT)
    seen = crossings([(0.0, -3000.0, 0.0), (1200.0, 3000.0, 50.0)], SCENE, station)
    assert [c.fence.key for c in seen] == ["en_route", "on_scene"]
    assert seen[0].at_ms < seen[1].at_ms


def test_a_fence_that_no_longer_matters_is_forgotten() -> None:
    watch = FenceWatch()
    watch.moved(at(0, 0, 0), [STATION])
    watch.moved(at(10, 100, 20), [])
    assert watch.moved(at(20, 400, 40), [STATION]) == []
