"""Siting against brute force and published optima, and what can be wrong with a question."""

from itertools import combinations, product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulations.siting import Model, Question, QuestionInvalid, double, solve
from simulations.siting.programme import covering, worth_of
from simulations.siting.proving import loosened, prove
from simulations.siting.question import Floats, Ints
from simulations.siting.relaxing import relax
from simulations.siting.rounding import narrowed
from simulations.siting.solving import people_covered
from tests.support.pmed import OPTIMA, instance

REQUIREMENTS = ("SIM-04",)

SEEDS = st.integers(0, 2**32 - 1)


def made(seed: int, cells: int = 9, sites: int = 6) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    seconds = rng.integers(1, 40, (cells, sites)).astype(float) * 60
    return seconds, rng.integers(1, 50, cells).astype(float) * 10


def ways(question: Question) -> list[Ints]:
    """Every allowed answer of a small question."""
    ranges = (range(a, b + 1) for a, b in zip(question.lowest, question.highest, strict=True))
    all_ways = (np.array(units) for units in product(*ranges))
    existing, kept = question.kept
    return [
        u for u in all_ways if 0 < u.sum() <= question.count and (u[existing] > 0).sum() >= kept
    ]


def worth(question: Question, units: Ints) -> float:
    if question.model is Model.P_MEDIAN:
        return float((question.people * question.seconds[:, units > 0].min(axis=1)).sum())
    if question.model is Model.P_CENTRE:
        return float(question.seconds[:, units > 0].min(axis=1).max())
    return people_covered(question, units)


@given(SEEDS, st.sampled_from([Model.P_MEDIAN, Model.P_CENTRE]), st.integers(1, 5), st.booleans())
@settings(max_examples=30, deadline=None)
def test_seconds_are_as_few_as_any_choice_gives(
    seed: int, model: Model, count: int, kept: bool
) -> None:
    seconds, people = made(seed)
    existing = np.array([True, True, False, False, True, False])
    question = Question(
        model=model,
        seconds=seconds,
        people=people,
        count=count,
        existing=existing if kept else None,
        closures_max=3 - min(count, 2) if kept else None,
        most=np.array([1, 1, 0, 1, 1, 1]),
    )
    found = solve(question)
    assert found.proven
    assert found.value == pytest.approx(min(worth(question, u) for u in ways(question)))
    assert found.value == pytest.approx(worth(question, found.units))
    assert any((found.units == u).all() for u in ways(question))


@given(SEEDS, st.sampled_from([Model.MCLP, Model.BACKUP, Model.MEXCLP]), st.integers(1, 5))
@settings(max_examples=30, deadline=None)
def test_as_many_people_are_covered_as_any_choice_covers(
    seed: int, model: Model, count: int
) -> None:
    seconds, people = made(seed, sites=5)
    question = Question(
        model=model,
        seconds=seconds,
        people=people,
        count=count,
        least=np.array([0, 1, 0, 0, 0]),
        most=np.array([2, 2, 1, 2, 1]),
    )
    found = solve(question)
    assert found.proven
    assert found.value == pytest.approx(max(worth(question, u) for u in ways(question)))
    assert any((found.units == u).all() for u in ways(question))


@given(
    SEEDS,
    st.sampled_from([Model.MCLP, Model.BACKUP, Model.MEXCLP]),
    st.integers(2, 5),
    st.integers(0, 2),
)
@settings(max_examples=30, deadline=None)
def test_so_they_are_where_some_sites_must_stay(
    seed: int, model: Model, count: int, closures: int
) -> None:
    seconds, people = made(seed, cells=25)
    question = Question(
        model=model,
        seconds=seconds,
        people=people,
        count=count,
        existing=np.array([True, False, False, True, False, False]),
        closures_max=closures,
        most=np.array([1, 2, 1, 2, 1, 0]),
    )
    found = solve(question)
    assert found.proven
    assert found.value == pytest.approx(max(worth(question, u) for u in ways(question)))
    assert any((found.units == u).all() for u in ways(question))


@given(SEEDS, st.integers(1, 4), st.floats(0.0, 400.0))
@settings(max_examples=30, deadline=None)
def test_what_the_loosened_programme_leaves_out_holds_no_better_answer(
    seed: int, count: int, known_short: float
) -> None:
    seconds, people = made(seed, cells=25)
    question = Question(model=Model.MCLP, seconds=seconds, people=people, count=count)
    loose = loosened(covering(question), 6, 60.0)
    assert loose is not None
    best = max(worth(question, u) for u in ways(question))
    known = best - known_short
    small = narrowed(question, -loose.value - known, loose)
    assert small.people.sum() == pytest.approx(people.sum())
    left = max((worth(small, u) for u in ways(small)), default=0.0)
    assert max(left, known) == pytest.approx(best)


def double_standard(seed: int, count: int, share: float, **limits: Any) -> Question:
    seconds, people = made(seed, cells=7, sites=5)
    return Question(
        model=Model.DSM, seconds=seconds, people=people, count=count, within_s=900.0,
        far_s=1500.0, share=share, **limits,
    )  # fmt: skip


def meets(question: Question, units: Ints) -> bool:
    used, people = question.seconds[:, units > 0], question.people
    near = people[(used <= 900.0).any(axis=1)].sum()
    return bool((used <= 1500.0).any(axis=1).all()) and near >= question.share * people.sum()


@given(SEEDS, st.integers(2, 6), st.sampled_from([0.2, 0.6, 0.9]), st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_double_standard_is_met_or_refused(
    seed: int, count: int, share: float, some_stay: bool
) -> None:
    limits: dict[str, Any] = {"most": np.array([2, 3, 1, 2, 4])}
    if some_stay:
        existing = np.array([True, False, True, True, False])
        limits |= {"existing": existing, "closures_max": 2, "least": np.array([0, 2, 0, 0, 0])}
    question = double_standard(seed, count, share, **limits)
    allowed = [worth(question, u) for u in ways(question) if meets(question, u)]
    if not allowed:
        with pytest.raises(QuestionInvalid):
            solve(question)
        return
    found = solve(question)
    assert found.proven
    assert meets(question, found.units)
    assert any((found.units == u).all() for u in ways(question))
    assert found.value == pytest.approx(max(allowed))


@given(SEEDS, st.integers(2, 6), st.integers(0, 7))
@settings(max_examples=30, deadline=None)
def test_cells_with_few_and_with_many_sites_in_reach_are_told_alike(
    seed: int, count: int, apart: int
) -> None:
    question = double_standard(seed, count, 0.2, most=np.full(5, 2))
    values = set()
    for told_apart in (20, apart):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(double, "TOLD_APART_MAX", told_apart)
            proof = prove(double.programme(question), within_s=60.0)
        values.add(None if proof.value is None else round(proof.value, 6))
    assert len(values) == 1


@pytest.mark.parametrize("nth", [2, 3, 4, 5, 7, 8, 9, 10])
def test_published_p_medians_are_solved_to_proof(nth: int, shared_data: Path) -> None:
    seconds, count = instance(shared_data, nth)
    people = np.ones(len(seconds))
    told: list[float] = []
    question = Question(model=Model.P_MEDIAN, seconds=seconds, people=people, count=count)
    found = solve(question, within_s=100.0, told=lambda step, units: told.append(step.value))
    assert found.value == OPTIMA[nth][0]
    assert found.proven
    assert told == sorted(told, reverse=True)


@pytest.mark.parametrize("nth", [3, 4, 5, 9, 10])
def test_published_p_centres_are_solved_to_proof(nth: int, shared_data: Path) -> None:
    seconds, count = instance(shared_data, nth)
    people = np.ones(len(seconds))
    question = Question(model=Model.P_CENTRE, seconds=seconds, people=people, count=count)
    found = solve(question, within_s=100.0)
    assert found.value == OPTIMA[nth][1]
    assert found.proven


@given(SEEDS, st.integers(1, 4))
@settings(max_examples=30, deadline=None)
def test_the_bound_never_passes_the_best_and_settles_nothing_wrongly(seed: int, count: int) -> None:
    seconds, people = made(seed)
    question = Question(model=Model.P_MEDIAN, seconds=seconds, people=people, count=count)
    best = min(worth(question, u) for u in ways(question))
    quick = solve(question, prove_it=False)
    relaxed = relax(seconds, people, question.lowest, question.highest, count, quick.value)
    assert relaxed.bound <= best * (1 + 1e-9)
    if best < quick.value:
        optimal = [u for u in ways(question) if worth(question, u) == best]
        assert any(
            not u[relaxed.settled == -1].any() and u[relaxed.settled == 1].all() for u in optimal
        )


def test_covering_as_jemss_tests_it() -> None:
    """Three facilities, four points: none, one, two, three chosen cover 0, 4, 6, 6 (JEMSS.jl)."""
    near = np.array([[1, 1, 0], [1, 0, 0], [0, 1, 0], [1, 0, 1]], bool)
    seconds = np.where(near, 60.0, 9999.0)
    people = np.array([1.0, 2.0, 2.0, 1.0])
    values = []
    for count in (1, 2, 3):
        asked = Question(model=Model.MCLP, seconds=seconds, people=people, count=count)
        values.append(solve(asked).value)
    best = [
        max(people[near[:, list(c)].any(axis=1)].sum() for c in combinations(range(3), k))
        for k in (1, 2, 3)
    ]
    assert values == best == [4, 6, 6]


def test_the_first_answer_comes_before_any_bound_and_needs_no_solver() -> None:
    seconds, people = made(1)
    question = Question(model=Model.MCLP, seconds=seconds, people=people, count=3)
    quick = solve(question, prove_it=False)
    assert quick.bound is None
    assert quick.gap is None
    assert not quick.proven
    assert quick.value == pytest.approx(worth(question, quick.units))


def test_whoever_stops_it_keeps_the_best_so_far(shared_data: Path) -> None:
    seconds, count = instance(shared_data, 6)
    question = Question(
        model=Model.P_MEDIAN, seconds=seconds, people=np.ones(len(seconds)), count=count
    )
    stopped = solve(question, stopped=lambda: True)
    assert stopped.value >= OPTIMA[6][0]
    assert stopped.bound is not None
    assert stopped.bound <= OPTIMA[6][0]


def test_further_vehicles_count_less_in_expected_cover() -> None:
    seconds, people = made(0)
    question = Question(model=Model.MEXCLP, seconds=seconds, people=people, count=4, busy=0.5)
    assert worth_of(question) == pytest.approx([0.5, 0.25, 0.125, 0.0625])


BAD: dict[str, dict[str, Any]] = {
    "为空": {"seconds": np.zeros((0, 3))},
    "缺失或为负": {"seconds": np.array([[1.0, np.nan], [1.0, 2.0]])},
    "人口缺失": {"people": np.array([1.0, np.nan])},
    "人口为 0": {"people": np.zeros(2)},
    "任何备选点都到不了：乙村": {"seconds": np.array([[1.0, 2.0], [np.inf, np.inf]])},
    "至少 1": {"count": 0},
    "必须保留 2 个": {"existing": np.array([True, True]), "closures_max": 0},
    "下限大于上限": {"least": np.array([2, 0])},
    "应为 2": {"people": np.ones(3)},
    "busy": {"busy": 1.5},
}


@pytest.mark.parametrize("words", BAD)
def test_a_question_without_an_answer_says_why(words: str) -> None:
    terms: dict[str, Any] = {
        "model": Model.P_MEDIAN,
        "seconds": np.array([[1.0, 2.0], [2.0, 1.0]]),
        "people": np.ones(2),
        "count": 1,
        "cell_names": ("甲村", "乙村"),
        **BAD[words],
    }
    with pytest.raises(QuestionInvalid, match=words):
        solve(Question(**terms))


def test_two_islands_and_one_site_are_no_answer() -> None:
    seconds = np.array([[60.0, np.inf], [np.inf, 60.0]])
    for model in (Model.P_MEDIAN, Model.P_CENTRE):
        with pytest.raises(QuestionInvalid, match="增加数量"):
            solve(Question(model=model, seconds=seconds, people=np.ones(2), count=1))
        both = solve(Question(model=model, seconds=seconds, people=np.ones(2), count=2))
        assert both.proven
