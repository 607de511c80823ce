"""p-centre: the shortest time within which so many sites reach everybody.

The answer is one of the times in the table. Covering by exchange finds a good one at once; the
solver then shows, time by time, that a shorter one cannot be had.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from simulations.siting import interchange, programme
from simulations.siting.proving import prove
from simulations.siting.question import Flags, Floats, Ints, Question, QuestionInvalid

if TYPE_CHECKING:
    from simulations.siting.solving import Course


def search(course: Course, within_s: float, prove_it: bool, stopped: Callable[[], bool]) -> None:
    """Halve the range of times that are left, first by exchange, then by proof."""
    question = course.question
    must = question.people > 0
    table = question.seconds[must][:, question.highest > 0]
    times = np.unique(table[np.isfinite(table)])
    least = float(table.min(axis=1).max())
    low, high = int(np.searchsorted(times, least)), len(times) - 1
    found = _reached_all(question, must, float(times[high]))
    if found is None:
        found = _by_solver(course, float(times[high]), within_s, stopped)
    if found is None:
        raise QuestionInvalid(
            (
                f"{question.count} 个点到不了所有小区。改法：增加数量或备选点",
                f"{question.count} sites do not reach every cell: allow more, or add sites",
            )
        )
    best = found
    lower, upper = low, high
    while lower < upper:
        middle = (lower + upper) // 2
        units = _reached_all(question, must, float(times[middle]))
        if units is None:
            lower = middle + 1
        else:
            best, upper = units, middle
    course.answer(best, _farthest(question, must, best))
    course.bounded(least)
    if prove_it:
        _prove(course, times, low, within_s, stopped)


def _prove(
    course: Course, times: Floats, low: int, within_s: float, stopped: Callable[[], bool]
) -> None:
    assert course.value is not None
    high = int(np.searchsorted(times, course.value))
    middle = max(low, high - 1)  # what exchange has found is seldom far from the best
    while low < high and course.seconds < within_s and not stopped():
        proof = prove(
            programme.reaching(course.question, float(times[middle])),
            within_s=within_s - course.seconds,
            stopped=stopped,
            gap=np.inf,
        )
        if proof.infeasible:
            low = middle + 1
            course.bounded(float(times[low]))
        elif proof.point is not None:
            units = np.round(proof.point[: course.question.seconds.shape[1]]).astype(np.int64)
            course.answer(units, _farthest(course.question, course.question.people > 0, units))
            high = int(np.searchsorted(times, course.value))
        else:
            return  # out of time
        middle = (low + high) // 2
    if low >= high:
        course.bounded(course.value)


def _by_solver(
    course: Course, within: float, within_s: float, stopped: Callable[[], bool]
) -> Ints | None:
    asked = programme.reaching(course.question, within)
    proof = prove(asked, within_s=within_s, stopped=stopped, gap=np.inf)
    if proof.point is None:
        return None
    sites = course.question.seconds.shape[1]
    return np.round(proof.point[:sites]).astype(np.int64)


def _reached_all(question: Question, must: Flags, within: float) -> Ints | None:
    """Sites that reach every cell within this time, if exchange finds any."""
    near = (question.seconds <= within) & must[:, None]
    site, row = np.nonzero(near.T)
    first = np.zeros(near.shape[1] + 1, np.int64)
    np.cumsum(np.bincount(site, minlength=near.shape[1]), out=first[1:])
    existing, kept = question.kept
    low, high = np.minimum(question.lowest, 1), np.minimum(question.highest, 1)
    worth = np.ones((len(must), 1))
    units = interchange.cover(first, row, worth, low, high, existing, kept, question.count)
    reached = near[:, units > 0].any(axis=1)
    return units if bool((reached | ~must).all()) else None


def _farthest(question: Question, must: Flags, units: Ints) -> float:
    return float(question.seconds[must][:, units > 0].min(axis=1).max())
