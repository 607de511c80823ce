"""A run that is watched: its diary tells every recall, move and shift, and changes nothing."""

import dataclasses

import numpy as np
import pytest

from geo.coordinates import Point
from simulations.animation.moments import Life, reason
from simulations.animation.noted import lives
from simulations.animation.told import Why
from simulations.kernel import engine
from simulations.kernel.diary import DiaryFull
from simulations.kernel.engine import simulate, watch
from simulations.kernel.model import DAY_S, Calls, Outcome, Policy, World
from simulations.kernel.moves import Dmexclp
from stations.status import VehicleState
from tests.simulations.test_kernel_and_twin_agree import busy_valley, on_shifts, pauses

# The first run on a machine compiles the kernel.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

REQUIREMENTS = ("SIM-02", "SIM-07")


def lived(world: World, calls: Calls, policy: Policy) -> tuple[Outcome, list[Life]]:
    """A run with what each vehicle did on its first two days; places are numbered points."""
    outcome, entries = watch(world, calls, policy, 0.0, 2 * DAY_S)
    nodes = len(world.place_ids) + len(world.station_ids) + len(world.hospital_ids)
    points = [Point(110.0 + n / 100, 32.0) for n in range(nodes)]
    return outcome, list(lives(world, calls, outcome, entries, points, (0.0, 2 * DAY_S)))


def reasons(found: list[Life]) -> list[Why | None]:
    """Why each vehicle changed, one after the other."""
    pairs = [pair for life in found for pair in zip(life.moments, life.moments[1:], strict=False)]
    return [reason(*pair) for pair in pairs]


def test_being_watched_changes_nothing_and_every_recall_is_told() -> None:
    _, world, calls = busy_valley(2)
    outcome, found = lived(world, calls, Policy(meet=False))
    alone = simulate(world, calls, Policy(meet=False))
    np.testing.assert_array_equal(outcome.arrived_s, alone.arrived_s)
    np.testing.assert_array_equal(outcome.vehicle, alone.vehicle)
    assert outcome.bumps.sum() > 2
    assert reasons(found).count(Why.RECALLED) == outcome.bumps.sum()


def test_the_moments_of_a_call_are_those_of_its_outcome() -> None:
    _, world, calls = busy_valley(3)
    outcome, found = lived(world, calls, Policy(meet=False))
    there = {
        (one.call, life.vehicle): one.at_s
        for life in found
        for one in life.moments
        if one.state is VehicleState.ON_SCENE
    }
    reached = np.flatnonzero(np.isfinite(outcome.arrived_s)).tolist()
    assert len(reached) > 20
    for nth in reached:
        vehicle = world.vehicle_ids[outcome.vehicle[nth]]
        assert there[nth, vehicle] == outcome.arrived_s[nth]


def test_who_is_sent_to_wait_elsewhere_is_told_with_the_station() -> None:
    _, world, calls = busy_valley(2, count=40, hours=12)
    policy = Policy(meet=False, move_up=Dmexclp(busy_share=0.3))
    world = dataclasses.replace(world, vehicle_centre=np.zeros_like(world.vehicle_centre),
                                station_centre=np.zeros_like(world.station_centre))  # fmt: skip
    outcome, found = lived(world, calls, policy)
    assert outcome.counters["move_ups"] > 0
    away = [one for life in found for one in life.moments if one.station is not None]
    assert {one.station for one in away} <= set(world.station_ids)
    assert all(one.station != life.home_station for life in found for one in life.moments)
    assert Why.STAND_BY in reasons(found)


def test_shifts_and_pauses_begin_and_end_while_nothing_else_happens() -> None:
    _, world, calls = busy_valley(5, count=12, hours=44, **pauses(5))
    _, found = lived(on_shifts(world), calls, Policy(meet=False))
    told = reasons(found)
    assert told.count(Why.SHIFT) > 4
    assert told.count(Why.PAUSE) > 4
    always = found[0].moments
    assert all(one.state is not VehicleState.OFF_DUTY for one in always), "it has no shifts"


def test_more_than_there_is_room_for_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    _, world, calls = busy_valley(2)
    monkeypatch.setattr(engine, "ENTRIES_MAX", 3)
    with pytest.raises(DiaryFull) as full:
        watch(world, calls, Policy(meet=False), 0.0, DAY_S)
    assert full.value.args[0] > 3
