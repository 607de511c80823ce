from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from geo.coordinates import Datum, Point, distance_m, to_wgs84
from simulations.day.bodies import Body
from simulations.day.chance import Chance
from simulations.day.driving import displaced
from simulations.day.gps import HOME_EVERY_MS, Terminals
from tests.support.day_world import HOME, NOON_MS

FAR = Point(111.10, 32.60)


def fleet(count: int = 200) -> list[Body]:
    return [Body(f"V{nth:03d}", HOME, 0) for nth in range(count)]


def terminals(bodies: list[Body], seed: int = 1) -> Terminals:
    return Terminals(bodies, {body.vehicle_id: HOME for body in bodies}, Chance(seed))


def listen(
    devices: Terminals, from_ms: int, seconds: int, every_ms: int = 1000
) -> list[dict[str, Any]]:
    return [
        record
        for now_ms in range(from_ms, from_ms + seconds * 1000, every_ms)
        for record in devices.measure(now_ms)
    ]


def of(records: list[dict[str, Any]], vehicle_id: str) -> list[dict[str, Any]]:
    return [record for record in records if record["vehicle_id"] == vehicle_id]


def good(records: list[dict[str, Any]]) -> str:
    """A vehicle whose terminal has no fault, by what it sends."""
    counts = Counter(str(r["vehicle_id"]) for r in records if r["datum"] == "wgs84")
    usual = counts.most_common()[len(counts) // 2][1]
    return next(v for v, n in counts.items() if n == usual)


def test_a_waiting_vehicle_reports_every_minute_and_never_exactly_the_same_place() -> None:
    records = listen(terminals(fleet()), NOON_MS, 600)
    mine = of(records, good(records))
    gaps = {b["at_ms"] - a["at_ms"] for a, b in pairwise(mine)}
    assert gaps == {HOME_EVERY_MS}
    places = [Point(r["lon"], r["lat"]) for r in mine]
    assert len(set(places)) == len(places)
    assert all(distance_m(HOME, place) < 20 for place in places)
    assert {r["speed_kmh"] for r in mine} == {0.0}


def test_vehicles_do_not_report_in_step() -> None:
    devices = terminals(fleet())
    batches = [devices.measure(NOON_MS + 1000 * s) for s in range(120)]
    assert max(map(len, batches[60:])) < 20


def test_a_driving_vehicle_reports_every_five_seconds_with_speed_and_heading() -> None:
    bodies = fleet(20)
    for body in bodies:
        body.drive("scene", NOON_MS, [HOME, FAR], [0.0, 1800.0], 1.0)
    records = listen(terminals(bodies), NOON_MS + 60_000, 300)
    mine = of(records, good(records))
    assert {b["at_ms"] - a["at_ms"] for a, b in pairwise(mine)} == {5000}
    expected_kmh = distance_m(HOME, FAR) / 1800 * 3.6
    assert all(r["speed_kmh"] == pytest.approx(expected_kmh, abs=0.2) for r in mine)
    assert all(r["heading_deg"] == pytest.approx(90, abs=1) for r in mine)
    for record in mine:
        truth = bodies[0].at(record["at_ms"]).point
        assert distance_m(truth, Point(record["lon"], record["lat"])) < 20


def test_however_fast_the_clock_runs_a_batch_holds_only_the_newest_of_each_vehicle() -> None:
    bodies = fleet(20)
    for body in bodies:
        body.drive("scene", NOON_MS, [HOME, FAR], [0.0, 3600.0], 1.0)
    devices = terminals(bodies)
    devices.measure(NOON_MS)
    batch: list[dict[str, Any]] = devices.measure(NOON_MS + 120_000)
    assert max(Counter(r["vehicle_id"] for r in batch).values()) <= 3
    assert [r for r in batch if NOON_MS < r["at_ms"] <= NOON_MS + 105_000] == []


def test_times_of_one_terminal_never_go_back_and_never_lie_ahead() -> None:
    bodies = fleet(30)
    devices = terminals(bodies)
    latest: dict[str, int] = {}
    for step in range(400):
        now_ms = NOON_MS + step * 7_300
        if step % 50 == 10:
            for body in bodies:
                body.drive(f"{step}", now_ms, [FAR], [200.0], 1.0)
        fresh = {str(r["vehicle_id"]): r["at_ms"] for r in devices.measure(now_ms)}
        for vehicle_id, at_ms in fresh.items():
            assert isinstance(at_ms, int)
            assert latest.get(vehicle_id, 0) < at_ms <= now_ms
            latest[vehicle_id] = at_ms


def test_a_few_terminals_send_another_datum_and_say_so() -> None:
    records = listen(terminals(fleet()), NOON_MS, 120)
    shifted = [r for r in records if r["datum"] == "gcj02"]
    assert 0 < len({r["vehicle_id"] for r in shifted}) < 20
    for record in shifted:
        assert distance_m(HOME, Point(record["lon"], record["lat"])) > 100
        assert distance_m(HOME, to_wgs84(record["lon"], record["lat"], Datum.GCJ02)) < 20


def test_a_few_terminals_fall_silent_and_a_few_repeat_themselves() -> None:
    records = listen(terminals(fleet()), NOON_MS, 3600, every_ms=5000)
    counts = Counter(r["vehicle_id"] for r in records)
    usual = counts.most_common()[len(counts) // 2][1]
    assert 0 < sum(n < usual - 1 for n in counts.values()) < 20
    assert 0 < sum(n > usual + 1 for n in counts.values()) < 20
    repeats = Counter((r["vehicle_id"], r["at_ms"]) for r in records)
    assert max(repeats.values()) == 2


def test_nothing_is_measured_while_the_way_is_being_asked() -> None:
    bodies = fleet(5)
    for body in bodies:
        body.sets_off = True
    assert listen(terminals(bodies), NOON_MS, 120) == []


def test_a_vehicle_on_scene_is_heard_often_enough_not_to_look_lost() -> None:
    bodies = fleet(20)
    for body in bodies:
        body.place(displaced(HOME, 5_000, 0), 0)
    records = listen(terminals(bodies), NOON_MS, 300)
    mine = of(records, good(records))
    assert {b["at_ms"] - a["at_ms"] for a, b in pairwise(mine)} == {20_000}
