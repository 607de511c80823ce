"""Mapping files: the shipped ones give positions, a wrong one is told where it is wrong."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from console.cli.main import app
from geo.coordinates import Datum
from stations.protocols.mapping import (
    TopicMapping,
    applies,
    device_of,
    matches,
    read_payload,
    records_of,
    report_of,
)
from stations.protocols.mapping_check import SHIPPED, MappingInvalid, load_mapping, trial
from stations.protocols.report import Report, Unreadable
from tests.intakes.test_messages import ANYTHING, EIGHT_MS


def written(tmp_path: Path, *changes: tuple[str, str], name: str = "emqx-jt808") -> str:
    """A shipped mapping with something changed, as a file of one's own."""
    text = (SHIPPED / f"{name}.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def heard(mapping: TopicMapping, topic: str, payload: bytes) -> list[tuple[str, Report]]:
    """What a message becomes by the first rule that it meets."""
    message = read_payload(payload)
    for rule in mapping.rules_of(topic):
        if applies(rule, message):
            device = device_of(rule, topic, message)
            return [(device, report_of(rule, each)) for each in records_of(rule, message)]
    return []


def emqx(msg_id: int, body: Any, phone: Any = "014401200001") -> bytes:
    header = {"msg_id": msg_id, "encrypt": 0, "len": 30, "phone": phone, "msg_sn": 7}
    return json.dumps({"header": header, "body": body}).encode()


EMQX = load_mapping("emqx-jt808")

LOCATION = {
    "alarm": 1, "status": 3, "latitude": 32629000, "longitude": 110798000, "altitude": 210,
    "speed": 425, "direction": 91, "time": "261122080005", "extra": {"mileage": 123456},
}  # fmt: skip


def test_a_location_of_the_emqx_gateway_becomes_a_position() -> None:
    [(device, report)] = heard(EMQX, "jt808/a/b/up", emqx(0x0200, LOCATION))
    assert device == "14401200001"
    assert report.lon == pytest.approx(110.798)
    assert (report.at_ms, report.heading_deg, report.alarms) == (EIGHT_MS, 91.0, 1)
    assert report.speed_kmh == pytest.approx(42.5)
    assert report.mileage_km == pytest.approx(12_345.6)
    assert report.located
    assert not report.late


def test_the_status_word_tells_that_a_terminal_is_not_located() -> None:
    [(_, report)] = heard(EMQX, "jt808/a/up", emqx(0x0200, {**LOCATION, "status": 1}))
    assert not report.located


def test_a_batch_of_the_emqx_gateway_becomes_as_many_late_positions() -> None:
    body = {"type": 1, "length": 2, "location": [LOCATION, {**LOCATION, "time": "261122080010"}]}
    told = heard(EMQX, "jt808/a/b/up", emqx(0x0704, body, phone=14401200001))
    assert [(device, report.at_ms, report.late) for device, report in told] == [
        ("14401200001", EIGHT_MS, True),
        ("14401200001", EIGHT_MS + 5000, True),
    ]


@pytest.mark.parametrize("msg_id", [0x0002, 0x0100, 0x8001])
def test_heartbeats_and_logins_are_no_positions(msg_id: int) -> None:
    assert heard(EMQX, "jt808/a/b/up", emqx(msg_id, {})) == []


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_a_shipped_mapping_understands_its_own_samples(path: Path) -> None:
    for rule in load_mapping(path.stem).rules:
        device, reports = trial(rule)
        assert device
        assert reports
        for report in reports:
            assert (round(report.lon, 2), round(report.lat, 2)) == (110.8, 32.63), "in 十堰"


def test_a_mapping_may_say_the_datum_of_its_bridge(tmp_path: Path) -> None:
    mapping = load_mapping(written(tmp_path, ('each = "body"', 'each = "body"\ndatum = "gcj02"')))
    [(_, report)] = heard(mapping, "jt808/a/b/up", emqx(0x0200, LOCATION))
    assert report.datum is Datum.GCJ02


def test_a_mapping_may_be_json(tmp_path: Path) -> None:
    shipped = load_mapping("owntracks")
    path = tmp_path / "own.json"
    path.write_bytes(msgspec.json.encode(shipped))
    assert load_mapping(str(path)) == shipped


@pytest.mark.parametrize(
    ("change", "field", "told"),
    [
        (('path = "longitude"', 'path = "lng"'), "lon", "the sample has no lng"),
        (('unit = "bcd gmt+8"', 'unit = "bcd"'), "at", "there are: unix"),
        (("lat = {", "latitude = {"), "lat", "is required"),
        (("heading = {", "bearing = {"), "bearing", "there are: lon, lat"),
        (('path = "header.phone"', 'path = "header.imei"'), "device", "names no device"),
        (('each = "body"', 'each = "data"'), "each", "the sample has no data"),
        (('"header.msg_id" = 512', '"header.msg_id" = 511'), "when", "does not meet"),
        (('topic = "jt808/01', 'topic = "other/01'), "sample.topic", "is not one of the rule's"),
        (('path = "speed"', 'path = "alarm.0"'), "speed", "the sample has no alarm.0"),
        (('path = "status", bit = 1', 'path = "time", bit = 1'), "located", "which is not in"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_mapping_is_told_which_topic_and_field_is_wrong(
    tmp_path: Path, change: tuple[str, str], field: str, told: str
) -> None:
    with pytest.raises(MappingInvalid) as caught:
        load_mapping(written(tmp_path, change))
    problem = next(each for each in caught.value.problems if each.field == field)
    assert problem.topic == "jt808/#"
    assert told in problem.en
    assert problem.zh


def test_a_missing_field_is_told_with_what_the_sample_holds(tmp_path: Path) -> None:
    with pytest.raises(MappingInvalid) as caught:
        load_mapping(written(tmp_path, ('path = "longitude"', 'path = "lng"')))
    text = "\n".join(caught.value.lines())
    assert "jt808/# · lon" in text
    assert '"longitude":110798000' in text


@pytest.mark.parametrize("text", ["", "rules = 3", "[[rules]", "rules = []", '[[rules]]\nx = "y"'])
def test_what_is_no_mapping_is_refused_in_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MappingInvalid) as caught:
        load_mapping(str(path))
    assert caught.value.problems[0].zh


def test_a_mapping_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(MappingInvalid, match="emqx-jt808, owntracks"):
        load_mapping("nowhere.toml")


@pytest.mark.parametrize(
    ("pattern", "topic", "meant"),
    [
        ("jt808/+/up", "jt808/1/up", True),
        ("jt808/+/up", "jt808/1/2/up", False),
        ("jt808/#", "jt808", True),
        ("jt808/#", "jt808/1/2/up", True),
        ("jt808/#", "jt809/1", False),
        ("+/+", "a/b/c", False),
        ("#", "$SYS/broker", False),
        ("+/broker", "$SYS/broker", False),
        ("a/b", "a/b", True),
    ],
)
def test_wildcards_mean_what_mqtt_says(pattern: str, topic: str, meant: bool) -> None:
    assert matches(pattern, topic) is meant


@given(held=ANYTHING, raw=st.binary(max_size=60))
def test_no_message_upsets_a_mapping(held: Any, raw: bytes) -> None:
    mapping = EMQX
    odd = dict.fromkeys(LOCATION, held)
    for payload in (
        raw,
        emqx(0x0200, held),
        emqx(0x0200, odd, phone=held),
        emqx(0x0704, {"location": [held, odd]}),
        emqx(0x0704, {"location": held}),
    ):
        try:
            heard(mapping, "jt808/a/b/up", payload)
        except Unreadable:
            continue


def liandong(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_the_command_checks_a_mapping_before_it_is_used(tmp_path: Path) -> None:
    good = liandong("intake", "check", "emqx-jt808")
    assert good.exit_code == 0, good.stderr
    assert "110.798000, 32.629000  2026-11-22 08:00:05+08:00  42.5 km/h" in good.stdout
    bad = liandong("intake", "check", written(tmp_path, ('path = "longitude"', 'path = "lng"')))
    assert bad.exit_code == 2
    assert "样例中没有 lng" in bad.stderr
