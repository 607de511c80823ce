"""Road time on maps small enough to check by eye; every engine must give these answers."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from math import inf

import numpy as np
import pytest

from geo.coordinates import Point, distance_m
from geo.routing.router import Basis, RoadPoint
from geo.routing.stands import OFF_ROAD_KMH
from tests.geo.contenders import Ability, Engine, Servers, able
from tests.geo.drawing import STEP_M, Drawing, draw

MINUTE = 60.0

TOWN = draw(
    """
    A.B..C
    .....D
    ......
    E....F
    """,
    "A-B B-C C-D:30 D-F A>E E>F:120",
)


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Real servers of other projects, where an engine is one."""
    running = Servers(tmp_path_factory.mktemp("servers"))
    yield running
    running.close()


@pytest.fixture(params=able(), ids=lambda contender: contender.name)
def engine(request: pytest.FixtureRequest, servers: Servers) -> Engine:
    """Every engine."""
    return Engine(request.param, servers)


@pytest.fixture(params=able(Ability.OUR_DRIVING), ids=lambda contender: contender.name)
def faithful_engine(request: pytest.FixtureRequest, servers: Servers) -> Engine:
    """Those that drive as drawn."""
    return Engine(request.param, servers)


@pytest.fixture(params=able(Ability.BEND_TIMES), ids=lambda contender: contender.name)
def precise_engine(request: pytest.FixtureRequest, servers: Servers) -> Engine:
    """Those that tell when each bend is passed."""
    return Engine(request.param, servers)


def drive_s(engine: Engine, town: Drawing, source: RoadPoint, target: RoadPoint) -> float:
    """The time of one drive, which must be the same whichever way it is asked for."""
    router = engine(town.network)
    there = router.times_to(target, [source])
    again = router.times_from(source, [target])
    route = router.route(source, target)
    assert there.basis is again.basis is Basis.ROAD
    assert there.network_version == router.network_version
    if engine.can(Ability.OUR_ROADS):
        assert there.network_version == town.network.network_version
    assert again.seconds.tolist() == engine.near(there.seconds.tolist())
    assert [route.duration_s if route else inf] == engine.near(there.seconds.tolist())
    return float(there.seconds[0])


def test_the_whole_way_is_the_sum_of_its_roads(engine: Engine) -> None:
    assert drive_s(engine, TOWN, TOWN.on("A>B", 0), TOWN.on("C>D", 1)) == engine.near(7 * MINUTE)


def test_a_drive_starts_and_ends_in_the_middle_of_a_road(engine: Engine) -> None:
    half_way = drive_s(engine, TOWN, TOWN.on("A>B", 0.5), TOWN.on("B>C", 1 / 3))
    assert half_way == engine.near(2 * MINUTE, 0.01)


def test_it_does_not_matter_from_which_side_a_two_way_place_is_named(engine: Engine) -> None:
    one = drive_s(engine, TOWN, TOWN.on("A>B", 0.25), TOWN.on("C>B", 0.25))
    other = drive_s(engine, TOWN, TOWN.on("B>A", 0.75), TOWN.on("B>C", 0.75))
    assert one == other == engine.near(3.75 * MINUTE)


def test_a_place_on_the_same_road_is_driven_to_directly_in_both_directions(engine: Engine) -> None:
    near, far = TOWN.on("B>C", 0.25), TOWN.on("B>C", 0.75)
    assert drive_s(engine, TOWN, near, far) == engine.near(1.5 * MINUTE)
    assert drive_s(engine, TOWN, far, near) == engine.near(1.5 * MINUTE)


def test_on_a_one_way_road_what_lies_behind_is_a_round_trip_away(engine: Engine) -> None:
    first, then = TOWN.on("A>E", 1 / 3), TOWN.on("A>E", 2 / 3)
    round_trip = (3 + 2.5 + 2 + 2 + 3 + 2) * MINUTE
    assert drive_s(engine, TOWN, first, then) == engine.near(1 * MINUTE, 0.01)
    assert drive_s(engine, TOWN, then, first) == engine.near(round_trip - 1 * MINUTE, 0.01)


def test_who_is_there_already_needs_no_time(engine: Engine) -> None:
    assert drive_s(engine, TOWN, TOWN.on("A>E", 0.5), TOWN.on("A>E", 0.5)) == engine.near(0.0)
    assert drive_s(engine, TOWN, TOWN.on("A>B", 0.5), TOWN.on("B>A", 0.5)) == engine.near(0.0)


def test_a_detour_beats_a_slow_direct_road(faithful_engine: Engine) -> None:
    town = draw("A.B\nC.D", "A-B:10 A-C C-D D-B")
    round_s = drive_s(faithful_engine, town, town.on("A>B", 0.125), town.on("A>B", 0.875))
    along_s = drive_s(faithful_engine, town, town.on("A>B", 0.25), town.on("A>B", 0.75))
    assert (round_s, along_s) == faithful_engine.near(((3 + 4) * MINUTE, 6 * MINUTE))


def test_the_faster_of_two_roads_between_the_same_junctions_is_driven(
    faithful_engine: Engine,
) -> None:
    town = draw("SAB.T\n.CD..", "S-A A-B:20 A-C-D-B:120 B-T")
    assert drive_s(
        faithful_engine, town, town.on("S>A", 0), town.on("B>T", 1)
    ) == faithful_engine.near(4.5 * MINUTE)


def test_a_loop_road_is_left_by_its_nearer_end(faithful_engine: Engine) -> None:
    town = draw("AB.C\n.E.D", "A-B B-C-D-E-B")
    out_s = drive_s(faithful_engine, town, town.on("B>B", 0.25), town.on("B>A", 1))
    over_s = drive_s(faithful_engine, town, town.on("B>B", 0.125), town.on("B>B", 0.875))
    assert (out_s, over_s) == faithful_engine.near((2.5 * MINUTE, 1.5 * MINUTE))


def test_what_cannot_be_reached_is_infinitely_far_and_no_error(engine: Engine) -> None:
    town = draw("ABC\nD.E", "A-B B>C D-E")
    router = engine(town.network)
    target, sources = (
        town.on("A>B", 0.5),
        [town.on("B>C", 0.5), town.on("D>E", 0), town.on("A>B", 0)],
    )
    assert router.times_to(target, sources).seconds.tolist() == engine.near([inf, inf, 30.0])
    assert router.times_from(sources[0], [target]).seconds.tolist() == [inf]
    assert router.route(sources[0], target) is None


def test_a_vehicle_off_the_road_drives_to_it_slowly(engine: Engine) -> None:
    router = engine(TOWN.network)
    source, target = router.locate(TOWN.point("B", 1.0, 0.1)), TOWN.on("B>C", 1)
    slow_s = source.access_m / OFF_ROAD_KMH * 3.6
    assert source.access_m == pytest.approx(0.1 * STEP_M, rel=1e-3)
    assert drive_s(engine, TOWN, source, target) == engine.near(2 * MINUTE + slow_s, 0.02)


def test_the_last_stretch_to_a_scene_off_the_road_is_told_but_not_timed(engine: Engine) -> None:
    router = engine(TOWN.network)
    scene = router.locate(TOWN.point("B", 1.0, 0.5))
    assert scene.access_m == pytest.approx(0.5 * STEP_M, rel=1e-3)
    assert drive_s(engine, TOWN, TOWN.on("B>C", 0), scene) == engine.near(MINUTE, 0.02)


def test_many_vehicles_are_timed_in_the_order_asked(engine: Engine) -> None:
    router = engine(TOWN.network)
    vehicles = [TOWN.on("A>B", f) for f in (0.75, 0.0, 0.5)]
    seconds = router.times_to(TOWN.on("A>B", 1), vehicles).seconds
    assert seconds.tolist() == engine.near([0.5 * MINUTE, 2 * MINUTE, 1 * MINUTE])
    assert router.times_to(TOWN.on("A>B", 1), []).seconds.tolist() == []
    assert router.times_from(TOWN.on("A>B", 1), []).seconds.tolist() == []


def test_a_route_runs_along_the_roads_and_tells_when_each_bend_is_passed(
    precise_engine: Engine,
) -> None:
    route = precise_engine(TOWN.network).route(TOWN.on("A>B", 0.5), TOWN.on("D>F", 0.5))
    assert route is not None
    corners = [TOWN.point("A", 1.0), *map(TOWN.point, "BCD"), TOWN.point("D", 0.0, -1.0)]
    gaps = [distance_m(a, b) for a, b in zip(route.points, corners, strict=True)]
    assert max(gaps) < 0.3
    spent_s = np.diff(route.passed_s).tolist()
    assert spent_s == precise_engine.near([60.0, 180.0, 120.0, 60.0], 0.01)
    assert route.length_m == precise_engine.metres(6 * STEP_M)
    assert (route.basis, route.passed_s[-1]) == (Basis.ROAD, route.duration_s)


def test_a_route_keeps_the_bends_between_junctions(engine: Engine) -> None:
    town = draw("A..\nB.C", "A-B-C")
    route = engine(town.network).route(town.on("A>C", 0.0), town.on("A>C", 5 / 6))
    assert route is not None
    assert len(route.points) == 3
    assert distance_m(route.points[1], town.point("B")) < 0.3
    assert route.passed_s[1] == engine.near(MINUTE, 0.05)


def test_a_route_from_off_the_road_starts_on_it_after_the_way_there(engine: Engine) -> None:
    router = engine(TOWN.network)
    source = router.locate(TOWN.point("B", 1.0, 0.1))
    route = router.route(source, TOWN.on("B>C", 1))
    assert route is not None
    assert distance_m(route.points[0], source.on_road) < 0.1
    assert route.passed_s[0] == engine.near(source.access_m / OFF_ROAD_KMH * 3.6)


def test_a_route_to_where_one_is_stays_a_line(engine: Engine) -> None:
    route = engine(TOWN.network).route(TOWN.on("A>B", 0.5), TOWN.on("A>B", 0.5))
    assert route is not None
    assert (len(route.points), route.duration_s, route.length_m) == (2, engine.near(0.0), 0.0)


def test_a_place_from_another_network_or_from_none_is_placed_anew(engine: Engine) -> None:
    other = draw("....A.B", "A-B")
    stranger = other.on("A>B", 0.5)
    homeless = RoadPoint(TOWN.point("B"), -1, 0.0, 0.0, TOWN.point("B"))
    router = engine(TOWN.network)
    seconds = router.times_to(TOWN.on("B>C", 1), [stranger, homeless]).seconds
    assert seconds[0] == engine.near(0.0, 0.1)
    assert seconds[1] == engine.near(3 * MINUTE, 0.1)


def test_a_place_stays_valid_when_only_the_speeds_change(engine: Engine) -> None:
    fast, slow = draw("A.B", "A-B"), draw("A.B", "A-B:30")
    place = engine(fast.network).locate(Point(110.005, 33.0))
    assert engine(slow.network).times_to(place, [place]).seconds.tolist() == engine.near([0.0])
    if engine.can(Ability.OUR_ROADS):
        assert place.network == slow.network.shape_version


def test_passing_times_never_go_back(engine: Engine) -> None:
    route = engine(TOWN.network).route(TOWN.on("A>E", 0.9), TOWN.on("A>E", 0.1))
    assert route is not None
    assert all(a <= b for a, b in pairwise(route.passed_s))


def test_many_threads_read_one_engine_at_once(engine: Engine) -> None:
    router = engine(TOWN.network)
    vehicles = [TOWN.on("A>B", f / 50) for f in range(50)]
    scenes = [TOWN.on("D>F", f / 20) for f in range(20)]
    alone = [router.times_to(scene, vehicles).seconds.tolist() for scene in scenes]
    with ThreadPoolExecutor(8) as desks:
        together = desks.map(lambda s: router.times_to(s, vehicles).seconds.tolist(), scenes * 5)
    assert list(together) == alone * 5
