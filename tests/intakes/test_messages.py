"""What phones send, read: units, forms, unknown values; and that nothing at all upsets it."""

import json
from math import isfinite
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.protocols import osmand, owntracks
from stations.protocols.report import Report, Unreadable, bcd_ms, unix_ms, written_ms

EIGHT_MS = 1_795_305_605_000
"""2026-11-22 08:00:05 in China."""

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


def from_query(query: str) -> Report:
    return osmand.report_of(osmand.take_apart(query, b""))


def from_json(**location: Any) -> Report:
    body = {"device_id": 48241179, "location": location}
    return osmand.report_of(osmand.take_apart("", json.dumps(body).encode()))


def test_the_query_of_the_older_traccar_client_is_read_in_its_units() -> None:
    message = osmand.take_apart(
        "id=V001&timestamp=1795305605&lat=32.629&lon=110.798&speed=22.95&bearing=91.0"
        "&altitude=210.0&accuracy=12.5&batt=80.0&hdop=1.1",
        b"",
    )
    assert message.name == "V001"
    report = osmand.report_of(message)
    assert (report.lon, report.lat, report.at_ms) == (110.798, 32.629, EIGHT_MS)
    assert report.speed_kmh == pytest.approx(42.5, abs=0.01), "22.95 knots"
    assert (report.heading_deg, report.accuracy_m, report.located) == (91.0, 12.5, True)


def test_a_phone_may_say_its_unit_of_speed() -> None:
    speeds = [
        from_query(f"id=1&lat=32.6&lon=110.8&speed=10&speed_unit={unit}").speed_kmh
        for unit in ("kn", "ms", "kmh")
    ]
    assert speeds == pytest.approx([18.52, 36.0, 10.0])


def test_a_form_is_read_like_a_query() -> None:
    message = osmand.take_apart("key=abc", b"deviceid=V001&lat=32.6&lon=110.8")
    assert (message.name, message.key) == ("V001", "abc")
    assert osmand.report_of(message).at_ms is None, "of now, because it does not say"


def test_the_json_of_the_newer_traccar_client_is_read_in_its_units() -> None:
    report = from_json(
        timestamp="2026-11-22T00:00:05.000Z",
        coords={"latitude": 32.629, "longitude": 110.798, "accuracy": 9.0, "speed": 11.81,
                "heading": 91.0, "altitude": 210.0},
        is_moving=True,
        odometer=12_345_600.0,
        battery={"level": 0.8, "is_charging": False},
    )  # fmt: skip
    assert (report.lon, report.lat, report.at_ms) == (110.798, 32.629, EIGHT_MS)
    assert report.speed_kmh == pytest.approx(42.5, abs=0.1), "11.81 m/s"
    assert report.mileage_km == pytest.approx(12_345.6)


def test_what_a_phone_does_not_know_it_writes_as_less_than_nothing() -> None:
    report = from_json(coords={"latitude": 32.6, "longitude": 110.8, "speed": -1, "heading": -1})
    assert (report.speed_kmh, report.heading_deg) == (0.0, 0.0)


@pytest.mark.parametrize(
    "told",
    ["1795305605", "1795305605000", "2026-11-22T08:00:05%2B08:00", "2026-11-22 00:00:05"],
)
def test_every_way_to_write_a_moment_means_the_same_moment(told: str) -> None:
    assert from_query(f"id=1&lat=32.6&lon=110.8&timestamp={told}").at_ms == EIGHT_MS


def test_chinese_bridges_write_local_time() -> None:
    assert bcd_ms("261122080005", "time") == EIGHT_MS
    assert unix_ms(EIGHT_MS, "t") == unix_ms(EIGHT_MS / 1000, "t") == EIGHT_MS
    assert written_ms("2026-11-22T00:00:05Z", "t") == EIGHT_MS


def test_a_position_may_stand_in_one_parameter() -> None:
    report = from_query("id=1&location=32.629,110.798&valid=0")
    assert (report.lat, report.lon, report.located) == (32.629, 110.798, False)


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("id=1&lon=110.8", "missing_field", "lat"),
        ("id=1&lat=32.6&lon=here", "bad_field", "lon"),
        ("id=1&lat=32.6&lon=nan", "bad_field", "lon"),
        ("id=1&lat=32.6&lon=110.8&timestamp=-5", "bad_time", "timestamp"),
        ("id=1&lat=32.6&lon=110.8&timestamp=yesterday", "bad_time", "timestamp"),
        ("id=1&lat=32.6&lon=110.8&speed_unit=mph", "bad_field", "speed_unit"),
        ("lat=32.6&lon=110.8", "no_device_id", "id"),
        ("id=" + "x" * 65, "no_device_id", "id"),
        ("&".join("a=1" for _ in range(200)), "bad_payload", "query"),
    ],
)
def test_a_field_that_cannot_be_used_is_named(query: str, code: str, field: str) -> None:
    with pytest.raises(Unreadable) as caught:
        from_query(query)
    assert (caught.value.code, caught.value.field) == (code, field)


@given(query=st.text(max_size=200), body=st.binary(max_size=200))
def test_no_request_upsets_the_reader_of_osmand(query: str, body: bytes) -> None:
    try:
        report = osmand.report_of(osmand.take_apart(query, body))
    except Unreadable:
        return
    assert isfinite(report.lon)
    assert isfinite(report.speed_kmh)


@given(location=ANYTHING, coords=ANYTHING, value=ANYTHING)
def test_no_json_upsets_the_reader_of_osmand(location: Any, coords: Any, value: Any) -> None:
    names = ("latitude", "longitude", "speed", "heading", "accuracy")
    for told in (
        location,
        {"coords": coords},
        {"coords": dict.fromkeys(names, value), "timestamp": value, "odometer": value},
        {"coords": {**dict.fromkeys(names, 1.0), "speed": value}, "timestamp": value},
    ):
        body = json.dumps({"device_id": "1", "location": told}).encode()
        try:
            report = osmand.report_of(osmand.take_apart("", body))
        except Unreadable:
            continue
        assert all(map(isfinite, (report.lon, report.lat, report.speed_kmh, report.heading_deg)))


def tracks(**elements: Any) -> dict[str, Any]:
    told = owntracks.take_apart(json.dumps({"_type": "location", **elements}).encode())
    assert told is not None
    return told


def test_a_location_of_owntracks_is_read() -> None:
    report = owntracks.report_of(
        tracks(tid="01", tst=1_795_305_605, lat=32.629, lon=110.798, acc=12, vel=42, cog=91,
               alt=210, batt=80, t="t")
    )  # fmt: skip
    assert report == Report(
        lon=110.798, lat=32.629, at_ms=EIGHT_MS, speed_kmh=42.0, heading_deg=91.0, accuracy_m=12.0
    )


@pytest.mark.parametrize("kind", ["transition", "waypoints", "lwt", "status", "encrypted"])
def test_what_else_owntracks_tells_is_no_position(kind: str) -> None:
    told = owntracks.take_apart(json.dumps({"_type": kind}).encode())
    assert told is not None
    assert owntracks.report_of(told) is None


def test_an_empty_message_of_owntracks_is_nothing() -> None:
    assert owntracks.take_apart(b" \n") is None


def test_a_phone_with_owntracks_is_known_by_headers_topic_or_login() -> None:
    topic = tracks(topic="owntracks/crew/v001")
    assert owntracks.names_of("crew", ("crew", "v001"), None) == ("crew/v001", "crew")
    assert owntracks.names_of("crew", ("", ""), topic) == ("crew/v001", "crew")
    assert owntracks.names_of("crew", ("", ""), tracks()) == ("crew",)
    assert owntracks.names_of("", ("", ""), None) == ()


@given(told=ANYTHING, body=st.binary(max_size=100))
def test_no_message_upsets_the_reader_of_owntracks(told: Any, body: bytes) -> None:
    names = ("lat", "lon", "tst", "vel", "cog", "acc", "topic")
    odd = {"_type": "location", **dict.fromkeys(names, told)}
    for raw in (body, json.dumps(told).encode(), json.dumps(odd).encode()):
        try:
            message = owntracks.take_apart(raw)
            owntracks.names_of("u", ("", ""), message)
            if message is not None:
                owntracks.report_of(message)
        except Unreadable:
            continue
