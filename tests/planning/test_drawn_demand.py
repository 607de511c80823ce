import hashlib
import subprocess
import sys

import msgspec
import numpy as np
import pytest

from simulations.demand import draw_calls, intensity_of
from simulations.kernel.model import DAY_S, Calls
from simulations.scenarios import DemandTerms, Scenario, VehicleChange, plan
from simulations.scenarios.scenario import Do
from simulations.worlds import build_world
from tests.support.planned import COARSE, shiyan, today

REQUIREMENTS = ("SIM-02",)

YEAR = Scenario(name="year", days=364, warm_up_days=0)


def calls_of(scenario: Scenario, replication: int = 0) -> Calls:
    _, world = today()
    return draw_calls(plan(shiyan(), scenario), world, replication)


@pytest.fixture(scope="module")
def year() -> Calls:
    return calls_of(YEAR)


def test_a_year_has_as_many_calls_as_people_and_rate_say(year: Calls) -> None:
    people = sum(town.population for town in shiyan().townships.values())
    expected = people / 1e5 * 3.0 * 364
    assert abs(len(year) - expected) < 4 * np.sqrt(expected)
    assert expected == pytest.approx(intensity_of(plan(shiyan(), YEAR)).expected(364).sum())


def test_calls_come_in_order_and_within_the_run(year: Calls) -> None:
    assert (np.diff(year.arrival_s) >= 0).all()
    assert year.arrival_s[0] >= 0
    assert year.arrival_s[-1] < year.span_s == 364 * DAY_S


def test_the_hours_follow_the_weights_of_the_pack(year: Calls) -> None:
    weights = np.array(shiyan().meta.demand.two_hour_weights)
    bands = np.bincount((year.arrival_s % DAY_S // 7200).astype(int), minlength=12)
    expected = weights / weights.sum() * len(year)
    assert (np.abs(bands - expected) < 4.5 * np.sqrt(expected)).all()


def test_workdays_have_more_calls_than_days_off(year: Calls) -> None:
    weekday = (year.arrival_s // DAY_S).astype(int) % 7
    ratio = (weekday < 5).sum() / 5 / ((weekday >= 5).sum() / 2)
    assert 1.03 < ratio < 1.11


def test_durations_have_the_published_means(year: Calls) -> None:
    assert year.dispatch_delay_s.mean() == pytest.approx(129.6, rel=0.02)
    assert year.on_scene_s.mean() == pytest.approx(726, rel=0.02)
    assert np.median(year.handover_s) == pytest.approx(720, rel=0.02)
    assert (year.mobilisation_factor * 120 > 180).mean() == pytest.approx(0.10, abs=0.01)


def test_empty_runs_are_more_frequent_in_town(year: Calls) -> None:
    _, world = today()
    urban = world.place_urban[year.place]
    assert (~year.transport[urban]).mean() == pytest.approx(0.18, abs=0.012)
    assert (~year.transport[~urban]).mean() == pytest.approx(0.12, abs=0.012)
    assert not year.transport[np.isfinite(year.cancel_s)].any()


def test_only_the_urgent_ask_for_skills(year: Calls) -> None:
    assert set(np.unique(year.urgency)) == {1, 2, 3, 4}
    assert (year.needs[year.urgency > 2] == 0).all()
    assert (year.needs[year.urgency == 1] > 0).mean() > 0.8


def test_more_demand_keeps_every_caller_and_adds_others() -> None:
    short = msgspec.structs.replace(YEAR, days=14)
    more = msgspec.structs.replace(short, demand=DemandTerms(factor=1.5))
    few, many = calls_of(short), calls_of(more)
    kept = np.isin(many.arrival_s, few.arrival_s)
    assert kept.sum() == len(few)
    assert (many.place[kept] == few.place).all()
    assert (many.on_scene_s[kept] == few.on_scene_s).all()
    assert len(many) / len(few) == pytest.approx(1.5, abs=0.12)


def test_a_factor_of_one_county_leaves_the_others_callers_alone() -> None:
    short = msgspec.structs.replace(YEAR, days=14)
    demand = DemandTerms(counties={"420325": 3.0}, townships={"420325100": 0.0})
    _, world = today()
    before, after = calls_of(short), calls_of(msgspec.structs.replace(short, demand=demand))
    county = np.array([id[:6] for id in world.place_ids])
    elsewhere = county[before.place] != "420325"
    others = county[after.place] != "420325"
    assert (before.arrival_s[elsewhere] == after.arrival_s[others]).all()
    towns = np.array([id[:9] for id in world.place_ids])
    assert not (towns[after.place] == "420325100").any()


def test_another_fleet_meets_the_very_same_callers() -> None:
    short = msgspec.structs.replace(YEAR, days=7)
    fewer = msgspec.structs.replace(short, vehicles=(VehicleChange(do=Do.REMOVE, id="V001"),))
    planned = plan(shiyan(), fewer)
    ours = draw_calls(planned, build_world(planned, None, COARSE), 3)
    theirs = calls_of(short, 3)
    for name in ("arrival_s", "place", "urgency", "needs", "on_scene_s", "handover_s"):
        assert (getattr(ours, name) == getattr(theirs, name)).all()


def test_replications_differ_and_the_same_one_is_the_same_in_any_process() -> None:
    code = (
        "import hashlib, sys; from tests.planning.test_drawn_demand import *; "
        "c = calls_of(Scenario(name='x', days=3), 5); "
        "sys.stdout.write(hashlib.sha256(c.arrival_s.tobytes() + c.place.tobytes()).hexdigest())"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=110
    )
    calls = calls_of(Scenario(name="x", days=3), 5)
    mine = hashlib.sha256(calls.arrival_s.tobytes() + calls.place.tobytes()).hexdigest()
    assert ran.stdout == mine
    other = calls_of(Scenario(name="x", days=3), 6)
    assert other.arrival_s.tolist() != calls.arrival_s.tolist()


def test_pauses_belong_to_their_vehicle_whoever_else_is_there() -> None:
    paused = Scenario(name="x", days=7, parameters={"pauses_per_day": 1.0})
    _, world = today()
    calls = draw_calls(plan(shiyan(), paused), world, 0)
    assert len(calls.pause_vehicle) == pytest.approx(226 * 8, rel=0.1)
    fewer = msgspec.structs.replace(paused, vehicles=(VehicleChange(do=Do.REMOVE, id="V001"),))
    planned = plan(shiyan(), fewer)
    other_world = build_world(planned, None, COARSE)
    other = draw_calls(planned, other_world, 0)

    def starts(which: Calls, ids: tuple[str, ...], id: str) -> list[float]:
        return list(map(float, which.pause_start_s[which.pause_vehicle == ids.index(id)]))

    assert starts(calls, world.vehicle_ids, "V050") == starts(
        other, other_world.vehicle_ids, "V050"
    )
