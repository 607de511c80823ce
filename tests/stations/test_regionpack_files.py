"""A pack reads the same whichever program its files were saved with."""

from pathlib import Path

import pytest
import shapefile
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.coordinates import Datum, Point, distance_m, from_wgs84
from geo.regions.areas import Area
from stations.hospitals import CentreFlag
from stations.organisation import Level
from stations.regionpack import check, load
from stations.regionpack.columns import Column
from stations.regionpack.schema import AREA_COLUMNS, OPTIONAL_TABLES, ROAD_COLUMNS, TABLES
from stations.vehicles import Capability, VehicleKind
from tests.stations.region_packs import PACK, spoil, write_pack

CSV = [table.file for table in TABLES]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_pack(tmp_path)


def test_words_become_the_records_of_the_region(pack: Path) -> None:
    region = load(pack)
    assert region.vehicles["V1"].capabilities == {Capability.NURSE, Capability.DOCTOR}
    assert region.vehicles["V2"].kind is VehicleKind.MONITORING
    assert region.hospitals["H1"].centres == {CentreFlag.CHEST_PAIN, CentreFlag.STROKE}
    assert region.units["K2"].valid_from == "2026-01-01"
    assert (region.meta.limits.answer_s, region.meta.limits.order_s) == (8, 60)
    assert [segment.length_m for segment in region.road_segments] == [21000.0, None]
    assert region.areas[1].parent == "990000"


def test_a_vehicle_takes_county_and_level_from_its_station(pack: Path) -> None:
    vehicles = load(pack).vehicles
    assert (vehicles["V1"].level, vehicles["V1"].county_code) == (Level.TOWNSHIP, "D1")
    assert (vehicles["V2"].level, vehicles["V2"].county_code) == (Level.COUNTY, "D2")


def _rewrite(pack: Path, change: str) -> None:
    """Save every table again the way another program would."""
    for name in CSV:
        text = PACK[name]
        if change == "English headers":
            table = next(table for table in TABLES if table.file == name)
            header, _, rest = text.partition("\n")
            names = {column.zh: column.name for column in table.columns}
            text = ",".join(names[zh] for zh in header.split(",")) + "\n" + rest
        if change == "semicolons":
            text = text.replace(",", ";")
        if change == "columns in another order":
            rows = [line.split(",")[::-1] for line in text.splitlines()]
            text = "\n".join(",".join(row) for row in rows)
        if change == "blank rows":
            text = text.replace("\n", "\r\n,,,\r\n")
        encoding = "utf-8-sig" if change == "BOM" else "utf-8"
        (pack / name).write_bytes(text.encode(encoding))


@pytest.mark.parametrize(
    "change", ["BOM", "English headers", "semicolons", "columns in another order", "blank rows"]
)
def test_tables_mean_the_same_however_they_were_saved(pack: Path, change: str) -> None:
    as_written = load(pack)
    _rewrite(pack, change)
    assert load(pack) == as_written


def test_a_row_after_a_cell_of_two_lines_keeps_its_own_line_number(pack: Path) -> None:
    spoil(pack, "hospitals.csv", "东县人民医院", '"东县\n人民医院"')
    with (pack / "hospitals.csv").open("a", encoding="utf-8") as stream:
        stream.write("H2,西县人民医院,四甲,D2,110.3,32.1\n")
    assert [(p.line, p.value) for p in check(pack)] == [(4, "四甲")]


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_a_pack_in_a_chinese_datum_lands_where_it_is(pack: Path, datum: Datum) -> None:
    lon, lat = from_wgs84(Point(110.30, 32.10), datum)
    spoil(pack, "townships.csv", "110.30,32.10", f"{lon},{lat}")
    spoil(pack, "pack.toml", 'datum = "wgs84"', f'datum = "{datum}"')
    point = load(pack).townships["T2"].point
    assert distance_m(point, Point(110.30, 32.10)) < 0.01


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_centre_may_bring_its_borders_as_a_shapefile(pack: Path, encoding: str) -> None:
    as_geojson = load(pack).areas
    _write_shapefile(pack / "areas.shp", as_geojson, encoding)
    (pack / "areas.geojson").unlink()
    assert [_shape_of(area) for area in load(pack).areas] == [_shape_of(a) for a in as_geojson]


def _write_shapefile(path: Path, areas: tuple[Area, ...], encoding: str) -> None:
    kinds = {"prefecture": "地区", "county": "区县"}
    with shapefile.Writer(str(path), shapeType=shapefile.POLYGON, encoding=encoding) as writer:
        for name in ("code", "name", "kind", "parent"):
            writer.field(name, "C", size=40)
        for area in areas:
            writer.poly([shapely.get_coordinates(area.polygon)[::-1].tolist()])
            writer.record(area.code, area.name, kinds[area.kind], area.parent or "")


def _shape_of(area: Area) -> tuple[object, ...]:
    return area.code, area.name, area.kind, area.parent, area.polygon.normalize().wkt


def test_a_broken_shapefile_is_named(pack: Path) -> None:
    (pack / "areas.geojson").unlink()
    (pack / "areas.shp").write_bytes(b"not a shapefile")
    assert "areas.shp" in {problem.file for problem in check(pack)}


def test_a_geojson_in_one_line_or_indented_is_read_alike(pack: Path) -> None:
    as_written = load(pack)
    text = (pack / "roads.geojson").read_text(encoding="utf-8")
    (pack / "roads.geojson").write_text(text.replace("\n", ""), encoding="utf-8")
    assert load(pack) == as_written
    (pack / "roads.geojson").write_text(text.replace("{", "{\n "), encoding="utf-8")
    assert load(pack) == as_written


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(file=st.sampled_from(sorted(PACK)), data=st.data())
def test_no_damage_to_a_file_makes_the_check_crash(
    pack: Path, file: str, data: st.DataObject
) -> None:
    good = PACK[file].encode()
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(good))] * 2)))
    damaged = good[:start] + data.draw(st.binary(max_size=12)) + good[end:]
    try:
        (pack / file).write_bytes(damaged)
        problems = check(pack)
    finally:
        (pack / file).write_bytes(good)
    assert all(problem.message_zh and problem.remedy_en for problem in problems)


def test_the_manual_shows_every_column() -> None:
    page = (Path(__file__).parents[2] / "docs" / "region-pack.md").read_text(encoding="utf-8")
    tables = [*(t.columns for t in (*TABLES, *OPTIONAL_TABLES)), AREA_COLUMNS, ROAD_COLUMNS]
    missing = [
        row
        for column in (column for columns in tables for column in columns)
        if (row := _manual_row(column)) not in page
    ]
    assert missing == []


def _manual_row(column: Column) -> str:
    required = "必填" if column.required else ""
    return f"| {column.zh} | `{column.name}` | {required} | {column.hint} |"
