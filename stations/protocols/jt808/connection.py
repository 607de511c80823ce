"""One terminal's socket: feeds the session in bounded slices and writes its answers."""

import asyncio
from typing import TYPE_CHECKING, Any, cast

from stations.protocols.jt808.session import Session

if TYPE_CHECKING:
    from stations.protocols.jt808.gateway import Gateway

SLICE_FRAMES = 64
"""Frames worked off in one go: dispatching must not wait behind a terminal with much to say."""

WRITE_BUFFER_BYTES = 16_384


class Connection(asyncio.Protocol):
    """What comes in waits for its turn. Reading pauses while more than a slice waits, after a turn
    while anything does, or while answers are not read, so TCP itself slows the sender: whatever a
    terminal sends, it takes no more memory than two reads and one write buffer."""

    def __init__(self, gateway: "Gateway") -> None:
        self.session = Session(gateway.registry, gateway.counts)
        self.terminal_id: str | None = None
        self.source = ""
        self.since_s = gateway.now_s()
        self.throttled_s: float | None = None
        """Since when it sends more than it may, without a break."""
        self._frames_left = float(gateway.limits.burst_frames)
        self._refilled_s = self.since_s
        self._gateway = gateway
        self._transport: asyncio.Transport | None = None
        self._later: asyncio.TimerHandle | None = None
        self._in_line = self._clogged = self._deaf = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A terminal dialled."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(high=WRITE_BUFFER_BYTES)
        peer = transport.get_extra_info("peername")
        self.source = str(peer[0]) if peer else ""
        self._gateway.connected(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """The line went down, from either end."""
        self._transport = None
        self._finish()
        self._in_line = False
        if self._later is not None:
            self._later.cancel()
        self._gateway.disconnected(self)

    def data_received(self, data: bytes) -> None:
        """Bytes came in."""
        self.session.feed(data)
        if not self._in_line:
            self._get_in_line()
        if self.session.waiting > SLICE_FRAMES:
            self._listen(waiting_max=SLICE_FRAMES)

    def eof_received(self) -> bool:
        """The terminal has no more to say: neither have we."""
        self._finish()
        return False

    def pause_writing(self) -> None:
        """Answers are not being read: hear no more until they are."""
        self._clogged = True
        self._listen()

    def resume_writing(self) -> None:
        """Answers are being read again."""
        self._clogged = False
        self._listen()

    def work(self, now_s: float, now_ms: int) -> None:
        """Work off one slice of what waits; the rest has its turn after everybody else's."""
        if not self._in_line:
            return  # the line went down while it waited, and this was done then
        self._in_line = False
        session, allowance = self.session, self._allowance(now_s)
        heard = session.work(now_s, min(allowance, SLICE_FRAMES))
        if session.terminal_id != self.terminal_id:
            self._gateway.proved(self)
        if heard and self.terminal_id is not None:
            more = self._gateway.intake.hear(self.terminal_id, heard, now_ms)
            self._frames_left -= more
        self.flush()
        if session.closing is not None:
            self.close(session.closing)
        elif session.waiting and self._transport is not None:
            self._in_line = True
            delay_s = 0.0 if allowance > SLICE_FRAMES else self._gateway.refill_s
            self._later = asyncio.get_running_loop().call_later(delay_s, self._get_in_line)
            self._listen()
        elif self._deaf:
            self._listen()

    def flush(self) -> None:
        """Write what the session has to say."""
        out = self.session.take_out()
        if out and self._transport is not None:
            self._transport.write(out)

    def tell(self, message: Any) -> bool:
        """Tell the terminal something; False when it cannot be told now."""
        told = self.session.tell(message, self._gateway.now_s())
        self.flush()
        return told

    def close(self, reason: str) -> None:
        """Hang up, after what is being written; a terminal that does not read is cut off."""
        if self._transport is None:
            return
        self._gateway.hung_up(self, reason)
        if self._clogged:
            self._transport.abort()
        else:
            self._transport.close()

    def _finish(self) -> None:
        """What was read before the line went down counts."""
        if self._in_line and self._later is None:
            self.work(self._gateway.now_s(), self._gateway.now_ms())

    def _get_in_line(self) -> None:
        self._in_line, self._later = True, None
        self._gateway.turns.add(self)

    def _allowance(self, now_s: float) -> int:
        """How many frames may be worked off now; reckoned anew only where they run short."""
        limits, waiting = self._gateway.limits, self.session.waiting
        if waiting <= SLICE_FRAMES and waiting <= self._frames_left:
            self._frames_left -= waiting
            self.throttled_s = None
            return waiting
        refilled = self._frames_left + (now_s - self._refilled_s) * limits.frames_per_s
        left = min(limits.burst_frames, refilled)
        self._refilled_s = now_s
        allowed = max(0, int(left))
        self._frames_left = left - min(allowed, waiting, SLICE_FRAMES)
        if waiting <= allowed:
            self.throttled_s = None
        elif self.throttled_s is None:
            self.throttled_s = now_s
            self._gateway.flooded(self)
        return allowed

    def _listen(self, waiting_max: int = 0) -> None:
        """Read exactly while there is nothing to wait for."""
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        deaf = self._clogged or self.session.waiting > waiting_max
        if deaf is not self._deaf:
            self._deaf = deaf
            (transport.pause_reading if deaf else transport.resume_reading)()
