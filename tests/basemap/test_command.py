"""``liandong region basemap`` as whoever keeps the pack meets it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from console.cli.main import app
from geo.basemap.archive import open_archive
from stations.regionpack.base_map import FILE
from tests.basemap.test_tiles_from_osm import MAP
from tests.roads_osm.osm_drawing import write_osm
from tests.stations.region_packs import write_pack


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    (folder := tmp_path / "pack").mkdir()
    return write_pack(folder)


def run(*words: str | Path) -> tuple[int, str]:
    """Exit code and everything the command says."""
    result = CliRunner().invoke(app, ["region", *map(str, words)])
    return result.exit_code, result.output


def test_a_pack_gets_a_map_of_its_own_lines(pack: Path) -> None:
    code, said = run("basemap", pack)
    assert code == 0
    assert "底图 basemap.pmtiles：" in said
    assert open_archive(pack / FILE).zoom_max == 12


def test_an_extract_gives_streets_and_the_command_may_be_repeated(pack: Path) -> None:
    write_osm(MAP, pack / "map.osm")
    for _ in range(2):
        code, said = run("basemap", pack, "--osm", pack / "map.osm")
        assert code == 0
        assert "读取底图 / reading the base map 100%" in said
    assert open_archive(pack / FILE).zoom_max == 14


def test_importing_roads_makes_the_map_too(pack: Path) -> None:
    write_osm(MAP, pack / "map.osm")
    code, said = run("roads", pack, "--osm", pack / "map.osm")
    assert code == 0
    assert "底图 basemap.pmtiles：" in said
    assert open_archive(pack / FILE).zoom_max == 14
    (pack / FILE).unlink()
    assert run("basemap", pack)[0] == 0, "from the imported roads alone"
    assert open_archive(pack / FILE).zoom_max == 14


def test_without_tippecanoe_the_roads_are_imported_and_the_missing_map_is_told(
    pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_osm(MAP, pack / "map.osm")
    monkeypatch.setattr("geo.basemap.tiling.PROGRAM", "tippecanoe-that-nobody-has")
    code, said = run("roads", pack, "--osm", pack / "map.osm")
    assert code == 0
    assert "路网已导入，底图未制作" in said
    assert run("basemap", pack)[0] == 2


@pytest.mark.parametrize("content", ["", "<osm", "a map, surely"])
def test_a_file_that_is_no_map_ends_with_code_2_in_both_languages(pack: Path, content: str) -> None:
    (pack / "map.osm").write_text(content, "utf-8")
    code, said = run("basemap", pack, "--osm", pack / "map.osm")
    assert code == 2
    assert "改法" in said
    assert "Remedy" in said
    assert "Traceback" not in said
    assert not (pack / FILE).exists()


def test_a_folder_that_is_no_pack_is_told(tmp_path: Path) -> None:
    code, said = run("basemap", tmp_path / "nowhere")
    assert code == 2
    assert "没有这个文件夹" in said
