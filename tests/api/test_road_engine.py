"""The hierarchy of the roads: made once, mapped at the next start, made again when no good."""

import logging
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from console.cli.main import app
from console.roads.engine import KEPT_MAX, Shelf, prepare, road_engine
from geo.roads import store
from geo.routing.contracted import ContractedRouter
from stations.region import Region
from tests.support.running import run_server, shiyan, shiyan_roads

STEP = "420300-{}.hierarchy"


def kept_in(folder: Path) -> Path:
    return folder / STEP.format(shiyan().roads.shape_version)


def times(router: ContractedRouter) -> list[float]:
    units = router.locate_all([unit.point for unit in shiyan().units.values()])
    seconds: list[float] = router.times_to(units[0], units).seconds.tolist()
    return seconds


def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Hears of every hierarchy that is made, and lets it be made."""
    heard: list[str] = []
    original = ContractedRouter._prepare

    def listen(router: ContractedRouter) -> None:
        heard.append(router.network_version)
        original(router)

    monkeypatch.setattr(ContractedRouter, "_prepare", listen)
    return heard


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with the hierarchy of 十堰."""
    folder = tmp_path_factory.mktemp("roads")
    prepare(Shelf(shiyan(), folder), lambda _: None)
    return folder


def test_a_second_start_maps_what_the_first_has_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = made(monkeypatch)
    steps: list[int] = []
    prepare(Shelf(shiyan(), tmp_path), steps.append)
    assert (len(heard), sum(steps)) == (1, 3)
    assert kept_in(tmp_path).is_dir()
    again = road_engine(Shelf(shiyan(), tmp_path))
    assert again.ready
    assert len(heard) == 1
    assert times(again) == times(ContractedRouter(shiyan().roads))


@pytest.mark.parametrize("part", ["contents.json", "up.npy", "nodes.npy"])
def test_a_damaged_hierarchy_is_named_in_the_log_and_made_again(
    cache: Path,
    part: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard = made(monkeypatch)
    file = kept_in(cache) / part
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with caplog.at_level(logging.WARNING, "liandong.roads"):
        prepare(Shelf(shiyan(), cache), lambda _: None)
    assert part in caplog.text
    assert len(heard) == 1
    assert road_engine(Shelf(shiyan(), cache)).ready
    assert len(heard) == 1


def test_a_cache_that_cannot_be_written_is_told_and_answers_are_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    with caplog.at_level(logging.WARNING, "liandong.roads"):
        router = road_engine(Shelf(shiyan(), blocked))
        expected = times(router)
        router.wait()
        assert times(router) == expected
        for thread in threading.enumerate():
            if thread.name == "liandong-shelf":
                thread.join(60)
    assert "cannot be kept" in caplog.text
    assert "Traceback" not in caplog.text


def test_imported_roads_have_theirs_beside_them(tmp_path: Path) -> None:
    pack, cache = tmp_path / "pack", tmp_path / "cache"
    pack.mkdir()
    store.save(shiyan().roads, pack / "roads.net")
    region: Region = replace(shiyan(), road_file=pack / "roads.net")
    prepare(Shelf(region, cache), lambda _: None)
    assert [f.name for f in pack.glob("roads-*.hierarchy")] == [
        f"roads-{shiyan().roads.shape_version}.hierarchy"
    ]
    assert not cache.exists()
    assert road_engine(Shelf(region, cache)).ready


def test_hierarchies_of_former_roads_make_way(cache: Path) -> None:
    for nth in range(6):
        (cache / STEP.format(f"former{nth}")).mkdir()
    other = cache / "other-pack.hierarchy"
    other.mkdir()
    shelf = Shelf(shiyan(), cache)
    router = shelf.load()
    assert router is not None
    shelf.keep(router)
    assert kept_in(cache).is_dir()
    assert len(list(cache.glob(STEP.format("*")))) == KEPT_MAX
    assert other.is_dir()


def test_the_command_prepares_and_says_how_far_it_is(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIANDONG_ROAD_CACHE", str(cache))
    done = CliRunner().invoke(app, ["region", "prepare", "shiyan"])
    assert done.exit_code == 0, done.output
    assert "100%" in done.stderr
    missing = CliRunner().invoke(app, ["region", "prepare", "nowhere"])
    assert missing.exit_code == 2
    assert "没有这个文件夹" in missing.stderr


def test_the_running_server_ranks_by_it_under_every_state_of_the_roads(tmp_path: Path) -> None:
    with run_server(tmp_path) as server:
        in_force = server.system.live_roads.in_force
        engines = [timed.router for timed in in_force.values()]
        assert len(engines) == 2
        base = shiyan_roads()
        assert isinstance(base, ContractedRouter)
        for engine in engines:
            assert isinstance(engine, ContractedRouter)
            assert engine.ready
            assert engine.snapper is base.snapper
        assert engines[0].network_version != engines[1].network_version
