"""Minutes over an area: every cell is what the engine says of the road it stands on."""

import numpy as np
import pytest
import shapely

from geo.coordinates import Point
from geo.roads.conditions import Restricted, RoadState
from geo.roads.network import RoadNetwork
from geo.roads.restrictions import Sections
from geo.routing.router import RoadPoint
from geo.routing.surface import Ground, bands_of
from tests.geo.contracted_engines import ready
from tests.geo.drawing import draw

REQUIREMENTS = ("SIM-01",)
TICKS_S = 4 / 1024


def around(network: RoadNetwork, degrees: float = 0.01) -> shapely.Geometry:
    lon, lat = network.shape_lon, network.shape_lat
    west, south, east, north = (float(x) for x in (lon.min(), lat.min(), lon.max(), lat.max()))
    return shapely.box(west - degrees, south - degrees, east + degrees, north + degrees)


@pytest.mark.parametrize("closed", [False, True])
def test_each_cell_has_the_time_of_the_soonest_vehicle_to_its_road(closed: bool) -> None:
    town = draw("A.B..C\n.....D\nE....F", "A-B B-C C-D:30 D-F A>E E>F:120")
    bridge = Sections(np.array([town.on("B>C").arc]), np.array([0.4]), np.array([0.5]))
    state = RoadState.of(
        town.network, town.network.arc_seconds, [Restricted(bridge)] if closed else []
    )
    router = ready(town.network).under(state)
    sources, waits = [town.on("A>B", 0.25), town.on("D>F", 0.5)], [90.0, 15.0]
    ground = Ground.of(town.network, around(town.network))
    node_s = router.soonest_to_all(sources, waits)
    seconds = ground.seconds(state, node_s, sources, waits)
    assert len(seconds) > 10
    stands = [
        RoadPoint(p := town.network.point_at(a, f), a, f, 0.0, p, town.network.shape_version)
        for a, f in zip(ground.arc.tolist(), ground.at.tolist(), strict=True)
    ]
    each = [
        router.times_from(source, stands).seconds + wait
        for source, wait in zip(sources, waits, strict=True)
    ]
    expected = np.minimum(*each) + ground.beside_s
    np.testing.assert_allclose(seconds, expected, atol=TICKS_S)


def test_ground_far_from_every_road_has_no_time() -> None:
    town = draw("A.B", "A-B")
    ground = Ground.of(town.network, around(town.network, 0.2))
    _, lat = ground.middles
    a = Point(float(town.network.shape_lon[0]), float(town.network.shape_lat[0]))
    assert 0 < len(ground.cells) < ground.rows * ground.columns
    assert np.abs(lat - a.lat).max() < 0.03


def test_a_limit_that_is_just_kept_is_kept_and_no_way_is_a_band_of_its_own() -> None:
    seconds = np.array([0.0, 480.0, 480.1, 1800.0, 1801.0, np.inf])
    assert bands_of(seconds, (8, 12, 15, 20, 30)).tolist() == [0, 0, 1, 4, 5, 6]
