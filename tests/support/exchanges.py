"""Scripted telephone exchanges that speak the real protocols: FreeSWITCH's event socket and ARI."""

import asyncio
import base64
import json
import threading
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from dispatch.domain.clock import wall_ms
from tests.support.dialled import wait_for
from tests.support.server import free_port

PASSWORD = "ClueCon"
ENDED_WITHIN_S = 20.0


class ScriptedFreeSwitch:
    """An event socket: greets, wants the password, answers commands, says what the test says."""

    def __init__(self, password: str = PASSWORD) -> None:
        self.port = free_port()
        self.commands: list[str] = []
        self.channels: list[dict[str, Any]] = []
        self.refusal = ""
        self._password = password
        self._line: asyncio.StreamWriter | None = None
        self._lines: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, *exception: object) -> None:
        self.hang_up()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(ENDED_WITHIN_S)
        self._loop.close()

    def open(self) -> None:
        """Take connections."""
        self._do(self._listen())

    def hang_up(self) -> None:
        """Gone: the connection breaks, and nobody answers any more."""
        self._do(self._close())

    def say(self, name: str, line_id: str, at_ms: int, **more: str) -> None:
        """An event of a channel, as FreeSWITCH words it."""
        event = {
            "Event-Name": name,
            "Unique-ID": line_id,
            "Call-Direction": "inbound",
            "Caller-Caller-ID-Number": "13907280001",
            "Caller-Destination-Number": "120",
            "Event-Date-Timestamp": str(at_ms * 1000),
            **{key.replace("_", "-") if key[0].isupper() else key: v for key, v in more.items()},
        }
        body = json.dumps(event, ensure_ascii=False).encode()
        head = f"Content-Length: {len(body)}\nContent-Type: text/event-json\n\n".encode()
        self._do(self._write(head + body))

    @property
    def is_heard(self) -> bool:
        """Whether somebody has asked for events."""
        return self._line is not None and any(c.startswith("event json") for c in self.commands)

    def _do(self, what: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(what, self._loop).result(20)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._converse, "127.0.0.1", self.port)

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
        for line in self._lines:
            line.close()
        self._lines.clear()
        self._line = None

    async def _write(self, data: bytes) -> None:
        assert self._line is not None, "nobody is on the line"
        self._line.write(data)
        await self._line.drain()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._lines.add(writer)
        writer.write(b"Content-Type: auth/request\n\n")
        try:
            while True:
                command = (await reader.readuntil(b"\n\n")).decode().strip()
                self.commands.append(command)
                writer.write(self._answer(command))
                if command.startswith("event"):
                    self._line = writer
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
            self._lines.discard(writer)

    def _answer(self, command: str) -> bytes:
        if command.startswith("auth"):
            known = command == f"auth {self._password}"
            return _reply("+OK accepted" if known else "-ERR invalid")
        if command.startswith("event"):
            return _reply("+OK event listener enabled json")
        if command == "api show channels as json":
            return _api(json.dumps({"row_count": len(self.channels), "rows": self.channels}))
        return _api(self.refusal or "+OK")


def _reply(text: str) -> bytes:
    return f"Content-Type: command/reply\nReply-Text: {text}\n\n".encode()


def _api(text: str) -> bytes:
    body = f"{text}\n".encode()
    return f"Content-Type: api/response\nContent-Length: {len(body)}\n\n".encode() + body


def _now() -> str:
    return datetime.fromtimestamp(wall_ms() / 1000, UTC).isoformat(timespec="milliseconds")


class ScriptedAsterisk:
    """ARI: a websocket for events, REST for orders; seats pick up as soon as they are dialled."""

    USER, PASSWORD = "liandong", "ari-secret"

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.orders: list[str] = []
        self.channels: list[dict[str, Any]] = []
        self.seats_pick_up = True
        self._events: WebSocket | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: uvicorn.Server | None = None

    def __enter__(self) -> Self:
        routes = [
            WebSocketRoute("/ari/events", self._speak),
            Route("/ari/{path:path}", self._take, methods=["GET", "POST", "DELETE"]),
        ]
        app = Starlette(routes=routes)
        config = uvicorn.Config(app, "127.0.0.1", self.port, log_level="error", lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        wait_for(lambda: self._server is not None and self._server.started)
        return self

    def __exit__(self, *exception: object) -> None:
        if self._server is not None:
            self._server.should_exit = True
            self._thread.join(ENDED_WITHIN_S)

    @property
    def is_heard(self) -> bool:
        """Whether somebody listens to the events."""
        return self._events is not None

    def say(self, kind: str, line_id: str, **more: Any) -> None:
        """An event of a channel, as Asterisk words it."""
        channel = {
            "id": line_id,
            "name": "PJSIP/trunk-00000001",
            "caller": {"number": "13907280002", "name": ""},
            "dialplan": {"exten": "120", "app_name": "Stasis", "app_data": "liandong"},
        }
        event = {"type": kind, "timestamp": _now(), "channel": channel, **more}
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(self._send(event), self._loop).result(20)

    async def _send(self, event: dict[str, Any]) -> None:
        assert self._events is not None, "nobody listens"
        await self._events.send_text(json.dumps(event))

    async def _speak(self, websocket: WebSocket) -> None:
        if websocket.query_params.get("api_key") != f"{self.USER}:{self.PASSWORD}":
            await websocket.close(4401)
            return
        await websocket.accept()
        self._events, self._loop = websocket, asyncio.get_running_loop()
        try:
            while True:
                await websocket.receive_text()
        except WebSocketDisconnect:
            self._events = None

    async def _take(self, request: Request) -> Response:
        basic = base64.b64encode(f"{self.USER}:{self.PASSWORD}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {basic}":
            return JSONResponse({"message": "Authentication required"}, status_code=401)
        path, query = request.path_params["path"], dict(request.query_params)
        if request.method == "GET" and path == "channels":
            return JSONResponse(self.channels)
        self.orders.append(f"{request.method} {path} {query.get('endpoint', '')}".strip())
        if path == "channels" and request.method == "POST" and self.seats_pick_up:
            await self._send(
                {
                    "type": "StasisStart",
                    "timestamp": _now(),
                    "args": query["appArgs"].split(","),
                    "channel": {"id": f"seat-{len(self.orders)}", "caller": {"number": ""}},
                }
            )
        return Response(status_code=204)
