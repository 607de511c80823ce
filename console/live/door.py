"""The websocket ``/live``: who may come in, what it may say, and how it is let go."""

import asyncio
import contextlib
from typing import Any
from urllib.parse import urlsplit

import msgspec
from fastapi import APIRouter, WebSocket
from starlette.websockets import WebSocketDisconnect

from console.live.protocol import (
    CLOSE_NOT_LOGGED_IN,
    CLOSE_ORIGIN,
    CLOSE_PROTOCOL,
    CLOSE_SLOW,
    MESSAGE_BYTES_MAX,
    Hello,
    Pong,
    decode_from_client,
)
from console.live.seat import Seat
from console.live.transport import BREAK_OFF
from console.people.auth import find_login, token_of

HELLO_WITHIN_S = 10.0
MESSAGES_MAX, MESSAGES_WINDOW_S = 30, 10.0
CLOSE_WITHIN_S = 1.0

router = APIRouter()


@router.websocket("/live")
async def live(websocket: WebSocket) -> None:
    """Let a console in after its origin, its login and its hello were looked at."""
    system = websocket.app.state.system
    # Closed only after the handshake, because a browser does not tell a page why one failed.
    await websocket.accept()
    if not origin_allowed(websocket, system.settings.allowed_origins):
        await websocket.close(CLOSE_ORIGIN, "origin")
        return
    token = websocket.query_params.get("token") or token_of(websocket)
    login = await find_login(system.accounts, token)
    if login is None:
        await websocket.close(CLOSE_NOT_LOGGED_IN, "not logged in")
        return
    try:
        async with asyncio.timeout(HELLO_WITHIN_S):
            hello = await _receive(websocket)
    except WebSocketDisconnect:
        return
    except (TimeoutError, msgspec.MsgspecError):
        hello = None
    if not isinstance(hello, Hello):
        await websocket.close(CLOSE_PROTOCOL, "hello first")
        return
    seat = system.hub.join(login, hello)
    try:
        await _serve(websocket, seat, system.settings.slow_client_s)
    finally:
        system.hub.leave(seat)


def origin_allowed(websocket: WebSocket, allowed: tuple[str, ...]) -> bool:
    """Whether a web page of this origin may use the browser's login: this server's own pages may.

    Programs that are no browsers send no origin; they have to bring a token of their own.
    """
    origin = websocket.headers.get("origin")
    if origin is None:
        return True
    same_host = urlsplit(origin).netloc == websocket.headers.get("host")
    return same_host or origin.rstrip("/") in allowed


async def _serve(websocket: WebSocket, seat: Seat, slow_s: float) -> None:
    async def send(frame: str | bytes) -> None:
        kind = "text" if isinstance(frame, str) else "bytes"
        await websocket.send({"type": "websocket.send", kind: frame})

    # A send may hang on a console that does not read; whoever closes the seat need not wait for it.
    doings = [seat.pump(send, slow_s), _listen(websocket, seat), seat.ended.wait()]
    tasks = [asyncio.ensure_future(doing) for doing in doings]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    if seat.closing is not None:
        await _close(websocket, seat.closing)


async def _close(websocket: WebSocket, code: int) -> None:
    break_off = websocket.scope["extensions"].get(BREAK_OFF)
    if code == CLOSE_SLOW and break_off is not None:
        # Its buffer is full: an orderly close would wait for the very console that does not read.
        break_off(code, "slow")
        return
    with contextlib.suppress(TimeoutError, WebSocketDisconnect, RuntimeError):
        async with asyncio.timeout(CLOSE_WITHIN_S):
            await websocket.close(code)


async def _listen(websocket: WebSocket, seat: Seat) -> None:
    """Hear the console out; one that talks too much or nonsense is let go."""
    loop = asyncio.get_running_loop()
    window_start, heard = loop.time(), 0
    with contextlib.suppress(WebSocketDisconnect):
        while True:
            try:
                message = await _receive(websocket)
            except msgspec.MsgspecError:
                message = None
            if loop.time() - window_start > MESSAGES_WINDOW_S:
                window_start, heard = loop.time(), 0
            heard += 1
            if heard > MESSAGES_MAX or not isinstance(message, Pong):
                seat.close(CLOSE_PROTOCOL)
                return


async def _receive(websocket: WebSocket) -> Hello | Pong | None:
    message: dict[str, Any] = dict(await websocket.receive())
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1006))
    text = message.get("text")
    if text is None or len(text) > MESSAGE_BYTES_MAX:
        return None
    heard: Hello | Pong = decode_from_client(text)
    return heard
