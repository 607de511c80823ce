"""A real day under other rules (SIM-07): the calls that came, when and where they came.

Urgency, needs, delay at the desk, time on scene and hand-over are those of the day, and how quick
its crew was to roll; where nobody pressed, the drawn ones of the planner's parameters stand in.
Who goes, and when he is there, is what the run decides anew: on the roads as the pack knows them,
with every vehicle at its station at midnight, without the day's transfers and pauses.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from dispatch.domain.identifiers import BEIJING
from dispatch.domain.triage import Urgency
from geo.coordinates import distance_m
from simulations.calibration.history import Case
from simulations.demand.drawing import draw_calls
from simulations.kernel.model import DAY_S, Calls, World
from simulations.results.figures import Figure
from simulations.results.measuring import P90, USUAL_TARGETS, Targets
from simulations.scenarios.applying import Planned
from simulations.worlds.places import demand_places
from stations.status import TaskResult
from stations.vehicles import CAPABILITY_BIT

Floats = NDArray[np.float64]

SLOWEST, QUICKEST = 5.0, 0.1
"""Bounds of a crew's own factor on its median to roll: what lies beyond is a button's fault."""

RANK: dict[Urgency | None, int] = {None: 2, **{u: n for n, u in enumerate(Urgency, start=1)}}
"""Urgency as the kernel counts it; what was never triaged counts as II."""


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """What the day itself was like, to be set beside what a run says of it."""

    day: str
    cases: int
    left_out: int
    """Calls without a place: nobody can say where to send a vehicle."""
    figures: dict[Figure, float]
    """Those headlines that a journal can tell, as a run tells them."""
    measured: int


class DayCalls(NamedTuple):
    """The calls of a day as the kernel takes them, and the cases they come from, in one order."""

    calls: Calls
    cases: list[Case]
    left_out: int
    """Cases without a place that a vehicle could be sent to."""


def calls_of_day(planned: Planned, world: World, cases: Sequence[Case], day: str) -> DayCalls:
    """The day's calls. ``ValueError`` where there are none that could be replayed."""
    of_day = [case for case in cases if case.day == day]
    find = _Places(planned, world)
    placed = [(case, find.place(case)) for case in of_day]
    known = [(case, place) for case, place in placed if place is not None]
    if not known:
        raise ValueError(f"{day}：没有可重演的呼叫 / there are no calls to replay")
    midnight = datetime.fromisoformat(day).replace(tzinfo=BEIJING)
    drawn = _like(planned, world, len(known))
    order = np.argsort([case.rang_ms for case, _ in known], kind="stable")
    chosen = [known[i] for i in order]
    start_ms = midnight.timestamp() * 1000

    def own(start: str, end: str, other: NDArray[np.float32]) -> NDArray[np.float32]:
        seconds = [case.seconds(start, end) for case, _ in chosen]
        kept = [o if s is None else s for s, o in zip(seconds, other.tolist(), strict=True)]
        return np.array(kept, dtype=np.float32)

    urgency = np.array([RANK[case.urgency] for case, _ in chosen], dtype=np.uint8)
    needs = [sum(CAPABILITY_BIT[need] for need in case.needs) for case, _ in chosen]
    empty = [bool(case.empty) for case, _ in chosen]
    called_off = [_called_off_s(case) for case, _ in chosen]
    calls = replace(
        drawn,
        first_weekday=midnight.weekday(),
        span_s=DAY_S,
        arrival_s=np.array([(case.rang_ms - start_ms) / 1000 for case, _ in chosen]),
        place=np.array([place for _, place in chosen], dtype=np.int32),
        urgency=urgency,
        needs=np.array(needs, dtype=np.uint16),
        centres=np.zeros(len(chosen), dtype=np.uint16),
        pair=np.isin(urgency, planned.parameters.pair_urgencies),
        dispatch_delay_s=own("rang_ms", "assigned_ms", drawn.dispatch_delay_s),
        on_scene_s=own("on_scene_ms", "left_ms", drawn.on_scene_s),
        handover_s=own("at_hospital_ms", "handed_over_ms", drawn.handover_s),
        mobilisation_factor=_own_pace(world, [case for case, _ in chosen], drawn),
        cancel_s=np.array(called_off, dtype=np.float32),
        transport=~np.array(empty, dtype=np.bool_),
    )
    return DayCalls(calls, [case for case, _ in chosen], len(of_day) - len(known))


def _called_off_s(case: Case) -> float:
    """Seconds from the ring until it was called off before anybody was there; inf: it was not."""
    stopped = case.result is TaskResult.STOPPED and case.on_scene_ms is None
    seconds = case.seconds("rang_ms", "ended_ms") if stopped else None
    return np.inf if seconds is None else seconds


def _own_pace(world: World, cases: Sequence[Case], drawn: Calls) -> NDArray[np.float32]:
    """How quick the crew of each case was to roll, against its own vehicle's median at its station.

    Where a vehicle rolled from is the run's affair: a crew that sat in it already was quick.
    """
    index = {id: nth for nth, id in enumerate(world.vehicle_ids)}
    factors = drawn.mobilisation_factor.copy()
    for nth, case in enumerate(cases):
        seconds, vehicle = case.seconds("assigned_ms", "departed_ms"), index.get(case.vehicle or "")
        if seconds is not None and vehicle is not None:
            factor = seconds / max(float(world.vehicle_mobilisation_s[vehicle]), 1.0)
            factors[nth] = min(max(factor, QUICKEST), SLOWEST)
    return factors


def happened(
    planned: Planned, cases: Sequence[Case], day: str, targets: Targets = USUAL_TARGETS
) -> Happened:
    """The day as it was."""
    of_day = [case for case in cases if case.day == day]
    towns = planned.region.townships
    found = [(case, case.seconds("rang_ms", "on_scene_ms")) for case in of_day]
    times = [(case, seconds) for case, seconds in found if seconds is not None]
    in_time = [
        seconds <= (targets.urban_s if case.township in towns and towns[case.township].urban
                    else targets.rural_s)
        for case, seconds in times
    ]  # fmt: skip
    values = np.array([seconds for _, seconds in times])
    figures: dict[Figure, float] = {}
    if times:
        figures = {
            Figure.RESPONSE_MEAN: float(values.mean()),
            Figure.RESPONSE_MEDIAN: float(np.median(values)),
            Figure.RESPONSE_P90: float(np.percentile(values, P90)),
            Figure.IN_TARGET: float(np.mean(in_time)),
            Figure.CROSS_AREA: float(np.mean([_crossed(planned, case) for case, _ in times])),
        }
    return Happened(
        day=day,
        cases=len(of_day),
        left_out=sum(case.point is None and case.township is None for case in of_day),
        figures=figures,
        measured=len(values),
    )


def _crossed(planned: Planned, case: Case) -> bool:
    """Whether another centre's vehicle was first there."""
    region, vehicle = planned.region, planned.region.vehicles.get(case.vehicle or "")
    if vehicle is None or case.county is None:
        return False
    return region.centre_of_county(vehicle.county_code) != region.centre_of_county(case.county)


def busiest(cases: Sequence[Case]) -> str:
    """The day with most calls, the first of equals; empty where there are none."""
    counts: dict[str, int] = {}
    for case in cases:
        counts[case.day] = counts.get(case.day, 0) + 1
    return max(counts, key=lambda day: counts[day], default="")


def _like(planned: Planned, world: World, count: int) -> Calls:
    """Drawn calls to stand in for what nobody pressed; as many as are asked for."""
    scenario = msgspec.structs.replace(planned.scenario, days=28, warm_up_days=0)
    calls = draw_calls(replace(planned, scenario=scenario), world, 0)
    pick = np.arange(count) % max(len(calls), 1)
    names = ("mobilisation_factor", "drive_factor", "dispatch_delay_s", "on_scene_s",
             "handover_s", "clear_s", "hospital", "cancel_s")  # fmt: skip
    return replace(calls, **{name: getattr(calls, name)[pick] for name in names})


class _Places:
    """Which of the world's places a case belongs to."""

    def __init__(self, planned: Planned, world: World) -> None:
        self._index = {id: nth for nth, id in enumerate(world.place_ids)}
        places = demand_places(planned.region.townships.values())
        self._known = [place for place in places if place.id in self._index]

    def place(self, case: Case) -> int | None:
        """The nearest to where it was; the township's seat where only that is known."""
        if case.point is None:
            return self._index.get(f"{case.township}.0")
        point = case.point
        nearest = min(self._known, key=lambda place: distance_m(place.point, point))
        return self._index[nearest.id]
