"""Whatever can be said can be read again: every message, both dialects, any content."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stations.protocols.jt808.frame import BODY_BYTES_MAX, Splitter, checksum, unwrap, wrap
from stations.protocols.jt808.header import (
    SERIALS,
    Dialect,
    Packet,
    pack_phone,
    phone_digits,
    read_packet,
    write_message,
    write_packet,
)
from stations.protocols.jt808.messages import CODECS, decode_body, encode_body
from stations.protocols.jt808.messages.locations import moment_ms, moment_of
from tests.support.jt808_messages import MESSAGES

BOTH = sorted(CODECS)
dialects = st.sampled_from(Dialect)


def test_every_message_has_a_way_to_be_made_here() -> None:
    assert {message_id for message_id, _ in BOTH} == set(MESSAGES)


@pytest.mark.parametrize(
    ("message_id", "dialect"),
    BOTH,
    ids=lambda part: f"{part:#06x}" if isinstance(part, int) else str(part),
)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_a_message_comes_back_as_it_went(
    message_id: int, dialect: Dialect, data: st.DataObject
) -> None:
    message: Any = data.draw(MESSAGES[message_id](dialect))
    written_id, body = encode_body(message, dialect)
    assert written_id == message_id
    assert decode_body(message_id, dialect, body) == message


@given(st.binary(max_size=2000))
def test_a_content_survives_escaping_and_no_flag_stands_inside(content: bytes) -> None:
    frame = wrap(content)
    assert frame[0] == frame[-1] == 0x7E
    assert b"\x7e" not in frame[1:-1]
    assert unwrap(frame[1:-1]) == content


@given(st.binary(max_size=200))
def test_the_check_sign_is_the_xor_of_all(content: bytes) -> None:
    plain = 0
    for byte in content:
        plain ^= byte
    assert checksum(content) == plain


def test_signs_that_look_like_escapes_are_not_mixed_up() -> None:
    content = b"\x7d\x02\x7e\x7d\x01\x7d\x7d\x02\x01"
    assert unwrap(wrap(content)[1:-1]) == content


@given(
    st.integers(0, 0xFFFF),
    dialects,
    st.integers(0, 10**12 - 1),
    st.integers(0, SERIALS - 1),
    st.binary(max_size=BODY_BYTES_MAX),
    st.booleans(),
    st.tuples(st.integers(2, 500), st.integers(1, 500)) | st.none(),
)
def test_a_packet_comes_back_as_it_went(
    message_id: int,
    dialect: Dialect,
    phone: int,
    serial: int,
    body: bytes,
    encrypted: bool,
    cut: tuple[int, int] | None,
) -> None:
    parts, part = (max(cut), min(cut)) if cut else (1, 1)
    packed = pack_phone(str(phone), dialect)
    packet = Packet(message_id, dialect, packed, serial, body, encrypted, parts, part)
    assert read_packet(unwrap(write_packet(packet)[1:-1])) == packet
    assert phone_digits(packet.phone) == str(phone)


@given(st.binary(max_size=5000), dialects, st.integers(0, SERIALS - 1))
def test_a_long_message_is_cut_and_its_parts_are_numbered_on(
    body: bytes, dialect: Dialect, first_serial: int
) -> None:
    phone = pack_phone("14401200001", dialect)
    frames = list(write_message(0x8604, dialect, phone, first_serial, body))
    packets = [read_packet(unwrap(frame[1:-1])) for frame in frames]
    assert b"".join(packet.body for packet in packets) == body
    assert [p.serial for p in packets] == [(first_serial + n) % SERIALS for n in range(len(frames))]
    assert all(p.parts == len(frames) for p in packets)


@given(st.lists(st.binary(min_size=1, max_size=60), min_size=1, max_size=8), st.data())
def test_a_stream_may_be_cut_anywhere(contents: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(map(wrap, contents))
    splitter, at = Splitter(), 0
    while at < len(stream):
        size = data.draw(st.integers(1, len(stream)))
        splitter.feed(stream[at : at + size])
        at += size
    assert [unwrap(piece) for piece in splitter.waiting] == contents


@given(st.integers(946_656_000, 4_102_415_999))
def test_a_moment_comes_back_to_the_second(second: int) -> None:
    assert moment_ms(moment_of(second * 1000 + 999)) == second * 1000


@pytest.mark.parametrize(
    "digits",
    ["000000000000", "210230101010", "211301000000", "210931000000", "210917240000",
     "210917176000", "210917171160", "2109171711ff", "aaaaaaaaaaaa"],
)  # fmt: skip
def test_what_is_no_moment_is_none(digits: str) -> None:
    assert moment_ms(bytes.fromhex(digits)) is None


def test_leap_days_and_year_ends_are_counted_right() -> None:
    assert moment_ms(bytes.fromhex("240229000000")) == 1_709_136_000_000
    assert moment_ms(bytes.fromhex("251231235959")) == 1_767_196_799_000
    assert moment_ms(bytes.fromhex("250229000000")) is None
