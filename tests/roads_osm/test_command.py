"""``liandong region roads`` as whoever keeps the pack meets it."""

from pathlib import Path

from typer.testing import CliRunner

from console.cli import app
from tests.roads_osm.osm_drawing import write_osm
from tests.roads_osm.test_pack_roads import ROADS
from tests.stations.region_packs import write_pack


def run(pack: Path, osm: Path) -> tuple[int, str]:
    """Exit code and everything it says."""
    result = CliRunner().invoke(app, ["region", "roads", str(pack), "--osm", str(osm)])
    return result.exit_code, result.output


def test_the_command_imports_and_tells_what_it_did(tmp_path: Path) -> None:
    osm = tmp_path / "hubei.osm"
    write_osm(ROADS, osm)
    pack = tmp_path / "pack"
    pack.mkdir()
    code, said = run(write_pack(pack), osm)
    assert code == 0
    assert "hubei.osm：5 条道路 → 6 个路口" in said
    assert "读取道路 / reading ways 100%" in said
    assert "© OpenStreetMap contributors" in said, "the pack does not name the source yet"


def test_the_command_ends_with_code_2_and_both_languages(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    pack.mkdir()
    code, said = run(write_pack(pack), tmp_path / "nothing.pbf")
    assert code == 2
    assert "没有文件 nothing.pbf" in said
    assert "Remedy" in said


def test_a_folder_that_is_no_pack_is_told(tmp_path: Path) -> None:
    osm = tmp_path / "hubei.osm"
    write_osm(ROADS, osm)
    code, said = run(tmp_path / "nowhere", osm)
    assert code == 2
    assert "没有这个文件夹" in said
