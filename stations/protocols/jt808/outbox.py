"""What is to be written to a terminal: frames, numbered one after another, and general answers."""

from struct import Struct

from stations.protocols.jt808.frame import wrap
from stations.protocols.jt808.header import SERIAL_BYTES, SERIALS, Dialect, head_of, write_message
from stations.protocols.jt808.messages.general import Result

To = tuple[Dialect, bytes]
"""In which dialect and to whom: a phone as its packed digits."""

_ANSWER = Struct(">HHHB")
"""Own serial number, and the general answer: to which serial and message, with what result."""


class Outbox:
    """Of one connection; emptied as often as something was put in."""

    def __init__(self) -> None:
        self.serial = 0
        """The number of the next frame."""
        self._frames: list[bytes] = []
        self._to: To | None = None
        self._head = b""

    def take(self) -> bytes:
        """All that waits, in its order."""
        out, self._frames = b"".join(self._frames), []
        return out

    def write(self, message_id: int, body: bytes, to: To) -> list[bytes]:
        """Put in a message of any length; its frames."""
        dialect, phone = to
        frames = list(write_message(message_id, dialect, phone, self.serial, body))
        self.serial = (self.serial + len(frames)) % SERIALS
        self._frames += frames
        return frames

    def again(self, frames: bytes) -> None:
        """Put in frames once more, with the numbers that they had."""
        self._frames.append(frames)

    def answer(self, to: To, serial: int, message_id: int, result: Result) -> None:
        """Put in the platform's general answer (0x8001), as ``write`` would have it, at a quarter
        of the price: every single report is answered."""
        if to != self._to:
            self._to, self._head = to, head_of(0x8001, *to, _ANSWER.size - SERIAL_BYTES)
        tail = _ANSWER.pack(self.serial, serial, message_id, result)
        self._frames.append(wrap(self._head + tail))
        self.serial = (self.serial + 1) % SERIALS
