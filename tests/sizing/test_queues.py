"""Erlang's formulas and the hypercube against published figures and against each other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulations.sizing.hypercube import HypercubeInvalid, corrections, workloads
from simulations.sizing.queues import (
    LoadInvalid,
    delayed,
    loss,
    mean_wait_s,
    servers_for,
    waiting_longer,
)

REQUIREMENTS = ("SIM-06",)

# Larson & Odoni, Urban Operations Research, 5.4.3–5.5.3; rates of the atoms as inferred in the
# data's README: they reproduce every published figure.
RATES = [0.50, 0.25, 0.35, 0.40]
PREFERENCES = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [2, 0, 1]]


def test_three_half_loaded_servers_make_every_fourth_call_wait() -> None:
    assert delayed(1.5, 3) == pytest.approx(0.23684, abs=1e-5)
    assert loss(1.5, 3) == pytest.approx(0.13433, abs=1e-5)


def test_one_server_is_the_textbook_queue() -> None:
    assert delayed(0.8, 1) == pytest.approx(0.8)
    assert mean_wait_s(0.8, 1, 60.0) == pytest.approx(240.0)
    assert loss(1.0, 1) == pytest.approx(0.5)


def test_servers_that_cannot_keep_up_make_everybody_wait() -> None:
    assert delayed(3.0, 3) == 1.0
    assert waiting_longer(5.0, 3, 60.0, 10.0) == 1.0
    assert mean_wait_s(3.0, 3, 60.0) == float("inf")


@given(st.floats(0.01, 60.0), st.floats(0.5, 0.999))
@settings(max_examples=60, deadline=None)
def test_as_few_servers_as_meet_the_aim(load: float, share: float) -> None:
    servers = servers_for(load, 90.0, 10.0, share)
    assert waiting_longer(load, servers, 90.0, 10.0) <= 1 - share
    assert servers == 1 or waiting_longer(load, servers - 1, 90.0, 10.0) > 1 - share


@pytest.mark.parametrize(("load", "servers"), [(-1.0, 2), (float("nan"), 2), (1.0, 0)])
def test_a_load_that_cannot_be_is_told(load: float, servers: int) -> None:
    with pytest.raises(LoadInvalid, match="/"):
        loss(load, servers)


def test_the_published_exact_workloads_of_three_vehicles() -> None:
    found = workloads(RATES, PREFERENCES)
    assert found.exact
    assert found.busy == pytest.approx((0.5574, 0.4734, 0.4693), abs=5e-5)
    assert found.full == pytest.approx(0.23684, abs=1e-5)
    assert found.beyond_own([0, 0, 1, 2]) == pytest.approx(0.43529, abs=1e-4)


def test_the_published_approximation_of_three_vehicles() -> None:
    found = workloads(RATES, PREFERENCES, exact=False)
    assert found.busy == pytest.approx((0.5627, 0.4716, 0.4657), abs=1.5e-4)
    assert corrections(1.5, 3, waiting=True) == pytest.approx([1, 0.73684, 0.63158], abs=1e-5)


@given(st.integers(1, 6), st.integers(1, 5), st.booleans(), st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_work_is_conserved(vehicles: int, atoms: int, waiting: bool, seed: int) -> None:
    """Little's law: the vehicles together are as busy as the calls that they carry."""
    rng = np.random.default_rng(seed)
    rates = rng.uniform(0.05, 1.0, atoms)
    rates *= rng.uniform(0.1, 0.9) * vehicles / rates.sum()
    preferences = np.stack([rng.permutation(vehicles) for _ in range(atoms)])
    for exact in (True, False):
        found = workloads(rates, preferences, waiting=waiting, exact=exact)
        carried = rates.sum() * (1.0 if waiting else 1 - found.full)
        assert sum(found.busy) == pytest.approx(carried)
        assert found.full == pytest.approx((delayed if waiting else loss)(rates.sum(), vehicles))
        if exact:
            answered = 1.0 if waiting else 1 - found.full
            assert np.sum(found.sent) == pytest.approx(answered)


def test_the_approximation_serves_a_fleet_that_the_exact_model_cannot() -> None:
    rng = np.random.default_rng(7)
    preferences = np.stack([rng.permutation(40) for _ in range(100)])
    found = workloads(np.full(100, 0.2), preferences)
    assert not found.exact
    assert sum(found.busy) == pytest.approx(20.0)


def test_twelve_vehicles_are_solved_exactly_and_the_approximation_is_near() -> None:
    rng = np.random.default_rng(12)
    preferences = np.stack([rng.permutation(12) for _ in range(30)])
    rates = rng.uniform(0.1, 0.4, 30)
    exact, near = (workloads(rates, preferences, exact=e) for e in (True, False))
    assert np.abs(np.array(exact.busy) - np.array(near.busy)).max() < 0.02


@pytest.mark.parametrize(
    ("rates", "preferences", "words"),
    [
        ([1.0], [[0, 0]], "每辆车一次"),
        ([3.0], [[0, 1]], "无限增长"),
        ([-1.0], [[0]], "呼叫率"),
        ([], [[0]], "每个小区"),
        ([1.0], [list(range(13))], "至多 12"),
    ],
)
def test_a_system_that_cannot_be_is_told(
    rates: list[float], preferences: list[list[int]], words: str
) -> None:
    with pytest.raises(HypercubeInvalid, match=words):
        workloads(rates, preferences, exact=True)
