"""The message header (消息头) in its two dialects, and messages cut into several frames (分包)."""

from collections.abc import Iterator
from enum import StrEnum
from struct import Struct, error

import msgspec

from stations.protocols.jt808.damage import Damaged, truncated
from stations.protocols.jt808.frame import BODY_BYTES_MAX, wrap

SERIALS = 0x10000
"""Serial numbers count up to here and begin again."""
SERIAL_BYTES = 2

_LENGTH, _ENCRYPTION, _CUT, _VERSIONED = 0x03FF, 0x1C00, 0x2000, 0x4000
_START = Struct(">HH")
_SERIAL = Struct(">H")
_PART = Struct(">HH")


class Dialect(StrEnum):
    """Edition of the standard that a terminal speaks."""

    V2013 = "2013"
    V2019 = "2019"


class Packet(msgspec.Struct, frozen=True):
    """One frame's header and body; ``phone`` as its packed decimal digits on the wire."""

    message_id: int
    dialect: Dialect
    phone: bytes
    serial: int
    body: bytes
    encrypted: bool = False
    parts: int = 1
    part: int = 1
    """Counted from one."""


def read_packet(content: bytes) -> Packet:
    """Header and body of a frame's content; raises ``Damaged``."""
    try:
        message_id, properties = _START.unpack_from(content)
        versioned = properties & _VERSIONED
        phone_from, phone_to = (5, 15) if versioned else (4, 10)
        (serial,) = _SERIAL.unpack_from(content, phone_to)
        start, parts, part = phone_to + 2, 1, 1
        if properties & _CUT:
            parts, part = _PART.unpack_from(content, start)
            start += 4
    except error:
        raise truncated(12, len(content)) from None
    if len(content) - start != properties & _LENGTH:
        raise Damaged("bad_length", "消息体长度不符", "the length told is not the length there")
    if not 1 <= part <= parts:
        raise Damaged("bad_part", "分包序号不符", "a part that cannot be")
    return Packet(
        message_id,
        Dialect.V2019 if versioned else Dialect.V2013,
        content[phone_from:phone_to],
        serial,
        content[start:],
        bool(properties & _ENCRYPTION),
        parts,
        part,
    )


def write_packet(packet: Packet) -> bytes:
    """The frame of a packet."""
    more = (_CUT if packet.parts > 1 else 0) | (0x0400 if packet.encrypted else 0)
    content = head_of(packet.message_id, packet.dialect, packet.phone, len(packet.body), more)
    content += _SERIAL.pack(packet.serial)
    if packet.parts > 1:
        content += _PART.pack(packet.parts, packet.part)
    return wrap(content + packet.body)


def head_of(
    message_id: int, dialect: Dialect, phone: bytes, body_bytes: int, properties: int = 0
) -> bytes:
    """What stands before the serial number: the same for all messages of a kind and size."""
    properties |= body_bytes
    if dialect is Dialect.V2019:
        return _START.pack(message_id, properties | _VERSIONED) + b"\x01" + phone
    return _START.pack(message_id, properties) + phone


def write_message(
    message_id: int, dialect: Dialect, phone: bytes, first_serial: int, body: bytes
) -> Iterator[bytes]:
    """The frames of a message of any length, numbered one after another."""
    pieces = [body[i : i + BODY_BYTES_MAX] for i in range(0, len(body), BODY_BYTES_MAX)] or [b""]
    for nth, piece in enumerate(pieces):
        serial = (first_serial + nth) % SERIALS
        yield write_packet(
            Packet(message_id, dialect, phone, serial, piece, parts=len(pieces), part=nth + 1)
        )


def pack_phone(digits: str, dialect: Dialect) -> bytes:
    """A terminal's number as it stands in the header, filled up with zeros."""
    size = 20 if dialect is Dialect.V2019 else 12
    if not digits.isdecimal() or not digits.isascii() or len(digits) > size:
        raise ValueError(f"{digits!r} is no terminal number of at most {size} digits")
    return bytes.fromhex(digits.zfill(size))


def phone_digits(packed: bytes) -> str:
    """The number without the zeros in front, so that it is the same in both dialects."""
    return packed.hex().lstrip("0") or "0"
