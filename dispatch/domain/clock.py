"""Time comes from outside: the wall clock in service, a steerable clock in training and tests.

This is the only module that asks the machine for the time.
"""

import threading
import time
from typing import Protocol


class Clock(Protocol):
    """Tells the time of the world that dispatch lives in, UTC epoch milliseconds."""

    def now_ms(self) -> int:
        """Milliseconds since 1970-01-01 UTC; never goes back."""
        ...


class SystemClock:
    """The wall clock, held against steps back (SYS-04): time stands still until it catches up."""

    def __init__(self) -> None:
        self._last_ms = 0
        self._lock = threading.Lock()

    def now_ms(self) -> int:
        """See ``Clock.now_ms``."""
        with self._lock:
            self._last_ms = max(self._last_ms, time.time_ns() // 1_000_000)
            return self._last_ms


class ManualClock:
    """A clock that moves only when told; for tests and replays."""

    def __init__(self, start_ms: int = 0) -> None:
        self._now_ms = start_ms

    def now_ms(self) -> int:
        """See ``Clock.now_ms``."""
        return self._now_ms

    def advance_s(self, seconds: float) -> None:
        """Move forward; a negative step is refused, because no stamp may go back."""
        if seconds < 0:
            raise ValueError(f"a clock cannot go back by {-seconds} s")
        self._now_ms += round(seconds * 1000)


class SimulatedClock:
    """A clock that starts where the journal ended and runs at a chosen speed (演练时钟, SYS-08).

    Training and the demo run on it, so that every limit, ETA and age on a screen belongs to the
    same time, whatever the speed.
    """

    SPEED_MAX = 120.0

    def __init__(self, start_ms: int, speed: float = 1.0) -> None:
        self._lock = threading.Lock()
        self._base_ms = float(start_ms)
        self._anchor_s = time.monotonic()
        self._speed = speed
        self._paused = False

    def now_ms(self) -> int:
        """See ``Clock.now_ms``."""
        with self._lock:
            return int(self._reading())

    @property
    def speed(self) -> float:
        """Simulated seconds per real second while running."""
        return self._speed

    @property
    def paused(self) -> bool:
        """Whether time stands still."""
        return self._paused

    def steer(self, *, speed: float | None = None, paused: bool | None = None) -> None:
        """Change the speed or pause; the reading itself never jumps."""
        if speed is not None and not 0 < speed <= self.SPEED_MAX:
            raise ValueError(f"speed {speed} is not in (0, {self.SPEED_MAX:g}]")
        with self._lock:
            self._base_ms = self._reading()
            self._anchor_s = time.monotonic()
            self._speed = self._speed if speed is None else speed
            self._paused = self._paused if paused is None else paused

    def _reading(self) -> float:
        if self._paused:
            return self._base_ms
        return self._base_ms + (time.monotonic() - self._anchor_s) * 1000 * self._speed


def wall_ms() -> int:
    """The machine's own time, for what is not of the dispatch world: sessions, lag, anchors."""
    return time.time_ns() // 1_000_000
