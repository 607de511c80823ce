"""Files that are no map, half a map or a map with a hole: told in both languages, with the byte."""

import re
from pathlib import Path

import pytest

from geo.roads.osm import OsmInvalid, import_roads
from geo.roads.osm.source import OsmSource


@pytest.fixture
def pbf(shared_data: Path) -> bytes:
    return (shared_data / "osm" / "liechtenstein.osm.pbf").read_bytes()


def refuse(folder: Path, content: bytes, name: str = "map.osm.pbf") -> str:
    """Why an import of this content is refused."""
    path = folder / name
    path.write_bytes(content)
    with pytest.raises(OsmInvalid) as caught:
        import_roads(path)
    return str(caught.value)


def test_a_cut_off_download_is_told_with_the_byte_and_the_remedy(
    tmp_path: Path, pbf: bytes
) -> None:
    message = refuse(tmp_path, pbf[:1_000_000])
    found = re.search(r"在第 1000000 字节结束，从第 (\d+) 字节开始", message)
    assert found is not None
    assert 0 < int(found.group(1)) < 1_000_000
    assert "Remedy: download it again" in message


@pytest.mark.parametrize("cut", [2, 7, 60, 140, 150, 77_000])
def test_wherever_it_is_cut_it_is_refused(tmp_path: Path, pbf: bytes, cut: int) -> None:
    assert "map.osm.pbf" in refuse(tmp_path, pbf[:cut])


def test_a_hole_in_the_middle_is_told_with_the_byte_where_the_block_begins(
    tmp_path: Path, pbf: bytes
) -> None:
    holed = pbf[:500_000] + bytes(2_000) + pbf[502_000:]
    assert re.search(r"从第 \d+ 字节起读不懂.*from byte \d+ on", refuse(tmp_path, holed))


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert "空文件" in refuse(tmp_path, b"")


def test_a_web_page_saved_as_a_map_is_refused(tmp_path: Path) -> None:
    assert "不是 OpenStreetMap 文件" in refuse(tmp_path, b"<!DOCTYPE html><html>404</html>" * 9)


def test_broken_xml_is_refused(tmp_path: Path) -> None:
    message = refuse(tmp_path, b'<?xml version="1.0"?><osm version="0.6"><node id="1"', "map.osm")
    assert "读不懂" in message


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OsmInvalid, match="没有文件"):
        OsmSource(tmp_path / "nothing.osm.pbf")


def test_all_portions_together_are_the_file(shared_data: Path) -> None:
    source = OsmSource(shared_data / "osm" / "liechtenstein.osm.pbf")
    portions = list(source.portions())
    assert portions[-1].start + portions[-1].size == source.size
