"""Two real extracts: Liechtenstein, all mountains and tracks, and a town in the United States."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from geo.coordinates import Point, distance_m
from geo.roads.network import RoadNetwork
from geo.roads.osm import ImportReport, import_roads
from geo.roads.turns import TurnBans
from geo.routing.contracted import ContractedRouter
from geo.routing.reference import NetworkxRouter
from geo.routing.scipy_router import ScipyRouter

Import = tuple[RoadNetwork, ImportReport]


@pytest.fixture(scope="module")
def liechtenstein(shared_data: Path) -> Import:
    return import_roads(shared_data / "osm" / "liechtenstein.osm.pbf")


@pytest.fixture(scope="module")
def columbus(shared_data: Path) -> Import:
    return import_roads(shared_data / "osm" / "columbus.osm.pbf")


def test_nearly_all_of_liechtenstein_can_be_driven_to_and_back(liechtenstein: Import) -> None:
    network, report = liechtenstein
    assert report.kept_share > 0.94
    assert 4_000 < network.node_count < 5_000
    assert report.oneway_km < 1.0


def test_nearly_all_of_the_town_can_be_driven_to_and_back(columbus: Import) -> None:
    network, report = columbus
    assert report.kept_share > 0.96
    assert 19_000 < network.node_count < 20_000


def test_of_three_restrictions_one_names_a_way_beyond_the_border(liechtenstein: Import) -> None:
    network, report = liechtenstein
    assert len(network.turns.pairs) == 2
    assert report.found["TURN_NOWHERE"] == 1


def test_of_thirty_restrictions_nine_have_all_their_ways(columbus: Import) -> None:
    network, report = columbus
    # Five only_ signs at crossings of three and four roads, three no_ signs, one of each twin.
    assert report.found["TURN_NOWHERE"] == 21
    assert len(network.turns.pairs) == 18


def test_a_banned_turn_meets_at_one_junction(columbus: Import) -> None:
    network, _ = columbus
    arc_in, arc_out = network.turns.pairs.T
    assert np.array_equal(network.arc_head[arc_in], network.arc_tail[arc_out])


@pytest.mark.parametrize("extract", ["liechtenstein", "columbus"])
def test_the_arrays_fit_each_other(extract: str, request: pytest.FixtureRequest) -> None:
    network: RoadNetwork = request.getfixturevalue(extract)[0]
    first, last = network.arc_first[:-1], network.arc_first[1:] - 1
    assert np.allclose(network.shape_lon[first], network.node_lon[network.arc_tail])
    assert np.allclose(network.shape_lat[last], network.node_lat[network.arc_head])
    assert (network.shape_at[first] == 0.0).all()
    assert (network.shape_at[last] == 1.0).all()
    inner = np.ones(len(network.shape_at) - 1, dtype=np.bool_)
    inner[last[:-1]] = False
    assert (np.diff(network.shape_at)[inner] > 0).all()
    both = np.flatnonzero(network.arc_reverse >= 0)
    assert (network.arc_reverse[network.arc_reverse[both]] == both).all()
    assert np.allclose(network.arc_metres[both], network.arc_metres[network.arc_reverse[both]])
    assert (network.arc_seconds > 0).all()
    assert not network.arc_island.any()


@pytest.mark.parametrize(("extract", "detour_max"), [("liechtenstein", 2.5), ("columbus", 2.0)])
def test_every_way_is_longer_than_the_straight_line_and_not_by_much(
    extract: str, detour_max: float, request: pytest.FixtureRequest
) -> None:
    network: RoadNetwork = request.getfixturevalue(extract)[0]
    router = ScipyRouter(network)
    detours: list[float] = []
    for a, b in _pairs(network):
        start, end = _spot(network, a), _spot(network, b)
        route = router.route(router.locate(start), router.locate(end))
        assert route is not None, "every two junctions reach each other"
        straight = distance_m(start, end)
        assert route.length_m > 0.995 * straight
        detours.append(route.length_m / straight)
    assert 1.0 < float(np.median(detours)) < detour_max


@pytest.mark.slow
def test_real_turn_bans_are_heeded_as_the_reference_heeds_them(columbus: Import) -> None:
    network, _ = columbus
    free = dataclasses.replace(network, turns=TurnBans.of(()))
    banned, unbanned, truth = ContractedRouter(network), ScipyRouter(free), NetworkxRouter(network)
    banned.wait()
    longer_by_s: list[float] = []
    for arc_in, arc_out in network.turns.pairs[::4].tolist():
        start, end = _middle(network, arc_in), _middle(network, arc_out)
        route = banned.route(banned.locate(start), banned.locate(end))
        expected = truth.route(truth.locate(start), truth.locate(end))
        direct = unbanned.route(unbanned.locate(start), unbanned.locate(end))
        assert route is not None
        assert expected is not None
        assert direct is not None
        assert route.duration_s == expected.duration_s
        longer_by_s.append(route.duration_s - direct.duration_s)
    assert min(longer_by_s) >= 0
    assert sum(more > 5 for more in longer_by_s) >= 2, "a ban is a way round, not a delay"


def _middle(network: RoadNetwork, arc: int) -> Point:
    """A point half way along the longest straight piece of an arc."""
    _, lon, lat = network.shape(arc)
    longest = int(np.hypot(np.diff(lon), np.diff(lat)).argmax())
    return Point(float(lon[longest : longest + 2].mean()), float(lat[longest : longest + 2].mean()))


def _pairs(network: RoadNetwork) -> NDArray[np.int64]:
    return np.random.default_rng(120).choice(network.node_count, (30, 2), replace=False)


def _spot(network: RoadNetwork, node: int) -> Point:
    return Point(float(network.node_lon[node]), float(network.node_lat[node]))
