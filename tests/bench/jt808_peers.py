"""JT/T 808 decoders as Python programs on the net are written, for comparison in the same run.

No package that decodes these messages can be installed (the one of that name only escapes), so two
ways were written out: the usual one, byte by byte, and the same with every loop handed to the
interpreter's own functions, the fastest plain form that we could find.
"""

import struct
from datetime import datetime, timedelta, timezone
from functools import reduce
from operator import xor
from typing import NamedTuple

CHINA = timezone(timedelta(hours=8))


class Decoded(NamedTuple):
    """What every decoder has to tell of a location."""

    phone: str
    lat: float
    lon: float
    speed_kmh: float
    at_ms: int
    mileage_km: float


def usual(frame: bytes) -> Decoded:
    """Unescape and check byte by byte, slice by slice."""
    data, i, inside = bytearray(), 0, frame[1:-1]
    while i < len(inside):
        if inside[i] == 0x7D:
            data.append(0x7D if inside[i + 1] == 1 else 0x7E)
            i += 2
        else:
            data.append(inside[i])
            i += 1
    check = 0
    for byte in data[:-1]:
        check ^= byte
    assert check == data[-1]
    return _location(bytes(data[:-1]))


def brisk(frame: bytes) -> Decoded:
    """Unescape by two replacements in the right order, check by one reduction."""
    data = frame[1:-1].replace(b"\x7d\x02", b"\x7e").replace(b"\x7d\x01", b"\x7d")
    assert reduce(xor, data) == 0
    return _location(data[:-1])


def _location(data: bytes) -> Decoded:
    message_id, properties = struct.unpack(">HH", data[:4])
    assert message_id == 0x0200
    start = 17 if properties & 0x4000 else 12
    phone = data[5:15] if properties & 0x4000 else data[4:10]
    body = data[start:]
    assert len(body) == properties & 0x3FF
    _, _, lat, lon, _, speed, _ = struct.unpack(">IIIIHHH", body[:22])
    at = datetime.strptime(body[22:28].hex(), "%y%m%d%H%M%S").replace(tzinfo=CHINA)
    mileage, i = 0.0, 28
    while i < len(body):
        item, size = body[i], body[i + 1]
        if item == 1:
            mileage = int.from_bytes(body[i + 2 : i + 2 + size], "big") / 10
        i += 2 + size
    at_ms = round(at.timestamp() * 1000)
    digits = phone.hex().lstrip("0")
    return Decoded(digits, lat / 1e6, lon / 1e6, speed / 10, at_ms, mileage)
