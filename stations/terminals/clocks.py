"""How far a terminal's clock is off (终端时钟偏差), and when its times are to be corrected.

A receiver's clock is set by satellites, yet terminals come with the wrong zone (8 h), forget a
week count (1,024 weeks) or never were set. A wrong clock always is wrong by the same amount; a late
report is not. Hence only an offset that stays the same over several reports is corrected.
"""

from collections import deque

SAMPLES = 8
STEADY_MS = 5_000
AHEAD_MS = 60_000
BEHIND_MS = 600_000
"""Offsets that the pipeline bears as they are: a little ahead, and some minutes late."""


class TerminalClock:
    """The clock of one terminal, by its live reports."""

    def __init__(self) -> None:
        self._offsets: deque[int] = deque(maxlen=SAMPLES)
        self.correction_ms = 0
        """To be taken off its times; 0 while nothing is certain, or little wrong."""

    def look(self, claimed_ms: int, now_ms: int) -> None:
        """A report that says it is of now came in."""
        offset_ms = claimed_ms - now_ms
        self._offsets.append(offset_ms)
        # With this one borne by so much, they are steady only where their middle is borne too.
        borne = STEADY_MS - BEHIND_MS <= offset_ms <= AHEAD_MS - STEADY_MS
        self.correction_ms = 0 if borne else self._certain_ms()

    @property
    def ahead_ms(self) -> int | None:
        """By how much it is ahead; None before anything came. The middle of the last reports."""
        if not self._offsets:
            return None
        return sorted(self._offsets)[len(self._offsets) // 2]

    def _certain_ms(self) -> int:
        offsets = self._offsets
        if len(offsets) < SAMPLES or max(offsets) - min(offsets) > STEADY_MS:
            return 0
        ahead_ms = self.ahead_ms or 0
        return ahead_ms if ahead_ms > AHEAD_MS or ahead_ms < -BEHIND_MS else 0
