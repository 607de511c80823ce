"""Each kind of bad input is named by file, line, field and value; the rest of the pack stands."""

from pathlib import Path

import pytest

from stations.regionpack import PackInvalid, Problem, Severity, check, has_errors, load, render
from tests.stations.region_packs import spoil, write_pack

SQUARE = "[[110,32],[110.2,32],[110.2,32.2],[110,32.2],[110,32]]"
BOW_TIE = "[[110,32],[110.2,32.2],[110.2,32],[110,32.2],[110,32]]"
ROAD = "[[110.2,32.1],[110.3,32.1]]"
STOPPED = "[[110.2,32.1],[110.2,32.1]]"
SWAPPED = "[[110.2,32.1],[32.1,110.3]]"
LANE = '"class":"lane","schematic"'
SECOND_ROAD = '{"type":"LineString","coordinates":[[110.2,32.1],[110.3,32.1]]}'

BAD = [
    # file, text that stands there, what is put in its place, line, field, value
    ("counties.csv", "D1,东县,1000,C1", "D1,东县,千人,C1", 2, "人口", "千人"),
    ("counties.csv", "D1,东县,1000,C1", "D1,东县,10.5,C1", 2, "人口", "10.5"),
    ("counties.csv", "D1,东县,1000,C1", "D1,东县,inf,C1", 2, "人口", "inf"),
    ("counties.csv", "D1,东县,1000,C1", "D1,东县,1000,C9", 2, "受理中心编号", "C9"),
    ("counties.csv", "D1,东县,1000,C1", "D1,东县,1000,S1", 2, "受理中心编号", "S1"),
    ("counties.csv", "D1,东县,1000,C1", "D1,,1000,C1", 2, "名称", ""),
    ("counties.csv", "D1,东县,1000,C1", "D1,东县,1,000,C1", 2, "", "C1"),
    ("counties.csv", "D1,东县,1000,C1", "D1,东县,1000,C1,又", 2, "", "又"),
    ("counties.csv", "D1,东县,1000,C1", "D1,东县,1000", 2, "受理中心编号", ""),
    ("counties.csv", "编号,名称,人口,", "编号,名称,人数,", 1, "人口", ""),
    ("townships.csv", "110.30,32.10,2000", "32.10,110.30,2000", 3, "纬度", "110.3"),
    ("townships.csv", "110.30,32.10,2000", "1103.0,32.10,2000", 3, "经度", "1103.0"),
    ("townships.csv", "2000,否", "2000,也许", 3, "城区", "也许"),
    ("townships.csv", "T2,西镇,D2", "T2,西镇,D7", 3, "区县编号", "D7"),
    ("units.csv", "急救站,乡级,C1", "急救站,村级,C1", 4, "级别", "村级"),
    ("units.csv", "急救站,乡级,C1", "急救点,乡级,C1", 4, "类型", "急救点"),
    ("units.csv", "急救站,乡级,C1", "急救站,乡级,X9", 4, "上级编号", "X9"),
    ("units.csv", "急救站,乡级,C1", "急救站,乡级,", 4, "上级编号", ""),
    ("units.csv", "急救站,乡级,C1", "急救站,乡级,S1", 4, "上级编号", "S1"),
    ("units.csv", "D1,T1,110.10,32.10,,", "D1,T8,110.10,32.10,,", 4, "乡镇编号", "T8"),
    ("units.csv", "2026/1/1", "2026/13/1", 3, "启用日期", "2026/13/1"),
    ("vehicles.csv", "普通,S1", "普通,S9", 2, "站点编号", "S9"),
    ("vehicles.csv", "普通,S1", "卡车,S1", 2, "车型", "卡车"),
    ("vehicles.csv", "护士；医师", "护士；厨师", 2, "能力", "护士；厨师"),
    ("vehicles.csv", "V2,西县01", "V1,西县01", 3, "编号", "V1"),
    ("hospitals.csv", "二甲", "四甲", 2, "等级", "四甲"),
    ("hospitals.csv", "胸痛中心；stroke", "心胸中心", 2, "救治中心", "心胸中心"),
    ("hospitals.csv", "110,是", '110,"是', 2, "", ""),
    ("areas.geojson", SQUARE, BOW_TIE, 3, "geometry", ""),
    ("areas.geojson", SQUARE, "[[110,32],[110.2,32]]", 3, "geometry", ""),
    ("areas.geojson", '"parent":"990000"', '"parent":"9"', 3, "上级编号", "9"),
    ("areas.geojson", '"code":"D1"', '"code":"990000"', 3, "编号", "990000"),
    ("areas.geojson", '"kind":"区县"', '"kind":"州"', 3, "类型", "州"),
    ("areas.geojson", '"code":"D1","name"', '"name"', 3, "编号", ""),
    ("areas.geojson", "]}\n", "]\n", 5, "", ""),
    ("areas.geojson", '{"type":"FeatureCollection","features"', '{"pages"', 1, "", ""),
    ("roads.geojson", LANE.replace("lane", "county_road"), LANE, 3, "等级", "lane"),
    ("roads.geojson", ROAD, "[[110.2,32.1]]", 3, "geometry", ""),
    ("roads.geojson", ROAD, STOPPED, 3, "geometry", ""),
    ("roads.geojson", ROAD, SWAPPED, 3, "geometry", ""),
    ("roads.geojson", SECOND_ROAD, '{"type":"Point","coordinates":[110,32]}', 3, "geometry", ""),
    ("roads.geojson", SECOND_ROAD, "null", 3, "geometry", ""),
    ("roads.geojson", '"length_m":21000', '"length_m":-3', 2, "长度", "-3"),
    ("pack.toml", 'city_centre = "C1"', 'city_centre = "K2"', 6, "city_centre", "K2"),
    ("pack.toml", 'datum = "wgs84"', 'datum = "beijing54"', 7, "datum", "beijing54"),
    ("pack.toml", "detour_factor = 1.4", "detour_factor = nan", 9, "detour_factor", "nan"),
    ("pack.toml", "detour_factor = 1.4", 'detour_factor = "1.4"', 9, "detour_factor", "1.4"),
    ("pack.toml", "county_road = 40.0", "a = 0.0", 11, "speeds_kmh", "{'a': 0.0}"),
    ("pack.toml", "answer_s = 8", "answer_s = -8", 15, "answer_s", "-8"),
    ("pack.toml", "answer_s = 8", "answer_s = 8 秒", 15, "", ""),
    ("pack.toml", "format = 1", "format = 2", 1, "format", "2"),
    ("pack.toml", "[demand]", "[demand]\nurgency_shares = [0.5, 0.5, 0.5, 0.5]", 19,
     "urgency_shares", "[0.5, 0.5, 0.5, 0.5]"),
    ("pack.toml", 'name = "小城"\n', "", 1, "name", ""),
]  # fmt: skip

BAD_KEYS = [  # what refers to the key that should stand there is an error too
    ("counties.csv", "D1,东县,1000,C1", ",东县,1000,C1", 2, "编号", ""),
    ("townships.csv", "T2,西镇,D2", "T1,西镇,D2", 3, "编号", "T1"),
    ("townships.csv", "T2,西镇,D2", "4.2E+08,西镇,D2", 3, "编号", "4.2E+08"),
    ("units.csv", "S1,东镇急救站", "S 1,东镇急救站", 4, "编号", "S 1"),
]


def _errors(problems: list[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity is Severity.ERROR]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_pack(tmp_path)


def test_a_good_pack_has_no_problem(pack: Path) -> None:
    assert check(pack) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "field", "value"),
    BAD,
    ids=[f"{file}-{i}" for i, (file, *_) in enumerate(BAD)],
)
def test_a_bad_entry_is_named_by_file_line_field_and_value(
    pack: Path, file: str, old: str, new: str, line: int, field: str, value: str
) -> None:
    errors = _errors(check(spoil(pack, file, old, new)))
    assert [(e.file, e.line, e.field, e.value) for e in errors[:1]] == [(file, line, field, value)]
    assert {(e.file, e.line) for e in errors} == {(file, line)}
    assert all(e.message_zh and e.message_en and e.remedy_zh and e.remedy_en for e in errors)


@pytest.mark.parametrize(("file", "old", "new", "line", "field", "value"), BAD_KEYS)
def test_a_bad_key_is_named_first_and_then_what_refers_to_it(
    pack: Path, file: str, old: str, new: str, line: int, field: str, value: str
) -> None:
    errors = _errors(check(spoil(pack, file, old, new)))
    assert (file, line, field, value) in [(e.file, e.line, e.field, e.value) for e in errors]
    assert {e.value for e in errors} - {value} == {old.split(",")[0]}


def test_all_errors_are_told_at_once(pack: Path) -> None:
    spoil(pack, "counties.csv", "1000", "千人")
    spoil(pack, "vehicles.csv", "普通", "卡车")
    spoil(pack, "roads.geojson", '"length_m":21000', '"length_m":"长"')
    with pytest.raises(PackInvalid) as caught:
        load(pack)
    assert {error.file for error in _errors(list(caught.value.problems))} == {
        "counties.csv", "vehicles.csv", "roads.geojson",
    }  # fmt: skip


def test_a_bad_row_is_left_out_and_the_rest_loads(pack: Path) -> None:
    spoil(pack, "vehicles.csv", "普通", "卡车")
    region, problems = load(pack, strict=False)
    assert list(region.vehicles) == ["V2"]
    assert has_errors(problems)


def test_what_refers_to_a_bad_row_follows_it_with_a_warning_only(pack: Path) -> None:
    spoil(pack, "units.csv", "急救站,乡级", "急救点,乡级")
    region, problems = load(pack, strict=False)
    assert (list(region.units), list(region.vehicles)) == (["C1", "K2"], ["V2"])
    assert [(p.file, p.line, p.severity) for p in problems] == [
        ("units.csv", 4, Severity.ERROR),
        ("vehicles.csv", 2, Severity.WARNING),
    ]


def test_a_circle_of_parents_is_an_error_on_every_unit_in_it(pack: Path) -> None:
    spoil(pack, "units.csv", "急救站,乡级,C1", "急救站,乡级,K2")
    spoil(pack, "units.csv", "县急救中心,县级,C1", "县急救中心,县级,S1")
    assert {e.line for e in _errors(check(pack)) if e.field == "上级编号"} == {3, 4}


def test_an_unknown_column_is_a_warning(pack: Path) -> None:
    spoil(pack, "vehicles.csv", "能力", "能力,颜色")
    assert [(p.line, p.field, p.severity) for p in check(pack)] == [(1, "颜色", Severity.WARNING)]


def test_a_place_outside_the_prefecture_is_a_warning(pack: Path) -> None:
    spoil(pack, "hospitals.csv", "110.11", "113.11")
    assert [(p.file, p.line, p.severity) for p in check(pack)] == [
        ("hospitals.csv", 2, Severity.WARNING)
    ]


def test_an_area_whose_code_no_county_has_is_a_warning(pack: Path) -> None:
    spoil(pack, "areas.geojson", '"code":"D1"', '"code":"D8"')
    assert [(p.file, p.line, p.value, p.severity) for p in check(pack)] == [
        ("areas.geojson", 3, "D8", Severity.WARNING)
    ]


def test_two_vehicles_with_one_call_sign_are_a_warning(pack: Path) -> None:
    spoil(pack, "vehicles.csv", "西县01", "东镇01")
    assert [(p.line, p.field, p.severity) for p in check(pack)] == [
        (2, "呼号", Severity.WARNING), (3, "呼号", Severity.WARNING),
    ]  # fmt: skip


def test_a_road_island_is_a_warning_that_names_the_stranded_units(pack: Path) -> None:
    spoil(pack, "roads.geojson", "[[110.2,32.1],[110.3,32.1]]", "[[110.25,32.1],[110.3,32.1]]")
    (problem,) = check(pack)
    assert problem.severity is Severity.WARNING
    assert "西县急救中心" in problem.message_zh or "东镇急救站" in problem.message_zh


@pytest.mark.parametrize("file", ["pack.toml", "units.csv", "roads.geojson"])
def test_a_missing_or_empty_file_is_named(pack: Path, file: str) -> None:
    (pack / file).write_text(" \n")
    assert file in {error.file for error in _errors(check(pack))}
    (pack / file).unlink()
    assert file in {error.file for error in _errors(check(pack))}


def test_a_missing_folder_is_a_problem_and_not_a_crash(tmp_path: Path) -> None:
    assert [problem.file for problem in check(tmp_path / "nowhere")] == ["nowhere"]


def test_gbk_from_excel_is_recognised_with_the_way_out(pack: Path) -> None:
    text = (pack / "counties.csv").read_text(encoding="utf-8")
    (pack / "counties.csv").write_bytes(text.encode("gbk"))
    problem = _errors(check(pack))[0]
    assert (problem.file, problem.line) == ("counties.csv", 1)
    assert "GBK" in problem.message_zh
    assert "CSV UTF-8" in problem.remedy_zh


def test_the_printed_report_speaks_chinese_first_and_counts(pack: Path) -> None:
    lines = render(check(spoil(pack, "vehicles.csv", "普通", "卡车")))
    assert lines[0].startswith("错误 vehicles.csv:2 车型 = “卡车”：")
    assert lines[1].startswith("  error vehicles.csv:2 ")
    assert lines[-1] == "1 处错误，0 处提醒 / 1 errors, 0 warnings"
