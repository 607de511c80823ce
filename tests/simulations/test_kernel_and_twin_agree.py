"""The compiled kernel and the real core under a virtual clock make the same decisions (SIM-02).

Both read the same arrays: whatever differs between them is a decision. One is known to differ: a
call whose vehicle was turned away keeps its age in the kernel's queue, the desk's waiting list
counts from when it lost the vehicle; so the crowded valley is played without redispatch.
"""

import dataclasses

import numpy as np
import pytest

from dispatch.domain.choices import PolicyName
from simulations.demand.drawing import draw_calls
from simulations.kernel.engine import simulate
from simulations.kernel.model import Calls, Outcome, Policy, World
from simulations.scenarios import Scenario, plan
from simulations.scenarios.scenario import DemandTerms
from simulations.twin.lived import Lived
from simulations.twin.play import Twin
from simulations.worlds.building import Detail, build_world
from stations.region import Region
from tests.support.planned_world import calls_of, world_of
from tests.support.running import shiyan
from tests.support.scenario_map import draw_map
from tests.support.scenario_region import build_region
from tests.support.scenario_stage import clock_ms

# The first run on a machine compiles the kernel.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

REQUIREMENTS = ("SIM-02", "SYS-08")
MIDNIGHT_MS = clock_ms("00:00:00")
HURRIED = 0.05
"""Seconds that single precision may leave between two sums of the same drives."""


def lived(region: Region, world: World, calls: Calls, policy: Policy) -> Lived:
    """What becomes of the calls on the real core."""
    return Twin(region, world, calls, policy, MIDNIGHT_MS).play()


def agree(told: Outcome, seen: Lived) -> None:
    """The same vehicle at the same second, the same hospital, the same who waited and was left."""
    assert told.vehicle.tolist() == seen.vehicle.tolist()
    assert told.hospital.tolist() == seen.hospital.tolist()
    assert told.bumps.tolist() == seen.bumps.tolist()
    assert told.queued.tolist() == seen.queued.tolist()
    np.testing.assert_allclose(told.arrived_s, seen.arrived_s, atol=HURRIED, equal_nan=True)


def busy_valley(seed: int, count: int = 80) -> tuple[Region, World, Calls]:
    """Four crews of two counties on two roads, and more calls than they can answer at once."""
    tiny = draw_map(["十堰 --12-- 郧阳 --20-- 南化", "郧阳 --15-- 谭家湾"])
    vehicles = [
        "十堰01 市 doctor,monitor @十堰",
        "郧阳01 县 doctor @郧阳",
        "南化01 乡 nurse @南化",
        "谭家湾01 乡 nurse @谭家湾",
    ]
    hospitals = ["太和医院 三甲 chest_pain @十堰", "郧阳医院 二甲 - @郧阳"]
    counties = ["城区 = 十堰", "郧阳区 = 郧阳 南化 谭家湾"]
    region = build_region(tiny, counties, vehicles, [h.replace(" - ", " ") for h in hospitals])
    world = world_of(region, tiny)
    chance = np.random.default_rng(seed)
    arrivals = np.sort(chance.uniform(0, 6 * 3600, count))
    rows = [
        (float(at), int(chance.integers(len(world.place_ids))), int(chance.integers(1, 5)))
        for at in arrivals
    ]
    calls = calls_of(
        rows,
        dispatch_delay_s=chance.uniform(20, 200, count).astype(np.float32),
        mobilisation_factor=chance.uniform(0.5, 2, count).astype(np.float32),
        drive_factor=chance.uniform(0.8, 1.3, count).astype(np.float32),
        on_scene_s=chance.uniform(120, 900, count).astype(np.float32),
        handover_s=chance.uniform(200, 1200, count).astype(np.float32),
        transport=chance.random(count) < 0.8,
        cancel_s=np.where(chance.random(count) < 0.1, 700, np.inf).astype(np.float32),
    )
    return region, world, calls


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_where_crews_are_few_both_let_the_same_wait_and_help_them_in_the_same_order(
    seed: int,
) -> None:
    region, world, calls = busy_valley(seed)
    policy = Policy(meet=False, redispatch=np.zeros((5, 5), np.bool_))
    told = simulate(world, calls, policy)
    assert told.queued.sum() > 5
    agree(told, lived(region, world, calls, policy))


def test_a_day_of_a_prefecture_is_decided_alike_by_both() -> None:
    """226 vehicles of 136 places, three times the normal demand, on the pack's own roads."""
    region = dataclasses.replace(shiyan(), boundary=(), transfer_legs=())
    demand = DemandTerms(factor=3.0)
    planned = plan(region, Scenario(name="x", days=1, warm_up_days=0, demand=demand))
    world = build_world(planned, None, Detail(villages=0, docks=False))
    calls = draw_calls(planned, world, 0)
    policy = Policy(meet=False, dispatch=PolicyName.CLOSEST)
    told = simulate(world, calls, policy)
    assert len(calls) > 200
    agree(told, lived(region, world, calls, policy))
