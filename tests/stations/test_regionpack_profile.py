"""A pack's own driving profile: what differs counts, what is wrong is told row by row."""

from pathlib import Path

import pytest
import shapely

from geo.roads.profiles import ambulance
from geo.roads.surroundings import area_kinds
from geo.roads.traits import AreaKind
from stations.regionpack import PackInvalid, check, load
from tests.stations.region_packs import write_pack

PROFILE = "ambulance.toml"


def test_a_pack_without_a_profile_drives_by_that_of_the_program(tmp_path: Path) -> None:
    assert load(write_pack(tmp_path)).profile == ambulance()


def test_a_pack_with_a_profile_drives_by_its_terms(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    (pack / PROFILE).write_text("[hours]\nsiren_relief = 0.8\n", "utf-8")
    profile = load(pack).profile
    assert profile.hours.siren_relief == 0.8
    assert profile.kmh == ambulance().kmh


def test_every_wrong_term_is_a_problem_with_file_line_value_and_remedy(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    (pack / PROFILE).write_text("[speed]\nkmh_max = 0\nkmh_mx = 9\n[hours]\nsiren_relief = 2\n")
    problems = [p for p in check(pack) if p.file == PROFILE]
    assert [(p.line, p.field, p.value) for p in problems] == [
        (2, "speed.kmh_max", "0"),
        (3, "speed.kmh_mx", "9"),
        (5, "hours.siren_relief", "2"),
    ]
    assert all(p.remedy_zh and p.remedy_en for p in problems)
    with pytest.raises(PackInvalid, match="siren_relief"):
        load(pack)


def test_what_is_no_toml_is_a_problem_too(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    (pack / PROFILE).write_bytes(b"\xff\xfe\x00[speed")
    [problem] = [p for p in check(pack) if p.file == PROFILE]
    assert "UTF-8" in problem.remedy_zh


def test_drawn_roads_are_town_where_the_pack_draws_a_town(tmp_path: Path) -> None:
    roads = load(write_pack(tmp_path)).roads
    middle = roads.point_at(0, 0.5)
    here = shapely.Point(middle.lon, middle.lat).buffer(0.01)
    elsewhere = shapely.box(100, 20, 101, 21)
    assert area_kinds(roads, here)[0] == AreaKind.URBAN
    for urban in (elsewhere, None):
        assert set(area_kinds(roads, urban).tolist()) == {AreaKind.RURAL}
