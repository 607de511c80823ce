"""Random towns, random closures and slow zones: the fast engine says what the reference says."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.roads.conditions import Restricted, RoadState
from geo.roads.network import RoadNetwork
from geo.roads.turns import NO_TURN_BANS, TurnBans
from geo.routing.reference import NetworkxRouter
from geo.routing.router import RoadPoint, Router
from geo.routing.scipy_router import ScipyRouter
from tests.geo.contracted_engines import StillPreparing, ready
from tests.geo.random_roads import towns
from tests.geo.states import part

fractions = st.one_of(st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.floats(0.0, 1.0))
arcs = st.integers(0, 200)
works = st.lists(
    st.tuples(arcs, fractions, fractions, st.sampled_from([None, None, 0.5, 0.9])), max_size=4
)
spots = st.lists(st.tuples(arcs, fractions), min_size=2, max_size=5)
bans = st.lists(st.tuples(arcs, arcs, arcs), max_size=3)


def banned(network: RoadNetwork, wanted: list[tuple[int, int, int]]) -> RoadNetwork:
    """The network with some turns forbidden, over two arcs or three."""
    sequences = []
    for first, *rest in wanted:
        word = [first % network.arc_count]
        for choice in rest[: 1 + first % 2]:
            onward = np.flatnonzero(network.arc_tail == network.arc_head[word[-1]])
            if len(onward):
                word.append(int(onward[choice % len(onward)]))
        sequences += [tuple(word)] if len(word) > 1 else []
    turns = TurnBans.of(sequences) if sequences else NO_TURN_BANS
    return replace(network, turns=turns)


def state(
    network: RoadNetwork, base: float, chosen: list[tuple[int, float, float, float | None]]
) -> RoadState:
    restricted = [
        Restricted(part(arc % network.arc_count, min(a, b), max(a, b)), factor)
        for arc, a, b, factor in chosen
    ]
    seconds = network.arc_seconds * base
    return RoadState.of(network, seconds, restricted, "" if base == 1.0 else f"x {base}")


def assert_same(router: Router, truth: Router, places: list[RoadPoint]) -> None:
    for place in places[:2]:
        to_place = truth.times_to(place, places).seconds
        np.testing.assert_array_equal(router.times_to(place, places).seconds, to_place)
        np.testing.assert_array_equal(
            router.times_from(place, places).seconds, truth.times_from(place, places).seconds
        )
        route = router.route(places[-1], place)
        assert (route.duration_s if route else np.inf) == to_place[-1]


@given(towns, bans, st.lists(works, min_size=1, max_size=3), spots)
@settings(deadline=None, max_examples=60)
def test_every_state_is_answered_to_the_tick_and_leaves_the_others_as_they_were(
    network: RoadNetwork,
    forbidden: list[tuple[int, int, int]],
    chosen: list[list[tuple[int, float, float, float | None]]],
    asked: list[tuple[int, float]],
) -> None:
    network = banned(network, forbidden)
    router, truth = ready(network), NetworkxRouter(network)
    places = [
        router._place(network.point_at(arc % network.arc_count, at), arc % network.arc_count, at)
        for arc, at in asked
    ]
    states = [state(network, base, some) for some in chosen for base in (1.0, 2.0)]
    engines = [(router.under(one), truth.under(one), one) for one in states]
    plain, sweeping = StillPreparing(network), ScipyRouter(network)
    for engine, reference, one in engines:
        assert engine.network_version == reference.network_version
        assert_same(engine, reference, places)
        assert_same(plain.under(one), reference, places)
        table = engine.matrix(places, places)
        for row, place in zip(table, places, strict=True):
            np.testing.assert_array_equal(row, engine.times_from(place, places).seconds)
        if not network.turns.count:
            everywhere = sweeping.under(one).seconds_to_all(places[0])
            np.testing.assert_array_equal(engine.seconds_to_all(places[0]), everywhere)
    assert_same(router, truth, places)
