"""Where the simulator lets free vehicles stand by is what the desk's own functions say (DSP-18)."""

import dataclasses
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from dispatch.policies.move_up import compliance_table, dmexclp, priority_list
from dispatch.policies.move_up.cover import cover_counts
from dispatch.policies.move_up.last_of_kind import is_last
from simulations.kernel.engine import simulate
from simulations.kernel.model import Drive, Policy, World
from simulations.kernel.moves import Compliance, Dmexclp, MoveUp, PriorityList
from simulations.results.figures import Figure, Group, Key
from simulations.results.measuring import measure
from simulations.scenarios import Scenario, ScenarioInvalid, describe, from_toml, plan, to_toml
from simulations.scenarios.lines import Lines
from simulations.worlds import build_world, kernel_policy
from stations.vehicles import CAPABILITY_BIT, Capability
from tests.support.planned import COARSE, shiyan
from tests.support.planned_world import calls_of
from tests.support.simpy_model import matrix_world, random_calls

REQUIREMENTS = ("DSP-18", "SIM-02", "SIM-03")

# The first run on a machine compiles the kernel.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

PLACES, STATIONS, VEHICLES = 12, 5, 7
COVER_S, BUSY = 900.0, 0.4
Floats = NDArray[np.float64]


def made(seed: int) -> tuple[World, np.random.Generator]:
    """Five stations of one centre, seven vehicles, some with a monitor."""
    chance = np.random.default_rng(seed)
    world = matrix_world(PLACES, STATIONS, VEHICLES, seed)
    monitor = CAPABILITY_BIT[Capability.MONITOR]
    can = np.where(chance.random(VEHICLES) < 0.3, 1 | monitor, 1).astype(np.uint16)
    return dataclasses.replace(world, vehicle_can=can), chance


def seconds(world: World, drive: Drive) -> Floats:
    """(targets, nodes)"""
    to_target: Floats = world.roads.to_target_s[0, drive].astype(np.float64)
    return to_target


def last(world: World, free: list[int], who: int) -> bool:
    can = world.vehicle_can[free].astype(np.int64)
    return is_last(can, np.zeros(len(free), np.int64), free.index(who))


def of_rule(world: World, rule: MoveUp, base: list[int], who: int) -> int:
    """Where the pure policy puts ``who``, just free again; the others wait at ``base``."""
    free, home = list(range(VEHICLES)), int(world.vehicle_station[who])
    if last(world, free, who):
        return home
    waiting = np.bincount([base[v] for v in free if v != who], minlength=STATIONS)
    if isinstance(rule, PriorityList):
        found = priority_list.place_for(rule.lists[0].astype(np.int64), waiting)
        return found if found >= 0 else home
    assert isinstance(rule, Dmexclp)
    reach_s = seconds(world, Drive.SIREN)[:PLACES, PLACES : PLACES + STATIONS].T + 120
    counts = np.zeros(PLACES, np.int64)
    others = np.array([base[v] for v in free if v != who])
    cover_counts(reach_s[others], rule.cover_s, counts)
    people = world.place_people
    found = dmexclp.place_for(counts, people, reach_s, rule.cover_s, rule.busy_share)
    return found if found >= 0 else home


def of_table(world: World, rule: Compliance, base: list[int], node: list[int], who: int) -> Any:
    """Where the table has everybody who is free; ``who`` (not -1) has just become free."""
    free = [v for v in range(VEHICLES) if who >= 0 or node[v] >= 0]
    drive_s = seconds(world, Drive.CALM)[PLACES : PLACES + STATIONS][:, [node[v] for v in free]].T
    for nth, v in enumerate(free):
        if last(world, free, v):
            away = np.arange(STATIONS) != world.vehicle_station[v]
            drive_s[nth, away] = compliance_table.NO_WAY_S
    at = np.array([-1 if v == who else base[v] for v in free])
    row = rule.tables[0, min(len(free), len(rule.tables[0]) - 1)].astype(np.int64)
    found = compliance_table.places_for(row, at, np.ascontiguousarray(drive_s))
    return {
        v: int(p) if p >= 0 else int(world.vehicle_station[v])
        for v, p in zip(free, found, strict=True)
    }


@pytest.mark.parametrize("seed", range(12))
def test_a_freed_vehicle_goes_where_the_rule_of_the_desk_would_have_it(seed: int) -> None:
    world, chance = made(seed)
    lists = chance.integers(0, STATIONS, (1, VEHICLES)).astype(np.int32)
    place = int(chance.integers(PLACES))
    calls = calls_of([(0.0, place, 2)], transport=np.array([False]))
    for rule in (Dmexclp(BUSY, COVER_S), PriorityList(lists)):
        run = simulate(world, calls, Policy(move_up=rule))
        who = int(run.vehicle[0])
        base = world.vehicle_station.tolist()
        moved = [0] * VEHICLES
        moved[who] = int(of_rule(world, rule, base, who) != base[who])
        assert run.moves.tolist() == moved
        assert run.counters["move_ups"] == sum(moved)


@pytest.mark.parametrize("seed", range(12))
def test_a_compliance_table_moves_whom_the_pure_policy_moves(seed: int) -> None:
    """Once when the first is sent, and once when it is free again."""
    world, chance = made(seed)
    table = np.zeros((1, VEHICLES + 1, STATIONS), np.int32)
    for free in range(1, VEHICLES + 1):
        named = chance.integers(0, STATIONS, chance.integers(1, free + 1))
        table[0, free] = np.bincount(named, minlength=STATIONS)
    rule, place = Compliance(table), int(chance.integers(PLACES))
    calls = calls_of(
        [(0.0, place, 2)],
        transport=np.array([False]),
        on_scene_s=np.array([9000], np.float32),  # until everybody stands where he was told
    )
    run = simulate(world, calls, Policy(move_up=rule))
    who, base = int(run.vehicle[0]), world.vehicle_station.tolist()
    moves = [0] * VEHICLES
    node = [PLACES + station for station in base]
    node[who] = -1
    for freed in (-1, who):
        for v, station in of_table(world, rule, base, node, freed).items():
            moves[v] += station != base[v]
            base[v] = station
        node = [PLACES + station for station in base]
        node[who] = place
    assert run.moves.tolist() == moves


def test_with_the_table_met_by_those_at_home_nobody_moves() -> None:
    world, _ = made(3)
    table = np.zeros((1, 1, STATIONS), np.int32)
    run = simulate(world, random_calls(PLACES, 1, 40), Policy(move_up=Compliance(table)))
    assert run.moves.sum() == 0


COUNTY = """
name = "房县待命表"
days = 7
replications = 1

[policy]
move_up = "{rule}"

{rows}
"""
STATIONS_OF_FANGXIAN = [f"420325S{nth:02d}" for nth in range(4, 13)]


def table_text() -> str:
    rows = [
        f'[[standby]]\ncounty = "房县"\nfree = {free}\nstations = {STATIONS_OF_FANGXIAN[:free]!r}'
        for free in range(1, 10)
    ]
    return COUNTY.format(rule="compliance", rows="\n".join(rows))


def list_text() -> str:
    row = f'[[standby]]\ncounty = "420325"\nstations = {["军店急救站", *STATIONS_OF_FANGXIAN]!r}'
    return COUNTY.format(rule="priority", rows=row)


@pytest.mark.parametrize("text", [table_text(), list_text()], ids=["compliance", "priority"])
def test_a_county_with_a_table_moves_its_own_vehicles_and_the_run_says_how_often(text: str) -> None:
    planned = plan(shiyan(), from_toml(text))
    world = build_world(planned, None, COARSE)
    # As many calls as a bad day has, all in this county.
    chance = np.random.default_rng(1)
    here = [n for n, place in enumerate(world.place_ids) if place.startswith("420325")]
    rings = np.sort(chance.uniform(0, 86_400, 60))
    calls = calls_of([(float(at), int(chance.choice(here)), 2) for at in rings], 8 * 86_400.0)
    run = simulate(world, calls, kernel_policy(planned, world))
    moved = {world.vehicle_ids[v] for v in np.flatnonzero(run.moves)}
    assert moved
    assert all(planned.region.vehicles[v].county_code == "420325" for v in moved)
    told = measure(planned, world, calls, run)
    per_day = told.values[told.keys.index(Key(Figure.MOVES_PER_DAY, Group.ALL, ""))]
    assert per_day == pytest.approx(run.counters["move_ups"] / 8)
    assert from_toml(to_toml(planned.scenario)) == planned.scenario
    assert any(
        "军店急救站" in say.zh and "待命" in say.zh for say in describe(shiyan(), planned.scenario)
    )


def wrong(rule: str, *rows: str) -> list[tuple[str, int, str, str]]:
    """What is said about these rows: field, line, what is wrong and what to do."""
    text = COUNTY.format(rule=rule, rows="\n".join(f"[[standby]]\n{row}" for row in rows))
    with pytest.raises(ScenarioInvalid) as caught:
        plan(shiyan(), from_toml(text), "x.toml", Lines(text))
    assert all(p.message_en and p.remedy_en for p in caught.value.problems)
    return [(p.field, p.line, p.message_zh, p.remedy_zh) for p in caught.value.problems]


def test_each_mistake_in_a_table_is_told_by_its_field_with_what_to_do() -> None:
    row = 'county = "房县"\nfree = {}\nstations = {}'
    [unknown] = wrong("compliance", row.format(1, ["420325S99"]))
    assert unknown[:2] == ("standby.0.stations", 12)
    assert "没有这个站点" in unknown[2]
    assert "420325S0" in unknown[3]
    [many] = wrong("compliance", row.format(1, ["军店急救站", "军店急救站"]))
    assert "空闲 1 辆，却写了 2 个待命点" in many[2]
    assert "最多写 1 个" in many[3]
    over, gap = wrong("compliance", row.format(26, ["军店急救站"]))
    assert over[:2] == gap[:2] == ("standby.0.free", 11)
    assert "共 25 辆车" in over[2]
    assert "缺空闲 25 辆时的一行" in gap[2]
    [gap] = wrong("compliance", row.format(1, ["军店急救站"]), row.format(3, ["军店急救站"]))
    assert (gap[0], gap[2]) == ("standby.1.free", "缺空闲 2 辆时的一行")
    [foreign] = wrong("compliance", row.format(1, [other_county()]))
    assert "属于另一中心" in foreign[2]
    [twice] = wrong("priority", *['county = "房县"\nstations = ["军店急救站"]'] * 2)
    assert twice[0] == "standby.1"
    [county] = wrong("priority", 'county = "房县县"\nstations = ["军店急救站"]')
    assert county[0] == "standby.0.county"
    assert "房县" in county[3]
    assert [found[0] for found in wrong("compliance")] == ["policy.move_up"]
    [unused] = wrong("dmexclp", row.format(1, ["军店急救站"]))
    assert unused[0] == "policy.move_up"


def other_county() -> str:
    units = shiyan().units.values()
    return next(u.code for u in units if u.code.endswith("S01") and u.county_code != "420325")


def test_a_table_may_name_a_station_that_the_scenario_adds() -> None:
    rows = (
        '[[standby]]\ncounty = "房县"\nstations = ["X1"]\n[[stations]]\ndo = "add"\ncode = "X1"\n'
    )
    text = COUNTY.format(rule="priority", rows=f'{rows}township = "420325104"\n')
    planned = plan(shiyan(), from_toml(text))
    assert isinstance(planned.scenario, Scenario)
    assert "X1" in planned.region.units
