"""Pins: a vehicle is looked up on the road once per move, not once per question."""

from collections.abc import Sequence

from dispatch.pins import RoadPins
from geo.coordinates import Point
from geo.roads.network import RoadNetwork
from geo.routing.estimate import StraightLineRouter
from geo.routing.guarded import GuardedRouter
from geo.routing.router import RoadPoint
from geo.routing.scipy_router import ScipyRouter
from tests.support.scenario_region import SPEEDS_KMH
from tests.support.small_world import small_map

NETWORK = RoadNetwork.build(small_map().segments, SPEEDS_KMH)
HERE, THERE = small_map().point("郧阳"), small_map().point("南化-2km")


class CountingRouter(ScipyRouter):
    """The real router, counting how often it is asked for a place."""

    def __init__(self) -> None:
        super().__init__(NETWORK)
        self.asked: list[Point] = []

    def locate_all(self, points: Sequence[Point]) -> list[RoadPoint]:
        """Count, then answer."""
        self.asked += points
        return super().locate_all(points)


def points_asked(*moves: tuple[str, Point]) -> list[Point]:
    router = CountingRouter()
    pins = RoadPins(router)
    for vehicle_id, point in moves:
        assert pins.locate({vehicle_id: point})[0].point == point
    return router.asked


def test_a_standing_vehicle_is_looked_up_once() -> None:
    assert points_asked(("V", HERE), ("V", HERE), ("V", HERE)) == [HERE]


def test_a_moved_vehicle_is_looked_up_again() -> None:
    moves = [("V", HERE), ("V", THERE), ("V", THERE), ("V", HERE)]
    assert points_asked(*moves) == [HERE, THERE, HERE]


def test_each_vehicle_has_its_own_pin() -> None:
    assert points_asked(("V", HERE), ("W", HERE), ("V", HERE), ("W", HERE)) == [HERE, HERE]


def test_a_place_found_before_the_roads_were_loaded_is_looked_up_again() -> None:
    router = GuardedRouter(StraightLineRouter(1.5, speed_kmh=60.0), deadline_s=10.0)
    pins = RoadPins(router)
    assert pins.locate({"V": HERE})[0].arc == -1
    router.use(ScipyRouter(NETWORK))
    assert pins.locate({"V": HERE})[0].arc >= 0


def test_a_place_that_the_drive_has_told_is_better_than_the_nearest_road() -> None:
    router = CountingRouter()
    pins = RoadPins(router)
    told = router.locate(THERE)
    matched = RoadPoint(HERE, told.arc, told.fraction, 40.0, told.on_road, told.network)
    router.asked.clear()
    assert pins.locate({"V": HERE}, {"V": matched}) == [matched]
    assert pins.locate({"V": HERE}) == [matched], "it stays while the vehicle stands"
    assert router.asked == []
    assert pins.locate({"V": THERE}, {"V": matched})[0].point == THERE
    assert router.asked == [THERE]


def test_of_more_that_moved_than_are_looked_up_at_once_each_has_its_turn() -> None:
    router = CountingRouter()
    pins = RoadPins(router)
    names = ["U", "V", "W"]
    assert len(pins.locate(dict.fromkeys(names, HERE), at_once_max=1)) == 3, "none may be unknown"
    moved = dict.fromkeys(names, THERE)
    placed = [[p.point == THERE for p in pins.locate(moved, at_once_max=1)] for _ in names]
    assert [sum(turn) for turn in placed] == [1, 2, 3]
