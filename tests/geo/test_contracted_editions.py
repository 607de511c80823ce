"""Questions while the times change, and what a restart finds on the disk."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from geo.coordinates import Point
from geo.roads.network import RoadNetwork
from geo.routing.contracted import ContractedRouter, metrics
from geo.routing.contracted.compiled import Ints
from geo.routing.contracted.contraction import Hierarchy
from geo.routing.contracted.customization import Weights
from geo.routing.contracted.store import HierarchyInvalid
from geo.routing.router import RoadPoint
from tests.geo.drawing import draw


@pytest.fixture(scope="module")
def router(jinan: RoadNetwork) -> ContractedRouter:
    made = ContractedRouter(jinan)
    made.wait()
    return made


@pytest.fixture
def places(router: ContractedRouter, jinan: RoadNetwork) -> Iterator[list[RoadPoint]]:
    rng = np.random.default_rng(3)
    nodes = rng.integers(0, jinan.node_count, 60)
    yield [router.locate(Point(jinan.node_lon[i], jinan.node_lat[i])) for i in nodes]
    router.customize(jinan.arc_seconds)


def test_an_answer_is_all_old_or_all_new_while_times_change(
    router: ContractedRouter, jinan: RoadNetwork, places: list[RoadPoint]
) -> None:
    speeds = [jinan.arc_seconds, jinan.arc_seconds * 2.0]
    expected: dict[str, list[float]] = {}
    for seconds in speeds:
        router.customize(seconds)
        answer = router.times_to(places[0], places)
        expected[answer.network_version] = answer.seconds.tolist()
    done = Event()

    def ask() -> int:
        asked = 0
        while not done.is_set() or not asked:
            answer = router.times_to(places[0], places)
            assert answer.seconds.tolist() == expected[answer.network_version]
            route = router.route(places[1], places[0])
            assert route is not None
            assert route.duration_s == expected[route.network_version][1]
            asked += 1
        return asked

    with ThreadPoolExecutor(4) as desks:
        asking = [desks.submit(ask) for _ in range(4)]
        for _, seconds in zip(range(60), cycle(speeds), strict=False):
            router.customize(seconds)
        done.set()
        assert all(desk.result() > 0 for desk in asking)


def test_closures_while_desks_ask_are_seen_whole(
    router: ContractedRouter, jinan: RoadNetwork, places: list[RoadPoint]
) -> None:
    route = router.route(places[1], places[0])
    assert route is not None
    arcs = np.arange(0, jinan.arc_count, 40)
    open_s, expected = jinan.arc_seconds[arcs], {}
    for seconds in (np.full(len(arcs), np.inf), open_s):
        router.change(arcs, seconds)
        answer = router.times_to(places[0], places).seconds.tolist()
        expected[str(answer)] = seconds
    assert len(expected) == 2

    def ask(_: int) -> bool:
        return str(router.times_to(places[0], places).seconds.tolist()) in expected

    with ThreadPoolExecutor(3) as desks:
        asking = desks.map(ask, range(300))
        for _, seconds in zip(range(30), cycle(expected.values()), strict=False):
            router.change(arcs, seconds)
        assert all(asking)


def test_a_customization_that_fails_midway_changes_nothing(
    router: ContractedRouter,
    jinan: RoadNetwork,
    places: list[RoadPoint],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = router.times_to(places[0], places)

    def fails(hierarchy: Hierarchy, into: Weights, arc_ticks: Ints) -> None:
        into.up[:] = 1
        raise MemoryError("no room")

    monkeypatch.setattr(metrics, "customize", fails)
    with pytest.raises(MemoryError):
        router.customize(jinan.arc_seconds * 3.0)
    monkeypatch.undo()
    after = router.times_to(places[0], places)
    assert after.network_version == before.network_version == router.network_version
    assert after.seconds.tolist() == before.seconds.tolist()
    router.change([5], np.array([9.0]))
    with_change = router.times_to(places[0], places).seconds
    router.change([5], jinan.arc_seconds[[5]])
    assert router.times_to(places[0], places).seconds.tolist() == before.seconds.tolist()
    assert np.isfinite(with_change).any()


def test_a_restart_maps_what_was_saved_and_answers_the_same(
    router: ContractedRouter, jinan: RoadNetwork, places: list[RoadPoint], tmp_path: Path
) -> None:
    router.save(tmp_path / "hierarchy")
    again = ContractedRouter.load(tmp_path / "hierarchy", jinan)
    assert again.ready
    expected = router.times_to(places[0], places).seconds.tolist()
    assert again.times_to(places[0], places).seconds.tolist() == expected
    again.customize(jinan.arc_seconds * 2.0)
    again.save(tmp_path / "hierarchy")
    third = ContractedRouter.load(tmp_path / "hierarchy", jinan)
    assert third.times_to(places[0], places).seconds.tolist() == expected


@pytest.mark.parametrize("name", ["up.npy", "nodes.npy", "contents.json"])
def test_a_damaged_or_missing_file_is_refused_by_name(
    router: ContractedRouter, jinan: RoadNetwork, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "hierarchy"
    router.save(folder)
    file = folder / name
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)
    with pytest.raises(HierarchyInvalid, match=f"{name}.*damaged"):
        ContractedRouter.load(folder, jinan)
    file.unlink()
    with pytest.raises(HierarchyInvalid, match=f"{name}.*missing"):
        ContractedRouter.load(folder, jinan)


def test_the_hierarchy_of_other_roads_is_refused(router: ContractedRouter, tmp_path: Path) -> None:
    router.save(tmp_path / "hierarchy")
    with pytest.raises(HierarchyInvalid, match="belongs to other roads"):
        ContractedRouter.load(tmp_path / "hierarchy", draw("A.B", "A-B").network)


def test_what_keeps_the_hierarchy_from_being_made_is_told_and_answers_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    town = draw("A.B", "A-B")

    def fails(graph: object) -> Hierarchy:
        raise MemoryError("no room")

    monkeypatch.setattr("geo.routing.contracted.engine.contract", fails)
    router = ContractedRouter(town.network)
    with pytest.raises(MemoryError):
        router.wait()
    assert not router.ready
    assert router.times_to(town.on("A>B", 1.0), [town.on("A>B", 0.0)]).seconds.tolist() == [120.0]
