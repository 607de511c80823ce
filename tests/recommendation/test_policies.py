"""Every policy is a kernel on arrays: a permutation, compiled the same, no minute traded."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit

from dispatch.domain.choices import PolicyName
from dispatch.policies import (
    capability_first,
    closest,
    coverage,
    coverage_aware,
    options,
    own_county_first,
)
from dispatch.policies.options import Floats, Ints, Options
from dispatch.policies.table import POLICIES

REQUIREMENTS = ("DSP-02", "DSP-03")

rows = st.lists(
    st.tuples(
        st.sampled_from([60.0, 200.0, 430.0, 900.0, np.inf]),
        st.booleans(),
        st.integers(0, 2),
        st.booleans(),
        st.integers(0, 4),
        st.sampled_from([0.0, 0.1, 0.8]),
    ),
    min_size=1,
    max_size=10,
)
Row = tuple[float, bool, int, bool, int, float]


def options_of(given_rows: list[Row], critical: bool) -> Options:
    """The arrays of these rows."""
    return Options(
        np.array([r[0] for r in given_rows]),
        np.array([r[1] for r in given_rows], dtype=bool),
        np.array([r[2] for r in given_rows], dtype=np.int64),
        np.array([r[3] for r in given_rows], dtype=bool),
        np.array([r[4] for r in given_rows], dtype=np.int64),
        np.array([r[5] for r in given_rows]),
        critical,
    )


@given(rows)
def test_where_only_minutes_count_every_policy_is_the_closest(given_rows: list[Row]) -> None:
    wanted = options_of(given_rows, critical=True)
    for order in POLICIES.values():
        assert order(wanted).tolist() == closest.order(wanted).tolist()


@given(rows, st.booleans())
def test_every_policy_names_every_vehicle_once_and_ready_ones_first(
    given_rows: list[Row], critical: bool
) -> None:
    for order in POLICIES.values():
        placed = order(options_of(given_rows, critical)).tolist()
        assert sorted(placed) == list(range(len(given_rows)))
        assert [given_rows[i][2] for i in placed] == sorted(r[2] for r in given_rows)


def test_every_policy_has_a_function() -> None:
    assert set(POLICIES) == set(PolicyName)


KERNELS = (closest, own_county_first, capability_first, coverage_aware)


@pytest.mark.slow
@pytest.mark.parametrize("module", KERNELS, ids=lambda module: module.__name__)
def test_a_policy_compiles_and_puts_the_same_vehicle_first(module: object) -> None:
    """What the planner's simulator runs, against what the live desk shows."""
    cost_s: Callable[[Options], Floats] = module.cost_s  # type: ignore[attr-defined]
    order: Callable[[Options], Ints] = module.order  # type: ignore[attr-defined]
    compiled: Any = njit(cost_s)
    first: Any = njit(options.first_of)
    rows = [(300.0, True, 0, False, 1, 0.8), (60.0, True, 0, True, 3, 0.0)] * 3
    for critical in (False, True):
        wanted = options_of(rows, critical)
        assert compiled(wanted).tolist() == cost_s(wanted).tolist()
        assert first(wanted, compiled(wanted)) == order(wanted)[0]


@given(rows, st.booleans())
def test_the_first_is_found_without_sorting_the_others(
    given_rows: list[Row], critical: bool
) -> None:
    wanted = options_of(given_rows, critical)
    for module in KERNELS:
        assert options.first_of(wanted, module.cost_s(wanted)) == module.order(wanted)[0]


@pytest.mark.slow
def test_the_coverage_kernels_compile_and_say_the_same() -> None:
    within = np.array([[1, 0, 0], [1, 1, 0], [0, 0, 0], [0, 0, 1]], dtype=np.int64)
    people = np.array([100.0, 50.0, 30.0, 20.0])
    county = np.array([0, 0, 1, 1], dtype=np.int64)
    for kernel in (coverage.covered_people, coverage.lost_people):
        compiled: Any = njit(kernel)
        said = compiled(within, people, county, 2).tolist()
        assert said == kernel(within, people, county, 2).tolist()
    assert coverage.covered_people(within, people, county, 2).tolist() == [150.0, 20.0]
    assert coverage.lost_people(within, people, county, 2).tolist() == [
        [100.0, 0.0],
        [0.0, 0.0],
        [0.0, 20.0],
    ]


def test_a_neighbour_five_minutes_sooner_goes_before_the_own_county() -> None:
    near = options_of([(600.0, True, 0, True, 1, 0.0), (299.0, True, 0, False, 1, 0.0)], False)
    assert own_county_first.order(near).tolist() == [1, 0]
    nearer = options_of([(600.0, True, 0, True, 1, 0.0), (301.0, True, 0, False, 1, 0.0)], False)
    assert own_county_first.order(nearer).tolist() == [0, 1]


def test_what_leaves_a_county_uncovered_goes_a_little_later() -> None:
    left = options_of([(300.0, True, 0, True, 1, 0.5), (600.0, True, 0, True, 1, 0.0)], False)
    assert coverage_aware.order(left).tolist() == [1, 0]
