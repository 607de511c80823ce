"""Breaking off a websocket whose peer has stopped reading.

A websocket server closes in order: it writes a close frame and waits until the peer has read all
that stands before it. A peer that reads nothing would keep its buffer for ever.
"""

import socket

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

BREAK_OFF = "liandong.break_off"
"""The scope's extension under which the hub finds ``break_off``."""

LAST_CHANCE_S = 1.0

SEND_BUFFER_BYTES = 128 * 1024
"""What the kernel may hold for one console. Left alone it grows to megabytes, and a console that
reads nothing would pass for a healthy one for a minute."""


class LiveProtocol(WebSocketsSansIOProtocol):
    """Uvicorn's websocket protocol with a way to end without the peer's help."""

    async def run_asgi(self) -> None:
        """Offer ``break_off`` to the application, then run it."""
        connection: socket.socket = self.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        extensions = self.scope.setdefault("extensions", {}) or {}
        extensions[BREAK_OFF] = self.break_off  # type: ignore[assignment]
        await super().run_asgi()

    def break_off(self, code: int, reason: str) -> None:
        """Say why behind whatever is still unsent, and hang up shortly, read or not."""
        if self.close_sent or self.transport.is_closing():
            return
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.close_timer = self.loop.call_later(LAST_CHANCE_S, self.transport.abort)
