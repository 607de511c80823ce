"""A replayed day beside the real one, call by call: how close the model is, and what other rules
would have changed (SIM-07).

The first scenario is today's rules: what separates it from the real day is the model's error (and
what desks knew better); only what separates the others from *it* is the rules' doing.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from simulations.calibration.history import Case
from simulations.calibration.replaying import Happened, calls_of_day, happened
from simulations.kernel.model import NONE, Calls, Outcome, World
from simulations.results.figures import HEADLINES, Figure, Group, Key
from simulations.results.measuring import USUAL_TARGETS, Targets, measure
from simulations.scenarios.applying import Planned
from simulations.scenarios.scenario import Scenario
from simulations.worlds.building import USUAL, Detail

NEAR_S = 300.0
"""A simulated response within so many seconds of the real one is called near."""

CHANGED_S = 60.0
"""A smaller difference between two sets of rules is none for a patient."""


class Went(msgspec.Struct, frozen=True, kw_only=True):
    """Who came to a call, and when: as it was, or as a scenario would have it."""

    vehicle: str
    """Empty where nobody came."""
    response_s: float | None
    """From the ring; None where nobody was there."""


class ReplayedCall(msgspec.Struct, frozen=True, kw_only=True):
    """One call of the day; ``runs`` in the order of the scenarios."""

    rang_ms: int
    county: str
    township: str
    urgency: str
    real: Went
    runs: tuple[Went, ...]

    def change_s(self, scenario: int, base: int = 0) -> float | None:
        """By how many seconds a scenario is later than the first; None where either has no time."""
        here, there = self.runs[scenario].response_s, self.runs[base].response_s
        return None if here is None or there is None else here - there

    def error_s(self) -> float | None:
        """By how many seconds today's rules, simulated, are later than it was."""
        here, real = self.runs[0].response_s, self.real.response_s
        return None if here is None or real is None else here - real


class Closeness(msgspec.Struct, frozen=True, kw_only=True):
    """How near the simulated day is to the real one; None: nothing to measure. Seconds."""

    calls: int
    """With a real and a simulated arrival."""
    same_vehicle_share: float | None
    same_station_share: float | None
    bias_s: float | None
    """Mean of simulated − real: above 0, the model is slower than life."""
    median_error_s: float | None
    """Median of the absolute difference."""
    near_share: float | None
    """Within five minutes of the real response."""
    correlation: float | None


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What a scenario's rules would have changed of the day, against today's rules simulated."""

    sooner: int
    later: int
    """Calls reached more than a minute sooner, or later."""
    other_vehicle: int
    mean_s: float | None
    """Mean change of the response, of calls that both reach."""


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """The day under every scenario; the first is today's rules."""

    real: Happened
    left_out: int
    scenarios: tuple[Scenario, ...]
    figures: tuple[dict[Figure, float | None], ...]
    """The headlines of the whole region under each scenario; None: nothing to measure."""
    calls: tuple[ReplayedCall, ...]
    closeness: Closeness
    changes: tuple[Change, ...]
    """Of every scenario but the first."""


class _Run(NamedTuple):
    cases: list[Case]
    calls: Calls
    world: World
    outcome: Outcome
    left_out: int
    figures: dict[Figure, float | None]


def replay_day(
    check: Callable[[Scenario], Planned],
    scenarios: Sequence[Scenario],
    cases: Sequence[Case],
    day: str,
    *,
    shelf: Path | None = None,
    detail: Detail = USUAL,
    targets: Targets = USUAL_TARGETS,
    on_run: Callable[[int], None] = lambda _: None,
) -> Replayed:
    """The day under today's rules and under each scenario's. ``ValueError``: no calls that day.

    ``check`` makes a scenario into a plan, as ``Planner.check`` does; ``on_run`` is told how many
    of the runs are through.
    """
    named = [Scenario(name="现状 / today"), *scenarios]
    asked = [msgspec.structs.replace(one, first_day=day, days=1, warm_up_days=0) for one in named]
    plans = [check(one) for one in asked]
    runs: list[_Run] = []
    for one in plans:
        runs.append(_run(one, cases, day, shelf, detail, targets))
        on_run(len(runs))
    calls = tuple(_call(nth, case, runs, plans[0]) for nth, case in enumerate(runs[0].cases))
    return Replayed(
        real=happened(plans[0], cases, day, targets),
        left_out=runs[0].left_out,
        scenarios=tuple(asked),
        figures=tuple(run.figures for run in runs),
        calls=calls,
        closeness=_closeness(calls, plans[0]),
        changes=tuple(_change(calls, nth) for nth in range(1, len(runs))),
    )


def _run(
    planned: Planned,
    cases: Sequence[Case],
    day: str,
    shelf: Path | None,
    detail: Detail,
    targets: Targets,
) -> _Run:
    from simulations.kernel.engine import simulate
    from simulations.worlds import build_world, kernel_policy

    world = build_world(planned, shelf, detail)
    found = calls_of_day(planned, world, cases, day)
    outcome = simulate(world, found.calls, kernel_policy(planned, world))
    told = measure(planned, world, found.calls, outcome, targets)
    known = dict(zip(told.keys, told.values.tolist(), strict=True))
    found_of = {figure: known[Key(figure, Group.ALL, "")] for figure in HEADLINES}
    figures = {f: value if np.isfinite(value) else None for f, value in found_of.items()}
    return _Run(found.cases, found.calls, world, outcome, found.left_out, figures)


def _call(nth: int, case: Case, runs: Sequence[_Run], planned: Planned) -> ReplayedCall:
    town = planned.region.townships.get(case.township or "")
    return ReplayedCall(
        rang_ms=case.rang_ms,
        county=case.county or "",
        township=town.name if town else "",
        urgency=case.urgency or "",
        real=Went(
            vehicle=case.vehicle or "",
            response_s=case.seconds("rang_ms", "on_scene_ms"),
        ),
        runs=tuple(_went(run, nth) for run in runs),
    )


def _went(run: _Run, nth: int) -> Went:
    arrived_s = float(run.outcome.arrived_s[nth])
    vehicle = int(run.outcome.vehicle[nth])
    there = bool(np.isfinite(arrived_s))
    return Went(
        vehicle=run.world.vehicle_ids[vehicle] if vehicle != NONE else "",
        response_s=round(arrived_s - float(run.calls.arrival_s[nth]), 1) if there else None,
    )


def _closeness(calls: Sequence[ReplayedCall], planned: Planned) -> Closeness:
    both = [call for call in calls if call.error_s() is not None]
    if not both:
        return Closeness(calls=0, same_vehicle_share=None, same_station_share=None, bias_s=None,
                         median_error_s=None, near_share=None, correlation=None)  # fmt: skip
    known = planned.region.vehicles
    home = {id: vehicle.station_code for id, vehicle in known.items()}
    errors = np.array([call.error_s() for call in both], dtype=np.float64)
    real = np.array([call.real.response_s for call in both], dtype=np.float64)
    moves = len(both) > 2 and real.std() > 0 and (real + errors).std() > 0
    same = [call.real.vehicle == call.runs[0].vehicle for call in both]
    near_by = [home.get(call.real.vehicle) == home.get(call.runs[0].vehicle) for call in both]
    return Closeness(
        calls=len(both),
        same_vehicle_share=float(np.mean(same)),
        same_station_share=float(np.mean(near_by)),
        bias_s=float(errors.mean()),
        median_error_s=float(np.median(np.abs(errors))),
        near_share=float(np.mean(np.abs(errors) <= NEAR_S)),
        correlation=float(np.corrcoef(real, real + errors)[0, 1]) if moves else None,
    )


def _change(calls: Sequence[ReplayedCall], scenario: int) -> Change:
    found = [change for call in calls if (change := call.change_s(scenario)) is not None]
    return Change(
        sooner=sum(change < -CHANGED_S for change in found),
        later=sum(change > CHANGED_S for change in found),
        other_vehicle=sum(call.runs[scenario].vehicle != call.runs[0].vehicle for call in calls),
        mean_s=float(np.mean(found)) if found else None,
    )
