"""The tree of units: prefectures of every shape load, nobody is left without a desk (ORG-01)."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from stations import regionpack
from stations.layouts import Layout, LayoutPlan, Layouts
from stations.organisation import UnitKind
from stations.region import Region
from stations.regionpack.problems import Problem
from tests.stations.region_packs import spoil, write_pack

REQUIREMENTS = ("ORG-01", "ORG-02")

NOON_MS = 1_795_320_000_000
"""2026-11-22 12:00 in China."""
YEAR_MS = 366 * 86_400_000


def write_tree(folder: Path, *, branches: int, counties: int, stations: int) -> Path:
    """A prefecture of one city centre, so many branches, county centres and stations.

    The first county is the city's own ground, the next ones the branches'.
    """
    write_pack(folder)
    own = 1 + branches
    heads = ["C1", *(f"B{n}" for n in range(branches)), *(f"K{n}" for n in range(counties))]
    rows = [f"D{n},{n} 县,1000,{head}" for n, head in enumerate(heads)]
    (folder / "counties.csv").write_text("编号,名称,人口,受理中心编号\n" + "\n".join(rows), "utf-8")

    def at(n: int) -> str:
        return f"{110 + n / 100:.2f},32.10"

    towns = [f"T{n},{n} 镇,D{n % len(heads)},{at(n)},1000,否" for n in range(stations)]
    (folder / "townships.csv").write_text(
        "编号,名称,区县编号,经度,纬度,人口,城区\n" + "\n".join(towns), "utf-8"
    )
    units = ["C1,市中心,市急救中心,市级,,D0,T0,110.00,32.10,120,2026-01-01,"]
    for n, head in enumerate(heads[1:], 1):
        kind = "市急救分中心" if n < own else "县急救中心"
        level = "市级" if n < own else "县级"
        units.append(f"{head},{head}中心,{kind},{level},C1,D{n},,{at(n)},120,2026-01-01,")
    for n in range(stations):
        county = n % len(heads)
        units.append(f"S{n},{n} 站,急救站,乡级,{heads[county]},D{county},T{n},{at(n)},,2026-01-01,")
    (folder / "units.csv").write_text(
        "编号,名称,类型,级别,上级编号,区县编号,乡镇编号,经度,纬度,电话,启用日期,停用日期\n"
        + "\n".join(units),
        "utf-8",
    )
    cars = [f"V{n},车{n},鄂C·{n},普通,S{n},,医师" for n in range(stations)]
    (folder / "vehicles.csv").write_text(
        "编号,呼号,车牌,车型,站点编号,级别,能力\n" + "\n".join(cars), "utf-8"
    )
    hospital = "H1,医院,二甲,D0,110.01,32.11,110,是,\n"
    (folder / "hospitals.csv").write_text(
        "编号,名称,等级,区县编号,经度,纬度,24小时电话,有急诊,救治中心\n" + hospital, "utf-8"
    )
    (folder / "areas.geojson").write_text('{"type":"FeatureCollection","features":[]}', "utf-8")
    return folder


@pytest.mark.parametrize(
    ("branches", "counties", "stations"),
    [(1, 9, 182), (0, 6, 136), (0, 7, 43), (0, 0, 5)],
    ids=["驻马店 1+1+9+182", "十堰 1+6+136", "梅州 1+n+43", "one centre only"],
)
def test_prefectures_of_every_shape_load_and_every_township_has_a_desk(
    tmp_path: Path, branches: int, counties: int, stations: int
) -> None:
    folder = write_tree(tmp_path, branches=branches, counties=counties, stations=stations)
    region = regionpack.load(folder)
    kinds = [unit.kind for unit in region.units.values()]
    assert kinds.count(UnitKind.CITY_CENTRE) == 1
    assert kinds.count(UnitKind.CITY_BRANCH) == branches
    assert kinds.count(UnitKind.COUNTY_CENTRE) == counties
    assert kinds.count(UnitKind.STATION) == stations
    layouts = Layouts(region, {})
    for county in region.counties.values():
        assert layouts.desk_of(county.code, NOON_MS) == county.centre_code
    city = region.reaches["C1"]
    assert city.whole
    assert len(city.vehicles) == stations
    below = [region.reaches[u.code] for u in region.centres if u.code != "C1"]
    assert all(city.vehicles > reach.vehicles for reach in below)
    assert sum(len(reach.vehicles) for reach in below) < len(city.vehicles)


def problems_of(folder: Path) -> list[Problem]:
    """What a check of the pack says."""
    return regionpack.check(folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "field", "value", "says"),
    [
        ("units.csv", "县级,C1,D2", "县级,S1,D2", "上级编号", "", ""),
        ("units.csv", "县级,C1,D2", "县级,Q9,D2", "上级编号", "Q9", "没有这个编号"),
        ("units.csv", "县级,C1,D2", "县级,K2,D2", "上级编号", "K2", "绕成一圈"),
    ],
)
def test_a_wrong_parent_is_named_with_field_value_and_remedy(
    tmp_path: Path, file: str, old: str, new: str, field: str, value: str, says: str
) -> None:
    folder = spoil(write_pack(tmp_path), file, old, new)
    found = [p for p in problems_of(folder) if p.file == file and p.field == field]
    if says:
        assert any(p.value == value and says in p.message_zh and p.remedy_zh for p in found)
    else:  # a centre that obeys a station which obeys the city: odd, and no circle
        assert regionpack.load(folder).reaches["C1"].vehicles == {"V1", "V2"}


@pytest.mark.parametrize(
    ("line", "field", "says"),
    [
        ("K2,西县急救中心,县急救中心,县级,C1,D2,T2,110.30,32.10,120,2026-01-01,2025-12-31",
         "停用日期", "早于启用日期"),
        ("K2,西县急救中心,县急救中心,县级,C1,D2,T2,110.30,32.10,120,2026-01-01,2026-12-31",
         "受理中心编号", "没有自己的调度台"),
    ],
)  # fmt: skip
def test_a_centre_that_ends_is_told_before_its_townships_have_no_desk(
    tmp_path: Path, line: str, field: str, says: str
) -> None:
    folder = write_pack(tmp_path)
    rows = (folder / "units.csv").read_text("utf-8").splitlines()
    rows = [rows[0] + ",停用日期", rows[1] + ",", line, rows[3] + ","]
    (folder / "units.csv").write_text("\n".join(rows), "utf-8")
    found = [p for p in problems_of(folder) if p.field == field]
    assert any(says in p.message_zh and p.value and p.remedy_zh for p in found)


def test_areas_that_lie_on_each_other_are_named(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    west = (
        '{"type":"Feature","properties":{"code":"D2","name":"西县","kind":"区县",'
        '"parent":"990000"},"geometry":{"type":"Polygon","coordinates":'
        "[[[110.15,32],[110.4,32],[110.4,32.2],[110.15,32.2],[110.15,32]]]}}\n]}\n"
    )
    text = (folder / "areas.geojson").read_text("utf-8").rstrip().removesuffix("]}").rstrip()
    (folder / "areas.geojson").write_text(text + ",\n" + west, "utf-8")
    [problem] = [p for p in problems_of(folder) if "重叠" in p.message_zh]
    assert "D2" in problem.message_zh
    assert "25%" in problem.message_zh
    assert problem.value == "D1"


def tree(tmp_path: Path) -> Region:
    """City, one branch, two counties."""
    return regionpack.load(write_tree(tmp_path, branches=1, counties=2, stations=8))


def test_a_unit_counts_from_its_first_day_through_its_last(tmp_path: Path) -> None:
    region = tree(tmp_path)
    station = region.units["S0"]
    assert station.stands(NOON_MS)
    assert not station.stands(NOON_MS - YEAR_MS)
    last = replace(station, valid_to="2026-11-22")
    assert last.stands(NOON_MS + 11 * 3_600_000)
    assert not last.stands(NOON_MS + 12 * 3_600_000)


def test_a_call_climbs_to_the_first_desk_that_stands_and_takes_calls(tmp_path: Path) -> None:
    region = tree(tmp_path)
    merged = LayoutPlan(unit="K0", from_ms=0, layout=Layout.UNIFIED)
    layouts = Layouts(region, {"K0": (merged,)})
    assert layouts.desk_of("D2", NOON_MS) == "C1"
    assert layouts.owner_of("D2", NOON_MS) == "C1"
    assert layouts.desk_of("D1", NOON_MS) == "B0"
    # Before its first day a centre is nobody's desk, whatever was planned.
    assert Layouts(region, {}).desk_of("D2", NOON_MS - YEAR_MS) == "C1"
    assert layouts.desk_of(None, NOON_MS) == "C1"


def test_a_partner_is_as_planned_else_above_and_the_citys_the_nearest_that_takes_calls(
    tmp_path: Path,
) -> None:
    region = tree(tmp_path)
    assert Layouts(region, {}).partner_of("K0", NOON_MS) == "C1"
    assert Layouts(region, {}).partner_of("C1", NOON_MS) == "B0"
    planned = LayoutPlan(unit="K0", from_ms=0, layout=Layout.OWN, partner="K1")
    merged = LayoutPlan(unit="B0", from_ms=0, layout=Layout.UNIFIED)
    layouts = Layouts(region, {"K0": (planned,), "B0": (merged,)})
    assert layouts.partner_of("K0", NOON_MS) == "K1"
    assert layouts.partner_of("C1", NOON_MS) == "K0"
