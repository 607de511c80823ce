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
    """Reading pauses while frames wait or answers are not read, so TCP itself slows the sender:
    whatever a terminal sends, it takes no more memory than one read and one write buffer."""

    def __init__(self, gateway: "Gateway") -> None:
        self.session = Session(gateway.registry, gateway.counts)
        self.terminal_id: str | None = None
        self.source = ""
        self.since_s = 0.0
        self.frames_left = float(gateway.limits.burst_frames)
        self.refilled_s = 0.0
        self.throttled_s: float | None = None
        """Since when it sends more than it may, without a break."""
        self._gateway = gateway
        self._transport: asyncio.Transport | None = None
        self._later: asyncio.TimerHandle | None = None
        self._clogged = self._deaf = False

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
        if self._later is not None:
            self._later.cancel()
        self._gateway.disconnected(self)

    def data_received(self, data: bytes) -> None:
        """Bytes came in."""
        self.session.feed(data)
        self.work()

    def eof_received(self) -> bool:
        """The terminal has no more to say: neither have we."""
        return False

    def pause_writing(self) -> None:
        """Answers are not being read: hear no more until they are."""
        self._clogged = True
        self._listen()

    def resume_writing(self) -> None:
        """Answers are being read again."""
        self._clogged = False
        self._listen()

    def work(self) -> None:
        """Work off one slice of what waits; the rest has its turn after everybody else's."""
        self._later = None
        if self._transport is None:
            return
        allowance = self._gateway.allowance(self)
        heard = self.session.work(self._gateway.now_s(), min(allowance, SLICE_FRAMES))
        if self.session.terminal_id != self.terminal_id:
            self._gateway.proved(self)
        self._gateway.heard(self, heard)
        self.flush()
        if self.session.closing is not None:
            self.close(self.session.closing)
            return
        if self.session.waiting:
            delay_s = 0.0 if allowance > SLICE_FRAMES else self._gateway.refill_s
            self._later = asyncio.get_running_loop().call_later(delay_s, self.work)
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

    def _listen(self) -> None:
        """Read exactly while there is nothing to wait for."""
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        deaf = self._clogged or self.session.waiting > 0
        if deaf is not self._deaf:
            self._deaf = deaf
            (transport.pause_reading if deaf else transport.resume_reading)()
