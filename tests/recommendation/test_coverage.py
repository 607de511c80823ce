"""Coverage left behind: the same as counting it out, renewed for what has moved only."""

from dispatch.board import Board
from dispatch.coverage import CoverageTable
from dispatch.domain.records import Duty
from dispatch.pins import RoadPins
from dispatch.prospects import mobilisation_s
from geo.coordinates import Point
from geo.roads.network import RoadNetwork
from geo.routing.estimate import StraightLineRouter
from geo.routing.guarded import GuardedRouter
from geo.routing.scipy_router import ScipyRouter
from tests.support.scenario_region import SPEEDS_KMH
from tests.support.small_world import EIGHT_MS, small_map, small_region

WITHIN_S = 900.0


def roads() -> tuple[GuardedRouter, ScipyRouter]:
    """The roads of the small world, behind their guard."""
    engine = ScipyRouter(RoadNetwork.build(small_map().segments, SPEEDS_KMH))
    guarded = GuardedRouter(StraightLineRouter(1.5, 60.0), deadline_s=30.0)
    guarded.use(engine)
    return guarded, engine


def homes() -> dict[str, Point]:
    """Every vehicle at its station."""
    region = small_region()
    return {v.id: region.units[v.station_code].point for v in region.vehicles.values()}


def covered(engine: ScipyRouter, gone: str | None, board: Board) -> dict[str, float]:
    """The share of each county's people that somebody reaches in time, counted out."""
    region, points = small_region(), homes()
    totals: dict[str, int] = {}
    reached: dict[str, int] = {}
    for town in region.townships.values():
        totals[town.county_code] = totals.get(town.county_code, 0) + town.population
        for vehicle in region.vehicles.values():
            helps = vehicle.capabilities and board.duty(vehicle.id).signed_on
            if vehicle.id == gone or not helps:
                continue
            start, goal = engine.locate_all([points[vehicle.id], town.point])
            ready_s = mobilisation_s(region, board.duty(vehicle.id), vehicle)
            if ready_s + float(engine.times_to(goal, [start]).seconds[0]) <= WITHIN_S:
                reached[town.county_code] = reached.get(town.county_code, 0) + town.population
                break
    return {code: reached.get(code, 0) / total for code, total in totals.items()}


def test_what_is_lost_is_what_counting_it_out_says() -> None:
    guarded, engine = roads()
    region, board = small_region(), Board()
    board.duties["郧阳02"] = Duty(vehicle_id="郧阳02", signed_on=False)
    table, pins = CoverageTable(region), RoadPins(guarded)
    assert table.renew(guarded, pins.locate(homes()))
    left = table.left(board, WITHIN_S, EIGHT_MS)
    assert left is not None
    before = covered(engine, None, board)
    lost_somewhere = 0
    for vehicle_id in region.vehicles:
        after = covered(engine, vehicle_id, board)
        told = {loss.county_code: (loss.before, loss.after) for loss in left.losses(vehicle_id)}
        for code, share in before.items():
            if share - after[code] > 1e-9:
                lost_somewhere += 1
                assert abs(told[code][0] - share) < 1e-3
                assert abs(told[code][1] - after[code]) < 1e-3
            else:
                assert code not in told
    assert lost_somewhere


def test_nothing_is_said_before_the_table_was_asked_for_and_nobody_waits_for_roads() -> None:
    table = CoverageTable(small_region())
    unready = GuardedRouter(StraightLineRouter(1.5, 60.0))
    assert not table.renew(unready, [])
    assert table.left(Board(), WITHIN_S, EIGHT_MS) is None


def test_a_vehicle_that_moved_is_asked_for_anew() -> None:
    guarded, _ = roads()
    region, board, places = small_region(), Board(), homes()
    table, pins = CoverageTable(region), RoadPins(guarded)
    table.renew(guarded, pins.locate(places))
    first = table.left(board, WITHIN_S, EIGHT_MS)
    assert first is table.left(board, WITHIN_S, EIGHT_MS)
    places["南化01"] = small_map().point("十堰")
    table.renew(guarded, pins.locate(places))
    moved = table.left(board, WITHIN_S, EIGHT_MS)
    assert moved is not None
    assert first is not None
    assert moved.losses("南化01") != first.losses("南化01")
