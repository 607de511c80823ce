"""Closures and slow zones: which stretches they mean, and what they do to every drive."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from geo.roads.conditions import Restricted, RoadSecondsInvalid, RoadState
from geo.roads.network import RoadNetwork
from geo.roads.reach import TornRoads, cut_off
from geo.roads.restrictions import Line, Sections, Shape, Spot, Zone, find_sections
from geo.roads.snapping import Snapper
from geo.routing.router import RoadPoint
from geo.routing.scipy_router import ScipyRouter
from tests.geo.drawing import Drawing, draw, grid_point
from tests.geo.random_roads import spots, towns

# A bridge B-C at the south, a long way round by E and F at the north.
RIVER = draw(
    """
    E....F
    ......
    A.B..CD
    """,
    "A-B B-C C-D B-E E-F F-C",
)


def sections(drawing: Drawing, shape: Shape) -> Sections:
    return find_sections(drawing.network, Snapper(drawing.network), shape)


def roads(drawing: Drawing, found: Sections) -> set[str]:
    return {drawing.network.names[drawing.network.arc_name[arc]] for arc in found.arc}


def state(drawing: Drawing, *restricted: tuple[Shape, float | None]) -> RoadState:
    network = drawing.network
    parts = [Restricted(sections(drawing, shape), factor) for shape, factor in restricted]
    return RoadState.of(network, network.arc_seconds, parts)


def minutes(router: ScipyRouter, source: RoadPoint, target: RoadPoint) -> float:
    return round(float(router.times_to(target, [source]).seconds[0]) / 60, 2)


def bridge(drawing: Drawing = RIVER) -> Spot:
    return Spot(drawing.point("B", east=1.5))


def around(drawing: Drawing, west: str, east: str, reach: float) -> Zone:
    a, b = drawing.letters[west], drawing.letters[east]
    corners = [(a[0], a[1] - reach), (b[0], b[1] - reach), (b[0], b[1] + reach)]
    return Zone(tuple(grid_point(*c) for c in [*corners, (a[0], a[1] + reach)]))


def test_a_spot_means_the_nearest_stretch_in_both_directions() -> None:
    found = sections(RIVER, Spot(RIVER.point("B", east=1.0, north=0.2)))
    assert roads(RIVER, found) == {"B-C"}
    assert len(found.arc) == 2
    assert found.start == pytest.approx([1 / 3, 2 / 3], abs=1e-3)


def test_a_radius_takes_in_the_carriageway_beside_it() -> None:
    motorway = draw("A...B\nC...D", "A>B D>C A-C B-D")
    middle = motorway.point("A", east=2.0)
    assert roads(motorway, sections(motorway, Spot(middle))) == {"A>B"}
    assert roads(motorway, sections(motorway, Spot(middle, 1010.0))) == {"A>B", "D>C"}


def test_a_spot_far_from_any_road_means_nothing() -> None:
    assert len(sections(RIVER, Spot(RIVER.point("A", north=30.0))).arc) == 0


def test_a_zone_means_every_road_as_far_as_it_lies_inside() -> None:
    found = sections(RIVER, around(RIVER, "A", "B", 0.5))
    assert roads(RIVER, found) == {"A-B", "B-C", "B-E"}
    whole = found.arc[found.end - found.start > 0.999]
    assert {RIVER.network.names[RIVER.network.arc_name[a]] for a in whole} == {"A-B"}


def test_a_line_means_the_road_along_it_and_not_the_one_it_crosses() -> None:
    cross = draw("..C..\nA.X.B\n..D..", "A-X-B C-X-D")
    line = Line((cross.point("A", east=0.5, north=0.005), cross.point("B", east=-0.5)))
    assert roads(cross, sections(cross, line)) == {"A-X-B"}


def test_a_closed_bridge_is_driven_around() -> None:
    router = ScipyRouter(RIVER.network)
    closed = router.under(state(RIVER, (bridge(), None)))
    a, d = RIVER.on("A>B"), RIVER.on("C>D", 1.0)
    assert minutes(router, a, d) == 6.0
    assert minutes(closed, a, d) == pytest.approx(2 + 8**0.5 + 5 + 2 + 1, abs=0.01)
    route = closed.route(a, d)
    assert route is not None
    assert route.duration_s / 60 == pytest.approx(minutes(closed, a, d), abs=0.01)


def test_one_drives_up_to_the_barrier_from_either_side() -> None:
    closed = ScipyRouter(RIVER.network).under(state(RIVER, (bridge(), None)))
    near, far = RIVER.on("B>C", 0.3), RIVER.on("B>C", 0.7)
    assert minutes(closed, RIVER.on("A>B"), near) == pytest.approx(2.9, abs=0.01)
    assert minutes(closed, far, RIVER.on("C>D", 1.0)) == pytest.approx(1.9, abs=0.01)
    assert minutes(closed, near, far) > 7.0
    assert minutes(closed, near, RIVER.on("B>C", 0.4)) == pytest.approx(0.3, abs=0.01)


def test_who_lies_where_the_road_broke_is_reached_from_both_sides() -> None:
    closed = ScipyRouter(RIVER.network).under(state(RIVER, (Spot(bridge().point, 100.0), None)))
    scene = RIVER.on("B>C", 0.5)
    assert minutes(closed, RIVER.on("A>B"), scene) == pytest.approx(3.5, abs=0.01)
    assert minutes(closed, RIVER.on("D>C"), scene) == pytest.approx(2.5, abs=0.01)


def test_two_restrictions_on_one_stretch_both_count() -> None:
    router, network = ScipyRouter(RIVER.network), RIVER.network
    a, d = RIVER.on("A>B"), RIVER.on("C>D", 1.0)
    whole = around(RIVER, "B", "C", 0.01)
    slow, slower = (whole, 0.75), (whole, 0.5)
    assert minutes(router.under(state(RIVER, slow)), a, d) == pytest.approx(7.0, abs=0.05)
    both = state(RIVER, slow, slower)
    assert minutes(router.under(both), a, d) == pytest.approx(9.0, abs=0.05)
    assert np.array_equal(both.arc_seconds, state(RIVER, slower, slow).arc_seconds)
    closed = state(RIVER, slow, (bridge(), None))
    assert np.isinf(closed.arc_seconds).sum() == 2
    assert set(closed.changed) >= set(sections(RIVER, bridge()).arc)
    assert np.isfinite(closed.network.arc_seconds).all()
    assert network.arc_seconds is state(RIVER).network.arc_seconds


def test_a_zone_that_covers_half_a_stretch_slows_that_half() -> None:
    half = around(RIVER, "A", "B", 0.1)
    drive = state(RIVER, (half, 0.5)).network
    arc = RIVER.on("A>B").arc
    assert drive.arc_seconds[arc] == pytest.approx(240.0, abs=0.1)


def test_places_stay_valid_and_only_the_times_have_a_new_name() -> None:
    router = ScipyRouter(RIVER.network)
    closed = router.under(state(RIVER, (bridge(), None)))
    assert closed.network.shape_version == router.network.shape_version
    assert closed.network_version != router.network_version
    again = router.under(state(RIVER, (bridge(), None)))
    assert again.network_version == closed.network_version
    assert router.under(state(RIVER)).network_version == router.network_version
    assert closed.snapper is router.snapper


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan")])
def test_times_that_cannot_be_driven_are_refused(value: float) -> None:
    seconds = RIVER.network.arc_seconds.copy()
    seconds[3] = value
    with pytest.raises(RoadSecondsInvalid, match="3"):
        RoadState.of(RIVER.network, seconds, ())
    with pytest.raises(RoadSecondsInvalid):
        RoadState.of(RIVER.network, seconds[:4], ())
    with pytest.raises(RoadSecondsInvalid, match="factor"):
        state(RIVER, (bridge(), value))


def test_a_road_that_the_profile_forbids_stays_closed() -> None:
    seconds = RIVER.network.arc_seconds.copy()
    arc = RIVER.on("B>C").arc
    seconds[arc] = np.inf
    router = ScipyRouter(RIVER.network).under(RoadState.of(RIVER.network, seconds, (), "night"))
    assert minutes(router, RIVER.on("A>B"), RIVER.on("C>D")) > 9.0
    assert minutes(router, RIVER.on("D>C"), RIVER.on("B>A")) == 4.0


def test_whoever_is_cut_off_is_named() -> None:
    network = RIVER.network
    usual = RoadState.open(network)
    places = [RIVER.on("A>B"), RIVER.on("D>C"), RIVER.on("E>F")]
    to_d = state(RIVER, (Spot(RIVER.point("D", east=-0.5)), None))
    assert cut_off(usual, to_d, places).tolist() == [False, True, False]
    assert cut_off(usual, state(RIVER, (bridge(), None)), places).tolist() == [False] * 3
    assert cut_off(usual, usual, places).tolist() == [False] * 3


# Two valleys behind each other: A and B before the first bridge, C behind it, D behind the next.
VALLEYS = draw("A.B.C.D", "A-B B-C C-D")


def torn(*spots: tuple[str, Spot]) -> TornRoads:
    network = VALLEYS.network
    closures = [(name, sections(VALLEYS, spot)) for name, spot in spots]
    closed = RoadState.of(network, network.arc_seconds, [Restricted(x) for _, x in closures])
    return TornRoads.by(closed, closures)


def test_the_closures_between_two_places_are_named_in_their_order() -> None:
    first, second = Spot(VALLEYS.point("B", east=1.0)), Spot(VALLEYS.point("C", east=1.0))
    roads = torn(("R1", first), ("R2", second))
    a, c, d = VALLEYS.on("A>B"), VALLEYS.on("C>D", 0.1), VALLEYS.on("D>C")
    assert roads.between(a, c) == ("R1",)
    assert roads.between(c, d) == ("R2",)
    assert roads.between(a, d) == ("R1", "R2")
    assert roads.between(d, a) == ("R2", "R1")
    assert roads.between(a, VALLEYS.on("A>B", 0.9)) == ()


def test_of_two_closures_on_one_road_one_is_named_and_beside_them_none() -> None:
    bridge = Spot(VALLEYS.point("B", east=1.0))
    roads = torn(("R1", bridge), ("R2", bridge))
    assert len(roads.between(VALLEYS.on("A>B"), VALLEYS.on("D>C"))) == 1
    elsewhere = replace(VALLEYS.on("A>B"), network="another")
    assert roads.between(elsewhere, VALLEYS.on("D>C")) == ()


@given(towns, st.lists(spots, min_size=1, max_size=4), st.lists(spots, min_size=2, max_size=5))
def test_every_drive_is_what_a_plain_search_on_the_torn_graph_says(
    network: RoadNetwork,
    closures: list[tuple[float, float]],
    asked: list[tuple[float, float]],
) -> None:
    snapper = Snapper(network)
    closed = [find_sections(network, snapper, Spot(grid_point(*spot))) for spot in closures]
    torn = RoadState.of(network, network.arc_seconds, [Restricted(part) for part in closed])
    router = ScipyRouter(network).under(torn)
    target, *sources = [router.locate(grid_point(*spot)) for spot in asked]
    got = router.times_to(target, sources).seconds
    for source, seconds in zip(sources, got, strict=True):
        assert seconds - source.access_m * 0.18 == pytest.approx(
            _plain_s(network, closed, source, target), abs=0.01
        )
        route = router.route(source, target)
        assert (route is None) == bool(np.isinf(seconds))
        assert route is None or route.duration_s == pytest.approx(seconds, abs=0.01)


def _plain_s(
    network: RoadNetwork, closed: list[Sections], source: RoadPoint, target: RoadPoint
) -> float:
    """A graph of pieces: every arc cut at its barriers and at both places; no piece over a barrier.

    What lies between two barriers of one arc belongs to neither side.
    """
    graph: nx.DiGraph[object] = nx.DiGraph()
    graph.add_nodes_from(["source", "target"])
    for arc in range(network.arc_count):
        cuts = [
            float(at)
            for part in closed
            for closed_arc, at in zip(part.arc, part.start, strict=True)
            if closed_arc == arc
        ]
        low, high = min(cuts, default=2.0), max(cuts, default=-1.0)
        tail, head = f"node {network.arc_tail[arc]}", f"node {network.arc_head[arc]}"
        standing = _standing(network, arc, {"source": source, "target": target})
        for start, a in [(0.0, tail), *standing]:
            for end, b in [(1.0, head), *standing]:
                before, behind = b is not head and end <= low, a is not tail and start >= high
                if a is not b and start <= end and (before or behind or not cuts):
                    seconds = float(network.arc_seconds[arc]) * (end - start)
                    if not graph.has_edge(a, b) or graph.edges[a, b]["s"] > seconds:
                        graph.add_edge(a, b, s=seconds)
    try:
        return float(nx.dijkstra_path_length(graph, "source", "target", weight="s"))
    except nx.NetworkXNoPath:
        return float("inf")


def _standing(
    network: RoadNetwork, arc: int, places: dict[str, RoadPoint]
) -> list[tuple[float, object]]:
    """Which places stand on an arc, and where."""
    standing: list[tuple[float, object]] = []
    for name, place in places.items():
        if place.arc == arc:
            standing.append((place.fraction, name))
        elif int(network.arc_reverse[place.arc]) == arc:
            standing.append((1.0 - place.fraction, name))
    return standing
