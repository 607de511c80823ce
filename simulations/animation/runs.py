"""One day of a run: simulated once more (same seed, same bytes), with the kernel's diary of it."""

from math import inf, isfinite
from typing import NamedTuple

import numpy as np

from geo.coordinates import Point
from geo.routing.router import Router
from simulations.animation.moments import Life
from simulations.animation.noted import lives
from simulations.animation.playing import PlayedCall, Which, busy_with, day_of
from simulations.animation.told import SimulatedDay
from simulations.kernel.engine import watch
from simulations.kernel.model import DAY_S, Calls, Ended, Outcome, Policy, World
from simulations.scenarios.applying import Planned
from simulations.worlds.places import demand_places

WATCHED_BEFORE_S = DAY_S
"""No sortie is longer: what began earlier than so much before midnight is over."""


class Run(NamedTuple):
    """What is simulated, and at which midnight of it the day begins that is looked at."""

    planned: Planned
    world: World
    calls: Calls
    policy: Policy
    begin_s: float = 0.0


def run_day(run: Run, which: Which, router: Router) -> SimulatedDay:
    """One day. ``DiaryFull`` where more happens on it than there is room for."""
    planned, world, calls, policy, begin_s = run
    span_s = max(0.0, begin_s - WATCHED_BEFORE_S), begin_s + DAY_S
    outcome, entries = watch(world, calls, policy, *span_s)
    told = tuple(lives(world, calls, outcome, entries, _points(run), span_s))
    shown = _shown(run, outcome, told, begin_s)
    return day_of(which, planned.region, told, shown, router, begin_s)


def _points(run: Run) -> list[Point]:
    region, world = run.planned.region, run.world
    places = {one.id: one.point for one in demand_places(region.townships.values())}
    return [
        *(places[code] for code in world.place_ids),
        *(region.units[code].point for code in world.station_ids),
        *(region.hospitals[code].point for code in world.hospital_ids),
    ]


def _shown(
    run: Run, outcome: Outcome, told: tuple[Life, ...], begin_s: float
) -> dict[int, PlayedCall]:
    """The calls of the day, and those of the day before that somebody is busy with or waits."""
    calls, world, points = run.calls, run.world, _points(run)
    near = (calls.arrival_s >= begin_s - WATCHED_BEFORE_S) & (calls.arrival_s < begin_s + DAY_S)
    busy = busy_with(told, begin_s)
    found = {}
    for nth in np.flatnonzero(near).tolist():
        waits = (
            not float(outcome.ordered_s[nth]) <= begin_s and _ends_s(run, outcome, nth) > begin_s
        )
        if calls.arrival_s[nth] < begin_s and nth not in busy and not waits:
            continue
        point = points[int(calls.place[nth])]
        found[nth] = PlayedCall(
            place=world.place_ids[calls.place[nth]],
            lon=point.lon,
            lat=point.lat,
            urgency=int(calls.urgency[nth]),
            rings_s=float(calls.arrival_s[nth]),
            arrived_s=float(outcome.arrived_s[nth]),
            over_s=max(busy.get(nth, 0.0), _ends_s(run, outcome, nth)),
            queued=bool(outcome.queued[nth]),
            cancelled=bool(outcome.ended[nth] == Ended.CANCELLED),
        )
    return found


def _ends_s(run: Run, outcome: Outcome, nth: int) -> float:
    """When its first crew is free, or the caller called off before anybody was sent."""
    freed_s = float(outcome.freed_s[nth])
    if isfinite(freed_s):
        return freed_s
    if outcome.ended[nth] == Ended.CANCELLED:
        return float(run.calls.arrival_s[nth] + run.calls.cancel_s[nth])
    return inf
