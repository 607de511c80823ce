from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.domain.choices import PolicyName
from simulations.scenarios import (
    DemandTerms,
    Do,
    Scenario,
    ScenarioInvalid,
    StationChange,
    VehicleChange,
    describe,
    from_json,
    from_toml,
    plan,
    read_scenario,
    to_toml,
)
from simulations.scenarios.lines import Lines
from simulations.scenarios.scenario import PolicyTerms
from simulations.scenarios.shifts import overlapping, windows_of
from simulations.worlds import build_world
from simulations.worlds.building import refuse_islands
from tests.support.planned import COARSE, shiyan

REQUIREMENTS = ("SIM-03",)

FANGXIAN = """
name = "房县加强"
question = "房县多两辆车、多一个站，改为就近派车，会怎样？"
days = 28

[policy]
border = "open"

[policy.counties]
"房县" = "closest"

[[stations]]
do = "add"
code = "X1"
township = "420325104"

[[vehicles]]
do = "add"
station = "X1"
count = 2
shifts = ["08:00-20:00"]

[[vehicles]]
do = "remove"
id = "V001"
"""


def problems_of(text: str) -> list[tuple[str, int, str, str]]:
    with pytest.raises(ScenarioInvalid) as caught:
        plan(shiyan(), from_toml(text, "x.toml"), "x.toml", Lines(text))
    return [(p.field, p.line, p.message_zh, p.message_en) for p in caught.value.problems]


def test_two_vehicles_and_a_station_more_in_fangxian() -> None:
    planned = plan(shiyan(), from_toml(FANGXIAN))
    assert len(planned.region.vehicles) == len(shiyan().vehicles) + 1
    new = [v for v in planned.region.vehicles.values() if v.station_code == "X1"]
    assert [v.county_code for v in new] == ["420325", "420325"]
    assert {planned.shifts[v.id] for v in new} == {((8 * 3600, 20 * 3600),)}
    assert planned.region.units["X1"].parent == "420325"
    assert planned.county_policy == {"420325": PolicyName.CLOSEST}
    assert "V001" not in planned.region.vehicles
    assert planned.region.roads is shiyan().roads


def test_a_scenario_says_in_words_what_it_changes() -> None:
    said = describe(shiyan(), from_toml(FANGXIAN))
    chinese = "\n".join(say.zh for say in said)
    assert "增加站点 X1（房县大木厂镇）" in chinese
    assert "增加 2 辆车，班次 08:00-20:00" in chinese
    assert "跨县直接派最近车辆" in chinese
    assert "撤销车辆" in chinese
    assert len(said) == 5
    assert all(say.en for say in said)


def test_an_empty_scenario_is_today() -> None:
    planned = plan(shiyan(), Scenario(name="x"))
    assert planned.region.vehicles == shiyan().vehicles
    assert planned.region.units == shiyan().units
    assert [say.zh for say in describe(shiyan(), planned.scenario)] == ["与现状相同"]


codes = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=9
)


@given(
    st.builds(
        Scenario,
        name=codes,
        question=st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40),
        days=st.integers(1, 3660),
        demand=st.builds(
            DemandTerms,
            factor=st.floats(0, 100),
            counties=st.dictionaries(codes, st.floats(0, 100), max_size=3),
        ),
        policy=st.builds(
            PolicyTerms,
            choice=st.sampled_from(PolicyName),
            counties=st.dictionaries(codes, st.sampled_from(PolicyName), max_size=3),
        ),
        stations=st.tuples(
            st.builds(StationChange, do=st.sampled_from(Do), code=codes, name=codes)
        ),
        vehicles=st.tuples(
            st.builds(
                VehicleChange,
                do=st.sampled_from(Do),
                id=codes,
                count=st.integers(1, 200),
                shifts=st.lists(codes, max_size=3).map(tuple),
            )
        ),
    )
)
def test_whatever_is_written_reads_back_the_same(scenario: Scenario) -> None:
    assert from_toml(to_toml(scenario)) == scenario
    assert from_json(msgspec.json.decode(msgspec.json.encode(scenario))) == scenario


@pytest.mark.parametrize(
    ("rows", "field", "line", "zh"),
    [
        ('[[vehicles]]\ndo = "remove"\nid = "V9999"', "vehicles.0.id", 4, "没有这个车辆"),
        ('[[stations]]\ndo = "remove"\ncode = "S-1"', "stations.0.code", 4, "没有这个站点"),
        ('[demand.counties]\n"某县" = 2.0', "demand.counties.某县", 3, "没有这个区县"),
        ('[policy.counties]\n"某县" = "closest"', "policy.counties.某县", 3, "没有这个区县"),
        ("[demand]\nfactor = -0.5", "demand.factor", 3, "不可为负"),
        (
            "[parameters]\nsorties_per_100k_day = -3",
            "parameters.sorties_per_100k_day",
            3,
            "不可用的取值",
        ),
        ("[parameters]\nspeed = 3", "parameters.speed", 3, "没有这个参数"),
        ("days = 0", "days", 2, "数值过小"),
        ('colour = "red"', "colour", 2, "没有这个字段"),
        ('first_day = "2026-02-30"', "first_day", 2, "没有这一天"),
        ('baseline = "441400"', "baseline", 2, "情景属于另一地区"),
        ('[[stations]]\ndo = "add"\ncode = "X1"', "stations.0.lon", 2, "没有说在哪里"),
        ('[[stations]]\ndo = "add"\ncode = "X1"\nlon = 32.6\nlat = 110.8', "stations.0.lat", 6, ""),
        (
            '[[stations]]\ndo = "add"\ncode = "X1"\nlon = 100.0\nlat = 30.0',
            "stations.0.lon",
            5,
            "不在本地区",
        ),
        (
            '[[stations]]\ndo = "change"\ncode = "420325S01"\ntownship = "420325104"',
            "stations.0.do",
            3,
            "站点不能",
        ),
        ('[[vehicles]]\ndo = "add"\nstation = "nowhere"', "vehicles.0.station", 4, "没有这个站点"),
        (
            '[[vehicles]]\ndo = "change"\nid = "V001"\nshifts = ["25:00-26:00"]',
            "vehicles.0.shifts",
            5,
            "不是时段",
        ),
        (
            '[[vehicles]]\ndo = "change"\nid = "V001"\nshifts = ["20:00-08:00", "07:00-12:00"]',
            "vehicles.0.shifts",
            5,
            "同一辆车的两个班次重叠",
        ),
        ("[demand]\nworkday_hours = [1, 2, 3]", "demand.workday_hours", 3, "须为 12 或 24"),
    ],
)
def test_every_mistake_is_told_by_its_line(rows: str, field: str, line: int, zh: str) -> None:
    found = problems_of(f'name = "x"\n{rows}\n')
    assert [(f, at) for f, at, _, _ in found] == [(field, line)]
    assert zh in found[0][2]
    assert found[0][3]


@pytest.mark.parametrize(
    ("rows", "field", "zh", "en"),
    [
        ("days = -3", "days", "不小于 1", "at least 1"),
        ("[policy]\nbusy_share = 1.5", "policy.busy_share", "小于 1.0", "less than 1.0"),
        ('[demand.townships]\n"420325100" = -2.0', "demand.townships.420325100", "0", "0 or more"),
        ('[policy]\nchoice = "near"', "policy.choice", "closest、own_county_first", "closest"),
        ('[[vehicles]]\ndo = "paint"', "vehicles.0.do", "add、remove", "use one of add"),
        ("days = []", "days", "docs/planning.md", "docs/planning.md"),
    ],
)
def test_the_remedy_says_what_would_be_taken(rows: str, field: str, zh: str, en: str) -> None:
    with pytest.raises(ScenarioInvalid) as caught:
        from_toml(f'name = "x"\n{rows}\n')
    [one] = caught.value.problems
    assert one.field == field
    assert zh in one.remedy_zh
    assert en in one.remedy_en


def test_a_vehicle_on_two_shifts_in_two_rows_is_refused() -> None:
    row = '[[vehicles]]\ndo = "change"\nid = "V001"\nshifts = ["{}"]\n'
    text = f'name = "x"\n{row.format("08:00-20:00")}{row.format("20:00-08:00")}'
    assert problems_of(text) == [
        ("vehicles.1.id", 8, "同一辆车排了两个班次", "one vehicle is put on two shifts")
    ]


def test_all_mistakes_are_told_at_once() -> None:
    text = 'days = 0\n[demand]\nfactor = -1\n[[stations]]\ndo = "add"\nname = "no code"\n'
    fields = {field for field, _, _, _ in problems_of(text)}
    assert fields == {"name", "days", "demand.factor", "stations.0.code"}


def test_an_empty_fleet_is_refused() -> None:
    gone = tuple(VehicleChange(do=Do.REMOVE, id=id) for id in shiyan().vehicles)
    with pytest.raises(ScenarioInvalid) as caught:
        plan(shiyan(), Scenario(name="x", vehicles=gone))
    assert [p.field for p in caught.value.problems] == ["vehicles"]


def test_a_station_on_an_island_without_a_road_is_refused() -> None:
    planned = plan(shiyan(), from_toml(FANGXIAN))
    world = build_world(planned, None, COARSE)
    seconds = world.roads.to_target_s.copy()
    at = len(world.place_ids) + world.station_ids.index("X1")
    seconds[:, :, :, at] = np.inf
    cut = replace(world.roads, to_target_s=seconds)
    with pytest.raises(ScenarioInvalid) as caught:
        refuse_islands(planned, cut, len(world.place_ids), list(world.station_ids), [])
    assert [(p.field, p.value) for p in caught.value.problems] == [("stations", "X1")]
    assert "孤岛" in caught.value.problems[0].message_zh


def test_a_closed_station_hands_its_vehicles_on_or_takes_them_out_of_service() -> None:
    region = shiyan()
    there = [v.id for v in region.vehicles.values() if v.station_code == "420325S01"]
    assert there
    change = StationChange(do=Do.REMOVE, code="420325S01", vehicles_to="420325S02")
    handed = plan(region, Scenario(name="x", stations=(change,)))
    assert {handed.region.vehicles[id].station_code for id in there} == {"420325S02"}
    change = StationChange(do=Do.REMOVE, code="420325S01")
    closed = plan(region, Scenario(name="x", stations=(change,)))
    assert not set(there) & set(closed.region.vehicles)


def test_night_shifts_run_over_midnight() -> None:
    assert windows_of(["20:00-08:00"]) == ((20 * 3600, 32 * 3600),)
    assert not overlapping(windows_of(["20:00-08:00", "08:00-20:00"]))
    assert overlapping(windows_of(["20:00-08:00", "07:59-12:00"]))


def test_what_is_no_toml_is_told_with_its_line() -> None:
    with pytest.raises(ScenarioInvalid) as caught:
        from_toml('name = "x"\n房县 = 1\n')
    assert caught.value.problems[0].line == 2
    assert "引号" in caught.value.problems[0].remedy_zh


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_bytes('name = "房县"'.encode("gbk"))
    with pytest.raises(ScenarioInvalid, match="UTF-8"):
        read_scenario(file)
