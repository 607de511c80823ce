"""Roads in another state: every engine that can be adjusted must give these answers."""

from collections.abc import Callable
from dataclasses import replace
from math import inf

import numpy as np
import pytest

from geo.roads.conditions import Restricted, RoadState
from geo.roads.network import RoadNetwork
from geo.roads.restrictions import Sections
from geo.roads.turns import TurnBans
from geo.routing.contracted import ContractedRouter
from geo.routing.reference import NetworkxRouter
from geo.routing.router import AdjustableRouter, RoadPoint, Router
from geo.routing.scipy_router import ScipyRouter
from tests.geo.contracted_engines import StillPreparing, ready
from tests.geo.drawing import Drawing, draw
from tests.geo.states import part, shut

Engine = Callable[[RoadNetwork], AdjustableRouter]
MINUTE = 60.0

# A bridge B-C at the south, a long way round by E and F at the north.
RIVER = draw(
    """
    E..F
    ....
    A.B..CD
    """,
    "A-B B-C C-D B-E:30 E-F F-C:30",
)


@pytest.fixture(params=[NetworkxRouter, ScipyRouter, ready, StillPreparing])
def engine(request: pytest.FixtureRequest) -> Engine:
    chosen: Engine = request.param
    return chosen


@pytest.fixture(params=[NetworkxRouter, ready, StillPreparing])
def turning_engine(request: pytest.FixtureRequest) -> Engine:
    """Engines that keep turn bans."""
    chosen: Engine = request.param
    return chosen


def drive_s(router: Router, source: RoadPoint, target: RoadPoint) -> float:
    """The time of one drive, which must be the same whichever way it is asked for."""
    (there,) = router.times_to(target, [source]).seconds.tolist()
    (again,) = router.times_from(source, [target]).seconds.tolist()
    route = router.route(source, target)
    assert there == again == (route.duration_s if route else inf)
    assert route is None or route.network_version == router.network_version
    return float(there)


def both(drawing: Drawing, road: str, start: float, end: float) -> list[Restricted]:
    """A closed part of a two-way stretch, in both directions."""
    there, back = drawing.on(road).arc, drawing.on(">".join(reversed(road.split(">")))).arc
    sides = (part(there, start, end), part(back, 1.0 - end, 1.0 - start))
    return [Restricted(side) for side in sides]


def under(engine: Engine, drawing: Drawing, *restricted: Restricted) -> Router:
    network = drawing.network
    return engine(network).under(RoadState.of(network, network.arc_seconds, restricted))


def test_a_closed_bridge_is_driven_around_and_the_open_one_is_still_known(engine: Engine) -> None:
    router = engine(RIVER.network)
    a, d = RIVER.on("A>B", 0.0), RIVER.on("C>D", 1.0)
    usual = drive_s(router, a, d)
    network = RIVER.network
    closed = router.under(RoadState.of(network, network.arc_seconds, both(RIVER, "B>C", 0.4, 0.6)))
    around = drive_s(closed, a, d)
    assert usual == 6 * MINUTE
    assert around > usual + 10 * MINUTE
    assert drive_s(router, a, d) == usual
    assert closed.network_version != router.network_version
    opened = closed.under(RoadState.open(network)) if isinstance(closed, AdjustableRouter) else None
    assert opened is not None
    assert (drive_s(opened, a, d), opened.network_version) == (usual, router.network_version)


def test_one_drives_up_to_the_barrier_from_either_side(engine: Engine) -> None:
    router = under(engine, RIVER, *both(RIVER, "B>C", 0.4, 0.6))
    a, d = RIVER.on("A>B", 0.0), RIVER.on("C>D", 1.0)
    near, far = RIVER.on("B>C", 0.3), RIVER.on("B>C", 0.7)
    assert drive_s(router, a, near) == pytest.approx(2.9 * MINUTE, abs=0.01)
    assert drive_s(router, near, a) == pytest.approx(2.9 * MINUTE, abs=0.01)
    assert drive_s(router, far, d) == pytest.approx(1.9 * MINUTE, abs=0.01)
    assert drive_s(router, RIVER.on("B>C", 0.1), near) == pytest.approx(0.6 * MINUTE, abs=0.01)
    assert drive_s(router, near, far) > 10 * MINUTE


def test_who_lies_where_the_road_broke_is_reached_from_both_sides_and_is_no_bridge(
    engine: Engine,
) -> None:
    router = under(engine, RIVER, *both(RIVER, "B>C", 0.48, 0.52))
    a, d, scene = RIVER.on("A>B", 0.0), RIVER.on("C>D", 1.0), RIVER.on("B>C", 0.5)
    assert drive_s(router, a, scene) == pytest.approx(3.5 * MINUTE, abs=0.01)
    assert drive_s(router, d, scene) == pytest.approx(2.5 * MINUTE, abs=0.01)
    through = router.times_to(d, [a, scene]).seconds
    assert through[0] > 16 * MINUTE
    assert through[1] == pytest.approx(2.5 * MINUTE, abs=0.01)


def test_the_middle_of_a_long_closure_is_reached_from_nowhere(engine: Engine) -> None:
    router = under(engine, RIVER, *both(RIVER, "B>C", 0.1, 0.9))
    a, middle = RIVER.on("A>B", 0.0), RIVER.on("B>C", 0.5)
    assert drive_s(router, a, middle) == drive_s(router, middle, a) == inf
    assert drive_s(router, a, RIVER.on("B>C", 0.14)) == pytest.approx(2.42 * MINUTE, abs=0.01)


def test_one_direction_may_be_closed_alone(engine: Engine) -> None:
    router = under(engine, RIVER, Restricted(part(RIVER.on("B>C").arc)))
    a, d = RIVER.on("A>B", 0.0), RIVER.on("C>D", 1.0)
    assert drive_s(router, d, a) == 6 * MINUTE
    assert drive_s(router, a, d) > 16 * MINUTE


def test_a_slow_zone_counts_at_both_ends_and_in_between(engine: Engine) -> None:
    zone = Sections(np.array([RIVER.on("B>C").arc]), np.array([0.0]), np.array([1.0]))
    router = under(engine, RIVER, Restricted(zone, 0.5))
    assert drive_s(router, RIVER.on("A>B", 0.0), RIVER.on("C>D", 1.0)) == 9 * MINUTE
    assert drive_s(router, RIVER.on("B>C", 0.25), RIVER.on("B>C", 0.75)) == 3 * MINUTE
    assert drive_s(router, RIVER.on("C>D", 0.0), RIVER.on("A>B", 1.0)) == 3 * MINUTE


def test_a_town_on_an_island_is_cut_off_when_its_ferry_stops(engine: Engine) -> None:
    ferry = draw("A..B..C", "A-B:6 B-C")  # a ferry is a slow stretch of road
    pair = [ferry.on("A>B").arc, ferry.on("B>A").arc]
    usual = engine(ferry.network)
    stopped = usual.under(shut(ferry.network, pair))
    a, c = ferry.on("A>B", 0.0), ferry.on("B>C", 1.0)
    assert drive_s(usual, a, c) == 33 * MINUTE
    assert drive_s(stopped, a, c) == inf
    assert drive_s(stopped, ferry.on("B>C", 0.0), c) == 3 * MINUTE


def test_a_one_way_street_that_is_closed_is_left_only_behind_the_barrier(engine: Engine) -> None:
    ring = draw("A..B\n....\nC..D", "A>B B-D D-C C-A")
    router = under(engine, ring, Restricted(part(ring.on("A>B").arc, 0.4, 0.6)))
    before, behind, b = ring.on("A>B", 0.2), ring.on("A>B", 0.8), ring.on("B>D", 0.0)
    assert drive_s(router, before, b) == inf
    assert drive_s(router, behind, b) == pytest.approx(0.6 * MINUTE, abs=0.01)
    assert drive_s(router, b, before) == pytest.approx((2 + 3 + 2 + 0.6) * MINUTE, abs=0.01)
    assert drive_s(router, b, behind) == inf


def test_a_forbidden_turn_stays_forbidden_while_other_roads_are_closed(
    turning_engine: Engine,
) -> None:
    town = draw("A.B.C\n..D..\n..E.F", "A-B B-C B-D D-E E-F C-F:120")
    no_right = (town.on("A>B").arc, town.on("B>D").arc)
    network = replace(town.network, turns=TurnBans.of([no_right]))
    router = turning_engine(network)
    a, e = town.on("A>B", 0.0), town.on("D>E", 1.0)
    usual = drive_s(router, a, e)
    slow = router.under(shut(network, [town.on("C>F").arc]))
    assert (usual, drive_s(slow, a, e)) == (7 * MINUTE, 8 * MINUTE)
    assert drive_s(slow, town.on("B>D", 0.0), e) == 2 * MINUTE


def test_a_contracted_engine_is_adjustable() -> None:
    assert isinstance(ContractedRouter(RIVER.network), AdjustableRouter)
