"""The engine for live roads on real and random networks, held to the reference to the last tick."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coordinates import Point
from geo.roads.conditions import RoadState
from geo.roads.network import RoadNetwork
from geo.routing.contracted import ContractedRouter
from geo.routing.contracted.customization import BadSeconds, to_ticks
from geo.routing.reference import NetworkxRouter
from geo.routing.router import RoadPoint, Router
from geo.routing.scipy_router import ScipyRouter
from stations.regionpack import builtin, load
from tests.geo.drawing import draw, grid_point
from tests.geo.random_roads import spots, towns
from tests.geo.states import shut, timed
from tests.geo.test_routers_agree import assert_same_route


def ready(network: RoadNetwork) -> ContractedRouter:
    router = ContractedRouter(network)
    router.wait()
    return router


def scattered(router: Router, network: RoadNetwork, count: int, seed: int) -> list[RoadPoint]:
    rng = np.random.default_rng(seed)
    lon = rng.uniform(network.node_lon.min(), network.node_lon.max(), count)
    lat = rng.uniform(network.node_lat.min(), network.node_lat.max(), count)
    pairs = zip(lon.tolist(), lat.tolist(), strict=True)
    return [router.locate(Point(*pair)) for pair in pairs]


@given(towns, st.lists(spots, min_size=2, max_size=5))
@settings(deadline=None)
def test_on_random_towns_with_changing_times(
    network: RoadNetwork, asked: list[tuple[float, float]]
) -> None:
    router, truth = ready(network), NetworkxRouter(network)
    places = [router.locate(grid_point(*spot)) for spot in asked]
    for _ in range(2):
        target = places[0]
        seconds = router.times_to(target, places).seconds
        np.testing.assert_array_equal(seconds, truth.times_to(target, places).seconds)
        np.testing.assert_array_equal(
            router.times_from(target, places).seconds, truth.times_from(target, places).seconds
        )
        assert_same_route(truth, router, places[-1], target, float(seconds[-1]))
        slower = network.arc_seconds * np.where(np.arange(network.arc_count) % 3 == 0, 4.0, 1.0)
        router = router.under(timed(network, slower, "slow"))
        truth = NetworkxRouter(network.timed(slower, router.network_version))


@pytest.mark.slow
@pytest.mark.parametrize("count", [8, pytest.param(40, marks=pytest.mark.soak)])
def test_hundreds_of_pairs_of_jinan_to_the_millisecond(jinan: RoadNetwork, count: int) -> None:
    router, truth = ready(jinan), NetworkxRouter(jinan)
    places = scattered(router, jinan, 26 * count, seed=7)
    sources, targets = places[count:], places[:count]
    for nth, target in enumerate(targets):
        some = sources[25 * nth : 25 * nth + 25]
        times = router.times_to(target, some).seconds
        assert times.tolist() == truth.times_to(target, some).seconds.tolist()


def test_every_route_of_jinan_takes_what_the_ranking_says(jinan: RoadNetwork) -> None:
    router, peer = ready(jinan), ScipyRouter(jinan)
    places = scattered(router, jinan, 60, seed=8)
    times = router.times_to(places[0], places).seconds
    assert times.tolist() == peer.times_to(places[0], places).seconds.tolist()
    for place, seconds in zip(places[1:], times[1:].tolist(), strict=True):
        assert_same_route(peer, router, place, places[0], seconds)


def test_every_vehicle_of_shiyan_to_every_township() -> None:
    region = load(builtin("shiyan"))
    router, peer = ready(region.roads), ScipyRouter(region.roads)
    homes = {code: router.locate(unit.point) for code, unit in region.units.items()}
    vehicles = [homes[vehicle.station_code] for vehicle in region.vehicles.values()]
    assert len(vehicles) == 226
    for township in region.townships.values():
        scene = router.locate(township.point)
        times = router.times_to(scene, vehicles).seconds
        assert times.tolist() == peer.times_to(scene, vehicles).seconds.tolist()


def test_a_closed_road_is_driven_around_at_once_and_again_when_it_opens() -> None:
    town = draw("A.B\nC.D", "A-B A-C C-D D-B")
    router, there, here = ready(town.network), town.on("B>D", 0.0), town.on("A>C", 0.0)
    assert router.times_to(there, [here]).seconds.tolist() == [120.0]
    bridge = [town.on("A>B").arc, town.on("B>A").arc]
    closed = router.under(shut(town.network, bridge))
    assert closed.times_to(there, [here]).seconds.tolist() == [240.0]
    route = closed.route(here, there)
    assert route is not None
    assert (route.duration_s, route.network_version) == (240.0, closed.network_version)
    assert router.times_to(there, [here]).seconds.tolist() == [120.0]
    again = closed.under(RoadState.open(town.network))
    assert again.times_to(there, [here]).seconds.tolist() == [120.0]
    assert again.network_version == router.network_version != closed.network_version


def test_a_town_cut_off_is_unreachable_and_no_error() -> None:
    town = draw("A.B.C", "A-B B-C")
    bridge = [town.on("B>C").arc, town.on("C>B").arc]
    router = ready(town.network).under(shut(town.network, bridge))
    far, near = town.on("C>B", 0.5), town.on("A>B", 0.5)
    assert router.times_to(near, [far, near]).seconds.tolist() == [np.inf, 0.0]
    assert router.route(far, near) is None
    assert router.seconds_to_all(near)[town.network.arc_head[town.on("B>C").arc]] == np.inf


@pytest.mark.parametrize("bad", [0.0, -1.0, np.nan])
def test_times_that_cannot_be_driven_are_no_ticks(bad: float) -> None:
    with pytest.raises(BadSeconds, match=r"arc 1: arc_seconds .* must be above 0"):
        to_ticks(np.array([1.0, bad]))


def test_all_junctions_at_once_and_a_table_of_all_pairs_say_the_same() -> None:
    town = draw("A.B..C\n.....D\nE....F", "A-B B-C C-D:30 D-F A>E E>F:120")
    router = ready(town.network)
    places = [town.on("A>B", 0.25), town.on("A>E", 0.5), town.on("D>F", 1.0)]
    table = router.matrix(places, places)
    for i, source in enumerate(places):
        assert table[i].tolist() == router.times_from(source, places).seconds.tolist()
    end = int(town.network.arc_head[places[2].arc])
    assert router.seconds_to_all(places[0])[end] == table[0, 2]
    start = int(town.network.arc_tail[places[0].arc])
    assert (
        router.seconds_from_all(places[2])[start]
        == router.times_to(places[2], [town.on("A>B", 0.0)]).seconds[0]
    )


def test_the_first_of_many_is_at_each_junction_as_soon_as_the_soonest_of_each_alone() -> None:
    town = draw("A.B..C\n.....D\nE....F", "A-B B-C C-D:30 D-F A>E E>F:120")
    router = ready(town.network)
    places = [town.on("A>B", 0.25), town.on("D>F", 0.5)]
    waits = [90.0, 15.0]
    alone = [router.seconds_to_all(p) + w for p, w in zip(places, waits, strict=True)]
    together = router.soonest_to_all(places, waits)
    np.testing.assert_allclose(together, np.minimum(*alone), atol=2 / 1024)
    assert np.isinf(router.soonest_to_all([], [])).all()
