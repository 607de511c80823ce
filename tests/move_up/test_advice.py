"""Advice where a free vehicle should wait: when, who, where, and what becomes of it (DSP-18)."""

import dataclasses

import pytest
from msgspec.structs import replace

from dispatch.board import Board, forget
from dispatch.domain import commands as c
from dispatch.domain.actors import SYSTEM
from dispatch.domain.errors import Conflict, Forbidden
from dispatch.domain.moves import MoveAdvice
from dispatch.domain.records import Duty
from dispatch.moving import Fleet, MoveTerms, MoveUpPolicy, Moving
from geo.coordinates import Point
from geo.roads.driving import Driving
from geo.roads.network import RoadNetwork
from geo.routing.estimate import StraightLineRouter
from geo.routing.guarded import GuardedRouter
from geo.routing.scipy_router import ScipyRouter
from stations.organisation import UnitKind
from stations.region import Region
from stations.vehicles import Capability
from tests.support.scenario_region import SPEEDS_KMH
from tests.support.small_world import (
    CITY_DESK,
    COUNTY_DESK,
    EIGHT_MS,
    Core,
    small_map,
    small_region,
)

REQUIREMENTS = ("DSP-18",)

TERMS = {"郧阳": MoveTerms(keep=0.9, gain_min=0.01)}


def ready_roads() -> GuardedRouter:
    guarded = GuardedRouter(StraightLineRouter(1.5, 60.0), deadline_s=30.0)
    guarded.use(ScipyRouter(RoadNetwork.build(small_map().segments, SPEEDS_KMH)))
    return guarded


def homes() -> dict[str, Point]:
    region = small_region()
    return {v.id: region.units[v.station_code].point for v in region.vehicles.values()}


def asked(board: Board, terms: dict[str, MoveTerms] = TERMS) -> dict[str, MoveAdvice | None]:
    guarded = ready_roads()
    routers = dict.fromkeys(Driving, guarded)
    fleet = Fleet(board=board, points=homes(), routers=routers, now_ms=EIGHT_MS)
    return Moving(small_region()).advise(fleet, terms)


def nanhua_gone() -> Board:
    """Nobody is left in 南化: its people are half an hour from everybody."""
    board = Board()
    for vehicle_id in ("南化01", "南化02"):
        board.duties[vehicle_id] = Duty(vehicle_id=vehicle_id, signed_on=False)
    return board


def test_a_full_fleet_needs_no_advice() -> None:
    assert asked(Board()) == {"郧阳": None}


def test_a_county_that_lost_a_town_is_advised_to_send_one_of_its_own_there() -> None:
    advice = asked(nanhua_gone())["郧阳"]
    assert advice is not None
    assert advice.vehicle_id in ("郧阳01", "郧阳02")
    assert advice.place == "南化站"
    assert advice.covered < advice.wanted
    town = next(t for t in small_region().townships.values() if t.point == advice.point)
    assert advice.gain_people >= town.population
    assert advice.until_ms == EIGHT_MS + round((advice.drive_s + 3600) * 1000)


@pytest.mark.parametrize("kept", ["郧阳01", "郧阳02"])
def test_the_last_vehicle_with_some_equipment_is_never_named(kept: str) -> None:
    other = {"郧阳01": "郧阳02", "郧阳02": "郧阳01"}[kept]
    guarded = ready_roads()
    fleet = Fleet(
        board=nanhua_gone(),
        points=homes(),
        routers=dict.fromkeys(Driving, guarded),
        now_ms=EIGHT_MS,
    )
    advice = Moving(equipped({kept: Capability.VENTILATOR})).advise(fleet, TERMS)["郧阳"]
    assert advice is not None
    assert advice.vehicle_id == other
    both = equipped({kept: Capability.VENTILATOR, other: Capability.ISOLATION})
    assert Moving(both).advise(fleet, TERMS) == {"郧阳": None}


def test_what_has_become_the_last_of_its_kind_may_not_be_moved_any_more() -> None:
    """So that advice which still stands is taken back with the next look."""
    region = equipped(dict.fromkeys(("郧阳01", "郧阳02"), Capability.VENTILATOR))
    moving, board = Moving(region), nanhua_gone()
    fleet = Fleet(
        board=board, points=homes(), routers=dict.fromkeys(Driving, ready_roads()), now_ms=EIGHT_MS
    )
    assert moving.may_move(fleet, "郧阳", "郧阳01")
    assert not moving.may_move(fleet, "郧阳", "十堰01")
    board.duties["郧阳02"] = Duty(vehicle_id="郧阳02", signed_on=False)
    assert not moving.may_move(fleet, "郧阳", "郧阳01")
    assert not moving.may_move(fleet, "郧阳", "郧阳02")


def equipped(extra: dict[str, Capability]) -> Region:
    """The small region with one thing more on board of some vehicles."""
    region = small_region()
    vehicles = dict(region.vehicles)
    for vehicle_id, capability in extra.items():
        one = vehicles[vehicle_id]
        vehicles[vehicle_id] = replace(one, capabilities=one.capabilities | {capability})
    return dataclasses.replace(region, vehicles=vehicles)


def test_who_is_on_its_way_to_a_post_counts_as_there() -> None:
    core = Core()
    for vehicle_id in ("南化01", "南化02"):
        core.board.duties[vehicle_id] = Duty(vehicle_id=vehicle_id, signed_on=False)
    advice = asked(core.board)["郧阳"]
    core.ask(SYSTEM, c.ProposeMove(unit="郧阳", advice=advice))
    assert advice is not None
    core.ask(COUNTY_DESK, c.AcceptMove(unit="郧阳", vehicle_id=advice.vehicle_id))
    assert asked(core.board) == {"郧阳": None}


def test_a_town_is_not_stripped_of_its_last_vehicle_for_another() -> None:
    board = nanhua_gone()
    for vehicle_id in ("郧阳02", "十堰01"):
        board.duties[vehicle_id] = Duty(vehicle_id=vehicle_id, signed_on=False)
    assert asked(board) == {"郧阳": None}
    # While the city's vehicle still reaches 郧阳 in time, its own may go.
    del board.duties["十堰01"]
    assert asked(board)["郧阳"] is not None


def test_a_centre_without_a_policy_or_roads_is_told_nothing() -> None:
    off = {"郧阳": MoveTerms(policy=MoveUpPolicy.OFF)}
    assert asked(nanhua_gone(), off) == {}
    estimate = GuardedRouter(StraightLineRouter(1.5, 60.0), deadline_s=30.0)
    routers = dict.fromkeys(Driving, estimate)
    fleet = Fleet(board=nanhua_gone(), points=homes(), routers=routers, now_ms=EIGHT_MS)
    assert Moving(small_region()).advise(fleet, TERMS) == {}


def test_nobody_is_asked_to_drive_farther_than_the_centre_allows() -> None:
    near = {"郧阳": MoveTerms(drive_max_s=60.0)}
    assert asked(nanhua_gone(), near) == {"郧阳": None}


def advised() -> tuple[Core, MoveAdvice]:
    """A core with advice on the desk of 郧阳."""
    core = Core()
    station = next(u for u in small_region().units.values() if u.code == "南化站")
    assert station.kind is UnitKind.STATION
    advice = MoveAdvice(
        unit="郧阳",
        vehicle_id="郧阳02",
        place="南化站",
        point=station.point,
        within_s=900.0,
        covered=0.5,
        wanted=0.9,
        gain_people=400.0,
        drive_s=1200.0,
        at_ms=EIGHT_MS,
        until_ms=EIGHT_MS + 3_600_000,
    )
    core.ask(SYSTEM, c.ProposeMove(unit="郧阳", advice=advice))
    return core, advice


def test_accepted_it_is_a_standby_post_with_the_vehicle_in_one_act() -> None:
    core, advice = advised()
    answer = core.ask(COUNTY_DESK, c.AcceptMove(unit="郧阳", vehicle_id="郧阳02"))
    post = core.board.posts[answer.post_id or ""]
    assert (post.vehicle_ids, post.until_ms, post.unit) == (("郧阳02",), advice.until_ms, "郧阳")
    assert core.board.moves == {}
    assert not core.board.tasks


def test_a_second_vehicle_goes_to_the_post_that_stands_there_already() -> None:
    core, advice = advised()
    core.ask(COUNTY_DESK, c.AcceptMove(unit="郧阳", vehicle_id="郧阳02"))
    core.ask(SYSTEM, c.ProposeMove(unit="郧阳", advice=replace(advice, vehicle_id="郧阳01")))
    core.ask(COUNTY_DESK, c.AcceptMove(unit="郧阳", vehicle_id="郧阳01"))
    assert [sorted(p.vehicle_ids) for p in core.board.posts.values()] == [["郧阳01", "郧阳02"]]


def test_declined_the_reason_is_kept_and_it_cannot_be_accepted_any_more() -> None:
    core, _ = advised()
    core.ask(COUNTY_DESK, c.DeclineMove(unit="郧阳", vehicle_id="郧阳02", reason="雾大"))
    assert core.board.moves["郧阳"].declined == "雾大"
    refusal = core.refuse(COUNTY_DESK, c.AcceptMove(unit="郧阳", vehicle_id="郧阳02"))
    assert isinstance(refusal, Conflict)
    assert refusal.code == "no_such_advice"


def test_advice_about_a_vehicle_that_was_sent_meanwhile_is_not_followed() -> None:
    core, _ = advised()
    core.ask(COUNTY_DESK, c.PauseVehicle(vehicle_id="郧阳02", reason="加油"))
    refusal = core.refuse(COUNTY_DESK, c.AcceptMove(unit="郧阳", vehicle_id="郧阳02"))
    assert refusal.code == "advice_over"
    assert core.board.posts == {}


def test_only_the_desk_that_owns_it_and_those_above_may_follow_it() -> None:
    core, _ = advised()
    other = replace(COUNTY_DESK, unit="南化站")
    assert isinstance(core.refuse(other, c.AcceptMove(unit="郧阳", vehicle_id="郧阳02")), Forbidden)
    assert isinstance(core.refuse(COUNTY_DESK, c.ProposeMove(unit="郧阳", advice=None)), Forbidden)
    core.ask(CITY_DESK, c.AcceptMove(unit="郧阳", vehicle_id="郧阳02"))


def test_taken_back_or_over_it_leaves_the_desk() -> None:
    core, advice = advised()
    core.ask(SYSTEM, c.ProposeMove(unit="郧阳", advice=None))
    assert core.board.moves == {}
    core.ask(SYSTEM, c.ProposeMove(unit="郧阳", advice=advice))
    assert forget(core.board, advice.until_ms).moves == {"郧阳"}
    assert core.board.moves == {}
