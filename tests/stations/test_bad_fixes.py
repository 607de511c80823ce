"""What terminals send that is no place or no time: judged, counted, and never in anyone's way."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coordinates import Datum, Point, distance_m
from stations.positions.book import PositionBook
from stations.positions.fix import Fix, FixOrigin, LivePosition
from stations.positions.pipeline import (
    ACCURACY_MAX_M,
    CLOCK_OFF_MS,
    JUMP_HELD_MS,
    JUMP_VOTES,
    LATE_MAX_MS,
    STEPS,
    Arrival,
)
from tests.support.registers import register_of

REQUIREMENTS = ("VEH-06",)

NOW_MS = 1_795_219_200_000
HOME = Point(110.8, 32.6)
DEGREE_M = distance_m(HOME, Point(HOME.lon + 1, HOME.lat))
DAY_MS = 86_400_000


def fix(east_m: float = 0.0, at_ms: int = NOW_MS, **fields: Any) -> Fix:
    values = {"lon": HOME.lon + east_m / DEGREE_M, "lat": HOME.lat, "datum": Datum.WGS84, **fields}
    return Fix(vehicle_id="V", at_ms=at_ms, **values)


class Desk:
    """A book, and what its followers heard."""

    def __init__(self, **more: Any) -> None:
        self.moves: list[int] = []
        self.track: list[int] = []
        self.book = PositionBook(
            register_of("V", "W"),
            followers=(lambda p: self.moves.append(p.at_ms),),
            on_track=lambda p: self.track.append(p.at_ms),
            **more,
        )

    def send(self, one: Fix, late_ms: int = 200) -> str:
        rejection = self.book.receive(one, one.at_ms + late_ms)
        return rejection.code if rejection is not None else ""

    @property
    def east_m(self) -> float:
        return (self.book.latest["V"].point.lon - HOME.lon) * DEGREE_M


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"located": False}, "not_located"),
        ({"lon": 0.0, "lat": 0.0}, "not_located"),
        ({"accuracy_m": ACCURACY_MAX_M}, ""),
        ({"accuracy_m": ACCURACY_MAX_M + 1}, "inaccurate"),
        ({"accuracy_m": float("nan")}, ""),
        ({"mileage_km": float("inf")}, ""),
        ({"at_ms": NOW_MS + CLOCK_OFF_MS + 1}, "clock_off"),
        ({"at_ms": NOW_MS + 3_600_000}, "future_time"),
        ({"at_ms": NOW_MS - LATE_MAX_MS}, ""),
        ({"at_ms": NOW_MS - LATE_MAX_MS - 1}, "clock_off"),
        ({"at_ms": 0}, "clock_off"),
        ({"at_ms": 10**30}, "clock_off"),
        ({"at_ms": -(10**30)}, "clock_off"),
    ],
)
def test_each_kind_of_bad_fix_is_refused_under_its_name(fields: dict[str, Any], code: str) -> None:
    desk = Desk()
    rejection = desk.book.receive(fix(**fields), NOW_MS)
    assert (rejection.code if rejection else "") == code
    assert ("V" in desk.book.latest) == (not code)
    assert desk.book.rejected == ({code: 1} if code else {})
    assert desk.book.conduct["V"].rejected == desk.book.rejected
    if rejection is not None:
        assert all((rejection.zh, rejection.en, rejection.remedy))


def test_a_terminal_without_satellites_is_alive_and_stays_where_it_was() -> None:
    desk = Desk()
    desk.send(fix())
    assert desk.send(fix(at_ms=NOW_MS + 60_000, lon=0.0, lat=0.0, located=False)) == "not_located"
    assert desk.book.contact_ms("V") == NOW_MS + 60_200
    assert desk.book.latest["V"].at_ms == NOW_MS
    assert desk.track == [NOW_MS]


def test_late_fixes_fill_the_track_once_and_never_move_the_vehicle() -> None:
    desk = Desk()
    late = [fix(100.0 * n, NOW_MS + 1000 * n) for n in range(5)]
    assert desk.send(fix(600.0, NOW_MS + 6000)) == ""
    assert [desk.send(one, 9000) for one in late] == ["out_of_order"] * 5
    assert [desk.send(one, 9500) for one in late] == ["duplicate"] * 5
    assert desk.moves == [NOW_MS + 6000]
    assert desk.track == [NOW_MS + 6000, *(one.at_ms for one in late)]
    assert desk.book.conduct["V"].filed == 5


def test_after_a_wrong_point_was_believed_a_few_good_fixes_win() -> None:
    """A first fix from the drawer in which the terminal was stored; every 5 s a good one after."""
    desk = Desk()
    desk.send(fix(400_000.0))
    codes = [desk.send(fix(50.0 * n, NOW_MS + 5000 * n)) for n in range(1, 6)]
    assert codes == ["jump"] * (JUMP_VOTES - 1) + [""] * 3
    assert desk.east_m == pytest.approx(250.0, abs=0.1)
    assert desk.track == [NOW_MS + 5000 * n for n in range(6)], "the first good ones as well"


def test_good_fixes_win_though_the_terminal_goes_on_teleporting_between_them() -> None:
    desk = Desk()
    desk.send(fix(400_000.0))
    for n in range(1, 12):
        place = 40.0 * n if n % 2 else 900_000.0 + 70_000.0 * n
        desk.send(fix(place, NOW_MS + 5000 * n))
    assert desk.east_m < 1000


def test_single_teleports_and_their_repetitions_move_nothing() -> None:
    desk = Desk()
    for n in range(20):
        desk.send(fix(50.0 * n, NOW_MS + 5000 * n))
        away = fix(200_000.0 + 60_000 * n, NOW_MS + 5000 * n + 2500)
        assert {desk.send(away) for _ in range(JUMP_VOTES + 1)} == {"jump"}
    assert desk.east_m == pytest.approx(950.0, abs=0.1)


@pytest.mark.parametrize("every_s", [1, 5, 30, 60, 300])
def test_no_vehicle_is_locked_out_for_ten_minutes_however_seldom_it_reports(every_s: int) -> None:
    desk = Desk()
    desk.send(fix(2_000_000.0))
    sent_s = every_s
    while desk.send(fix(10.0, NOW_MS + 1000 * sent_s)):
        sent_s += every_s
    assert sent_s <= max(JUMP_VOTES * every_s, JUMP_HELD_MS / 1000 + every_s)
    assert sent_s <= 600


def test_a_speed_no_ambulance_has_is_taken_from_the_way_between() -> None:
    desk = Desk()
    desk.send(fix())
    desk.send(fix(100.0, NOW_MS + 5000, speed_kmh=6553.5))
    assert desk.book.latest["V"].speed_kmh == pytest.approx(72.0, abs=0.1)
    assert desk.book.conduct["V"].mended == 1


@pytest.mark.parametrize(
    "off_ms",
    [
        -1024 * 7 * DAY_MS,  # the week count of GPS has rolled over
        -8 * 3_600_000,  # the zone is missing
        +8 * 3_600_000,
        +20 * 365 * DAY_MS,
    ],
)
def test_a_clock_that_is_always_wrong_by_the_same_is_measured_and_put_right(off_ms: int) -> None:
    desk = Desk()
    moved = []
    for n in range(20):
        now_ms = NOW_MS + 5000 * n
        rejection = desk.book.receive(fix(40.0 * n, now_ms + off_ms), now_ms)
        moved.append(rejection is None)
    conduct = desk.book.conduct["V"]
    assert conduct.clock.ahead_ms == off_ms
    assert moved[8:] == [True] * 12
    assert desk.book.latest["V"].at_ms == NOW_MS + 5000 * 19


def test_a_leap_second_and_a_change_of_summer_time_elsewhere_are_nothing_to_times_in_utc() -> None:
    """Around 2027-01-01 UTC (a leap second, were one declared) and 2027-03-28 (Europe's change)."""
    for midnight_ms in (1_798_761_600_000, 1_806_195_600_000):
        desk = Desk()
        codes = [desk.send(fix(10.0 * n, midnight_ms - 5000 + 1000 * n)) for n in range(10)]
        assert codes == [""] * 10
        repeated = fix(60.0, midnight_ms)  # the terminal tells second 59 twice, or 60 as 0
        assert desk.send(repeated) == "duplicate"
        assert desk.send(fix(110.0, midnight_ms + 6000)) == ""


def test_a_batch_of_old_fixes_tells_nothing_of_a_clock() -> None:
    desk = Desk()
    for n in range(50):
        desk.book.receive(fix(10.0 * n, NOW_MS - 3_600_000 + 100 * n), NOW_MS)
    assert desk.book.conduct["V"].clock.correction_ms == 0
    assert desk.book.latest["V"].at_ms < NOW_MS - 3_000_000


def test_a_step_that_fails_is_counted_and_the_fix_goes_on_its_way(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(arrival: Arrival) -> None:
        raise ZeroDivisionError

    desk = Desk(steps=(broken, *STEPS))
    assert [desk.send(fix(n, NOW_MS + 1000 * n)) for n in range(5)] == [""] * 5
    assert desk.book.failed == {"broken": 5}
    assert len([r for r in caplog.records if "broken" in r.getMessage()]) == 1


def test_a_follower_that_fails_takes_nothing_from_the_others() -> None:
    heard: list[LivePosition] = []

    def broken(position: LivePosition) -> None:
        raise KeyError(position.vehicle_id)

    book = PositionBook(register_of("V"), followers=(broken, heard.append), on_track=broken)
    assert book.receive(fix(), NOW_MS) is None
    assert len(heard) == 1
    assert sum(book.failed.values()) == 2


def test_without_the_step_that_makes_positions_a_fix_is_refused_and_counted() -> None:
    def broken(arrival: Arrival) -> None:
        raise ZeroDivisionError

    steps = tuple(broken if step.__name__ == "to_one_datum" else step for step in STEPS)
    desk = Desk(steps=steps)
    assert desk.send(fix()) == "step_failed"
    assert desk.book.rejected == {"step_failed": 1}


numbers = st.floats(allow_nan=True, allow_infinity=True)
nearby = st.floats(-30_000, 30_000)
any_fix = st.builds(
    Fix,
    vehicle_id=st.sampled_from(["V", "V", "W", "", "X"]),
    lon=st.one_of(nearby.map(lambda m: HOME.lon + m / DEGREE_M), numbers),
    lat=st.one_of(st.just(HOME.lat), numbers),
    datum=st.sampled_from(Datum),
    at_ms=st.one_of(st.integers(NOW_MS - 900_000, NOW_MS + 100_000), st.integers()),
    speed_kmh=numbers,
    heading_deg=numbers,
    accuracy_m=st.one_of(st.none(), numbers),
    origin=st.sampled_from(FixOrigin),
    mileage_km=st.one_of(st.none(), numbers),
    located=st.booleans(),
)


@given(st.lists(st.tuples(any_fix, st.integers(0, 60_000)), max_size=40))
def test_whatever_comes_time_never_goes_back_and_every_fix_is_counted_once(
    sent: Sequence[tuple[Fix, int]],
) -> None:
    desk = Desk()
    now_ms, last_ms = NOW_MS, {"V": 0, "W": 0}
    for one, pause_ms in sent:
        now_ms += pause_ms
        rejection = desk.book.receive(one, now_ms)
        position = desk.book.latest.get(one.vehicle_id)
        if rejection is None:
            assert position is not None
            assert position.at_ms > last_ms[one.vehicle_id]
            last_ms[one.vehicle_id] = position.at_ms
        elif position is not None:
            assert position.at_ms == last_ms[one.vehicle_id]
    book = desk.book
    assert book.failed == {}
    assert book.accepted + sum(book.rejected.values()) == len(sent)
    assert book.accepted == len(desk.moves) == sum(c.accepted for c in book.conduct.values())
    known = [one for one, _ in sent if one.vehicle_id in book.conduct]
    each = [c.accepted + sum(c.rejected.values()) for c in book.conduct.values()]
    assert sum(each) == len(known)
    assert len(desk.track) >= len(desk.moves)
