"""The compiled kernel and the real core under a virtual clock make the same decisions (SIM-02).

Both read the same arrays: whatever differs between them is a decision.
"""

import dataclasses
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from dispatch.domain.choices import PolicyName
from simulations.demand.drawing import draw_calls
from simulations.kernel.engine import simulate
from simulations.kernel.model import Calls, Outcome, Policy, World
from simulations.kernel.moves import Compliance, Dmexclp, MoveUp, PriorityList
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

REQUIREMENTS = ("SIM-02", "DSP-18", "SYS-08")
MIDNIGHT_MS = clock_ms("00:00:00")
HURRIED = 0.12
"""Seconds between two sums of the same drives: single precision, and the tenths in which the desk
tells what is left of a crew's getting ready when it is turned round (times its factor, up to 2).
"""


def lived(region: Region, world: World, calls: Calls, policy: Policy) -> Lived:
    """What becomes of the calls on the real core."""
    return Twin(region, world, calls, policy, MIDNIGHT_MS).play()


def agree(told: Outcome, seen: Lived) -> None:
    """The same vehicle at the same second, the same hospital, the same who waited and was left,
    and the same crews moved to stand by.
    """
    assert told.vehicle.tolist() == seen.vehicle.tolist()
    assert told.hospital.tolist() == seen.hospital.tolist()
    assert told.bumps.tolist() == seen.bumps.tolist()
    assert told.queued.tolist() == seen.queued.tolist()
    assert told.moves.tolist() == seen.moves.tolist()
    np.testing.assert_allclose(told.arrived_s, seen.arrived_s, atol=HURRIED, equal_nan=True)


def busy_valley(
    seed: int, count: int = 80, hours: float = 6, **more: object
) -> tuple[Region, World, Calls]:
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
    arrivals = np.sort(chance.uniform(0, hours * 3600, count))
    rows = [
        (float(at), int(chance.integers(len(world.place_ids))), int(chance.integers(1, 5)))
        for at in arrivals
    ]
    calls = calls_of(
        rows,
        hours * 3600,
        dispatch_delay_s=chance.uniform(20, 200, count).astype(np.float32),
        mobilisation_factor=chance.uniform(0.5, 2, count).astype(np.float32),
        drive_factor=chance.uniform(0.8, 1.3, count).astype(np.float32),
        on_scene_s=chance.uniform(120, 900, count).astype(np.float32),
        handover_s=chance.uniform(200, 1200, count).astype(np.float32),
        transport=chance.random(count) < 0.8,
        cancel_s=np.where(chance.random(count) < 0.1, 700, np.inf).astype(np.float32),
        **more,
    )
    return region, world, calls


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_where_crews_are_few_both_let_the_same_wait_and_help_them_in_the_same_order(
    seed: int,
) -> None:
    region, world, calls = busy_valley(seed)
    policy = Policy(meet=False)
    told = simulate(world, calls, policy)
    assert told.queued.sum() > 5
    assert told.bumps.sum() > 2
    agree(told, lived(region, world, calls, policy))


def on_shifts(world: World) -> World:
    """十堰 and 谭家湾 are always there, 郧阳 by day, 南化 by night and for three hours at noon."""
    hours = (
        np.array([[0, 0], [6, 0], [20, 11], [0, 0]]),
        np.array([[24, 0], [18, 0], [32, 14], [24, 0]]),
    )
    start_s, end_s = ((part * 3600).astype(np.float32) for part in hours)
    days = np.full(start_s.shape, 127, np.uint8)
    days[1, 0] = 0b1011111  # 郧阳 rests on one day of the week
    return dataclasses.replace(world, shift_start_s=start_s, shift_end_s=end_s, shift_days=days)


def pauses(seed: int) -> dict[str, NDArray[Any]]:
    """Thirty of them in sixty hours."""
    chance = np.random.default_rng(seed)
    return {
        "pause_vehicle": chance.integers(0, 4, 30).astype(np.int32),
        "pause_start_s": np.sort(chance.uniform(0, 60 * 3600, 30)),
        "pause_s": chance.uniform(600, 5400, 30).astype(np.float32),
    }


@pytest.mark.parametrize("seed", [5, 6, 7])
def test_crews_that_come_and_go_with_their_shifts_and_pause_are_sent_alike(seed: int) -> None:
    """Whoever's shift ends on a task ends it first; a pause that is due then comes after it."""
    region, world, calls = busy_valley(seed, 130, 60, **pauses(seed))
    calls = dataclasses.replace(calls, first_weekday=4)
    world, policy = on_shifts(world), Policy(meet=False)
    told = simulate(world, calls, policy)
    always = simulate(world, dataclasses.replace(calls, pause_s=0 * calls.pause_s), policy)
    assert told.queued.sum() > 5
    assert told.ordered_s.tolist() != always.ordered_s.tolist()
    agree(told, lived(region, world, calls, policy))


RULES: dict[str, MoveUp] = {
    "DMEXCLP": Dmexclp(busy_share=0.4, cover_s=1200.0),
    # 十堰 belongs to the city's centre, the other three to 郧阳's: the row says who waits where.
    "compliance": Compliance(
        np.array(
            [
                [[0, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0]],
                [[0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 1], [0, 2, 0, 1]],
            ],
            np.int32,
        )
    ),
    "priority": PriorityList(np.array([[0, -1, -1], [1, 3, 1]], np.int32)),
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("seed", [11, 12])
def test_free_crews_are_told_to_wait_at_the_same_stations_by_both(rule: str, seed: int) -> None:
    """While crews come and go with their shifts and pause: a table has a row for every number."""
    region, world, calls = busy_valley(seed, 110, 60, **pauses(seed))
    world, policy = on_shifts(world), Policy(meet=False, move_up=RULES[rule])
    told = simulate(world, calls, policy)
    assert told.moves.sum() > 10
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
