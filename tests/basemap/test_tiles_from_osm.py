"""From an OpenStreetMap file to vector tiles: what is shown, under which name, from which zoom."""

import gzip
from pathlib import Path

import pytest
from pmtiles.tile import deserialize_header

from console.cli.progress import ShownProgress
from geo.basemap.archive import open_archive
from geo.basemap.tiling import TileMaker, TilesNotMade
from geo.roads.osm import OsmInvalid
from stations import regionpack
from stations.regionpack.base_map import FILE, make_from_osm
from tests.basemap.tile_reading import Seen, tile_at, told
from tests.roads_osm.osm_drawing import place_of, write_osm
from tests.stations.region_packs import spoil, write_pack

MAP = """
    A.B.C.D...U
    E.F.G.H...V
    I.J.K.L
    ---
    way main  A-B-C-D  highway=trunk name=Ring~Road name:zh=环城路 name:en=Ring~Road ref=G209;S1
    way bore  D-U      highway=trunk name=白云隧道 tunnel=yes
    way side  E-F-G-H  highway=residential name=和平街
    way lane  B-F      highway=service
    way beck  I-J-K-L  waterway=river name=犟河
    way lake  A-B-F-E-A  natural=water name=天池
    way town  B-C-G-F-B  landuse=residential
    way foot  G-K      highway=footway name=小径
    way open  C-D-H-G  natural=water name=未闭合
    way far   U-V      highway=primary name=界外路
    node K  place=village name=柳林 population=1,200
    node L  place=town name=东镇
    node J  place=hamlet
    """


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    (folder := tmp_path / "pack").mkdir()
    return write_pack(folder)


def made(pack: Path, osm: Path, margin_km: float = 15.0) -> Path:
    """The tiles of a pack from this file."""
    region = regionpack.load(pack)
    with ShownProgress() as progress:
        make_from_osm(region, osm, pack / FILE, TileMaker(), progress, margin_km)
    return pack / FILE


def drawn(pack: Path, drawing: str = MAP, margin_km: float = 15.0) -> Path:
    write_osm(drawing, pack / "map.osm")
    return made(pack, pack / "map.osm", margin_km)


def around(path: Path, column: float, row: float, zoom: int = 12) -> list[Seen]:
    """The tile over a spot of the drawing."""
    return tile_at(path, zoom, *place_of(column, row))


def test_roads_carry_class_chinese_name_english_name_and_first_number(pack: Path) -> None:
    seen = around(drawn(pack), 3.0, 0.0)
    main = next(one.properties for one in seen if one.properties.get("name") == "环城路")
    assert main == {"class": "trunk", "name": "环城路", "name_en": "Ring Road", "ref": "G209"}
    assert {("residential", "和平街"), ("trunk", "白云隧道")} <= told(seen, "roads")
    assert next(one for one in seen if one.properties.get("name") == "白云隧道").properties[
        "tunnel"
    ]


def test_only_what_the_table_names_is_shown(pack: Path) -> None:
    names = {one.properties.get("name") for one in around(drawn(pack), 4.0, 1.0)}
    assert "小径" not in names, "a footway"
    assert "未闭合" not in names, "water whose rim does not close"


def test_water_and_ground_are_surfaces_and_rivers_lines(pack: Path) -> None:
    seen = around(drawn(pack), 2.0, 1.0)
    shapes = {(one.properties["class"], one.shape) for one in seen}
    assert {("lake", "Polygon"), ("builtup", "Polygon"), ("river", "LineString")} <= shapes


def test_small_roads_appear_near_and_main_roads_from_afar(pack: Path) -> None:
    tiles = drawn(pack)
    assert {kind for kind, _ in told(around(tiles, 2.0, 0.0, zoom=8), "roads")} == {
        "trunk",
        "primary",
    }
    assert "service" in {kind for kind, _ in told(around(tiles, 2.0, 0.0, zoom=14), "roads")}


def test_a_place_that_the_pack_names_itself_is_not_written_twice(pack: Path) -> None:
    tiles = drawn(pack)
    assert told(around(tiles, 6.0, 2.0, zoom=14), "places") == set(), (
        "东镇 is a township of the pack"
    )
    village = around(tiles, 4.0, 2.0, zoom=14)
    assert told(village, "places") == {("village", "柳林")}
    assert next(s for s in village if s.layer == "places").properties["population"] == 1200


def test_what_lies_beyond_the_margin_is_cut_away(pack: Path) -> None:
    spoil(
        pack,
        "areas.geojson",
        "[110.4,32],[110.4,32.2],[110,32.2]",
        "[110.12,32],[110.12,32.2],[110,32.2]",
    )
    spoil(
        pack,
        "areas.geojson",
        "[110.2,32],[110.2,32.2],[110,32.2]",
        "[110.12,32],[110.12,32.2],[110,32.2]",
    )
    tiles = drawn(pack, margin_km=0.0)
    assert told(around(tiles, 3.0, 0.0), "roads")
    assert around(tiles, 10.0, 0.5, zoom=14) == []


def test_a_lake_of_several_rims_keeps_its_island(pack: Path) -> None:
    osm = pack / "lake.osm"
    write_osm(
        """
        A.B.C.D
        E.F.G.H
        I.J.K.L
        M.N.O.P
        ---
        way north A-B-C-D-H-L-P  source=survey
        way south A-E-I-M-N-O-P  source=survey
        way isle  F-G-K-J-F      source=survey
        way road  A-D            highway=primary
        """,
        osm,
    )
    ways = [("outer", 1), ("outer", 2), ("inner", 3)]
    members = "".join(f'<member type="way" ref="{ref}" role="{role}"/>' for role, ref in ways)
    tags = "".join(
        f'<tag k="{k}" v="{v}"/>'
        for k, v in {"type": "multipolygon", "natural": "water", "name": "丹江口水库"}.items()
    )
    relation = f'<relation id="9" version="1">{members}{tags}</relation></osm>'
    osm.write_text(osm.read_text("utf-8").replace("</osm>", relation), "utf-8")
    tiles = made(pack, osm)
    assert told(around(tiles, 0.5, 1.5, zoom=14), "water") == {("lake", "丹江口水库")}
    assert told(around(tiles, 3.2, 1.6, zoom=16), "water") == set()
    assert ("lake", "丹江口水库") in told(around(tiles, 3.0, 1.5, zoom=10), "water")


def test_borders_and_ground_are_the_packs_own(pack: Path) -> None:
    tiles = drawn(pack)
    kinds = {
        one.properties["class"]
        for one in tile_at(tiles, 10, 110.2, 32.1)
        if one.layer == "boundaries"
    }
    assert kinds == {"prefecture", "county"}
    assert open_archive(tiles).attribution == "© OpenStreetMap contributors (ODbL) · none"


def test_the_file_knows_no_path_of_the_machine(pack: Path) -> None:
    content = drawn(pack).read_bytes()
    header = deserialize_header(content[:127])
    start = header["metadata_offset"]
    words = gzip.decompress(content[start : start + header["metadata_length"]]).decode()
    assert str(pack) not in words
    assert str(Path(__file__).parents[2]) not in words


def test_a_cut_off_extract_is_told_and_the_old_tiles_stay(pack: Path, shared_data: Path) -> None:
    tiles = drawn(pack)
    before = tiles.read_bytes()
    whole = (shared_data / "osm" / "liechtenstein.osm.pbf").read_bytes()
    (pack / "cut.osm.pbf").write_bytes(whole[:900_000])
    with pytest.raises(OsmInvalid, match="不完整"):
        made(pack, pack / "cut.osm.pbf")
    assert tiles.read_bytes() == before
    assert [path for path in pack.iterdir() if path.name.startswith(".basemap")] == []


def test_damage_in_the_middle_of_the_reading_leaves_nothing_behind(
    pack: Path, shared_data: Path
) -> None:
    whole = (shared_data / "osm" / "liechtenstein.osm.pbf").read_bytes()
    (pack / "holed.osm.pbf").write_bytes(whole[:500_000] + bytes(2_000) + whole[502_000:])
    with pytest.raises(OsmInvalid, match="读不懂"):
        made(pack, pack / "holed.osm.pbf")
    assert not (pack / FILE).exists()


def test_a_pack_without_any_area_still_gets_its_roads(pack: Path) -> None:
    (pack / "areas.geojson").unlink()
    region = regionpack.load(pack, strict=False)[0]
    write_osm(MAP, pack / "map.osm")
    with ShownProgress() as progress:
        make_from_osm(region, pack / "map.osm", pack / FILE, TileMaker(), progress)
    assert ("trunk", "环城路") in told(around(pack / FILE, 3.0, 0.0), "roads")


def test_a_real_extract_becomes_tiles_with_its_towns_and_numbers(
    pack: Path, shared_data: Path
) -> None:
    seat = {
        "110.10,32.10": "9.52,47.14",
        "110.30,32.10": "9.53,47.17",
        "110.11,32.11": "9.52,47.15",
    }
    for name in ("townships.csv", "units.csv", "hospitals.csv"):
        text = (pack / name).read_text("utf-8")
        for old, new in seat.items():
            text = text.replace(old, new)
        (pack / name).write_text(text, "utf-8")
    (pack / "areas.geojson").unlink()
    region = regionpack.load(pack, strict=False)[0]
    osm = shared_data / "osm" / "liechtenstein.osm.pbf"
    with ShownProgress() as progress:
        count = make_from_osm(region, osm, pack / FILE, TileMaker(), progress)
    assert count > 3_000
    vaduz = tile_at(pack / FILE, 14, 9.5215, 47.141)
    assert "瓦杜茲" in {name for _, name in told(vaduz, "places")}
    assert any(one.properties.get("ref") for one in vaduz if one.layer == "roads")
    assert "river" in {kind for kind, _ in told(tile_at(pack / FILE, 12, 9.5, 47.141), "water")}


def test_an_extract_of_another_place_is_refused(pack: Path) -> None:
    (pack / "areas.geojson").unlink()
    region = regionpack.load(pack, strict=False)[0]
    write_osm(MAP, pack / "map.osm")
    text = (pack / "map.osm").read_text("utf-8").replace('lon="110.', 'lon="100.')
    (pack / "map.osm").write_text(text, "utf-8")
    with ShownProgress() as progress, pytest.raises(TilesNotMade, match="没有可画的内容"):
        make_from_osm(region, pack / "map.osm", pack / FILE, TileMaker(), progress)
