"""A region pack with imported roads, from the extract to the region and the router."""

from pathlib import Path

import pytest

from geo.coordinates import Point
from geo.roads.osm import OsmInvalid
from geo.routing.scipy_router import ScipyRouter
from stations import regionpack
from stations.places import gazetteer_of
from stations.regionpack.road_import import ROAD_FILE, import_into
from tests.roads_osm.osm_drawing import place_of, write_osm
from tests.stations.region_packs import spoil, write_pack

ROADS = """
    A.B.C.D
    E.F.G.H
    ---
    way main  A-B-C-D  highway=trunk name=环城路 ref=G209
    way side  E-F-G-H  highway=residential
    way west  A-E      highway=primary
    way east  D-H      highway=primary
    way in    B-F      highway=residential
    """


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack with drawn roads."""
    folder = tmp_path / "pack"
    folder.mkdir()
    return write_pack(folder)


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    """Roads inside that pack."""
    path = tmp_path / "hubei.osm"
    write_osm(ROADS, path)
    return path


def test_a_pack_gets_roads_and_names_them(pack: Path, extract: Path) -> None:
    manifest = (pack / "pack.toml").read_text("utf-8")
    report = import_into(pack, extract)
    assert report.roads.nodes == 6
    assert (pack / "pack.toml").read_text("utf-8").startswith(manifest.rstrip())
    region = regionpack.load(pack)
    assert region.road_file == pack / ROAD_FILE
    assert region.road_segments == ()
    assert region.roads.node_count == report.roads.nodes
    lines = {(line.road_class, line.name, line.ref) for line in region.road_lines}
    assert lines == {("trunk", "环城路", "G209"), ("primary", "", "")}


def test_the_imported_roads_rank_vehicles(pack: Path, extract: Path) -> None:
    import_into(pack, extract)
    router = ScipyRouter(regionpack.load(pack).roads)
    near, far = (router.locate(Point(*place_of(column, 0.0))) for column in (0.0, 6.0))
    times = router.times_to(far, [near])
    assert 200 < times.seconds[0] < 900, "six kilometres of trunk road"


def test_the_names_of_the_map_come_with_its_roads(pack: Path, tmp_path: Path) -> None:
    path = tmp_path / "named.osm"
    write_osm(
        ROADS.replace("way side", "way cross   B-F  highway=primary name=人民路\n    way side")
        + """node C  highway=milestone distance=1234
    node D  highway=milestone distance=1236
    node F  amenity=hospital name=东县中医院
    node G  place=village name=鄖陽村
    """,
        path,
    )
    told = import_into(pack, path)
    assert (told.places, told.kposts) == (2, 2)
    gazetteer = gazetteer_of(regionpack.load(pack))
    for typed, name in {
        "dxzyy": "东县中医院",
        "dongxian zhongyiyuan": "东县中医院",
        "东县中衣院": "东县中医院",
        "郧阳村": "鄖陽村",
        "huanchenglu": "环城路",
        "G209": "G209",
        "环城路和人民路路口": "人民路与环城路路口",
        "G209 K1235": "G209 K1235",
        "209国道1235公里": "G209 K1235",
    }.items():
        assert gazetteer.find(typed)[0].place.name == name, typed
    told_words = gazetteer.describe(Point(*place_of(4.0, 0.1)))
    assert told_words.zh == "东镇北 5.5 公里，G209 旁"


def test_spoiled_names_are_a_warning_and_the_roads_go_on(pack: Path, extract: Path) -> None:
    import_into(pack, extract)
    names = pack / "roads.places"
    names.write_bytes(names.read_bytes()[:-1])
    problems = regionpack.check(pack)
    assert [(p.file, p.severity.value) for p in problems] == [("roads.places", "warning")]
    assert gazetteer_of(regionpack.load(pack)).find("环城路"), "roads have names of their own"


def test_the_old_lines_may_go_once_roads_are_imported(pack: Path, extract: Path) -> None:
    import_into(pack, extract)
    (pack / "roads.geojson").unlink()
    assert not regionpack.has_errors(regionpack.check(pack))


def test_importing_again_replaces_the_roads_and_leaves_the_manifest(
    pack: Path, extract: Path
) -> None:
    import_into(pack, extract)
    manifest = (pack / "pack.toml").read_bytes()
    import_into(pack, extract)
    assert (pack / "pack.toml").read_bytes() == manifest
    assert not regionpack.has_errors(regionpack.check(pack))


def test_a_section_that_names_no_file_gets_one(pack: Path, extract: Path) -> None:
    path = pack / "pack.toml"
    path.write_text(path.read_text("utf-8").replace("[demand]", "[roads]\n\n[demand]"), "utf-8")
    import_into(pack, extract)
    assert regionpack.load(pack).road_file == pack / ROAD_FILE


def test_a_failed_import_leaves_the_pack_as_it_was(pack: Path, extract: Path) -> None:
    before = {path.name: path.read_bytes() for path in pack.iterdir()}
    broken = pack.parent / "broken.osm"
    broken.write_bytes(extract.read_bytes()[:-300])
    with pytest.raises(OsmInvalid, match="读不懂"):
        import_into(pack, broken)
    assert {path.name: path.read_bytes() for path in pack.iterdir()} == before


def test_an_extract_of_another_place_is_refused(pack: Path, extract: Path) -> None:
    extract.write_text(extract.read_text("utf-8").replace('lon="110.', 'lon="100.'), "utf-8")
    with pytest.raises(OsmInvalid, match="范围内没有道路"):
        import_into(pack, extract)


def test_damaged_roads_are_a_problem_of_the_pack_with_its_file_and_remedy(
    pack: Path, extract: Path
) -> None:
    import_into(pack, extract)
    content = bytearray((pack / ROAD_FILE).read_bytes())
    content[len(content) // 2] ^= 1
    (pack / ROAD_FILE).write_bytes(content)
    problems = [p for p in regionpack.check(pack) if p.file == ROAD_FILE]
    assert len(problems) == 1
    assert "已损坏" in problems[0].message_zh
    assert "liandong region roads" in problems[0].remedy_en


def test_missing_roads_are_a_problem_of_the_pack(pack: Path, extract: Path) -> None:
    import_into(pack, extract)
    (pack / ROAD_FILE).unlink()
    assert [p.message_en for p in regionpack.check(pack) if p.file == ROAD_FILE] == ["is missing"]


def test_a_road_file_outside_the_pack_is_refused(pack: Path) -> None:
    spoil(pack, "pack.toml", "[demand]", '[roads]\nfile = "../roads.network"\n[demand]')
    problems = [p for p in regionpack.check(pack) if p.field == "file"]
    assert [p.value for p in problems] == ["../roads.network"]


def test_a_pack_may_bring_its_own_profile(pack: Path, extract: Path) -> None:
    import_into(pack, extract)
    usual = regionpack.load(pack).roads.arc_seconds.sum()
    shipped = Path(__file__).parents[2] / "geo" / "roads" / "ambulance.toml"
    slow = shipped.read_text("utf-8").replace("kmh_max = 110.0", "kmh_max = 20.0")
    (pack / "ambulance.toml").write_text(slow, "utf-8")
    import_into(pack, extract)
    assert regionpack.load(pack).roads.arc_seconds.sum() > usual * 1.5
