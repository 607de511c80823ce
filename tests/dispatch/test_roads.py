"""Closed and slow roads in the core: kept as they lie on the ground, lifted, over, refused."""

import math
from typing import Any

import pytest

from dispatch.board import forget
from dispatch.domain import commands as c
from dispatch.handlers.roads import CORNERS_MAX, RESTRICTIONS_MAX
from geo.coordinates import Point
from geo.roads.restrictions import Line, PostRange, RestrictionKind, Shape, Spot, Zone
from tests.support.small_world import CITY_DESK, COUNTY_DESK, EIGHT_MS, Core

HOUR_MS = 3_600_000
HERE = Point(110.8, 32.6)
BRIDGE = Spot(HERE, 20.0)


def closed(core: Core, **fields: int) -> str:
    command = c.CloseRoad(shape=BRIDGE, name="郧阳大桥", note="撞船", **fields)
    restriction_id = core.ask(CITY_DESK, command).restriction_id
    assert restriction_id is not None
    return restriction_id


def test_a_closed_road_is_kept_as_it_lies_on_the_ground_with_who_closed_it() -> None:
    core = Core()
    restriction = core.board.restrictions[closed(core)]
    assert restriction.id.endswith("-R-0001")
    assert restriction.kind is RestrictionKind.CLOSED
    assert restriction.shape == BRIDGE
    assert (restriction.name, restriction.note) == ("郧阳大桥", "撞船")
    assert (restriction.by, restriction.from_ms) == (CITY_DESK, EIGHT_MS)
    assert restriction.until_ms is None


def test_two_restrictions_of_one_place_are_two_and_lifted_one_by_one() -> None:
    core = Core()
    first = closed(core)
    slow = c.SlowRoad(shape=BRIDGE, factor=0.5)
    second = core.ask(COUNTY_DESK, slow).restriction_id
    core.ask(COUNTY_DESK, c.ReopenRoad(restriction_id=first))
    assert list(core.board.restrictions) == [second]
    again = core.refuse(CITY_DESK, c.ReopenRoad(restriction_id=first))
    assert again.code == "unknown_restriction_id"


def test_it_counts_from_its_beginning_to_its_end() -> None:
    core = Core()
    begins, ends = EIGHT_MS + HOUR_MS, EIGHT_MS + 2 * HOUR_MS
    restriction = core.board.restrictions[closed(core, from_ms=begins, until_ms=ends)]
    assert not restriction.in_force(EIGHT_MS)
    assert restriction.in_force(begins)
    assert not restriction.in_force(ends)
    assert restriction.expired(ends)


def test_its_end_can_be_moved_and_taken_away() -> None:
    core = Core()
    restriction_id = closed(core, until_ms=EIGHT_MS + HOUR_MS)
    for until_ms in (EIGHT_MS + 2 * HOUR_MS, None):
        core.ask(COUNTY_DESK, c.ChangeRoadEnd(restriction_id=restriction_id, until_ms=until_ms))
        restriction = core.board.restrictions[restriction_id]
        assert restriction.until_ms == until_ms
        assert restriction.by == CITY_DESK
    past = c.ChangeRoadEnd(restriction_id=restriction_id, until_ms=EIGHT_MS)
    assert core.refuse(CITY_DESK, past).code == "until_is_past"
    unknown = c.ChangeRoadEnd(restriction_id="20261121-R-9999", until_ms=None)
    assert core.refuse(CITY_DESK, unknown).code == "unknown_restriction_id"


def test_what_is_long_over_is_forgotten_and_what_has_no_end_is_not() -> None:
    core = Core()
    over, lasting = closed(core, until_ms=EIGHT_MS + HOUR_MS), closed(core)
    assert not forget(core.board, EIGHT_MS).restrictions
    assert forget(core.board, EIGHT_MS + HOUR_MS).restrictions == {over}
    assert list(core.board.restrictions) == [lasting]


@pytest.mark.parametrize("factor", [0.0, -0.5, 1.01, math.nan, math.inf])
def test_a_factor_that_is_no_share_of_the_speed_is_refused(factor: float) -> None:
    refusal = Core().refuse(CITY_DESK, c.SlowRoad(shape=BRIDGE, factor=factor))
    assert (refusal.code, refusal.field) == ("bad_factor", "factor")


@pytest.mark.parametrize(
    ("times", "code"),
    [
        ({"until_ms": EIGHT_MS - 1}, "until_is_past"),
        ({"until_ms": EIGHT_MS}, "until_is_past"),
        ({"from_ms": EIGHT_MS + 9, "until_ms": EIGHT_MS + 9}, "until_before_from"),
    ],
)
def test_an_end_that_has_been_is_refused(times: dict[str, Any], code: str) -> None:
    refusal = Core().refuse(CITY_DESK, c.CloseRoad(shape=BRIDGE, **times))
    assert (refusal.code, refusal.field) == (code, "until_ms")


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (Zone(()), "bad_shape"),
        (Zone((HERE, Point(110.9, 32.6), HERE)), "bad_shape"),
        (
            Zone((HERE, Point(110.9, 32.7), Point(110.9, 32.6), Point(110.8, 32.7))),
            "bad_shape",
        ),
        (Zone((HERE,) * (CORNERS_MAX + 1)), "bad_shape"),
        (Line((HERE, HERE)), "bad_shape"),
        (PostRange("G209", 1.0, 2.0, ()), "bad_shape"),
        (PostRange("G209", 1.0, 2.0, ((HERE, HERE),)), "bad_shape"),
        (Spot(HERE, -1.0), "bad_shape"),
        (Spot(HERE, math.nan), "bad_shape"),
        (Spot(Point(math.nan, 32.6)), "bad_coordinate"),
        (Line((HERE, Point(110.8, 132.0))), "bad_coordinate"),
    ],
)
def test_a_shape_that_is_none_is_refused(shape: Shape, code: str) -> None:
    assert Core().refuse(CITY_DESK, c.CloseRoad(shape=shape)).code == code


def test_there_is_an_end_to_how_many_can_be_noted() -> None:
    core = Core()
    core.board.restrictions = dict.fromkeys(
        map(str, range(RESTRICTIONS_MAX)), core.board.restrictions[closed(core)]
    )
    assert core.refuse(CITY_DESK, c.CloseRoad(shape=BRIDGE)).code == "too_many_restrictions"
