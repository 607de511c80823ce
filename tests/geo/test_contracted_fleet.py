"""Pinned vehicles: the nearest few of many are those of the full ranking, wherever they move."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.roads.network import RoadNetwork
from geo.routing.contracted.contraction import contract
from geo.routing.contracted.customization import to_ticks
from geo.routing.contracted.fleet import Fleet
from geo.routing.contracted.graph import Graph
from geo.routing.contracted.metrics import Metrics, Times
from geo.routing.contracted.prepared import Prepared
from tests.geo.banned_graphs import Town, banned_towns


def prepared(graph: Graph, ticks: "np.ndarray[tuple[int], np.dtype[np.int32]]") -> Prepared:
    hierarchy = contract(graph)
    return Prepared(graph, hierarchy, Metrics(graph, hierarchy, None, Times.plain(ticks, "now")))


def assert_nearest(fleet: Fleet, arc: int, fraction: float, count: int) -> None:
    slots, ticks = fleet.times_to(arc, fraction)
    reached = ticks < 2**30 - 1
    order = np.lexsort((slots[reached], ticks[reached]))[:count]
    expected = zip(ticks[reached][order].tolist(), slots[reached][order].tolist(), strict=True)
    assert fleet.nearest(arc, fraction, count) == list(expected)


@given(banned_towns, st.lists(st.tuples(st.integers(0, 40), st.floats(0.0, 1.0)), max_size=40))
@settings(deadline=None)
def test_in_random_towns(town: Town, picked: list[tuple[int, float]]) -> None:
    fleet = Fleet(prepared(town.graph, town.ticks), 20)
    for nth, (number, fraction) in enumerate(picked):
        fleet.pin(nth % 20, number % len(town.tail), fraction)
        assert_nearest(fleet, number % len(town.tail), 0.5, 3)
    for vehicle in range(0, 20, 3):
        fleet.unpin(vehicle)
    assert_nearest(fleet, 0, 0.5, 8)


def test_a_thousand_vehicles_that_move_through_jinan_while_times_change(
    jinan: RoadNetwork,
) -> None:
    engine = prepared(Graph.of(jinan), to_ticks(jinan.arc_seconds))
    rng = np.random.default_rng(5)
    fleet = Fleet(engine, 1000)
    for nth in range(4000):
        vehicle = nth if nth < 1000 else int(rng.integers(0, 1000))
        # A crowd at one end of the town, which then disperses: lists run short and are refilled.
        arc = int(rng.integers(0, 300 if nth < 2000 else jinan.arc_count))
        fleet.pin(vehicle, arc, float(rng.random()))
        if nth == 3000:
            engine.metrics.replace(Times.plain(to_ticks(jinan.arc_seconds * 1.5), "slower"))
        if nth % 100 == 99:
            for _ in range(4):
                assert_nearest(fleet, int(rng.integers(0, jinan.arc_count)), 0.5, 8)


def test_more_than_the_lists_hold_is_refused() -> None:
    town = Town(2, [(0, 1, 5, True)], [])
    fleet = Fleet(prepared(town.graph, town.ticks), 3)
    assert fleet.nearest(0, 0.5, 3) == []
    with pytest.raises(ValueError, match="count is 17"):
        fleet.nearest(0, 0.5, 17)
