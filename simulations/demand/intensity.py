"""How many people are expected to call: by township, part of the day and kind of day.

The calls of a township are a Poisson process whose rate follows the hour: people × rate per
100,000 × the township's, its county's and the scenario's factors, shared over the hours by the
pack's weights (domain.md §5.2), a little higher on workdays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from simulations.kernel.model import DAY_S
from simulations.scenarios.applying import Planned

Floats = NDArray[np.float64]

WORKDAYS = 5
DAYS_PER_WEEK = 7


@dataclass(frozen=True)
class Intensity:
    """The expected calls of a planned region.

    ``per_day`` are the calls of each township on an average day without the scenario's factors,
    ``factor`` what the scenario makes of them; ``day_weight`` the weight of each weekday (mean 1),
    ``hours`` the shares of the parts of a workday and of a day off (each sums to 1).
    """

    townships: tuple[str, ...]
    per_day: Floats
    factor: Floats
    first_weekday: int
    day_weight: Floats
    hours: tuple[Floats, Floats]

    def days(self, count: int) -> Floats:
        """The weight of each of so many days from the first."""
        weekday = (self.first_weekday + np.arange(count)) % DAYS_PER_WEEK
        weights: Floats = self.day_weight[weekday]
        return weights

    def expected(self, days: int) -> Floats:
        """Calls of each township expected over so many days."""
        expected: Floats = self.per_day * self.factor * float(self.days(days).sum())
        return expected

    def moments(self, day: NDArray[np.int64], uniform: Floats) -> Floats:
        """Seconds since the first midnight: a share of the day through the weights of its hours."""
        seconds = np.empty(len(day))
        weekend = (self.first_weekday + day) % DAYS_PER_WEEK >= WORKDAYS
        for off, shares in enumerate(self.hours):
            chosen = weekend == bool(off)
            edges = np.concatenate([[0.0], np.cumsum(shares)])
            at = np.linspace(0.0, DAY_S, len(shares) + 1)
            seconds[chosen] = np.interp(uniform[chosen], edges, at)
        midnight: Floats = np.multiply(day, DAY_S, dtype=np.float64)
        result: Floats = midnight + np.minimum(seconds, DAY_S * (1 - 1e-9))
        return result


def intensity_of(planned: Planned) -> Intensity:
    """The intensity of a planned region; its parameters have been checked before."""
    region, scenario, own = planned.region, planned.scenario, planned.parameters
    towns = sorted(region.townships.values(), key=lambda town: town.code)
    base = region.meta.demand.sorties_per_100k_day
    # The pack's own rate stands under every scenario, so that all share its callers.
    relative = own.sorties_per_100k_day / base if base else 0.0
    factor = [
        relative
        * scenario.demand.factor
        * planned.county_factor.get(town.county_code, 1.0)
        * planned.township_factor.get(town.code, 1.0)
        for town in towns
    ]
    ratio = own.workday_ratio
    rest = DAYS_PER_WEEK / (WORKDAYS * ratio + DAYS_PER_WEEK - WORKDAYS)
    weekday = [rest * ratio] * WORKDAYS + [rest] * (DAYS_PER_WEEK - WORKDAYS)
    demand = scenario.demand
    return Intensity(
        townships=tuple(town.code for town in towns),
        per_day=np.array([town.population / 1e5 * base for town in towns]),
        factor=np.array(factor),
        first_weekday=date.fromisoformat(scenario.first_day).weekday(),
        day_weight=np.array(weekday),
        hours=(
            _shares(demand.workday_hours or own.two_hour_weights),
            _shares(demand.restday_hours or own.two_hour_weights),
        ),
    )


def _shares(weights: Sequence[float]) -> Floats:
    shares: Floats = np.array(weights, dtype=np.float64) / sum(weights)
    return shares
