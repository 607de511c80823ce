"""``liandong region roads`` as whoever keeps the pack meets it."""

import bz2
import gzip
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from console.cli.main import app
from tests.roads_osm.osm_drawing import write_osm
from tests.roads_osm.test_pack_roads import ROADS
from tests.stations.region_packs import write_pack


def run(pack: Path, osm: Path) -> tuple[int, str]:
    """Exit code and everything it says."""
    result = CliRunner().invoke(app, ["region", "roads", str(pack), "--osm", str(osm)])
    return result.exit_code, result.output


def contents(folder: Path) -> dict[Path, bytes]:
    """Every file of a folder."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


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


ENTITIES = """<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<osm version="0.6"><node id="1" lat="32" lon="110"><tag k="name" v="&b;"/></node></osm>"""
ONE_WAY = "A.B.C\n---\nway a A-B-C highway=primary oneway=yes\n"
LIECHTENSTEIN = "liechtenstein.osm.pbf"


def spoiled(kind: str, folder: Path, shared_data: Path) -> Path:
    """A file that is no usable map in one of the ways that files are."""
    good = folder / "good.osm"
    write_osm(ONE_WAY if kind == "only one-way stubs" else ROADS, good)
    xml = good.read_bytes()
    pbf = (shared_data / "osm" / LIECHTENSTEIN).read_bytes()
    name, content = {
        "truncated": ("a.osm.pbf", pbf[:700_000]),
        "a hole": ("a.osm.pbf", pbf[:500_000] + bytes(900) + pbf[500_900:]),
        "another region": ("a.osm.pbf", pbf),
        "a web page": ("a.osm.pbf", b"<!DOCTYPE html><html>404</html>" * 9),
        "empty": ("a.osm.pbf", b""),
        "a zip": ("a.osm.pbf", b"PK\x03\x04" + bytes(500)),
        "entities": ("a.osm", ENTITIES.encode()),
        "an unknown entity": ("a.osm", xml.replace("环城路".encode(), b"&nbsp;")),
        "another encoding": ("a.osm", xml.replace("环城路".encode(), "环城路".encode("gbk"))),
        "half a gzip": ("a.osm.gz", gzip.compress(xml)[:-30]),
        "half a bzip2": ("a.osm.bz2", bz2.compress(xml)[:-30]),
        "latitude NaN": ("a.osm", xml.replace(b'lat="32', b'lat="nan', 1)),
        "latitude 932": ("a.osm", xml.replace(b'lat="32', b'lat="932', 1)),
        "never uploaded": (
            "a.osm",
            xml.replace(b'id="6', b'id="-6').replace(b'ref="6', b'ref="-6'),
        ),
        "a number too large": (
            "a.osm",
            xml.replace(b'"65"', b'"9223372036854775800"'),
        ),
        "only one-way stubs": ("a.osm", xml),
        "no roads": ("a.osm", b'<?xml version="1.0"?><osm version="0.6"></osm>'),
    }[kind]
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("truncated", "不完整：文件在第 700000 字节结束"),
        ("a hole", "读不懂"),
        ("another region", "文件 9.47–9.63 E, 47.05–47.28 N，地区 109.8"),
        ("a web page", "不是 OpenStreetMap 文件"),
        ("empty", "空文件"),
        ("a zip", "不是 OpenStreetMap 文件"),
        ("entities", "XML entities are not supported"),
        ("an unknown entity", "undefined entity"),
        ("another encoding", "读不懂"),
        ("half a gzip", "读不懂"),
        ("half a bzip2", "读不懂"),
        ("latitude NaN", "读不懂"),
        ("latitude 932", "读不懂"),
        ("never uploaded", "不是已发布的地图"),
        ("a number too large", "不是已发布的地图"),
        ("only one-way stubs", "只有单行断头路"),
        ("no roads", "文件中没有道路"),
    ],
)
def test_a_bad_file_is_told_with_its_remedy_and_changes_nothing(
    kind: str, words: str, tmp_path: Path, shared_data: Path
) -> None:
    pack = tmp_path / "pack"
    pack.mkdir()
    write_pack(pack)
    before = contents(pack)
    code, said = run(pack, spoiled(kind, tmp_path, shared_data))
    assert code == 2
    assert words in said
    assert "改法" in said
    assert "Remedy" in said
    assert "Traceback" not in said
    assert contents(pack) == before


def typed(pack: Path, osm: Path, before: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    """The command in a process of its own, as a shell starts it."""
    command = [str(Path(sys.executable).with_name("liandong")), "region", "roads", str(pack)]
    return subprocess.Popen(
        [*command, "--osm", str(osm)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=before,
    )


@pytest.fixture
def imported(tmp_path: Path) -> Path:
    """A pack with roads of its own already."""
    osm = tmp_path / "first.osm"
    write_osm(ROADS, osm)
    pack = tmp_path / "pack"
    pack.mkdir()
    assert run(write_pack(pack), osm)[0] == 0
    return pack


@pytest.mark.slow
def test_ctrl_c_leaves_the_old_roads_and_says_so(imported: Path, tmp_path: Path) -> None:
    before = contents(imported)
    large = tmp_path / "large.osm"
    write_osm(ROADS, large)
    filler = '<node id="{}" version="1" lon="110.1" lat="32.1"/>\n'
    body = "".join(filler.format(number) for number in range(1_000, 600_000))
    large.write_text(large.read_text("utf-8").replace("<node", body + "<node", 1), "utf-8")
    with typed(imported, large) as running:
        assert running.stdout is not None
        heard = running.stdout.readline()
        running.send_signal(signal.SIGINT)
        said = heard + running.stdout.read()
    assert running.returncode == 130
    assert "已中断，原有路网和地名未动" in said
    assert "Traceback" not in said
    assert contents(imported) == before


@pytest.mark.slow
def test_a_full_disk_leaves_the_old_roads_and_says_so(imported: Path, tmp_path: Path) -> None:
    before = contents(imported)
    osm = tmp_path / "second.osm"
    write_osm(ROADS, osm)

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))

    with typed(imported, osm, full) as running:
        said, _ = running.communicate(timeout=60)
    assert running.returncode == 2
    assert "写不进地区包" in said
    assert "free space" in said
    assert "Traceback" not in said
    assert contents(imported) == before
