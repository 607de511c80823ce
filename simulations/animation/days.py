"""The days of one replication, so that somebody can choose which one to look at."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from simulations.animation.told import DayRow
from simulations.kernel.model import DAY_S, Calls, Ended, Outcome, World
from simulations.results.measuring import Targets
from simulations.scenarios.applying import Planned


def days_of(
    planned: Planned, world: World, calls: Calls, outcome: Outcome, targets: Targets
) -> tuple[DayRow, ...]:
    """Every counted day in order; the days of warm-up are left out."""
    scenario = planned.scenario
    first = date.fromisoformat(scenario.first_day) + timedelta(days=scenario.warm_up_days)
    response_s = outcome.arrived_s - calls.arrival_s
    target_s = np.where(world.place_urban[calls.place], targets.urban_s, targets.rural_s)
    reached = np.isfinite(response_s)
    wanted = outcome.ended != Ended.CANCELLED
    late = wanted & ~(response_s <= target_s)
    of_day = (calls.arrival_s // DAY_S).astype(int) - scenario.warm_up_days
    rows = []
    for nth in range(scenario.days):
        pick = of_day == nth
        known = pick & reached
        rows.append(
            DayRow(
                date=(first + timedelta(days=nth)).isoformat(),
                calls=int(pick.sum()),
                late=int(late[pick].sum()),
                queued=int(outcome.queued[pick].sum()),
                mean_s=round(float(response_s[known].mean()), 1) if known.any() else None,
            )
        )
    return tuple(rows)


def worst_day(days: Sequence[DayRow]) -> int:
    """The day on which most people were reached too late; of equals the slower one."""
    return max(range(len(days)), key=lambda nth: (days[nth].late, days[nth].mean_s or 0.0))
