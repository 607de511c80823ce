"""Two threads at one tree: whoever does what when, the weights are those of one thread."""

import numpy as np
import pytest
from hypothesis import given, settings

from geo.roads.network import RoadNetwork
from geo.routing.contracted.compiled import Ints
from geo.routing.contracted.contraction import Hierarchy, contract
from geo.routing.contracted.customization import Weights, customize, to_ticks
from geo.routing.contracted.graph import Graph
from geo.routing.contracted.ground import Ground
from geo.routing.contracted.halves import side_by_side
from geo.routing.contracted.labels import Ways
from geo.routing.contracted.sweep import sweep
from tests.geo.banned_graphs import Town, banned_towns


def made_by(threads: int, hierarchy: Hierarchy, ticks: Ints) -> Weights:
    made = Weights.blank(hierarchy)
    customize(hierarchy, made, ticks, threads)
    return made


def assert_same(hierarchy: Hierarchy, ticks: Ints) -> None:
    one, two = made_by(1, hierarchy, ticks), made_by(2, hierarchy, ticks)
    for name in ("arc_ticks", "up", "down"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))


@given(banned_towns)
@settings(deadline=None)
def test_in_random_towns_two_threads_find_what_one_finds(town: Town) -> None:
    hierarchy = contract(town.graph)
    assert_same(hierarchy, town.graph.ticks(town.ticks))
    assert_every_node_once(hierarchy)


def test_in_jinan_two_threads_find_what_one_finds(jinan: RoadNetwork) -> None:
    graph = Graph.of(jinan)
    hierarchy = contract(graph)
    assert_every_node_once(hierarchy)
    assert len(hierarchy.halves.first)
    assert len(hierarchy.halves.second)
    rng = np.random.default_rng(2)
    for _ in range(5):
        speeds = rng.uniform(0.3, 3.0, jinan.arc_count)
        speeds[rng.integers(0, jinan.arc_count, 200)] = np.inf
        assert_same(hierarchy, graph.ticks(to_ticks(jinan.arc_seconds * speeds)))


def test_two_threads_sweep_as_one_does(jinan: RoadNetwork) -> None:
    graph = Graph.of(jinan)
    hierarchy = contract(graph)
    ticks = graph.ticks(to_ticks(jinan.arc_seconds))
    made, ways = made_by(1, hierarchy, ticks), Ways.of(graph, hierarchy)
    ground, height = Ground.unbarred(ticks), hierarchy.height
    for arc in range(0, jinan.arc_count, 1000):
        for sides, leaving in (((made.up, made.down), True), ((made.down, made.up), False)):
            one = sweep(ways, *sides, ground, arc, 0.5, leaving, height)
            two = sweep(ways, *sides, ground, arc, 0.5, leaving, height, hierarchy.halves)
            np.testing.assert_array_equal(one, two)


def test_a_town_of_islands_is_dealt_out_too() -> None:
    islands = [(2 * k, 2 * k + 1, 5 + k, False) for k in range(300)]
    town = Town(600, islands, [])
    hierarchy = contract(town.graph)
    assert_every_node_once(hierarchy)
    assert_same(hierarchy, town.ticks)


def test_what_the_second_thread_fails_with_is_raised_when_both_are_done() -> None:
    done: list[str] = []

    def fails() -> None:
        raise MemoryError("no room")

    with pytest.raises(MemoryError):
        side_by_side(lambda: done.append("one"), fails)
    with pytest.raises(MemoryError):
        side_by_side(fails, lambda: done.append("other"))
    assert done == ["one", "other"]


def assert_every_node_once(hierarchy: Hierarchy) -> None:
    halves = hierarchy.halves
    ranges = np.concatenate([halves.first, halves.second, halves.above])
    nodes = [v for first, end, _ in ranges.tolist() for v in range(first, end)]
    assert sorted(nodes) == list(range(len(hierarchy.nodes) - 1))
