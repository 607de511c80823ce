"""Where and when people call, learned from the journal, with how far chance alone would go."""

from collections.abc import Sequence
from datetime import datetime
from math import sqrt

import msgspec
import numpy as np

from dispatch.domain.identifiers import BEIJING
from simulations.calibration.history import Case
from simulations.scenarios.scenario import DemandTerms
from stations.region import Region

CASES_MIN = 30
"""With fewer cases the default stays."""
DAYS_MIN = 7
"""With fewer days neither the hours nor the townships are told apart."""
PRIOR_CALLS = 10.0
"""What the pack's own figure counts for beside a township's calls: few calls move it little."""
APART_SD = 3.0
"""Calls further than this from what is expected are hardly chance: one township of 370."""

HOURS = 24
WORKDAYS = 5


class TownshipFit(msgspec.Struct, frozen=True, kw_only=True):
    """One township: its calls, those that its people let expect, and the factor made of both.

    The factor is drawn towards 1 where few calls tell little, and relative to the whole region:
    the rate of all calls is learned by itself.
    """

    code: str
    name: str
    calls: int
    expected: float
    factor: float

    @property
    def apart_sd(self) -> float:
        """How far off the expected number, in standard deviations of chance (Poisson)."""
        return (self.calls - self.expected) / sqrt(max(self.expected, 1.0))


def by_township(
    region: Region, cases: Sequence[Case], days: Sequence[str]
) -> tuple[TownshipFit, ...]:
    """Every township, the one furthest from what is expected first; none with too little."""
    towns = region.townships
    people = sum(town.population for town in towns.values())
    counts = dict.fromkeys(towns, 0)
    for case in cases:
        if case.township in counts:
            counts[case.township] += 1
    placed = sum(counts.values())
    if len(days) < DAYS_MIN or len(cases) < CASES_MIN or not placed or not people:
        return ()
    expected = {code: placed * town.population / people for code, town in towns.items()}
    drawn = {code: (counts[code] + PRIOR_CALLS) / (expected[code] + PRIOR_CALLS) for code in towns}
    # What is shared out anew stays as much in all: the rate per 100,000 is told by itself.
    total = sum(drawn[code] * towns[code].population for code in towns) / people or 1.0
    fits = [
        TownshipFit(
            code=code,
            name=town.name,
            calls=counts[code],
            expected=round(expected[code], 1),
            factor=round(drawn[code] / total, 4),
        )
        for code, town in towns.items()
    ]
    return tuple(sorted(fits, key=lambda one: -abs(one.apart_sd)))


def terms(
    cases: Sequence[Case], days: Sequence[str], townships: Sequence[TownshipFit]
) -> DemandTerms:
    """Factors of townships, and the hours by kind of day, where there is enough to tell."""
    if len(days) < DAYS_MIN or len(cases) < CASES_MIN:
        return DemandTerms()
    return DemandTerms(
        townships={one.code: one.factor for one in sorted(townships, key=lambda one: one.code)},
        workday_hours=_hours(cases, workday=True),
        restday_hours=_hours(cases, workday=False),
    )


def _hours(cases: Sequence[Case], *, workday: bool) -> tuple[float, ...]:
    """Weights of the hours of a kind of day, each drawn a little towards the even share."""
    counts = np.zeros(HOURS)
    for case in cases:
        if is_workday(case) is workday:
            counts[_rang(case).hour] += 1
    if counts.sum() < CASES_MIN:
        return ()
    smooth = counts + PRIOR_CALLS / HOURS
    return tuple(round(float(weight), 3) for weight in smooth / smooth.sum() * 100)


def _rang(case: Case) -> datetime:
    return datetime.fromtimestamp(case.rang_ms / 1000, BEIJING)


def is_workday(case: Case) -> bool:
    """Whether it rang on one of the five."""
    return _rang(case).weekday() < WORKDAYS
