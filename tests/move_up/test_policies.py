"""Where free vehicles wait: each policy does what its table says, compiled or not."""

from itertools import permutations
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from dispatch.policies.compiling import Floats, Ints
from dispatch.policies.move_up import compliance_table, dmexclp, priority_list
from dispatch.policies.move_up.cover import cover_counts, expected_people
from dispatch.policies.move_up.last_of_kind import is_last
from stations.vehicles import CAPABILITY_BIT, Capability

REQUIREMENTS = ("DSP-18",)

WITHIN_S = 900.0


def minutes(rows: list[list[float]]) -> Floats:
    return np.array(rows) * 60


def expected(now_s: Floats, people: Floats, busy: float) -> float:
    counts = np.zeros(len(people), np.int64)
    cover_counts(now_s, WITHIN_S, counts)
    return float(expected_people(counts, people, busy))


def test_the_next_vehicle_waits_where_most_people_have_nobody() -> None:
    people = np.array([1000.0, 800.0])
    there_s = minutes([[5, 40], [40, 5]])
    nobody: Ints = np.zeros(2, np.int64)
    one_in_town: Ints = np.array([1, 0])
    assert dmexclp.place_for(nobody, people, there_s, WITHIN_S, 0.3) == 0
    assert dmexclp.place_for(one_in_town, people, there_s, WITHIN_S, 0.3) == 1
    # When vehicles are nearly always busy, a second one in the big town is worth more.
    assert dmexclp.place_for(one_in_town, people, there_s, WITHIN_S, 0.9) == 0


def test_a_vehicle_in_a_town_with_two_is_moved_to_the_town_with_none() -> None:
    people = np.array([1000.0, 800.0])
    now_s = minutes([[2, 40], [3, 40]])
    drive_s = minutes([[0, 35], [0, 20]])
    move = dmexclp.best_move(
        now_s, minutes([[2, 40], [40, 2]]), drive_s, people, WITHIN_S, 0.0, 3600
    )
    assert move == (1, 1, 800.0)  # of the two that could go, the one with the shorter drive


def test_nobody_is_moved_farther_than_the_centre_allows_or_for_nothing() -> None:
    people = np.array([1000.0, 800.0])
    now_s, there_s = minutes([[2, 40], [3, 40]]), minutes([[2, 40], [40, 2]])
    drive_s = minutes([[0, 35], [0, 20]])
    far = dmexclp.best_move(now_s, there_s, drive_s, people, WITHIN_S, 0.0, 600.0)
    alone = dmexclp.best_move(now_s[:1], there_s, drive_s[:1], people, WITHIN_S, 0.0, 3600.0)
    assert far == (dmexclp.STAY, dmexclp.STAY, 0.0)
    assert alone == (dmexclp.STAY, dmexclp.STAY, 0.0)


def test_the_last_of_a_centre_with_some_equipment_is_known_whatever_else_it_brings() -> None:
    doctor, isolation = CAPABILITY_BIT[Capability.DOCTOR], CAPABILITY_BIT[Capability.ISOLATION]
    can: Ints = np.array([doctor | isolation, isolation, doctor, isolation])
    one_centre, two_centres = np.array([0, 0, 0, 1]), np.array([0, 1, 0, 1])
    assert [is_last(can, one_centre, n) for n in range(4)] == [False, False, False, True]
    assert [is_last(can, two_centres, n) for n in range(4)] == [True, False, False, False]
    assert is_last.py_func(can, two_centres, 0)  # type: ignore[attr-defined]


def test_nobody_is_told_to_wait_where_he_helps_nobody() -> None:
    alone: Ints = np.zeros(1, np.int64)
    assert dmexclp.place_for(alone, np.array([9.0]), minutes([[40]]), WITHIN_S, 0.3) == dmexclp.STAY


def test_a_priority_list_is_filled_from_the_top() -> None:
    priority: Ints = np.array([2, 0, 2, 1])
    assert priority_list.place_for(priority, np.array([0, 0, 0])) == 2
    assert priority_list.place_for(priority, np.array([0, 0, 1])) == 0
    assert priority_list.place_for(priority, np.array([1, 0, 1])) == 2
    assert priority_list.place_for(priority, np.array([1, 1, 2])) == priority_list.NOWHERE
    assert priority_list.missing(priority, np.array([0, 2, 0]), 2).tolist() == [1, 0, 1]


def test_a_compliance_table_is_met_with_the_least_driving() -> None:
    wanted: Ints = np.array([1, 1])
    at: Ints = np.array([0, 0])
    drive_s = minutes([[0, 30], [0, 12]])
    assert compliance_table.places_for(wanted, at, drive_s).tolist() == [0, 1]


def test_who_has_no_way_to_any_place_of_the_table_gets_none() -> None:
    at: Ints = np.array([-1, -1])
    drive_s = np.array([[np.inf, np.inf], [60.0, np.inf]])
    assert compliance_table.places_for(np.array([1, 1]), at, drive_s).tolist() == [-1, 0]


@given(st.integers(1, 6), st.integers(0, 4), st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_assignments_cost_as_little_as_those_of_scipy(rows: int, more: int, seed: int) -> None:
    cost = np.random.default_rng(seed).integers(0, 20, (rows, rows + more)).astype(float)
    columns = compliance_table.assigned(cost)
    r, c = linear_sum_assignment(cost)
    assert len(set(columns.tolist())) == rows
    assert cost[np.arange(rows), columns].sum() == cost[r, c].sum()


@given(st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.3, 0.7]))
@settings(max_examples=40, deadline=None)
def test_the_best_move_is_the_best_of_all_moves(seed: int, busy: float) -> None:
    rng = np.random.default_rng(seed)
    vehicles, places, homes = 4, 3, 6
    now_s, there_s = rng.uniform(0, 1800, (vehicles, homes)), rng.uniform(0, 1800, (places, homes))
    drive_s, people = (
        rng.uniform(0, 3600, (vehicles, places)),
        rng.integers(1, 99, homes).astype(float),
    )
    before = expected(now_s, people, busy)
    worth = {}
    for vehicle in range(vehicles):
        for place in range(places):
            if drive_s[vehicle, place] <= 1800:
                after = now_s.copy()
                after[vehicle] = there_s[place]
                worth[vehicle, place] = expected(after, people, busy) - before
    vehicle, place, gain = dmexclp.best_move(
        now_s, there_s, drive_s, people, WITHIN_S, busy, 1800.0
    )
    best = max(worth.values(), default=0.0)
    if best <= 1e-9:
        assert vehicle == dmexclp.STAY
    else:
        assert np.isclose(gain, best)
        assert np.isclose(worth[vehicle, place], best)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_compiled_and_uncompiled_are_the_same(seed: int) -> None:
    rng = np.random.default_rng(seed)
    now_s, there_s = rng.uniform(0, 1800, (3, 5)), rng.uniform(0, 1800, (4, 5))
    drive_s, people = rng.uniform(0, 3600, (3, 4)), rng.uniform(0, 99, 5)
    counts, waiting = rng.integers(0, 3, 5), rng.integers(0, 2, 4)
    priority, wanted = rng.integers(0, 4, 6), rng.integers(0, 2, 4)
    asked: list[tuple[Any, tuple[Any, ...]]] = [
        (dmexclp.gains, (counts, people, there_s, WITHIN_S, 0.3)),
        (dmexclp.best_move, (now_s, there_s, drive_s, people, WITHIN_S, 0.3, 3600.0)),
        (priority_list.place_for, (priority, waiting)),
        (priority_list.missing, (priority, waiting, 3)),
        (compliance_table.places_for, (wanted, rng.integers(-1, 4, 3), drive_s)),
    ]
    for kernel, arguments in asked:
        assert np.allclose(kernel(*arguments), kernel.py_func(*arguments))


def test_a_small_assignment_by_hand() -> None:
    cost = np.array([[4.0, 1, 3], [2, 0, 5], [3, 2, 2]])
    best = min(sum(cost[r, c] for r, c in enumerate(p)) for p in permutations(range(3)))
    assert cost[np.arange(3), compliance_table.assigned(cost)].sum() == best
