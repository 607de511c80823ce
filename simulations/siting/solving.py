"""Answer a siting question: exchange at once, then the solver, with the gap told as it closes."""

from collections.abc import Callable
from time import perf_counter

import numpy as np

from simulations.siting import centre, double, interchange, programme, rounding
from simulations.siting.proving import GAP_ENOUGH, loosened, prove
from simulations.siting.question import (
    COVERING,
    Floats,
    Ints,
    Model,
    Question,
    QuestionInvalid,
    Siting,
    Step,
)
from simulations.siting.relaxing import relax

Told = Callable[[Step, Ints], None]
"""Hears of every step with the best answer so far (how many at each site)."""

FIRST_DEPTH = 12
"""Nearest sites of a cell that the first exact model of a p-median looks at."""

NO_WAY_FACTOR = 20.0
"""A cell without a way to any chosen site counts as so many times the longest drive."""


class Course:
    """Keeps the best answer and the best bound of one question, and tells of both."""

    def __init__(self, question: Question, told: Told) -> None:
        self.question = question
        self.more_is_better = question.model in COVERING
        self.units = question.lowest
        self.value: float | None = None
        self.bound: float | None = None
        self.holds = True
        self.steps: list[Step] = []
        self._told = told
        self._started = perf_counter()

    @property
    def seconds(self) -> float:
        """Since the question was asked."""
        return perf_counter() - self._started

    @property
    def gap(self) -> float | None:
        """Between bound and value, as a share of the value."""
        if self.bound is None or self.value is None:
            return None
        return max(0.0, abs(self.bound - self.value)) / max(abs(self.value), 1e-9)

    def answer(self, units: Ints, value: float, holds: bool = True) -> None:
        """Take an answer if it is better than the one at hand."""
        worse = self.value is not None and (value <= self.value) == self.more_is_better
        if worse and (self.holds or not holds):
            return
        self.units, self.value, self.holds = units.astype(np.int64), value, holds
        self._tell()

    def bounded(self, bound: float) -> None:
        """Take a bound if it is tighter; one past the answer means that nothing is better."""
        if not np.isfinite(bound):
            return
        if self.value is not None and self.holds:
            bound = max(bound, self.value) if self.more_is_better else min(bound, self.value)
        tighter = self.bound is None or (bound < self.bound) == self.more_is_better
        if tighter and bound != self.bound:
            self.bound = bound
            self._tell()

    def _tell(self) -> None:
        if self.value is not None:
            step = Step(seconds=self.seconds, value=self.value, bound=self.bound, gap=self.gap)
            self.steps.append(step)
            self._told(step, self.units)

    def done(self) -> Siting:
        """The answer as it stands."""
        assert self.value is not None
        gap = self.gap
        return Siting(
            model=self.question.model,
            units=self.units,
            value=self.value,
            bound=self.bound,
            gap=gap,
            proven=self.holds and gap is not None and gap <= GAP_ENOUGH,
            seconds=self.seconds,
            steps=tuple(self.steps),
            holds=self.holds,
        )


def solve(
    question: Question,
    *,
    within_s: float = 60.0,
    prove_it: bool = True,
    told: Told = lambda step, units: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Siting:
    """The best answer found within ``within_s`` seconds, with its bound and gap.

    ``told`` hears of the first answer at once and of every better one or tighter bound;
    ``prove_it`` False leaves it at the first. Raises ``QuestionInvalid`` when there is no answer,
    ``SolverMissing`` when HiGHS is wanted and not installed.
    """
    question.check()
    course = Course(question, told)
    match question.model:
        case Model.P_MEDIAN:
            _median(course, within_s, prove_it, stopped)
        case Model.P_CENTRE:
            centre.search(course, within_s, prove_it, stopped)
        case _:
            _covering(course, within_s, prove_it, stopped)
    return course.done()


def people_covered(question: Question, units: Ints) -> float:
    """The value of an answer to a covering question."""
    worth = programme.worth_of(question)
    steps = np.concatenate([[0.0], np.cumsum(worth)])
    count = (question.seconds <= question.within_s) @ units
    return float((question.people * steps[np.minimum(count, len(worth))]).sum())


def _standards_hold(question: Question, units: Ints) -> bool:
    """Whether everybody is reached in the far time, and enough people in the near one."""
    if question.model is not Model.DSM:
        return True
    used = question.seconds[:, units > 0]
    far = (used <= question.far_s).any(axis=1) | (question.people <= 0)
    near = float(question.people[(used <= question.within_s).any(axis=1)].sum())
    return bool(far.all()) and near >= question.share * question.people.sum() - 1e-6


def _covering(course: Course, within_s: float, prove_it: bool, stopped: Callable[[], bool]) -> None:
    question = course.question
    double_ = question.model is Model.DSM
    reach = rounding.covered(question)
    for once in double.ONCE if double_ else (1.0,):
        reach = double.reach(question, once) if double_ else reach
        units = _quick_cover(question, reach)
        course.answer(units, people_covered(question, units), _standards_hold(question, units))
        if course.holds:
            break
    if not prove_it:
        return
    if double_ and course.holds and once == double.ONCE[0]:
        reach = double.reach(question, 0.0)  # the share comes by itself
    looked = _closed_in(course, reach, within_s, stopped)
    if course.gap is not None and course.gap <= GAP_ENOUGH:
        return
    start = double.begun(looked, course.units) if double_ else course.units.astype(float)
    proof = prove(
        _exact(looked),
        within_s=within_s - course.seconds,
        start=start if course.holds else None,
        tight=not double_,
        told=lambda value, bound: course.bounded(-bound),
        stopped=stopped,
    )
    if proof.infeasible and not course.holds:
        raise QuestionInvalid(_no_answer(question))
    if proof.point is not None:
        units = _whole(looked, proof.point)
        course.answer(units, people_covered(question, units))
    # Nothing beats what is known among the vehicles that the bound left over.
    course.bounded(course.value if proof.infeasible and course.value else -proof.bound)


def _exact(question: Question) -> programme.Programme:
    """The exact model of a covering question."""
    if question.model is Model.DSM:
        return double.programme(question)
    return programme.covering(question)


def _whole(question: Question, point: Floats) -> Ints:
    """How many at each site, of a solved programme."""
    if question.model is Model.DSM:
        point = double.vehicles(question, point)
    return np.round(point[: question.seconds.shape[1]]).astype(np.int64)


def _closed_in(
    course: Course, reach: rounding.Reach, within_s: float, stopped: Callable[[], bool]
) -> Question:
    """A better answer and a bound from the loosened programme, and what they leave open."""
    question, sites = course.question, course.question.seconds.shape[1]
    double_ = question.model is Model.DSM
    small = question if double_ else rounding.merged(question)
    loose = loosened(_exact(small), 2 * sites if double_ else sites, within_s - course.seconds)
    if loose is None:
        return small
    course.bounded(-loose.value)
    of_sites = double.at_sites(question, loose) if double_ else loose
    for units in rounding.answers(question, of_sites, reach):
        course.answer(units, people_covered(question, units), _standards_hold(question, units))
        if stopped() or course.seconds >= within_s:
            break
    assert course.value is not None
    gap = -loose.value - course.value
    if not double_:
        return rounding.narrowed(question, gap, loose)
    return double.narrowed(question, gap, loose) if course.holds else question


def _quick_cover(question: Question, reach: rounding.Reach) -> Ints:
    """Greedy and exchange."""
    existing, kept = question.kept
    return interchange.cover(
        reach.first,
        reach.rows,
        reach.worth,
        question.lowest,
        question.highest,
        existing,
        kept,
        question.count,
    )


def _no_answer(question: Question) -> tuple[str, str]:
    far = question.seconds[:, question.highest > 0] <= question.far_s
    lost = int((~far.any(axis=1) & (question.people > 0)).sum())
    minutes = question.far_s / 60
    if lost:
        return (
            f"{lost} 个小区在 {minutes:g} 分钟内没有任何备选点可到。改法：放宽 far 或加备选点",
            f"{lost} cells have no site within {minutes:g} min: widen far_s, or add sites",
        )
    return (
        f"{question.count} 个不够：做不到人人 {minutes:g} 分钟内、"
        f"{question.share:.0%} 的人 {question.within_s / 60:g} 分钟内。改法：增加数量或放宽标准",
        f"{question.count} do not suffice for everybody within {minutes:g} min and "
        f"{question.share:.0%} within {question.within_s / 60:g} min: allow more or ask less",
    )


def _finite(question: Question) -> Floats:
    """Times where no way counts as a very long one, so that sums stay sums."""
    seconds = question.seconds
    finite = np.isfinite(seconds)
    if finite.all():
        return seconds.astype(np.float64)
    long = float(seconds[finite].max(initial=3600.0)) * NO_WAY_FACTOR
    return np.where(finite, seconds, long)


def _median(course: Course, within_s: float, prove_it: bool, stopped: Callable[[], bool]) -> None:
    question = course.question
    seconds, people = _finite(question), question.people.astype(np.float64)
    low, high = np.minimum(question.lowest, 1), np.minimum(question.highest, 1)
    existing, kept = question.kept
    units = interchange.median(seconds, people, low, high, existing, kept, question.count)
    value = _person_seconds(seconds, people, units)
    course.answer(units, value)
    if prove_it:
        relaxed = relax(seconds, people, low, high, question.count, value)
        course.bounded(relaxed.bound)
        if kept == 0:  # what the relaxation chose may give up a site that must stay
            units = relaxed.chosen
            interchange.settle(seconds, people, low, high, existing, kept, units)
            better = _person_seconds(seconds, people, units) if units.any() else value
            if better < value:
                course.answer(units, better)
                relaxed = relax(seconds, people, low, high, question.count, better, relaxed.prices)
                course.bounded(relaxed.bound)
        _prove_median(course, seconds, relaxed.settled, within_s, stopped)
    used = question.seconds[:, course.units > 0]
    unserved = int((~np.isfinite(used).any(axis=1) & (people > 0)).sum())
    if unserved:
        raise QuestionInvalid(
            (
                f"{question.count} 个点时有 {unserved} 个小区无路可到。改法：增加数量或备选点",
                f"with {question.count} sites {unserved} cells have no way to any: allow more",
            )
        )


def _prove_median(
    course: Course, seconds: Floats, settled: Ints, within_s: float, stopped: Callable[[], bool]
) -> None:
    """The exact model, over ever more of each cell's nearest sites until the answer stands."""
    question = course.question
    sites = seconds.shape[1]
    people = question.people.astype(np.float64)
    # A relaxation that knows nothing of kept sites settles nothing for a question that has some.
    free = question.kept[1] > 0
    low = np.where((settled == 1) & (not free), 1, question.lowest)
    high = np.where((settled == -1) & (not free), 0, question.highest)
    narrow = _narrowed(question, low, high)
    usable = int((high > 0).sum())
    deep = np.minimum(_depths(seconds, course.units, high), usable)
    while course.seconds < within_s and not stopped():
        if course.gap is not None and course.gap <= GAP_ENOUGH:
            return
        proof = prove(
            programme.median(narrow, seconds, deep),
            within_s=within_s - course.seconds,
            start=course.units.astype(float),
            told=lambda value, bound: course.bounded(bound),
            stopped=stopped,
        )
        if proof.point is None:
            # Nothing beats what is known among the sites that the bound left over.
            if proof.infeasible and course.value is not None:
                course.bounded(course.value)
            return
        units = np.round(proof.point[:sites]).astype(np.int64)
        value = _person_seconds(seconds, people, units)
        course.answer(units, value)
        course.bounded(proof.bound)
        if not proof.optimal:
            return
        beyond = _reaches_beyond(seconds, units, high, deep)
        if not beyond.any():
            course.bounded(min(value, course.value or value))
            return
        deep = np.where(beyond, np.minimum(deep * 3, usable), deep)


def _narrowed(question: Question, low: Ints, high: Ints) -> Question:
    existing, _ = question.kept
    return Question(
        model=question.model,
        seconds=question.seconds,
        people=question.people,
        count=question.count,
        least=low,
        most=high,
        existing=existing,
        closures_max=question.closures_max,
    )


def _depths(seconds: Floats, units: Ints, high: Ints) -> Ints:
    """How many usable sites of each cell are as near as the open one, and a few more."""
    nearest = seconds[:, units > 0].min(axis=1)
    nearer: Ints = (seconds[:, high > 0] <= nearest[:, None]).sum(axis=1)
    return nearer * 3 // 2 + FIRST_DEPTH


def _reaches_beyond(seconds: Floats, units: Ints, high: Ints, deep: Ints) -> np.ndarray:
    """Cells that no open site serves among the nearest that the model looked at."""
    nearest = seconds[:, units > 0].min(axis=1)
    nearer = (seconds[:, high > 0] < nearest[:, None]).sum(axis=1)
    return np.asarray(nearer > deep)


def _person_seconds(seconds: Floats, people: Floats, units: Ints) -> float:
    return float((people * seconds[:, units > 0].min(axis=1)).sum())
