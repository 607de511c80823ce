"""The contracted graph against brute force: every kind of question, turn bans included."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.routing.contracted.compiled import NEVER, Ints
from geo.routing.contracted.contraction import Hierarchy, contract
from geo.routing.contracted.customization import Weights, customize
from geo.routing.contracted.dissection import dissect
from geo.routing.contracted.labels import Ways
from geo.routing.contracted.metrics import Metrics, Times
from geo.routing.contracted.order import elimination_order, metis
from geo.routing.contracted.prepared import Prepared
from geo.routing.contracted.queries import Rows, fill_rows, times
from geo.routing.contracted.thinning import neighbours
from tests.geo.banned_graphs import Place, Town, banned_towns, closed, places_in

picks = st.lists(st.tuples(st.integers(0, 40), st.floats(0.0, 1.0)), min_size=1, max_size=5)


def prepared(town: Town) -> Prepared:
    graph = town.graph
    hierarchy = contract(graph)
    return Prepared(
        graph, hierarchy, Metrics(graph, hierarchy, None, Times.plain(town.ticks, "now"))
    )


def weights_of(engine: Prepared) -> Weights:
    return engine.metrics.live.weights


def ranked(engine: Prepared, single: Place, others: list[Place], entering: bool) -> Ints:
    weights = weights_of(engine)
    rows = Rows.room(len(others), engine.hierarchy.height)
    rows.arc[:], rows.fraction[:] = zip(*others, strict=True)
    slots, out = np.arange(len(others), dtype=np.int32), np.empty(len(others), np.int32)
    far, near = (weights.up, weights.down) if entering else (weights.down, weights.up)
    ground = engine.metrics.live.ground
    fill_rows(engine.ways, far, ground, rows, slots, entering)
    times(engine.ways, near, ground, rows, slots, *single, entering, out)
    return out


@given(banned_towns, picks, picks)
@settings(deadline=None)
def test_many_to_one_and_one_to_many_keep_every_turn_ban(
    town: Town, some: list[Place], others: list[Place]
) -> None:
    engine = prepared(town)
    sources, targets = places_in(town, some), places_in(town, others)
    truth = np.array(town.truth(sources, targets))
    for j, target in enumerate(targets):
        np.testing.assert_array_equal(closed(ranked(engine, target, sources, True)), truth[:, j])
    for i, source in enumerate(sources):
        np.testing.assert_array_equal(closed(ranked(engine, source, targets, False)), truth[i])


@given(banned_towns, st.lists(st.tuples(st.integers(0, 40), st.integers(1, 4000))))
@settings(deadline=None)
def test_changed_arcs_give_the_weights_of_a_fresh_start(
    town: Town, changes: list[tuple[int, int]]
) -> None:
    engine = prepared(town)
    usual, ticks = Times.plain(town.ticks, "usual"), town.ticks.copy()
    engine.metrics.replace(usual)
    for number, other in changes:
        arc = number % len(ticks)
        ticks[arc] = NEVER if other % 5 == 0 else other
        changed = np.flatnonzero(ticks != town.ticks).astype(np.int32)
        engine.metrics.replace(replace(usual, changed=changed, of=ticks.copy().__getitem__))
    fresh = Weights.blank(engine.hierarchy)
    customize(engine.hierarchy, fresh, engine.graph.ticks(ticks))
    for name in ("arc_ticks", "up", "down"):
        np.testing.assert_array_equal(getattr(weights_of(engine), name), getattr(fresh, name))
    engine.metrics.replace(Times.plain(ticks, "all"))
    np.testing.assert_array_equal(weights_of(engine).up, fresh.up)


@given(banned_towns)
@settings(deadline=None)
def test_any_order_gives_the_same_numbers(town: Town) -> None:
    graph = town.graph
    places = [(arc, 0.5) for arc in range(len(town.tail))]
    answers = []
    for dissection in (dissect, None):
        hierarchy = contract(graph, dissection)
        engine = Prepared(
            graph, hierarchy, Metrics(graph, hierarchy, None, Times.plain(town.ticks, "now"))
        )
        answers.append(ranked(engine, places[-1], places, True).tolist())
    assert answers[0] == answers[1]


def test_both_orders_take_every_node_once() -> None:
    side = 40
    node = np.arange(side * side).reshape(side, side)
    tail = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()]).astype(np.int32)
    head = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()]).astype(np.int32)
    for dissection in (dissect, metis):
        order = elimination_order(side * side, tail, head, dissection)
        assert np.sort(order).tolist() == list(range(side * side))
        assert order.tolist() == elimination_order(side * side, tail, head, dissection).tolist()


def test_a_road_of_a_thousand_bends_makes_no_tall_tree() -> None:
    bends = np.arange(1000, dtype=np.int32)
    town = Town(1001, [(int(a), int(a) + 1, 10, True) for a in bends], [])
    assert contract(town.graph).height < 25


def test_neighbours_are_listed_once_and_nobody_is_their_own() -> None:
    tail = np.array([0, 1, 0, 2, 2], np.int32)
    head = np.array([1, 0, 1, 2, 0], np.int32)
    start, near = neighbours(3, tail, head)
    assert [sorted(near[a:b].tolist()) for a, b in pairwise(start.tolist())] == [
        [1, 2],
        [0],
        [0],
    ]


def test_a_graph_without_bans_is_not_copied() -> None:
    town = Town(2, [(0, 1, 5, True)], [])
    graph, ways = town.graph, Ways.of(town.graph, contract(town.graph))
    assert np.shares_memory(graph.tail, town.tail)
    assert len(ways.copy_of) == 0
    assert isinstance(contract(graph), Hierarchy)


@pytest.mark.slow
@pytest.mark.parametrize("graphs", [300, pytest.param(900, marks=pytest.mark.soak)])
def test_bans_of_every_length_that_make_a_difference_are_kept(graphs: int) -> None:
    rng = np.random.default_rng(12)
    mattered = {2: 0, 3: 0, 4: 0}
    for nth in range(graphs):
        length = 2 + nth % 3
        nodes = int(rng.integers(4, 9))
        streets = [
            (int(a), int(b), int(t), bool(rng.random() < 0.2))
            for a, b, t in rng.integers((0, 0, 1), (nodes, nodes, 900), (12, 3))
        ]
        bans = rng.integers(0, 60, (4, length)).tolist()
        town, free = Town(nodes, streets, bans), Town(nodes, streets, [])
        town.words = {word for word in town.words if len(word) == length}
        places = [(arc, 0.5) for arc in range(len(town.tail))]
        truth = np.array(town.truth(places[:3], places))
        mattered[length] += int((truth != np.array(free.truth(places[:3], places))).any())
        engine = prepared(town)
        for i, source in enumerate(places[:3]):
            np.testing.assert_array_equal(closed(ranked(engine, source, places, False)), truth[i])
    assert min(mattered.values()) > graphs // 150, mattered
