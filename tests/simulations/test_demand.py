import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coordinates import Datum, distance_m, to_wgs84
from simulations.day.chance import Chance
from simulations.day.complaints import COMPLAINTS, WHO
from simulations.day.demand import DAY_MS, TWO_HOUR_WEIGHTS, Demand, PlannedCall, Schedule
from simulations.day.places import place_in
from tests.support.day_world import NOON_MS, towns

DAY = date(2026, 11, 22)
BUSY = Demand(factor=100.0)


@pytest.fixture(scope="module")
def schedule() -> Schedule:
    return Schedule(120, towns(), BUSY)


@pytest.fixture(scope="module")
def calls(schedule: Schedule) -> tuple[PlannedCall, ...]:
    return schedule.calls_of(DAY)


def first_requests(calls: tuple[PlannedCall, ...]) -> list[PlannedCall]:
    return [call for call in calls if call.trouble is not None and call.about is None]


def test_the_same_seed_is_the_same_day_in_any_process(schedule: Schedule) -> None:
    code = (
        "import sys; from datetime import date; from simulations.day.demand import *; "
        "from tests.support.day_world import towns; "
        "calls = Schedule(120, towns(), Demand(factor=5.0)).calls_of(date(2026, 11, 22)); "
        "sys.stdout.buffer.write(repr(calls).encode())"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    here = Schedule(120, towns(), Demand(factor=5.0)).calls_of(DAY)
    assert told.stdout.decode() == repr(here)
    assert len(here) > 20


def test_another_seed_is_another_world_with_other_call_numbers() -> None:
    one, other = Schedule(1, towns(), BUSY), Schedule(2, towns(), BUSY)
    ids = {call.id for call in one.calls_of(DAY)}
    assert ids.isdisjoint(call.id for call in other.calls_of(DAY))
    assert all(other.find(call_id) is None for call_id in ids)


def test_two_hour_weights_are_those_of_the_domain_notes() -> None:
    assert sum(TWO_HOUR_WEIGHTS) == pytest.approx(100.0)
    assert max(TWO_HOUR_WEIGHTS) == TWO_HOUR_WEIGHTS[4]
    assert min(TWO_HOUR_WEIGHTS) == TWO_HOUR_WEIGHTS[2]


def test_calls_follow_the_hours(calls: tuple[PlannedCall, ...]) -> None:
    start_ms = NOON_MS - DAY_MS // 2
    bands = Counter((c.rings_ms - start_ms) * 12 // DAY_MS for c in first_requests(calls))
    share = bands[4] / bands.total()
    assert share == pytest.approx(0.1081, abs=0.015)
    assert set(bands) == set(range(12))


def test_volume_is_population_times_rate_times_calls_for_each_sortie(
    calls: tuple[PlannedCall, ...],
) -> None:
    expected = sum(town.population for town in towns()) / 1e5 * 3.0 * 100
    assert len(first_requests(calls)) == pytest.approx(expected, rel=0.08)
    assert len(calls) == pytest.approx(expected * 3.5, rel=0.08)


def test_urgencies_have_their_shares(calls: tuple[PlannedCall, ...]) -> None:
    grades = Counter(c.trouble.urgency for c in first_requests(calls) if c.trouble)
    shares = {grade: count / grades.total() for grade, count in grades.items()}
    assert shares == pytest.approx({"I": 0.1, "II": 0.3, "III": 0.4, "IV": 0.2}, abs=0.03)


def test_most_calls_that_ask_for_nothing_are_people_who_chase_or_say_nothing(
    calls: tuple[PlannedCall, ...],
) -> None:
    classes = Counter(call.call_class for call in calls if call.call_class)
    assert [name for name, _ in classes.most_common(3)] == ["chasing", "silent", "consult"]
    assert classes["silent"] / classes.total() == pytest.approx(0.33, abs=0.05)


def test_nobody_chases_before_having_called_and_not_twice_in_a_minute(
    calls: tuple[PlannedCall, ...],
) -> None:
    requests = {call.id: call for call in first_requests(calls)}
    one = [c for c in calls if c.call_class == "chasing"]
    for call in one:
        assert call.about is not None
        assert call.rings_ms > requests[call.about].rings_ms
        assert call.number == requests[call.about].number
    of_one_person: dict[str, list[int]] = {}
    for call in one:
        of_one_person.setdefault(call.about or "", []).append(call.rings_ms)
    gaps = [b - a for times in of_one_person.values() for a, b in pairwise(sorted(times))]
    assert min(gaps) > 60_000


def test_every_caller_says_something_and_places_are_named(
    calls: tuple[PlannedCall, ...],
) -> None:
    assert all(call.words and "{" not in call.words for call in calls)
    for call in first_requests(calls):
        assert call.town.name in call.words
        assert call.place.spoken.address.startswith(call.town.county_name)
    assert len({call.words for call in first_requests(calls)}) > 0.95 * len(first_requests(calls))


def test_a_town_that_bears_its_county_is_not_given_it_twice() -> None:
    town = towns()[0]._replace(name="西县城关镇")
    places = [place_in(Chance(1), town, nth).spoken.address for nth in range(50)]
    assert all(place.count("西县") == 1 for place in places)


def test_the_network_sees_the_caller_near_the_truth_whatever_its_datum(
    calls: tuple[PlannedCall, ...],
) -> None:
    datums, methods, within = Counter[str](), Counter[str | None](), 0
    for call in calls:
        location = call.location
        methods[location.method if location else None] += 1
        if location is None:
            continue
        datums[location.datum] += 1
        seen = to_wgs84(location.lon, location.lat, Datum(location.datum))
        far_m = distance_m(seen, call.place.point)
        assert far_m <= 3 * location.radius_m + 1
        within += far_m <= location.radius_m
    assert methods["operator"] > methods["caller_line"] > 0
    assert methods[None] > 0
    assert datums["gcj02"] / datums.total() == pytest.approx(0.12, abs=0.04)
    assert within / datums.total() > 0.6


def test_numbers_are_such_as_the_exchange_delivers(calls: tuple[PlannedCall, ...]) -> None:
    assert {len(call.number) for call in calls} == {7, 11}
    assert all(call.number.isdigit() and len(call.id) <= 64 for call in calls)


def test_people_fall_ill_where_people_live(calls: tuple[PlannedCall, ...]) -> None:
    for call in calls:
        limit_m = 2_700 if call.place.urban else 6_700
        assert distance_m(call.place.point, call.town.point) < limit_m
    by_town = Counter(call.town.code for call in first_requests(calls))
    assert by_town["4203011"] > by_town["4203000"]


def test_every_complaint_can_be_put_into_words_for_each_of_its_grades() -> None:
    for complaint in COMPLAINTS:
        assert any(complaint.weights)
        assert complaint.who in WHO
        assert all(said.format(who="我爸", n=2) for said in complaint.said)


@given(cuts=st.lists(st.integers(-DAY_MS, 2 * DAY_MS), min_size=1, max_size=8))
@settings(max_examples=25, deadline=None)
def test_however_time_is_cut_each_call_comes_once(cuts: list[int]) -> None:
    schedule = Schedule(120, towns(), Demand(factor=2.0))
    edges = sorted({NOON_MS - DAY_MS, *(NOON_MS + cut for cut in cuts), NOON_MS + 2 * DAY_MS})
    pieces = [call.id for a, b in pairwise(edges) for call in schedule.between(a, b)]
    assert pieces == [call.id for call in schedule.between(edges[0], edges[-1])]
    assert len(set(pieces)) == len(pieces)
    assert all(schedule.find(call_id) is not None for call_id in pieces)


def test_a_day_is_drawn_once_and_strange_calls_have_no_plan() -> None:
    schedule = Schedule(120, towns())
    assert schedule.calls_of(DAY)[0] is schedule.calls_of(DAY)[0]
    known = schedule.calls_of(DAY)[0].id
    assert schedule.find(known) is schedule.calls_of(DAY)[0]
    assert schedule.find("C12345") is None
    assert schedule.find(known.replace("20261122", "20269999")) is None
    for ahead in range(10):
        schedule.calls_of(DAY + timedelta(days=ahead))
    assert schedule.find(known) == schedule.calls_of(DAY)[0]


def test_a_region_without_people_is_silent() -> None:
    nobody = [town._replace(population=0) for town in towns()]
    assert Schedule(1, nobody).calls_of(DAY) == ()
    assert Schedule(1, []).between(NOON_MS, NOON_MS + DAY_MS) == []
