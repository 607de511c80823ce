"""Whose frames are worked off next (轮流): who was heard first, for some milliseconds at a time.

All lines share the event loop with the desks. What is read is put in line, and worked off in turns
that are bounded however much waits: a call that rings has its turn between two of them.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Protocol, TypeVar

log = logging.getLogger("liandong.jt808")

TURN_S = 0.003
"""So long frames are worked off at a time; then everybody else has a turn."""
AT_ONCE = 250

T = TypeVar("T")


async def a_few_at_a_time(items: Sequence[T]) -> AsyncIterator[T]:
    """For chores on thousands of lines: the loop goes on between every few of them."""
    for nth, item in enumerate(items):
        if nth % AT_ONCE == AT_ONCE - 1:
            await asyncio.sleep(0)
        yield item


class Line(Protocol):
    """Somebody with frames that wait."""

    def work(self, now_s: float, now_ms: int) -> None:
        """Work off one slice of them."""

    def close(self, reason: str) -> None:
        """Hang up."""


class Turns:
    """Owned by the event loop; a line puts itself in once, and again when it has more to say."""

    def __init__(self, now_ms: Callable[[], int], measured_s: Callable[[], float]) -> None:
        self._now_ms = now_ms
        self._measured_s = measured_s
        self._waiting: deque[Line] = deque()
        self._due = False

    def add(self, line: Line) -> None:
        """A line has something to say."""
        self._waiting.append(line)
        if not self._due:
            self._due = True
            asyncio.get_running_loop().call_soon(self._work)

    def _work(self) -> None:
        """One turn. All of it counts as received at the same moment."""
        waiting, measured_s = self._waiting, self._measured_s
        loop, now_ms = asyncio.get_running_loop(), self._now_ms()
        now_s, until_s = loop.time(), measured_s() + TURN_S
        while waiting:
            line = waiting.popleft()
            try:
                line.work(now_s, now_ms)
            except Exception:
                log.exception("working off a line's frames failed; it is hung up on")
                line.close("failed")
            if measured_s() > until_s:
                break
        self._due = bool(waiting)
        if waiting:
            loop.call_soon(self._work)
