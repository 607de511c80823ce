"""A real day under other rules (SIM-07): the calls that came, when and where they came.

Urgency, needs, delay at the desk, time on scene and hand-over are those of the day; where nobody
pressed, the drawn ones of the planner's parameters stand in. Who went, and when he was there, is
what the run decides anew.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import msgspec
import numpy as np
from numpy.typing import NDArray

from dispatch.domain.identifiers import BEIJING
from dispatch.domain.triage import Urgency
from geo.coordinates import distance_m
from simulations.calibration.history import Case
from simulations.demand.drawing import draw_calls
from simulations.kernel.model import DAY_S, Calls, World
from simulations.results.measuring import USUAL_TARGETS, Targets
from simulations.scenarios.applying import Planned
from simulations.worlds.places import demand_places
from stations.vehicles import CAPABILITY_BIT

Floats = NDArray[np.float64]

RANK: dict[Urgency | None, int] = {None: 2, **{u: n for n, u in enumerate(Urgency, start=1)}}
"""Urgency as the kernel counts it; what was never triaged counts as II."""


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """What the day itself was like, to be set beside what a run says of it."""

    day: str
    cases: int
    left_out: int
    """Calls without a place: nobody can say where to send a vehicle."""
    response_mean_s: float | None
    response_median_s: float | None
    in_target_share: float | None
    measured: int


def calls_of_day(
    planned: Planned, world: World, cases: Sequence[Case], day: str
) -> tuple[Calls, int]:
    """The day's calls as the kernel takes them, and how many had no place. ``ValueError``: none."""
    of_day = [case for case in cases if case.day == day]
    placed = [(case, _place(planned, world, case)) for case in of_day]
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
    return replace(
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
        cancel_s=np.full(len(chosen), np.inf, dtype=np.float32),
        transport=~np.array(empty, dtype=np.bool_),
    ), len(of_day) - len(known)


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
    return Happened(
        day=day,
        cases=len(of_day),
        left_out=sum(case.point is None and case.township is None for case in of_day),
        response_mean_s=float(values.mean()) if len(values) else None,
        response_median_s=float(np.median(values)) if len(values) else None,
        in_target_share=float(np.mean(in_time)) if in_time else None,
        measured=len(values),
    )


def busiest(cases: Sequence[Case]) -> str:
    """The day with most calls, the first of equals; empty where there are none."""
    counts: dict[str, int] = {}
    for case in cases:
        counts[case.day] = counts.get(case.day, 0) + 1
    return max(counts, key=lambda day: counts[day], default="")


def next_day(day: str) -> str:
    """The day after."""
    return (datetime.fromisoformat(day) + timedelta(days=1)).date().isoformat()


def _like(planned: Planned, world: World, count: int) -> Calls:
    """Drawn calls to stand in for what nobody pressed; as many as are asked for."""
    scenario = msgspec.structs.replace(planned.scenario, days=28, warm_up_days=0)
    calls = draw_calls(replace(planned, scenario=scenario), world, 0)
    pick = np.arange(count) % max(len(calls), 1)
    names = ("mobilisation_factor", "drive_factor", "dispatch_delay_s", "on_scene_s",
             "handover_s", "clear_s", "hospital", "cancel_s")  # fmt: skip
    return replace(calls, **{name: getattr(calls, name)[pick] for name in names})


def _place(planned: Planned, world: World, case: Case) -> int | None:
    """The demand place nearest to where it was; the township's seat where only that is known."""
    places = demand_places(planned.region.townships.values())
    index = {id: nth for nth, id in enumerate(world.place_ids)}
    if case.point is not None:
        point = case.point
        nearest = min(
            (place for place in places if place.id in index),
            key=lambda place: distance_m(place.point, point),
        )
        return index[nearest.id]
    return index.get(f"{case.township}.0")
