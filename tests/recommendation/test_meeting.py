"""The meeting point is the best there is: nothing on the whole network is sooner (DSP-03d)."""

from random import Random

import numpy as np
import pytest

from dispatch.meeting import best_meeting, meet
from geo.coordinates import Point
from geo.roads.network import RoadNetwork
from geo.roads.segments import RoadSegment
from geo.routing.router import Basis, Route
from geo.routing.scipy_router import ScipyRouter
from tests.geo.drawing import grid_point

REQUIREMENTS = ("DSP-03",)

SIDE = 5
PROBES_PER_ARC = 20


def town(seed: int) -> RoadNetwork:
    """A grid of streets of any speed, driven alike both ways."""
    chance = Random(seed)
    corners = [(x, y) for x in range(SIDE) for y in range(SIDE)]
    blocks = [((x, y), (x + dx, y + dy)) for x, y in corners for dx, dy in ((1, 0), (0, 1))]
    segments = [
        RoadSegment(
            coordinates=tuple((p.lon, p.lat) for p in (grid_point(*one), grid_point(*other))),
            road_class="road",
            speed_kmh=float(chance.randint(10, 90)),
        )
        for one, other in blocks
        if other in corners
    ]
    return RoadNetwork.build(segments, {})


@pytest.mark.parametrize("seed", range(6))
def test_no_place_on_any_road_is_sooner(seed: int) -> None:
    network, chance = town(seed), Random(seed)
    router = ScipyRouter(network)
    arcs = range(len(network.arc_seconds))
    scene, advanced = (
        router.locate(network.point_at(chance.choice(arcs), chance.uniform(0.2, 0.8)))
        for _ in range(2)
    )
    drive_s = float(router.times_to(scene, [advanced]).seconds[0])
    leaves_s, starts_s = 0.2 * drive_s, 0.1 * drive_s
    met = meet(router, scene, advanced, leaves_s, starts_s, starts_s + drive_s)
    assert met is not None
    assert not met.on_scene
    places = [
        router.locate(network.point_at(arc, (probe + 0.5) / PROBES_PER_ARC))
        for arc in arcs
        for probe in range(PROBES_PER_ARC)
    ]
    basic_s = leaves_s + router.times_from(scene, places).seconds
    advanced_s = starts_s + router.times_from(advanced, places).seconds
    assert met.at_s <= np.maximum(basic_s, advanced_s).min() + 0.5
    assert met.at_s == pytest.approx((leaves_s + starts_s + drive_s) / 2, abs=0.5)


def test_who_is_there_before_the_patient_is_loaded_comes_to_the_scene() -> None:
    network = town(1)
    router = ScipyRouter(network)
    scene = router.locate(network.point_at(0, 0.5))
    met = meet(router, scene, scene, 600.0, 60.0, 60.0)
    assert met is not None
    assert (met.on_scene, met.at_s) == (True, 60.0)


def test_on_carriageways_apart_they_meet_where_both_pass() -> None:
    start, middle, end = Point(110.0, 32.0), Point(110.1, 32.0), Point(110.2, 32.0)
    north, south = Point(110.15, 32.01), Point(110.15, 31.99)
    out = Route([start, middle, north, end], [0, 300, 450, 600], 600, 1e4, Basis.ROAD, "v")
    back = Route([end, south, middle, start], [0, 150, 300, 600], 600, 1e4, Basis.ROAD, "v")
    met = best_meeting(out, back, 0.0, 100.0)
    assert met is not None
    assert met.point == middle
    assert met.at_s == 400.0
