"""A day that the real core lived through and wrote down: calibrated on, and replayed (SIM-07)."""

import dataclasses
from datetime import datetime
from functools import cache
from typing import NamedTuple

import msgspec
import pytest

from dispatch.domain.identifiers import BEIJING
from simulations.calibration.comparing import Replayed, replay_day
from simulations.calibration.fitting import Calibration, calibrate
from simulations.calibration.history import Case, read_cases
from simulations.demand.drawing import draw_calls
from simulations.kernel.model import Calls, Policy
from simulations.reports.replayed import as_csv, as_html
from simulations.scenarios import Planned, Scenario, plan, to_toml
from simulations.scenarios.scenario import DemandTerms, Do, VehicleChange
from simulations.twin.play import Twin
from simulations.worlds.building import build_world
from stations.region import Region
from tests.support.planned import COARSE, shiyan

# The first run on a machine compiles the kernel.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

REQUIREMENTS = ("SIM-07",)
DAY = "2026-01-05"


class Lived(NamedTuple):
    """A day on the real core: what it was drawn from, and what the journal has of it."""

    region: Region
    planned: Planned
    calls: Calls
    cases: list[Case]


@cache
def lived() -> Lived:
    """A day of 十堰 with its own fleet and roads; nobody has to ask a neighbour."""
    region = dataclasses.replace(shiyan(), boundary=(), transfer_legs=())
    wish = Scenario(
        name="x", first_day=DAY, days=1, warm_up_days=0, demand=DemandTerms(factor=1.0),
        parameters={"cancelled_of_empty_share": 0.0, "pair_urgencies": ()},
    )  # fmt: skip
    planned = plan(region, wish)
    world = build_world(planned, None, COARSE)
    calls = draw_calls(planned, world, 0)
    midnight = datetime.fromisoformat(DAY).replace(tzinfo=BEIJING)
    twin = Twin(region, world, calls, Policy(meet=False), round(midnight.timestamp() * 1000))
    twin.play()
    # The twin's map is its graph: only the township of its events is a place in the world.
    cases = [msgspec.structs.replace(case, point=None) for case in read_cases(twin.journal)]
    return Lived(region, planned, calls, cases)


@cache
def learned() -> Calibration:
    return calibrate(lived().region, lived().cases)


@cache
def replayed() -> Replayed:
    """The day under its own rules, and with a city's best crews gone."""
    day = lived()
    city = [v.id for v in day.region.vehicles.values() if v.county_code == "420302"]
    fewer = Scenario(
        name="少几辆", vehicles=tuple(VehicleChange(do=Do.REMOVE, id=id) for id in city[:-1])
    )
    rules = lambda one: plan(day.region, one)  # noqa: E731
    return replay_day(rules, [fewer], day.cases, DAY, detail=COARSE)


def test_every_call_of_the_day_is_a_case_with_its_own_durations() -> None:
    day = lived()
    assert len(day.cases) == len(day.calls) > 60
    delays = [case.seconds("rang_ms", "assigned_ms") for case in day.cases]
    drawn = day.calls.dispatch_delay_s.tolist()
    assert delays == pytest.approx(drawn, abs=0.01)
    assert [bool(case.empty) for case in day.cases] == (~day.calls.transport).tolist()
    assert all(case.from_station for case in day.cases[:5]), "at dawn everybody is at home"


def test_what_was_drawn_from_is_what_the_fit_finds() -> None:
    own, fits = lived().planned.parameters, {fit.name: fit for fit in learned().fits}
    assert fits["handover"].median_s == pytest.approx(own.handover_median_s, rel=0.2)
    assert fits["handover"].sigma_log == pytest.approx(own.handover_sigma, rel=0.3)
    assert fits["dispatch"].mean_s == pytest.approx(own.dispatch_mean_s, rel=0.2)
    assert fits["on_scene"].mean_s == pytest.approx(own.on_scene_mean_s, rel=0.25)
    assert fits["dispatch"].holds
    assert fits["handover"].holds
    now = plan(lived().region, learned().scenario).parameters
    assert now.clear_mean_s == pytest.approx(own.clear_mean_s, rel=0.3)


def test_it_says_what_is_learned_and_what_one_day_cannot_teach() -> None:
    terms = {term.name: term for term in learned().terms}
    assert terms["handover_median_s"].learned is not None
    assert terms["handover_median_s"].usual == "720"
    assert terms["handover_median_s"].n == learned().fits[3].n
    assert terms["townships"].learned is None
    assert terms["restday_hours"].n == 0
    assert "handover_median_s" in to_toml(learned().scenario)


def test_replayed_under_its_own_rules_the_day_comes_out_as_it_was() -> None:
    near = replayed().closeness
    assert near.calls == len(lived().cases)
    assert near.same_vehicle_share is not None
    assert near.same_vehicle_share > 0.9
    assert near.median_error_s is not None
    assert near.median_error_s < 30
    assert near.correlation is not None
    assert near.correlation > 0.9


def test_with_crews_gone_it_tells_call_by_call_who_would_have_waited_longer() -> None:
    day = replayed()
    [change] = day.changes
    assert change.later > 0
    assert change.mean_s is not None
    assert change.mean_s > 0
    later = [call for call in day.calls if (call.change_s(1) or 0) > 60]
    assert len(later) == change.later
    gone = {change.id for change in day.scenarios[1].vehicles}
    assert gone.isdisjoint({call.runs[1].vehicle for call in day.calls})
    assert not gone.isdisjoint({call.runs[0].vehicle for call in later})


def test_the_replayed_day_is_handed_out_whole_and_says_what_it_cannot_know() -> None:
    day, region = replayed(), lived().region
    rows = as_csv(region, day).decode("utf-8-sig").splitlines()
    assert len(rows) == 1 + len(day.calls)
    page = as_html(region, day)
    assert "少几辆" in page
    assert "午夜时所有车辆都在站待命" in page
    assert page.count("<tr>") > 20
