from statistics import mean, median
from typing import Any

import msgspec
import pytest

from simulations.day.chance import Chance
from simulations.day.durations import Durations
from simulations.day.sortie import Press, next_press
from simulations.day.views import TaskView
from stations.status import PROGRESS, ReasonKind, VehicleState, find_step
from tests.support.day_world import NOON_MS, task

MANY = [Durations(Chance(120), f"T{nth}") for nth in range(3000)]
S = VehicleState


def view(state: str, *earlier: str) -> TaskView:
    return msgspec.convert(task(state, *earlier), TaskView)


def press(state: VehicleState, nth: int = 0, **more: Any) -> Press | None:
    """What the crew of task ``nth`` presses next, having passed all states before this one."""
    earlier = PROGRESS[: PROGRESS.index(state)]
    context: dict[str, Any] = {"urban": False, "from_station": True, "arrival_ms": None, **more}
    return next_press(view(state, *earlier), MANY[nth], **context)


def test_every_press_is_a_legal_step() -> None:
    for state in PROGRESS:
        for nth in range(60):
            pressed = press(state, nth, arrival_ms=NOON_MS + 1)
            assert pressed is not None
            step = find_step(state, pressed.state)
            assert step is not None
            assert step.needs_reason == (pressed.reason is not None)
            assert pressed.due_ms >= NOON_MS - 60_000 * len(PROGRESS)


def test_a_crew_that_drives_presses_on_arrival_and_not_before_it_knows_the_way() -> None:
    assert press(S.EN_ROUTE) is None
    assert press(S.EN_ROUTE, arrival_ms=NOON_MS + 7) == Press(S.ON_SCENE, NOON_MS + 7)
    assert press(S.LOADED) is None
    assert press(S.LOADED, arrival_ms=NOON_MS + 9) == Press(S.AT_HOSPITAL, NOON_MS + 9)


def test_the_same_task_gets_the_same_durations_in_another_run() -> None:
    again = Durations(Chance(120), "T5")
    assert again.on_scene_s() == MANY[5].on_scene_s()
    assert again.drive_factor("en_route") == MANY[5].drive_factor("en_route")
    assert again.drive_factor("loaded") != again.drive_factor("en_route")


def test_orders_are_acknowledged_within_half_a_minute_and_before_departure() -> None:
    assert all(5 <= d.acknowledge_s() <= 25 for d in MANY)
    assert all(d.mobilise_s(home) > d.acknowledge_s() for d in MANY for home in (True, False))


def test_one_crew_in_ten_takes_longer_than_three_minutes_to_leave() -> None:
    times = [d.mobilise_s(True) for d in MANY]
    assert 90 <= median(times) <= 120
    assert mean(t > 180 for t in times) == pytest.approx(0.10, abs=0.02)
    assert median(d.mobilise_s(False) for d in MANY) < 30


def test_time_on_scene_and_at_hospital_is_that_of_the_published_studies() -> None:
    assert mean(d.on_scene_s() for d in MANY) / 60 == pytest.approx(12.1, abs=0.4)
    assert median(d.handover_s() for d in MANY) / 60 == pytest.approx(12.0, abs=0.5)
    assert all(d.on_scene_s() > d.to_patient_s() for d in MANY)


def test_empty_runs_are_rarer_in_the_country_and_always_have_a_reason() -> None:
    country = [d.empty_run(False) for d in MANY]
    town = [d.empty_run(True) for d in MANY]
    assert mean(r is not None for r in country) == pytest.approx(0.12, abs=0.02)
    assert mean(r is not None for r in town) == pytest.approx(0.18, abs=0.02)
    assert {ReasonKind.NOBODY_ON_SCENE, ReasonKind.PATIENT_DECLINED} <= set(town)


def test_crews_drive_within_fifteen_percent_of_the_plan() -> None:
    factors = [d.drive_factor("en_route") for d in MANY]
    assert 0.85 <= min(factors) < 0.87
    assert 1.13 < max(factors) <= 1.15


def test_the_first_hospital_is_taken_mostly() -> None:
    ranks = [d.hospital_rank(5) for d in MANY]
    assert set(ranks) == {0, 1}
    assert mean(r == 0 for r in ranks) == pytest.approx(0.88, abs=0.02)
    assert {d.hospital_rank(1) for d in MANY} == {0}
