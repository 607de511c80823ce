"""One console's place in the hub: a bounded queue of events and one slot for positions."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from console.live.protocol import CLOSE_SLOW
from console.people.accounts import Login
from dispatch.sight import Viewer, viewer_of

Send = Callable[[str | bytes], Awaitable[None]]


class Seat:
    """Takes what the hub offers without ever waiting; a task of its own does the sending.

    Events wait in order and are never dropped: when too many wait, the console is closed instead
    and resumes by itself. Of positions only the newest waits.
    """

    def __init__(self, login: Login, frames_max: int) -> None:
        self.login = login
        self.viewer: Viewer = viewer_of(login.actor)
        self.closing: int | None = None
        self.ended = asyncio.Event()
        self.frames_sent = 0
        self._frames_max = frames_max
        self._events: deque[str] = deque()
        self._positions: bytes | None = None
        self._wake = asyncio.Event()

    def offer(self, frame: str) -> None:
        """Queue an event frame; one too many closes the console as slow."""
        if len(self._events) >= self._frames_max:
            self.close(CLOSE_SLOW)
        elif self.closing is None:
            self._events.append(frame)
            self._wake.set()

    def offer_positions(self, frame: bytes) -> None:
        """Leave the newest positions in the slot, in place of any that still wait."""
        self._positions = frame
        self._wake.set()

    def close(self, code: int) -> None:
        """Ask the sender to end; the first reason counts."""
        if self.closing is None:
            self.closing = code
            self.ended.set()
            self._wake.set()

    async def pump(self, send: Send, slow_s: float) -> None:
        """Send what waits until the seat is closed; a send that takes too long closes it."""
        while self.closing is None:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._drain(send, slow_s)
            except TimeoutError:
                self.close(CLOSE_SLOW)

    async def _drain(self, send: Send, slow_s: float) -> None:
        while self.closing is None and (frame := self._next()) is not None:
            async with asyncio.timeout(slow_s):
                await send(frame)
            self.frames_sent += 1

    def _next(self) -> str | bytes | None:
        if self._events:
            return self._events.popleft()
        positions, self._positions = self._positions, None
        return positions
