"""Frames (帧): a content between two flags, escaped, closed by an XOR check (JT/T 808 §4.4)."""

from collections import deque

from stations.protocols.jt808.damage import Damaged

FLAG = 0x7E
_FLAG = b"\x7e"
_ESCAPE = b"\x7d"
_ESCAPED = {0x01: b"\x7d", 0x02: b"\x7e"}

BODY_BYTES_MAX = 1023
"""Ten bits tell the length of a body."""

FRAME_BYTES_MAX = 2 * (21 + BODY_BYTES_MAX + 1)
"""The largest 2019 frame, were each of its bytes escaped."""


_64_BITS, _128_BITS = (1 << 64) - 1, (1 << 128) - 1


def checksum(content: bytes) -> int:
    """XOR of all bytes: the number is folded in halves, some ten times faster than a loop."""
    number = int.from_bytes(content, "big")
    size = len(content)
    if size > 64:
        bits = 8 << (size - 1).bit_length()
        while bits > 512:
            bits >>= 1
            number = (number >> bits) ^ (number & ((1 << bits) - 1))
    # What a fold leaves above is cut off where that makes the next ones cheaper.
    if size > 16:
        number ^= number >> 256
        number = (number ^ number >> 128) & _128_BITS
    number = (number ^ number >> 64) & _64_BITS
    number ^= number >> 32
    number ^= number >> 16
    return (number ^ number >> 8) & 0xFF


def wrap(content: bytes) -> bytes:
    """The frame of a content, ready for the wire."""
    checked = content + bytes((checksum(content),))
    # The escape sign first: it must not escape the signs that it brings in itself.
    return _FLAG + checked.replace(_ESCAPE, b"\x7d\x01").replace(_FLAG, b"\x7d\x02") + _FLAG


def unwrap(escaped: bytes) -> bytes:
    """The content of what stood between two flags; raises ``Damaged``."""
    checked = _unescape(escaped) if _ESCAPE in escaped else escaped
    if checksum(checked):
        raise Damaged("bad_checksum", "校验码不符", "the checksum does not fit")
    return checked[:-1]


def _unescape(escaped: bytes) -> bytes:
    """Sign by sign: replacing one sequence everywhere and then the other would mix them up."""
    first, *rest = escaped.split(_ESCAPE)
    parts = [first]
    for part in rest:
        sign = _ESCAPED.get(part[0]) if part else None
        if sign is None:
            raise Damaged("bad_escape", "转义不完整", "an escape stands for nothing")
        parts += (sign, part[1:])
    return b"".join(parts)


class Splitter:
    """Cuts a stream at its flags. Every piece between two flags is a candidate, so a lost or
    doubled flag costs at most one frame; what is longer than any frame is thrown away unread."""

    def __init__(self) -> None:
        self.waiting: deque[bytes] = deque()
        """Candidates not yet taken; the owner stops feeding while there are any."""
        self.overlong = 0
        self._tail = b""
        self._skipping = False

    def feed(self, chunk: bytes) -> None:
        """Take what has come in. Kept between two calls: the candidates and one part of a frame."""
        pieces = chunk.split(_FLAG)
        alone = len(pieces) == 3 and bool(pieces[1]) and not (pieces[0] or pieces[2])
        if alone and not (self._tail or self._skipping):
            self.waiting.append(pieces[1])  # one whole frame, as nearly all that comes in
            return
        first, *rest = pieces
        if not rest:
            self._keep(first)
            return
        *whole, tail = rest
        head = self._tail + first
        self._tail = b""
        if self._skipping:
            self._skipping = False
        elif len(head) > FRAME_BYTES_MAX:
            self.overlong += 1
        elif head:
            self.waiting.append(head)
        self.waiting.extend(piece for piece in whole if piece)
        self._keep(tail)

    def _keep(self, piece: bytes) -> None:
        if self._skipping:
            return
        self._tail += piece
        if len(self._tail) > FRAME_BYTES_MAX:
            self.overlong += 1
            self._tail, self._skipping = b"", True
