"""The line before the road matcher: bounded work, whatever comes in."""

from geo.coordinates import Point
from stations.positions.fix import LivePosition
from stations.positions.road_queue import RUNS_MAX, RoadQueue


def at(vehicle_id: str, at_ms: int) -> LivePosition:
    return LivePosition(
        vehicle_id=vehicle_id,
        point=Point(110.8, 32.6),
        at_ms=at_ms,
        received_ms=at_ms,
        speed_kmh=40.0,
        heading_deg=90.0,
    )


def names(positions: list[LivePosition]) -> list[tuple[str, int]]:
    return [(p.vehicle_id, p.at_ms) for p in positions]


def test_of_a_vehicle_on_no_run_only_the_newest_fix_is_matched() -> None:
    queue = RoadQueue()
    for at_ms in (1, 2, 3):
        queue.add(at("V1", at_ms), on_run=False)
    assert names(queue.take()) == [("V1", 3)]
    assert queue.take() == []


def test_of_a_vehicle_on_a_run_every_fix_is_matched_in_order_and_before_all_others() -> None:
    queue = RoadQueue()
    queue.add(at("V9", 1), on_run=False)
    for at_ms in (1, 2, 3):
        queue.add(at("V1", at_ms), on_run=True)
    assert names(queue.take()) == [("V1", 1), ("V1", 2), ("V1", 3), ("V9", 1)]


def test_whoever_reports_oftener_has_its_turn_no_sooner() -> None:
    queue = RoadQueue(matched_max=2)
    for name in ("V1", "V2", "V3"):
        queue.add(at(name, 1), on_run=False)
    queue.add(at("V1", 2), on_run=False)
    assert names(queue.take()) == [("V1", 2), ("V2", 1)]
    queue.add(at("V1", 3), on_run=False)
    assert names(queue.take()) == [("V3", 1), ("V1", 3)]


def test_a_vehicle_that_begins_a_run_does_not_go_back_to_an_older_fix() -> None:
    queue = RoadQueue(matched_max=3)
    queue.add(at("V1", 1), on_run=False)
    queue.add(at("V1", 2), on_run=True)
    assert names(queue.take()) == [("V1", 2)]


def test_the_line_does_not_grow_without_end() -> None:
    queue = RoadQueue()
    for at_ms in range(RUNS_MAX + 5):
        queue.add(at("V1", at_ms), on_run=True)
        queue.add(at("V2", at_ms), on_run=False)
    assert len(queue) == RUNS_MAX + 1
    assert queue.take()[0].at_ms == 5
