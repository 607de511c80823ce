"""A run in columns: every figure with its interval and its difference from the first scenario.

Written once when a run ends, so that pages and reports only have to read it.
"""

import msgspec
import numpy as np

from simulations.results.run import Results

DIGITS = 5


class Summary(msgspec.Struct, frozen=True):
    """One entry in every column for each scenario, figure and group.

    ``mean`` ± ``half`` is the 95 % interval over ``n`` replications; ``diff`` ± ``diff_half`` that
    of the paired difference from scenario 0 (None for scenario 0 itself). ``sure`` says whether the
    difference is told apart from none.
    """

    scenario: list[int]
    figure: list[str]
    group: list[str]
    of: list[str]
    mean: list[float | None]
    half: list[float | None]
    n: list[int]
    diff: list[float | None]
    diff_half: list[float | None]
    sure: list[bool]


def summarise(results: Results) -> Summary:
    """All columns of a run."""
    made = Summary([], [], [], [], [], [], [], [], [], [])
    for nth, by_key in enumerate(results.values):
        for key in by_key:
            one = results.estimate(nth, key)
            made.scenario.append(nth)
            made.figure.append(key.figure.value)
            made.group.append(key.group.value)
            made.of.append(key.of)
            made.mean.append(_short(one.mean))
            made.half.append(_short(one.half))
            made.n.append(one.n)
            against = results.difference(nth, key) if nth else None
            made.diff.append(_short(against.mean) if against else None)
            made.diff_half.append(_short(against.half) if against else None)
            made.sure.append(bool(against and against.sure))
    return made


def _short(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else float(f"{value:.{DIGITS}g}")
