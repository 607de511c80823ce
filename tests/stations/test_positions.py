"""Fixes: each step of the pipeline, and a book in which the newest good fix wins."""

from itertools import pairwise
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coordinates import Datum, Point, distance_m, from_wgs84
from geo.matching import Ground
from geo.roads.network import RoadNetwork
from geo.roads.segments import RoadSegment
from geo.routing.router import RoadPoint
from stations.positions.book import UNMATCHED_MAX, PositionBook
from stations.positions.fix import Fix, LivePosition
from stations.positions.pipeline import (
    FUTURE_TOLERANCE_MS,
    JUMP_FREE_M,
    JUMP_HELD_MS,
    JUMP_SPEED_KMH,
    SPEED_MAX_KMH,
)
from stations.positions.road_match import OnlineRoadMatcher
from tests.support.registers import register_of

REQUIREMENTS = ("VEH-06", "SYS-04")

NOW_MS = 1_795_219_200_000
HOME = Point(110.8, 32.6)


def fix(point: Point = HOME, at_ms: int = NOW_MS, **fields: object) -> Fix:
    values = {"lon": point.lon, "lat": point.lat, "datum": Datum.WGS84, **fields}
    return Fix(vehicle_id="V", at_ms=at_ms, **values)  # type: ignore[arg-type]


def east(metres: float) -> Point:
    degree_m = distance_m(HOME, Point(HOME.lon + 1, HOME.lat))
    return Point(HOME.lon + metres / degree_m, HOME.lat)


def receive(*fixes: Fix, now_ms: int = NOW_MS) -> tuple[PositionBook, str]:
    """The book after these fixes, and the code of the last one's rejection."""
    book = PositionBook(register_of("V"))
    code = ""
    for one in fixes:
        rejection = book.receive(one, now_ms)
        code = rejection.code if rejection else ""
    return book, code


def test_a_good_fix_moves_the_vehicle() -> None:
    book, code = receive(fix(speed_kmh=40.0, heading_deg=90.0))
    assert code == ""
    assert book.latest["V"] == LivePosition(
        vehicle_id="V",
        point=HOME,
        at_ms=NOW_MS,
        received_ms=NOW_MS,
        speed_kmh=40.0,
        heading_deg=90.0,
    )


def test_an_unknown_vehicle_is_named_and_nothing_is_kept() -> None:
    book = PositionBook(register_of("W"))
    rejection = book.receive(fix(), NOW_MS)
    assert rejection is not None
    assert (rejection.code, rejection.value) == ("unknown_vehicle", "V")
    assert book.latest == {}
    assert book.rejected == {"unknown_vehicle": 1}


@pytest.mark.parametrize("datum", Datum)
def test_every_datum_arrives_at_the_same_place(datum: Datum) -> None:
    lon, lat = from_wgs84(HOME, datum)
    book, _ = receive(fix(Point(lon, lat), datum=datum))
    assert distance_m(book.latest["V"].point, HOME) < 0.01


@pytest.mark.parametrize(
    ("lon", "lat"), [(nan, 32.6), (110.8, inf), (32.6, 110.8), (181.0, 0.0), (0.0, -91.0)]
)
def test_an_impossible_coordinate_is_refused_with_what_was_sent(lon: float, lat: float) -> None:
    book = PositionBook(register_of("V"))
    rejection = book.receive(fix(Point(lon, lat)), NOW_MS)
    assert rejection is not None
    assert rejection.code == "bad_coordinate"
    assert str(rejection.value) == str([lon, lat])


@pytest.mark.parametrize(
    ("ahead_ms", "code"), [(FUTURE_TOLERANCE_MS, ""), (FUTURE_TOLERANCE_MS + 1, "future_time")]
)
def test_a_terminal_may_run_a_minute_ahead(ahead_ms: int, code: str) -> None:
    assert receive(fix(at_ms=NOW_MS + ahead_ms))[1] == code


@pytest.mark.parametrize(("later_ms", "code"), [(0, "duplicate"), (-1, "out_of_order"), (1, "")])
def test_only_a_newer_fix_moves_the_vehicle(later_ms: int, code: str) -> None:
    assert receive(fix(), fix(at_ms=NOW_MS + later_ms))[1] == code


@pytest.mark.parametrize(
    ("metres", "seconds", "code"),
    [
        (JUMP_FREE_M - 1, 1, ""),
        (JUMP_FREE_M + 5, 1, "jump"),
        (JUMP_SPEED_KMH / 3.6 * 20 - 5, 20, ""),
        (JUMP_SPEED_KMH / 3.6 * 20 + 5, 20, "jump"),
        (500_000, JUMP_HELD_MS / 1000 - 1, "jump"),
        (500_000, JUMP_HELD_MS / 1000 + 1, ""),
    ],
)
def test_a_jump_faster_than_any_vehicle_is_not_believed_except_after_long_silence(
    metres: float, seconds: float, code: str
) -> None:
    later = fix(east(metres), at_ms=NOW_MS + round(seconds * 1000))
    assert receive(fix(), later, now_ms=NOW_MS + 2 * JUMP_HELD_MS)[1] == code


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ((nan, inf), (0.0, 0.0)),
        ((-5.0, 370.0), (0.0, 10.0)),
        ((999.0, -90.0), (0.0, 270.0)),
        ((0.0, -1e-20), (0.0, 0.0)),
    ],
)
def test_an_odd_speed_or_heading_is_mended_and_the_fix_kept(
    sent: tuple[float, float], kept: tuple[float, float]
) -> None:
    book, code = receive(fix(speed_kmh=sent[0], heading_deg=sent[1]))
    assert code == ""
    assert (book.latest["V"].speed_kmh, book.latest["V"].heading_deg) == kept


def test_where_a_vehicle_was_before_the_restart_counts() -> None:
    known = receive(fix())[0].latest.values()
    book = PositionBook(register_of("V"), known)
    rejection = book.receive(fix(at_ms=NOW_MS - 1), NOW_MS)
    assert rejection is not None
    assert rejection.code == "out_of_order"


numbers = st.floats(allow_nan=True, allow_infinity=True)
any_fix = st.builds(
    Fix,
    vehicle_id=st.sampled_from(["V", "W", ""]),
    lon=st.one_of(st.floats(109, 112), numbers),
    lat=st.one_of(st.floats(31, 34), numbers),
    datum=st.sampled_from(Datum),
    at_ms=st.integers(NOW_MS - 10_000_000, NOW_MS + 100_000),
    speed_kmh=numbers,
    heading_deg=numbers,
)


@given(st.lists(any_fix, max_size=30))
def test_whatever_comes_in_a_position_is_finite_and_never_older_than_before(
    fixes: list[Fix],
) -> None:
    book = PositionBook(register_of("V"))
    last_ms = 0
    for one in fixes:
        rejection = book.receive(one, NOW_MS)
        position = book.latest.get("V")
        if position is None:
            assert rejection is not None
            continue
        assert position.at_ms > last_ms if rejection is None else position.at_ms == last_ms
        last_ms = position.at_ms
        assert -180 <= position.point.lon <= 180
        assert -90 <= position.point.lat <= 90
        assert 0 <= position.speed_kmh <= SPEED_MAX_KMH
        assert 0 <= position.heading_deg < 360
    assert book.accepted + sum(book.rejected.values()) == len(fixes)


def road_of(book: PositionBook) -> RoadPoint | None:
    return book.latest["V"].road


def test_a_position_gets_its_road_beside_the_intake_unless_a_newer_one_has_come() -> None:
    book, _ = receive(fix())
    [waiting] = book.take_unmatched()
    road = RoadPoint(waiting.point, 3, 0.5, 12.0, waiting.point, "roads")
    book.put_on_road(waiting, road)
    assert road_of(book) == road
    book.receive(fix(at_ms=NOW_MS + 1000), NOW_MS + 1000)
    assert road_of(book) is None, "the road of the place before says nothing of this one"
    book.put_on_road(waiting, road)
    assert road_of(book) is None


def test_positions_that_wait_for_their_road_are_bounded_and_the_oldest_go_without() -> None:
    book = PositionBook(register_of("V"))
    for i in range(UNMATCHED_MAX + 5):
        book.receive(fix(at_ms=NOW_MS + i), NOW_MS + i)
    assert [p.at_ms for p in book.take_unmatched()][:1] == [NOW_MS + 5]
    assert book.take_unmatched() == []


def test_the_matcher_places_a_vehicle_on_the_road_it_drives_and_not_on_the_nearest() -> None:
    """Two carriageways forty metres apart, each one way: the heading tells them apart."""
    degree = 1 / 111_195
    south, north = 32.0, 32.0 + 40 * degree
    ring = ((110.0, south), (110.1, south), (110.1, north), (110.0, north), (110.0, south))
    network = RoadNetwork.build(
        [RoadSegment(coordinates=c, road_class="r", oneway=True) for c in pairwise(ring)],
        {"r": 60.0},
    )
    matcher = OnlineRoadMatcher(Ground(network))
    nearest, _ = Ground(network).snapper.nearest_many([Point(110.05, 32.0 + 25 * degree)])
    book = PositionBook(register_of("V"))
    for i in range(6):
        place = Point(110.04 + i * 0.002, 32.0 + 25 * degree)
        one = fix(place, NOW_MS + i * 15_000, speed_kmh=45.0, heading_deg=90.0)
        assert book.receive(one, NOW_MS + i * 15_000) is None
        [found] = matcher.match(book.take_unmatched())
        book.put_on_road(found.position, found.road)
    road = book.latest["V"].road
    assert road is not None
    assert road.arc != int(nearest[0])
    assert road.access_m == pytest.approx(25.0, abs=1.0)
    assert road.network == network.shape_version


def test_off_the_roads_and_out_of_order_a_position_simply_has_no_road() -> None:
    line = ((110.0, 32.0), (110.1, 32.0))
    network = RoadNetwork.build([RoadSegment(coordinates=line, road_class="r")], {"r": 60.0})
    matcher = OnlineRoadMatcher(Ground(network))
    far = LivePosition(
        vehicle_id="V", point=Point(110.05, 32.5), at_ms=NOW_MS, received_ms=NOW_MS,
        speed_kmh=0.0, heading_deg=0.0,
    )  # fmt: skip
    off, again = matcher.match([far, far])
    assert (off.road, again.road) == (None, None)
    assert off.fix is not None
    assert off.fix.off_road
    assert again.fix is None


@given(
    st.floats(-0.003, 0.003), st.floats(-0.003, 0.003), st.sampled_from([0.0, 32.6, 89.0, -60.0])
)
def test_a_step_no_longer_than_is_free_is_no_jump_however_soon_it_comes(
    d_lon: float, d_lat: float, lat: float
) -> None:
    start, end = Point(110.8, lat), Point(110.8 + d_lon, lat + d_lat)
    book = PositionBook(register_of("V"))
    assert book.receive(fix(start), NOW_MS) is None
    rejection = book.receive(fix(end, NOW_MS + 1), NOW_MS)
    assert (rejection is not None and rejection.code == "jump") is (
        distance_m(start, end) > JUMP_FREE_M
    )
