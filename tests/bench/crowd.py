"""A room full of consoles in one process: they take what comes, and answer the server's pings.

Reading and parsing every frame of 200 consoles in Python would measure the crowd, not the server:
all but the probe only find out where a frame ends.
"""

import asyncio
import base64
import json
from collections import Counter

_TEXT, _PING = 0x1, 0x9
_MASK = b"\0\0\0\0"  # a client's frames are masked; this mask leaves the bytes as they are


class Console(asyncio.Protocol):
    """One console that looks at nothing."""

    def __init__(
        self, host: str, path: str, heard: Counter[str], since: tuple[str, int] | None = None
    ) -> None:
        """With the epoch and number of the last entry it has seen it wants only what came since."""
        loop = asyncio.get_running_loop()
        self.open: asyncio.Future[None] = loop.create_future()
        self.first: asyncio.Future[bytes] = loop.create_future()
        epoch, seq = since or (None, None)
        self._hello = json.dumps({"type": "hello", "epoch": epoch, "seq": seq}).encode()
        self._request = (
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {base64.b64encode(bytes(16)).decode()}\r\n\r\n"
        ).encode()
        self._heard = heard
        self._unread = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the live channel."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._request)

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it: a console that is thrown out makes the server's work lighter."""
        self._heard["lost"] += 1
        if not self.open.done():
            self.open.set_exception(ConnectionError("refused"))

    def data_received(self, data: bytes) -> None:
        """Pass over whole frames, whatever is in them."""
        self._heard["bytes"] += len(data)
        self._unread += data
        if not self.open.done():
            head, found, rest = self._unread.partition(b"\r\n\r\n")
            if not found:
                return
            if b" 101 " not in head.splitlines()[0]:
                self.open.set_exception(ConnectionError(head.decode(errors="replace")))
                return
            self.open.set_result(None)
            self._unread = rest
            self._say(_TEXT, self._hello)
        self._pass_over()

    def _pass_over(self) -> None:
        data, at = self._unread, 0
        while len(data) - at >= 2:
            opcode, length, start = data[at] & 0x0F, data[at + 1] & 0x7F, at + 2
            if length == 126:
                length, start = int.from_bytes(data[at + 2 : at + 4], "big"), at + 4
            elif length == 127:
                length, start = int.from_bytes(data[at + 2 : at + 10], "big"), at + 10
            if len(data) < start + length or start > len(data):
                break
            self._heard["frames"] += 1
            if opcode == _TEXT and not self.first.done():
                self.first.set_result(data[start : start + length])
            if opcode == _PING:
                self._say(0xA, data[start : start + length])
            at = start + length
        self._unread = data[at:]

    def _say(self, opcode: int, payload: bytes) -> None:
        assert self._transport is not None
        assert len(payload) < 126
        self._transport.write(bytes([0x80 | opcode, 0x80 | len(payload)]) + _MASK + payload)


async def seat(host: str, port: int, path: str, consoles: int) -> Counter[str]:
    """So many consoles come in; what they hear from now on is counted together."""
    loop, heard = asyncio.get_running_loop(), Counter[str]()
    for _ in range(consoles):
        _, console = await loop.create_connection(
            lambda: Console(f"{host}:{port}", path, heard), host, port
        )
        await console.open
    return heard
