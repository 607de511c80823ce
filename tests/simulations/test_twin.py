"""The twin: the real core under a virtual clock, with the kernel's own arrays around it."""

import dataclasses
from typing import Any

import numpy as np
import pytest

from dispatch.domain.choices import PolicyName
from simulations.kernel.model import Policy
from simulations.twin.lived import Lived
from simulations.twin.play import Twin, TwinCannot
from tests.support.planned_world import calls_of, world_of
from tests.support.scenario_map import draw_map
from tests.support.scenario_region import build_region
from tests.support.scenario_stage import clock_ms

MIDNIGHT_MS = clock_ms("00:00:00")
MAP = ("十堰 --12-- 郧阳 --20-- 南化", "郧阳 --15-- 谭家湾")


def lived(vehicles: list[str], rows: list[tuple[float, int, int]], **more: Any) -> Lived:
    """What becomes of these calls with these vehicles."""
    tiny = draw_map(list(MAP))
    region = build_region(tiny, [], vehicles, ["太和医院 三甲 chest_pain @十堰"])
    world = world_of(region, tiny)
    return Twin(region, world, calls_of(rows, **more), Policy(), MIDNIGHT_MS).play()


@pytest.mark.parametrize(
    ("policy", "pair", "ask_s", "word"),
    [
        (Policy(), True, 0.0, "会车"),
        (Policy(), False, 60.0, "征得同意"),
        (Policy(own_county_only=True), False, 0.0, "征得同意"),
        (Policy(dispatch=PolicyName.COVERAGE_AWARE), False, 0.0, "就近派车"),
    ],
)
def test_what_the_twin_does_not_play_it_refuses_in_words(
    policy: Policy, pair: bool, ask_s: float, word: str
) -> None:
    tiny = draw_map(list(MAP))
    region = build_region(tiny, [], ["郧阳01 县 doctor @郧阳"], ["太和医院 三甲 chest_pain @十堰"])
    world = world_of(region, tiny)
    world = dataclasses.replace(world, ask_s=np.full_like(world.ask_s, ask_s))
    calls = calls_of([(0.0, 3, 3)], pair=np.array([pair]))
    with pytest.raises(TwinCannot, match=word):
        Twin(region, world, calls, policy, MIDNIGHT_MS)


def test_the_nearest_crew_goes_arrives_loads_and_is_free_again() -> None:
    """谭家湾 is 15 minutes from 郧阳 and 27 from 十堰; the hospital is in 十堰."""
    run = lived(["十堰01 市 doctor @十堰", "郧阳01 县 doctor @郧阳"], [(3600.0, 3, 2)])
    assert run.vehicle.tolist() == [1]
    assert run.ordered_s[0] == 3660
    assert run.arrived_s[0] == pytest.approx(3660 + 120 + 1 + 15 * 60)
    assert run.hospital.tolist() == [0]
    assert run.freed_s[0] == pytest.approx(run.arrived_s[0] + 600 + 27 * 60 + 1 + 720 + 150)


def test_whoever_waits_is_helped_by_the_first_crew_that_becomes_free() -> None:
    run = lived(["郧阳01 县 doctor @郧阳"], [(0.0, 3, 3), (60.0, 2, 4), (120.0, 1, 3)])
    assert run.queued.tolist() == [False, True, True]
    assert run.ordered_s[2] == run.freed_s[0]
    assert run.ordered_s[1] == run.freed_s[2]


def test_a_crew_on_its_way_to_the_lesser_need_turns_at_the_next_crossing() -> None:
    run = lived(["郧阳01 县 doctor @郧阳"], [(0.0, 2, 4), (600.0, 3, 1)])
    assert run.bumps.tolist() == [1, 0]
    assert run.ordered_s[1] == 660
    assert run.arrived_s[1] < run.arrived_s[0]
    assert np.isfinite(run.freed_s).all()


def test_a_call_taken_back_turns_the_crew_round_and_helps_who_waits() -> None:
    run = lived(
        ["郧阳01 县 doctor @郧阳"],
        [(0.0, 2, 3), (300.0, 3, 3)],
        cancel_s=np.array([900, np.inf], np.float32),
    )
    assert run.called_off.tolist() == [True, False]
    assert np.isnan(run.arrived_s[0])
    assert run.ordered_s[1] == run.freed_s[0] == 900
    assert np.isfinite(run.arrived_s[1])
