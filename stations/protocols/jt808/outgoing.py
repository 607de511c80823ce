"""What the platform told a terminal and is not yet answered: sent again, then given up."""

from collections import deque

import msgspec

from stations.protocols.jt808.header import SERIALS

WAITING_MAX = 16
TRIES_MAX = 3
FIRST_WAIT_S = 10.0


class Settled(msgspec.Struct, frozen=True):
    """A terminal answered what it was told; ``result`` 0 is done, None is no answer at all."""

    message: msgspec.Struct
    result: int | None


class _Told(msgspec.Struct):
    message: msgspec.Struct
    first_serial: int
    parts: int
    frames: bytes
    again_s: float
    wait_s: float = FIRST_WAIT_S
    tries: int = 1

    def covers(self, serial: int) -> bool:
        """Whether a serial number is that of one of its frames."""
        return (serial - self.first_serial) % SERIALS < self.parts


class Outgoing:
    """The unanswered messages of one connection, oldest first. Each is sent three times, the
    waiting time growing as the standard has it (T₍ₙ₊₁₎ = Tₙ × (n + 1)): 10 s, 20 s, 60 s."""

    def __init__(self) -> None:
        self._told: deque[_Told] = deque()

    @property
    def full(self) -> bool:
        """Whether the next message has to be refused."""
        return len(self._told) >= WAITING_MAX

    @property
    def waiting(self) -> bool:
        """Whether anything is unanswered."""
        return bool(self._told)

    def add(
        self, message: msgspec.Struct, first_serial: int, frames: list[bytes], now_s: float
    ) -> None:
        """Remember what is being sent."""
        again_s = now_s + FIRST_WAIT_S
        told = _Told(message, first_serial, len(frames), b"".join(frames), again_s)
        self._told.append(told)

    def settle(self, serial: int, result: int) -> Settled | None:
        """An answer came; None when nobody waited for it."""
        for told in self._told:
            if told.covers(serial):
                self._told.remove(told)
                return Settled(told.message, result)
        return None

    def again(self, now_s: float) -> tuple[bytes, list[Settled]]:
        """What is to be sent once more, and what is given up."""
        frames: list[bytes] = []
        given_up: list[Settled] = []
        for told in [told for told in self._told if told.again_s <= now_s]:
            if told.tries >= TRIES_MAX:
                self._told.remove(told)
                given_up.append(Settled(told.message, None))
                continue
            told.tries += 1
            told.wait_s *= told.tries
            told.again_s = now_s + told.wait_s
            frames.append(told.frames)
        return b"".join(frames), given_up
