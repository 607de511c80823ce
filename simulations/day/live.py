"""The day's ear: follows the live channel as a console does, and comes back when it breaks."""

import asyncio
import logging
from collections.abc import Callable

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from simulations.day.frames import (
    AlarmFrame,
    ChangesFrame,
    Frame,
    RoadsFrame,
    SnapshotFrame,
    TickFrame,
)
from simulations.day.link import Later, Link
from simulations.day.picture import Picture, ServerTime

log = logging.getLogger("liandong.day")

FRAME_BYTES_MAX = 64 * 2**20
FIRST_WAIT_S, WAIT_MAX_S = 0.5, 8.0
NOT_LOGGED_IN = 4401

_decode = msgspec.json.Decoder(Frame).decode


class Ear:
    """Keeps the picture and the time up to date; calls ``on_snapshot`` after each fresh start."""

    def __init__(
        self,
        *,
        url: str,
        user: str,
        link: Link,
        picture: Picture,
        time: ServerTime,
        on_snapshot: Callable[[], None],
    ) -> None:
        self._url = f"ws{url.removeprefix('http').rstrip('/')}/live"
        self._user = user
        self._link = link
        self._picture = picture
        self._time = time
        self._on_snapshot = on_snapshot

    async def follow(self) -> None:
        """Listen for ever."""
        wait_s = FIRST_WAIT_S
        while True:
            try:
                await self._listen()
            except ConnectionClosed as closed:
                if closed.rcvd is not None and closed.rcvd.code == NOT_LOGGED_IN:
                    self._link.forget(self._user)
                log.info("live channel closed: %s", closed)
                wait_s = FIRST_WAIT_S
            except (
                Later,
                OSError,
                TimeoutError,
                InvalidHandshake,
                msgspec.MsgspecError,
            ) as trouble:
                log.warning("no live channel (%s); again in %.1f s", trouble, wait_s)
            self._time.stop()
            await asyncio.sleep(wait_s)
            wait_s = min(WAIT_MAX_S, 2 * wait_s)

    async def _listen(self) -> None:
        token = (await self._link.session(self._user)).token
        headers = {"Authorization": f"Bearer {token}"}
        async with connect(
            self._url,
            additional_headers=headers,
            compression=None,
            max_size=FRAME_BYTES_MAX,
            proxy=None,
        ) as socket:
            await self._hear(socket)

    async def _hear(self, socket: ClientConnection) -> None:
        hello = {"type": "hello", "epoch": self._picture.epoch, "seq": self._picture.seq}
        await socket.send(msgspec.json.encode(hello).decode())
        async for message in socket:
            if isinstance(message, str):  # the binary lane only says where we drove ourselves
                self._take(_decode(message))

    def _take(self, frame: Frame) -> None:
        heard_s = asyncio.get_running_loop().time()
        match frame:
            case SnapshotFrame():
                self._picture.replace(frame)
                self._time.heard(frame.now_ms, frame.clock, heard_s)
                self._on_snapshot()
            case ChangesFrame():
                self._picture.merge(frame)
            case TickFrame():
                self._time.heard(frame.now_ms, frame.clock, heard_s)
            case RoadsFrame():
                self._picture.hear_of_roads(frame)
            case AlarmFrame() if frame.active:
                log.warning("alarm %s: %s / %s", frame.code, frame.zh, frame.en)
            case _:
                pass
