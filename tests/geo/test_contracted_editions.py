"""Questions while the times change, and what a restart finds on the disk."""

from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from geo.coordinates import Point
from geo.roads.conditions import RoadState
from geo.roads.network import RoadNetwork
from geo.routing.contracted import ContractedRouter, metrics
from geo.routing.contracted.compiled import Ints
from geo.routing.contracted.contraction import Hierarchy
from geo.routing.contracted.customization import Weights
from geo.routing.contracted.store import HierarchyInvalid
from geo.routing.router import RoadPoint
from tests.geo.drawing import draw
from tests.geo.states import shut, timed


@pytest.fixture(scope="module")
def router(jinan: RoadNetwork) -> ContractedRouter:
    made = ContractedRouter(jinan)
    made.wait()
    return made


@pytest.fixture
def places(router: ContractedRouter, jinan: RoadNetwork) -> list[RoadPoint]:
    rng = np.random.default_rng(3)
    nodes = rng.integers(0, jinan.node_count, 60)
    return [router.locate(Point(jinan.node_lon[i], jinan.node_lat[i])) for i in nodes]


def states(jinan: RoadNetwork) -> list[RoadState]:
    """The usual times, all twice as slow, and a hundred closures: little and much to do."""
    closed = range(0, jinan.arc_count, 280)
    return [RoadState.open(jinan), timed(jinan, jinan.arc_seconds * 2, "x2"), shut(jinan, closed)]


def told(router: ContractedRouter, places: list[RoadPoint]) -> list[float]:
    """What a desk sees: a ranking, and one route of it."""
    route = router.route(places[1], places[0])
    seconds: list[float] = router.times_to(places[0], places).seconds.tolist()
    return [*seconds, route.duration_s if route else np.inf]


def test_an_answer_is_all_of_one_state_while_others_come_and_go(
    router: ContractedRouter, jinan: RoadNetwork, places: list[RoadPoint]
) -> None:
    expected: dict[str, list[float]] = {}
    for state in states(jinan):
        alone = ContractedRouter(jinan)
        alone.wait()
        of_state = alone.under(state)
        expected[of_state.network_version] = told(of_state, places)
    assert len(set(map(str, expected.values()))) == 3
    current, done = [router], Event()

    def ask() -> int:
        asked = 0
        while not done.is_set() or not asked:
            engine = current[0]
            assert told(engine, places) == expected[engine.network_version]
            asked += 1
        return asked

    with ThreadPoolExecutor(4) as desks:
        asking = [desks.submit(ask) for _ in range(4)]
        for _, state in zip(range(60), cycle(states(jinan)), strict=False):
            current[0] = router.under(state)
        done.set()
        assert all(desk.result() > 0 for desk in asking)


def test_two_states_answer_side_by_side(
    router: ContractedRouter, jinan: RoadNetwork, places: list[RoadPoint]
) -> None:
    usual, siren = router, router.under(timed(jinan, jinan.arc_seconds / 2, "siren"))
    slow, fast = told(usual, places), told(siren, places)
    closed = siren.under(shut(jinan, range(0, jinan.arc_count, 300)))
    assert told(closed, places) != fast
    assert told(usual, places) == slow
    assert told(siren, places) == fast
    assert 1.9 * sum(fast[1:60]) < sum(slow[1:60])


def test_the_memory_of_states_that_nobody_holds_is_used_again(
    router: ContractedRouter, jinan: RoadNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    def blank(hierarchy: Hierarchy) -> Weights:
        made.append(hierarchy)
        arcs, entries = len(hierarchy.arc_slot), hierarchy.entries
        return Weights(*(np.zeros(size, np.int32) for size in (arcs, entries, entries)))

    monkeypatch.setattr(Weights, "blank", blank)
    for nth in range(20):
        router.under(shut(jinan, [nth]))
    assert len(made) <= 1
    held = [router.under(shut(jinan, [nth])) for nth in range(4)]
    assert len(made) <= 4
    assert len({engine.network_version for engine in held}) == 4


def test_a_state_that_changes_nothing_takes_no_memory(
    router: ContractedRouter, jinan: RoadNetwork, places: list[RoadPoint]
) -> None:
    before = told(router, places)
    same = router.under(RoadState.open(jinan))
    assert told(same, places) == before
    assert same.network_version == router.network_version


def test_a_customization_that_fails_midway_changes_nothing(
    router: ContractedRouter,
    jinan: RoadNetwork,
    places: list[RoadPoint],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = told(router, places)

    def fails(hierarchy: Hierarchy, into: Weights, arc_ticks: Ints) -> None:
        into.up[:] = 1
        raise MemoryError("no room")

    thrice = timed(jinan, jinan.arc_seconds * 3.0, "x3")
    monkeypatch.setattr(metrics, "customize", fails)
    with pytest.raises(MemoryError):
        router.under(thrice)
    monkeypatch.undo()
    assert told(router, places) == before
    assert told(router.under(thrice), places) != before
    assert told(router.under(RoadState.open(jinan)), places) == before


def test_a_restart_maps_what_was_saved_and_answers_the_same(
    router: ContractedRouter, jinan: RoadNetwork, places: list[RoadPoint], tmp_path: Path
) -> None:
    twice = timed(jinan, jinan.arc_seconds * 2.0, "x2")
    expected, slower = told(router, places), told(router.under(twice), places)
    router.save(tmp_path / "hierarchy")
    again = ContractedRouter.load(tmp_path / "hierarchy", jinan)
    assert again.ready
    assert told(again, places) == expected
    again.under(twice).save(tmp_path / "hierarchy")
    third = ContractedRouter.load(tmp_path / "hierarchy", jinan)
    assert told(third, places) == expected
    assert told(third.under(twice), places) == slower
    assert told(third, places) == expected


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
    closed = router.under(shut(town.network, [town.on("A>B").arc]))
    assert closed.times_to(town.on("A>B", 1.0), [town.on("A>B", 0.0)]).seconds[0] == np.inf
