"""The planner's kernel: always the same, nothing lost, right where theory knows the answer."""

import dataclasses
import hashlib
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from dispatch.domain.choices import PolicyName
from simulations.kernel.driving import HOUR_S, hour_of
from simulations.kernel.engine import simulate
from simulations.kernel.model import DAY_S, Calls, Ended, Outcome, Policy, World
from simulations.kernel.moves import Compliance, Dmexclp, MoveUp, PriorityList
from tests.support.planned_world import calls_of, world_of
from tests.support.scenario_map import draw_map
from tests.support.scenario_region import build_region
from tests.support.simpy_model import SimPyModel, matrix_world, random_calls

REQUIREMENTS = ("SIM-02", "SIM-08")

# Compiling takes a while where nothing is kept from an earlier run.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

MAP = ("十堰 --12-- 郧阳 --20-- 南化", "郧阳 --15-- 谭家湾")
NOBODY_GIVES_WAY = np.zeros((5, 5), np.bool_)


def tiny_world(vehicles: list[str]) -> World:
    tiny = draw_map(list(MAP))
    region = build_region(tiny, [], vehicles, ["太和医院 三甲 chest_pain @十堰"])
    return world_of(region, tiny)


def lived(vehicles: list[str], rows: list[tuple[float, int, int]], **more: Any) -> Outcome:
    return simulate(tiny_world(vehicles), calls_of(rows, **more), Policy())


def fingerprint(outcome: Outcome) -> str:
    told = hashlib.sha256()
    for field in dataclasses.fields(outcome):
        value = getattr(outcome, field.name)
        told.update(value.tobytes() if isinstance(value, np.ndarray) else str(value).encode())
    return told.hexdigest()


def test_the_nearest_crew_goes_arrives_loads_and_is_free_again() -> None:
    """谭家湾 is 15 minutes from 郧阳 and 27 from 十堰; the hospital is in 十堰."""
    run = lived(["十堰01 市 doctor @十堰", "郧阳01 县 doctor @郧阳"], [(3600.0, 3, 2)])
    assert run.vehicle.tolist() == [1]
    assert run.arrived_s[0] == pytest.approx(3660 + 120 + 1 + 15 * 60)
    assert run.freed_s[0] == pytest.approx(run.arrived_s[0] + 600 + 27 * 60 + 1 + 720 + 150)
    assert run.busy_s.tolist() == pytest.approx([0, run.freed_s[0] - 3660])
    assert run.ended.tolist() == [Ended.TRANSPORTED]


def test_a_crew_on_its_way_to_the_lesser_need_turns_at_the_next_crossing() -> None:
    run = lived(["郧阳01 县 doctor @郧阳"], [(0.0, 2, 4), (600.0, 3, 1)])
    assert run.bumps.tolist() == [1, 0]
    assert run.arrived_s[1] < run.arrived_s[0]
    assert run.counters["redispatches"] == 1


def test_a_call_taken_back_turns_the_crew_round_and_helps_who_waits() -> None:
    cancel_s = np.array([900, np.inf], np.float32)
    run = lived(["郧阳01 县 doctor @郧阳"], [(0.0, 2, 3), (300.0, 3, 3)], cancel_s=cancel_s)
    assert run.ended.tolist() == [Ended.CANCELLED, Ended.TRANSPORTED]
    assert run.ordered_s[1] == run.freed_s[0] == 900


def test_nobody_is_sent_outside_a_shift_and_the_next_shift_helps_who_waits() -> None:
    world = tiny_world(["郧阳01 县 doctor @郧阳"])
    start, end = (np.array([[hour * 3600]], np.float32) for hour in (8, 20))
    day = dataclasses.replace(world, shift_start_s=start, shift_end_s=end)
    run = simulate(day, calls_of([(3600.0, 3, 2), (9 * 3600.0, 3, 2)]), Policy())
    assert run.queued.tolist() == [True, True]
    assert run.ordered_s[0] == 8 * 3600
    assert run.on_duty_s.tolist() == [12 * 3600]


def test_a_vehicle_that_pauses_is_not_sent() -> None:
    pause = {
        "pause_vehicle": np.zeros(1, np.int32),
        "pause_start_s": np.array([100.0]),
        "pause_s": np.array([3600], np.float32),
    }
    run = lived(["郧阳01 县 doctor @郧阳"], [(600.0, 3, 2)], **pause)
    assert run.ordered_s.tolist() == [3700]
    assert run.queued.tolist() == [True]


def test_a_basic_crew_meets_the_advanced_one_that_was_sent_too() -> None:
    vehicles = ["郧阳01 乡 nurse @郧阳", "十堰01 市 doctor @十堰"]
    run = lived(vehicles, [(0.0, 3, 1)], pair=np.array([True]))
    assert (run.vehicle[0], run.second[0]) == (0, 1)
    assert run.arrived_s[0] < run.advanced_s[0]
    assert run.met_on_way[0] or run.advanced_s[0] <= run.left_scene_s[0]
    assert run.runs.tolist() == [1, 1]


def test_a_wish_no_road_fulfils_stays_open() -> None:
    world = tiny_world(["郧阳01 县 doctor @郧阳"])
    needs = np.array([1 << 15], np.uint16)
    run = simulate(world, calls_of([(0.0, 3, 2)], needs=needs), Policy())
    assert run.ended.tolist() == [Ended.OPEN]
    assert run.counters["open"] == 1


@pytest.mark.parametrize("name", PolicyName)
def test_every_policy_of_the_live_desk_runs_and_loses_nobody(name: PolicyName) -> None:
    world, calls = matrix_world(30, 8, 10), random_calls(30, 2, 120)
    run = simulate(world, calls, Policy(dispatch=name))
    assert (run.ended != Ended.OPEN).all()
    assert np.isfinite(run.freed_s).all()


@pytest.mark.parametrize(
    "rule",
    [
        Dmexclp(0.3, 900.0),
        PriorityList(np.arange(8, dtype=np.int32)[None]),
        Compliance(np.ones((1, 11, 8), np.int32)),
    ],
    ids=lambda rule: type(rule).__name__,
)
def test_every_rule_for_standing_by_moves_somebody(rule: MoveUp) -> None:
    world, calls = matrix_world(30, 8, 10), random_calls(30, 2, 120)
    run = simulate(world, calls, Policy(move_up=rule))
    assert run.moves.sum() > 0
    assert np.isfinite(run.freed_s).all()


def test_the_same_model_written_with_simpy_sends_the_same_vehicles() -> None:
    world, calls = matrix_world(40, 10, 16), random_calls(40, 2, 300)
    run = simulate(world, calls, Policy(redispatch=NOBODY_GIVES_WAY))
    other = SimPyModel(world, calls).run()
    assert run.vehicle.tolist() == other.vehicle.tolist()
    assert np.abs(run.arrived_s - other.arrived_s).max() < 1e-6
    assert run.queued.any()


def test_work_is_conserved_and_littles_law_holds() -> None:
    """Every second of a vehicle's work belongs to one call, and L = λ W."""
    world, calls = matrix_world(40, 10, 16), random_calls(40, 5, 200)
    run = simulate(world, calls, Policy(redispatch=NOBODY_GIVES_WAY))
    of_calls = run.freed_s - run.ordered_s
    assert run.busy_s.sum() == pytest.approx(of_calls.sum())
    assert run.by_hour_busy_s.sum() == pytest.approx(of_calls.sum())
    assert run.runs.sum() == len(calls)
    moments = np.concatenate([run.ordered_s, run.freed_s])
    change = np.concatenate([np.ones(len(calls)), -np.ones(len(calls))])
    order = np.lexsort((change, moments))  # who is freed and ordered at once is busy once
    busy, times = np.cumsum(change[order])[:-1], np.diff(moments[order])
    horizon = times.sum()
    mean_busy, rate, mean_s = (busy * times).sum() / horizon, len(calls) / horizon, of_calls.mean()
    assert mean_busy == pytest.approx(rate * mean_s)
    assert busy.max() <= len(world.vehicle_ids)


def erlang_b(servers: int, load: float) -> float:
    blocked = 1.0
    for n in range(1, servers + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


@pytest.mark.parametrize("spread", ["exponential", "constant"])
def test_lost_calls_are_those_of_erlang_whatever_the_service_law(spread: str) -> None:
    """M/G/c/c: who finds nobody free gives up at once; only the mean of the service counts."""
    servers, mean_s, n = 4, 3600.0, 40_000
    rng = np.random.default_rng(5)
    world = at_one_spot(servers)
    service = rng.exponential(mean_s, n) if spread == "exponential" else np.full(n, mean_s)
    calls = impatient(np.cumsum(rng.exponential(mean_s / 3.0, n)), service)
    run = simulate(world, calls, Policy(redispatch=NOBODY_GIVES_WAY))
    lost = float((run.ended == Ended.CANCELLED).mean())
    assert lost == pytest.approx(erlang_b(servers, 3.0), abs=0.012)


def at_one_spot(servers: int) -> World:
    """Nobody has to drive and nobody has to get ready."""
    world = matrix_world(1, 1, servers)
    nothing = np.zeros(servers, np.float32)
    roads = world.roads
    here = dataclasses.replace(
        roads,
        arc_s=np.full_like(roads.arc_s, 1e-3),
        to_target_s=np.where(roads.to_target_s > 0, np.float32(1e-3), np.float32(0)),
    )
    return dataclasses.replace(
        world, roads=here, vehicle_mobilisation_s=nothing, vehicle_moving_s=nothing
    )


def impatient(arrival_s: np.ndarray[Any, Any], service_s: np.ndarray[Any, Any]) -> Calls:
    n = len(arrival_s)
    still = np.zeros(n, np.float32)
    return calls_of(
        [(at, 0, 2) for at in arrival_s.tolist()],
        span_s=float(np.ceil(arrival_s[-1] / DAY_S) * DAY_S),
        dispatch_delay_s=still,
        on_scene_s=service_s.astype(np.float32),
        transport=np.zeros(n, np.bool_),
        clear_s=still,
        cancel_s=np.full(n, 0.5, np.float32),
    )


def test_two_processes_say_the_same_to_the_last_bit() -> None:
    world, calls = matrix_world(30, 8, 10), random_calls(30, 2, 120)
    mine = fingerprint(simulate(world, calls, Policy()))
    program = "\n".join(
        [
            "import dataclasses, hashlib, numpy as np",
            "from simulations.kernel.engine import simulate",
            "from simulations.kernel.model import Policy",
            "from tests.support.simpy_model import matrix_world, random_calls",
            "run = simulate(matrix_world(30, 8, 10), random_calls(30, 2, 120), Policy())",
            "told = hashlib.sha256()",
            "for field in dataclasses.fields(run):",
            "    value = getattr(run, field.name)",
            "    told.update(",
            "        value.tobytes() if isinstance(value, np.ndarray) else str(value).encode()",
            "    )",
            "print(told.hexdigest())",
        ]
    )
    other = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, timeout=600, text=True
    )
    assert other.stdout.strip() == mine


@pytest.mark.parametrize("hour", [0, 1, 7, 8_759, 87_599])
def test_hours_are_counted_to_the_last_digit(hour: int) -> None:
    full = hour * HOUR_S
    counted = hour_of.py_func  # type: ignore[attr-defined]
    assert counted(full) == hour
    assert counted(np.nextafter(full + HOUR_S, 0.0)) == hour
    assert counted(full + HOUR_S) == hour + 1
