"""Limits of units with the days they count (domain.md §2.3)."""

import pytest

from dispatch.domain import commands as c
from dispatch.domain.alarms import AlarmKind as K
from dispatch.domain.limits import LIMITS, Limit, LimitBook, base_of
from dispatch.domain.triage import Urgency
from tests.support.clock_room import ClockRoom
from tests.support.small_world import ADMIN, CITY_DESK

REQUIREMENTS = ("CALL-03", "DSP-08")

DAY_MS = 86_400_000


def book(room: ClockRoom) -> LimitBook:
    return LimitBook(room.board.limits.values(), room.region)


def set_limit(room: ClockRoom, seconds: int, unit: str = "市", **times: int) -> str:
    wish = c.SetLimit(limit=Limit.DEPARTURE, unit=unit, seconds=seconds, **times)
    return str(room.ask(ADMIN, wish).limit_id)


def test_what_nobody_has_set_is_the_national_default_or_the_packs() -> None:
    room = ClockRoom()
    for limit, spec in LIMITS.items():
        assert spec.least_s <= base_of(limit, room.region) <= spec.most_s
        assert book(room).seconds(limit, "南化", 0) == base_of(limit, room.region)
    assert base_of(Limit.ANSWER, room.region) == 10
    assert base_of(Limit.DEPARTURE, room.region) == 180


def test_a_limit_counts_for_all_under_a_unit_until_one_of_them_has_its_own() -> None:
    room = ClockRoom()
    station = next(code for code, unit in room.region.units.items() if unit.parent == "郧阳")
    set_limit(room, 200)
    set_limit(room, 240, "郧阳")
    set_limit(room, 300, station)
    now = room.now_ms
    found = [book(room).seconds(Limit.DEPARTURE, unit, now) for unit in ("市", "郧阳", station)]
    assert found == [200, 240, 300]
    assert book(room).seconds(Limit.DEPARTURE, "nobody's", now) == 200


def test_a_limit_counts_from_its_first_moment_to_its_last() -> None:
    room = ClockRoom()
    begins, ends = room.now_ms + DAY_MS, room.now_ms + 2 * DAY_MS
    set_limit(room, 240, from_ms=begins, until_ms=ends)
    set_limit(room, 300, from_ms=ends)
    moments = [begins - 1, begins, ends - 1, ends, ends + 99 * DAY_MS]
    found = [book(room).seconds(Limit.DEPARTURE, "市", at_ms) for at_ms in moments]
    assert found == [180, 240, 240, 300, 300]


@pytest.mark.parametrize(
    ("from_days", "until_days"), [(0, None), (1, 2), (1.5, None), (0, 1.01), (1.99, 5)]
)
def test_two_values_of_one_unit_never_count_at_once(
    from_days: float, until_days: float | None
) -> None:
    room = ClockRoom()
    now = room.now_ms
    known = set_limit(room, 240, from_ms=now + DAY_MS, until_ms=now + 2 * DAY_MS)
    until_ms = None if until_days is None else now + round(until_days * DAY_MS)
    wish = c.SetLimit(
        limit=Limit.DEPARTURE,
        unit="市",
        seconds=300,
        from_ms=now + round(from_days * DAY_MS),
        until_ms=until_ms,
    )
    refusal = room.refuse(ADMIN, wish)
    assert refusal.code == "limit_overlaps"
    assert refusal.remedy is not None
    assert known in refusal.remedy


def test_an_end_makes_room_for_the_next_value() -> None:
    room = ClockRoom()
    known = set_limit(room, 240)
    room.ask(ADMIN, c.EndLimit(limit_id=known, until_ms=room.now_ms + DAY_MS))
    set_limit(room, 300, from_ms=room.now_ms + DAY_MS)
    assert book(room).seconds(Limit.DEPARTURE, "市", room.now_ms + DAY_MS - 1) == 240
    assert book(room).seconds(Limit.DEPARTURE, "市", room.now_ms + DAY_MS) == 300


def test_an_end_that_runs_into_the_next_value_is_refused() -> None:
    room = ClockRoom()
    first = set_limit(room, 240, until_ms=room.now_ms + DAY_MS)
    set_limit(room, 300, from_ms=room.now_ms + DAY_MS)
    longer = c.EndLimit(limit_id=first, until_ms=room.now_ms + 2 * DAY_MS)
    assert room.refuse(ADMIN, longer).code == "limit_overlaps"


def test_a_value_that_has_not_begun_is_taken_back_whole() -> None:
    room = ClockRoom()
    known = set_limit(room, 240, from_ms=room.now_ms + DAY_MS)
    room.ask(ADMIN, c.EndLimit(limit_id=known))
    assert room.board.limits == {}


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (c.SetLimit(limit=Limit.ANSWER, unit="市", seconds=0), "limit_out_of_range"),
        (c.SetLimit(limit=Limit.ANSWER, unit="市", seconds=90_000), "limit_out_of_range"),
        (c.SetLimit(limit=Limit.ANSWER, unit="天上", seconds=8), "unknown_unit"),
        (c.SetLimit(limit=Limit.ANSWER, unit="市", seconds=8, from_ms=1), "limit_in_the_past"),
        (c.SetLimit(limit=Limit.ANSWER, unit="市", seconds=8, until_ms=1), "limit_ends_before"),
        (c.EndLimit(limit_id="nobody's"), "unknown_limit_id"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(wish: c.AnyCommand, code: str) -> None:
    assert ClockRoom().refuse(ADMIN, wish).code == code


def test_what_is_over_cannot_be_ended_once_more() -> None:
    room = ClockRoom()
    known = set_limit(room, 240, until_ms=room.now_ms + 1000)
    room.wait(2)
    assert room.refuse(ADMIN, c.EndLimit(limit_id=known)).code == "limit_over"


def test_whoever_began_under_the_old_value_is_judged_by_it() -> None:
    room = ClockRoom()
    room.send(room.open_incident(spot="郧阳", urgency=Urgency.II), "十堰01")
    room.wait(100)
    set_limit(room, 120)
    room.wait(79)
    assert K.NOT_DEPARTED not in room.ringing()
    room.wait(1)
    assert K.NOT_DEPARTED in room.ringing()


def test_each_station_departs_by_its_own_minutes() -> None:
    room = ClockRoom()
    set_limit(room, 300, room.region.vehicles["南化01"].station_code)
    incident_id = room.open_incident(spot="郧阳")
    room.send(incident_id, "十堰01")
    room.send(incident_id, "南化01")
    room.wait(180)
    late = [alarm.about.vehicle_id for alarm in room.alarms(K.NOT_DEPARTED)]
    assert late == ["十堰01"]
    room.wait(120)
    late = [alarm.about.vehicle_id for alarm in room.alarms(K.NOT_DEPARTED)]
    assert late == ["十堰01", "南化01"]
    assert {alarm.unit for alarm in room.alarms(K.NOT_DEPARTED)} == {CITY_DESK.unit}
