"""What FreeSWITCH says is understood however the network cuts it, and nonsense ends cleanly."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.domain.lines import LineChange
from dispatch.telephony import ari, esl

REQUIREMENTS = ("CALL-01",)

OURS = frozenset({"120"})
AT_MS = 1_763_690_400_123


def event(name: str, **more: str) -> bytes:
    body = {
        "Event-Name": name,
        "Unique-ID": "9f1c",
        "Call-Direction": "inbound",
        "Caller-Caller-ID-Number": "13907280001",
        "Caller-Destination-Number": "120",
        "Event-Date-Timestamp": f"{AT_MS}000",
        **more,
    }
    data = json.dumps(body, ensure_ascii=False).encode()
    return f"Content-Length: {len(data)}\nContent-Type: text/event-json\n\n".encode() + data


def frames(data: bytes) -> list[esl.Frame]:
    return list(esl.FrameReader().feed(data))


SPOKEN = (
    b"Content-Type: auth/request\n\n"
    + b"Content-Type: command/reply\nReply-Text: +OK accepted\n\n"
    + event("CHANNEL_PARK", variable_sip_gateway_name="中国电信")
    + b"Content-Type: api/response\nContent-Length: 4\n\n+OK\n"
    + event("CHANNEL_HANGUP_COMPLETE", **{"Hangup-Cause": "NORMAL_CLEARING"})
)


@given(cuts=st.lists(st.integers(0, len(SPOKEN)), max_size=30))
def test_frames_are_the_same_wherever_the_network_cuts_them(cuts: list[int]) -> None:
    reader = esl.FrameReader()
    heard: list[esl.Frame] = []
    places = sorted({0, len(SPOKEN), *cuts})
    for start, end in pairwise(places):
        heard += reader.feed(SPOKEN[start:end])
    assert heard == frames(SPOKEN)
    assert [frame.kind for frame in heard][:2] == ["auth/request", "command/reply"]
    told = [told for frame in heard if (told := esl.told_by(frame, OURS))]
    assert [one.change for one in told] == [LineChange.RANG, LineChange.ENDED]
    assert told[0].at_ms == AT_MS
    assert (told[0].number, told[0].trunk) == ("13907280001", "中国电信")


@given(noise=st.binary(max_size=400))
def test_noise_is_no_call_and_no_crash(noise: bytes) -> None:
    for frame in frames(noise + b"\n\n"):
        esl.told_by(frame, OURS)


def test_who_never_ends_a_frame_is_cut_off() -> None:
    reader = esl.FrameReader()
    with pytest.raises(esl.TooLong):
        list(reader.feed(b"x" * (esl.FRAME_BYTES_MAX + 1)))
    with pytest.raises(esl.TooLong):
        list(esl.FrameReader().feed(b"Content-Length: 99999999\n\n"))


@pytest.mark.parametrize(
    ("name", "more", "change"),
    [
        ("CHANNEL_PARK", {}, LineChange.RANG),
        ("CHANNEL_BRIDGE", {"Other-Leg-Destination-Number": "8001"}, LineChange.ANSWERED),
        ("CHANNEL_HOLD", {}, LineChange.HELD),
        ("CHANNEL_UNHOLD", {}, LineChange.RESUMED),
        ("RECORD_START", {"Record-File-Path": "/var/rec/9f1c.wav"}, LineChange.RECORDED),
        ("CHANNEL_HANGUP_COMPLETE", {}, LineChange.ENDED),
    ],
)
def test_each_event_is_one_change(name: str, more: dict[str, str], change: LineChange) -> None:
    [frame] = frames(event(name, **more))
    told = esl.told_by(frame, OURS)
    assert told is not None
    assert told.change is change
    assert told.extension == more.get("Other-Leg-Destination-Number", "")
    assert told.recording == more.get("Record-File-Path", "")


@pytest.mark.parametrize(
    "more",
    [
        {"Call-Direction": "outbound"},
        {"Caller-Destination-Number": "8001"},
        {"Event-Name": "CHANNEL_DESTROY"},
        {"Unique-ID": ""},
    ],
)
def test_what_is_not_about_a_call_for_help_is_passed_by(more: dict[str, str]) -> None:
    [frame] = frames(event("CHANNEL_PARK", **more))
    assert esl.told_by(frame, OURS) is None


def test_who_hung_up_is_known_by_the_disposition() -> None:
    ended = "CHANNEL_HANGUP_COMPLETE"
    [by_caller] = frames(event(ended, variable_sip_hangup_disposition="recv_bye"))
    [by_desk] = frames(event(ended, variable_sip_hangup_disposition="send_bye"))
    first, second = esl.told_by(by_caller, OURS), esl.told_by(by_desk, OURS)
    assert first is not None
    assert second is not None
    assert (first.by_caller, second.by_caller) == (True, False)


def test_a_seats_own_leg_is_no_caller_of_asterisk() -> None:
    seat = {
        "type": "StasisStart",
        "timestamp": "2026-11-21T10:00:05.500+0800",
        "args": ["seat", "17000.1", "8001"],
        "channel": {"id": "17000.2"},
    }
    assert ari.told_by(seat) is None
    assert ari.seat_of(seat) == ("17000.1", "8001")
    caller = {**seat, "args": []}
    told = ari.told_by(caller)
    assert told is not None
    assert (told.line_id, told.change, told.at_ms) == ("17000.2", LineChange.RANG, 1795226405500)
