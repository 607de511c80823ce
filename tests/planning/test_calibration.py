from datetime import datetime

import numpy as np
import pytest

from dispatch.domain.identifiers import BEIJING
from dispatch.domain.triage import Urgency
from simulations.calibration.fitting import calibrate, fit_lognormal
from simulations.calibration.history import Case, between, days_of
from simulations.calibration.replaying import busiest, calls_of_day, happened
from simulations.scenarios import Scenario, from_toml, plan, to_toml
from stations.status import TaskResult
from tests.support.planned import shiyan, today

REQUIREMENTS = ("SIM-07",)

MONDAY_MS = round(datetime(2026, 1, 5, tzinfo=BEIJING).timestamp() * 1000)
DAY_MS = 86_400_000


def history(days: int = 21, per_day: int = 60) -> list[Case]:
    """What a centre would have written down: known laws, so that a fit can be held to them."""
    chance = np.random.default_rng(7)
    towns = [t for t in shiyan().townships.values() if t.county_code in ("420302", "420325")]
    vehicles = list(shiyan().vehicles)
    cases = []
    for n in range(days * per_day):
        town = towns[int(chance.integers(len(towns)))]
        rang = MONDAY_MS + n // per_day * DAY_MS + int(chance.integers(8 * 3600, 20 * 3600)) * 1000
        assigned = rang + round(1000 * chance.lognormal(np.log(100), 0.4))
        departed = assigned + round(1000 * chance.lognormal(np.log(150), 0.3))
        there = departed + 600_000
        left = there + round(1000 * chance.lognormal(np.log(800), 0.5))
        handed = left + 900_000 + round(1000 * chance.lognormal(np.log(900), 0.6))
        cases.append(
            Case(
                rang_ms=rang, urgency=list(Urgency)[n % 4], needs=frozenset(), point=town.point,
                county=town.county_code, township=town.code, vehicle=vehicles[n % 200],
                assigned_ms=assigned, departed_ms=departed, on_scene_ms=there, left_ms=left,
                at_hospital_ms=left + 900_000, handed_over_ms=handed, signed_ms=handed,
                ended_ms=handed + (60 + n % 120) * 1000,
                result=TaskResult.EMPTY_RUN if n % 5 == 0 else TaskResult.COMPLETED,
            )
        )  # fmt: skip
    return sorted(cases, key=lambda case: case.rang_ms)


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return history()


def test_the_laws_behind_a_history_are_found_again(cases: list[Case]) -> None:
    fits = {fit.name: fit for fit in calibrate(shiyan(), cases).fits}
    assert fits["dispatch"].median_s == pytest.approx(100, rel=0.05)
    assert fits["mobilisation"].median_s == pytest.approx(150, rel=0.05)
    assert fits["on_scene"].median_s == pytest.approx(800, rel=0.06)
    assert fits["handover"].sigma_log == pytest.approx(0.6, rel=0.08)
    assert all(fit.n == len(cases) and fit.used for fit in fits.values())
    assert fits["dispatch"].holds
    assert not fits["clear"].holds, "evenly spread, and told as such"


def test_what_is_no_log_normal_law_is_told_as_such() -> None:
    two_habits = [60.0 + n % 7 for n in range(400)] + [900.0 + n % 50 for n in range(400)]
    fit = fit_lognormal("x", "某", "x", two_habits)
    assert not fit.holds
    assert fit.ks_d > 3 * fit.ks_limit


def test_what_was_learned_is_a_scenario_that_any_other_can_take_over(cases: list[Case]) -> None:
    learned = calibrate(shiyan(), cases).scenario
    again = from_toml(to_toml(learned))
    assert again == learned
    own = plan(shiyan(), again).parameters
    assert own.handover_median_s == pytest.approx(900, rel=0.08)
    assert own.empty_share_urban == pytest.approx(0.2, abs=0.03)
    people = sum(town.population for town in shiyan().townships.values())
    assert own.sorties_per_100k_day == pytest.approx(60 / people * 1e5, rel=1e-3)
    assert sum(own.urgency_shares) == pytest.approx(1, abs=1e-3)
    assert learned.demand.townships["420322100"] < 1 < learned.demand.townships["420325209"]
    hours = np.array(learned.demand.workday_hours)
    assert hours[8:20].sum() > 95


def test_a_township_that_calls_more_often_stands_out_and_chance_does_not() -> None:
    """Three weeks by the number of people, but for one township that calls four times as often."""
    chance = np.random.default_rng(11)
    towns = list(shiyan().townships.values())
    often = next(town for town in towns if town.code == "420322100")
    weights = np.array([town.population * (4 if town is often else 1) for town in towns], float)
    drawn = chance.choice(len(towns), 3000, p=weights / weights.sum())
    cases = [
        Case(
            rang_ms=MONDAY_MS + n * 21 * DAY_MS // len(drawn), urgency=None, needs=frozenset(),
            point=None, county=towns[i].county_code, township=towns[i].code,
        )
        for n, i in enumerate(drawn)
    ]  # fmt: skip
    first, *others = calibrate(shiyan(), cases).townships
    assert first.code == often.code
    assert first.apart_sd > 10
    truth = 4 * sum(town.population for town in towns) / weights.sum()
    assert first.factor == pytest.approx(truth, rel=0.15)
    # The rate is told for all calls together, so that all the others are below it.
    assert max(abs(one.apart_sd) for one in others) < 4


def test_too_few_cases_leave_the_defaults() -> None:
    learned = calibrate(shiyan(), history(days=1, per_day=12))
    assert not any(fit.used for fit in learned.fits)
    assert learned.scenario.parameters == {}
    assert learned.scenario.demand.townships == {}
    assert learned.townships == ()


def test_a_forgotten_button_is_no_duration() -> None:
    case = Case(
        rang_ms=0, urgency=None, needs=frozenset(), point=None, county=None, township=None,
        assigned_ms=60_000, departed_ms=9 * 3600_000,
    )  # fmt: skip
    mobilisation = calibrate(shiyan(), [case]).fits[1]
    assert (mobilisation.n, mobilisation.left_out) == (0, 1)


def test_days_are_chinas_and_both_ends_count(cases: list[Case]) -> None:
    assert days_of(cases)[0] == "2026-01-05"
    assert {case.day for case in between(cases, "2026-01-07", "2026-01-08")} == {
        "2026-01-07", "2026-01-08",
    }  # fmt: skip


def test_a_real_day_comes_back_call_by_call(cases: list[Case]) -> None:
    planned, world = today()
    day = busiest(cases)
    calls, replayed, left_out = calls_of_day(planned, world, cases, day)
    of_day = [case for case in cases if case.day == day]
    assert (len(calls), left_out) == (len(of_day), 0)
    assert replayed == of_day
    assert (np.diff(calls.arrival_s) >= 0).all()
    assert calls.first_weekday == datetime.fromisoformat(day).weekday()
    first = of_day[0]
    assert calls.dispatch_delay_s[0] == pytest.approx(first.seconds("rang_ms", "assigned_ms"))
    assert calls.on_scene_s[0] == pytest.approx(first.seconds("on_scene_ms", "left_ms"))
    assert world.place_ids[calls.place[0]] == f"{first.township}.0"
    assert (~calls.transport).sum() == sum(bool(case.empty) for case in of_day)
    real = happened(planned, cases, day)
    assert (real.cases, real.measured) == (len(of_day), len(of_day))


def test_a_day_without_calls_cannot_be_replayed(cases: list[Case]) -> None:
    planned, world = today()
    with pytest.raises(ValueError, match="没有可重演的呼叫"):
        calls_of_day(planned, world, cases, "2025-01-01")


def test_calibrated_demand_is_drawn_as_learned(cases: list[Case]) -> None:
    from simulations.demand import intensity_of

    learned = calibrate(shiyan(), cases).scenario
    planned = plan(shiyan(), learned)
    expected = intensity_of(planned).expected(7).sum()
    assert expected == pytest.approx(60 * 7, rel=0.02)
    assert Scenario(name="x").demand != learned.demand
