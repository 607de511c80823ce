"""A real server in this process: uvicorn on a free port, its own database, the whole region."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
from websockets.sync.client import ClientConnection, connect

from console.composition import build, load_region
from console.demo import PASSWORD, demo_accounts
from console.serving import listen, make_server
from console.settings import Settings
from console.system import System
from geo.routing.contracted import ContractedRouter
from geo.routing.router import Router
from stations.region import Region

READY_WITHIN_S = 90.0
ROUTER_PATIENCE_S = 5.0
"""The longest that the setting allows."""
STREET = {"lon": 110.815, "lat": 32.62, "datum": "wgs84", "radius_m": 30, "method": "map_click"}
"""A place at the edge of the city."""


@cache
def shiyan() -> Region:
    """The pack that the demo runs on."""
    return load_region("shiyan")


def road_engine(region: Region) -> Router:
    """The engine on a region's roads, with its hierarchy."""
    router = ContractedRouter(region.roads)
    router.wait()
    return router


@cache
def shiyan_roads() -> Router:
    """The engine on its roads, built once for all tests of a process."""
    return road_engine(shiyan())


@dataclass
class Seat:
    """A login with its HTTP client; writes carry an idempotency key by themselves."""

    http: httpx2.Client
    token: str
    user: dict[str, Any]

    def get(self, path: str, **more: Any) -> httpx2.Response:
        return self.http.get(f"/api{path}", **more)

    def post(self, path: str, body: Any = None, key: str | None = None) -> httpx2.Response:
        headers = {"Idempotency-Key": key or str(uuid4())}
        return self.http.post(f"/api{path}", json={} if body is None else body, headers=headers)

    def patch(self, path: str, body: Any, key: str | None = None) -> httpx2.Response:
        headers = {"Idempotency-Key": key or str(uuid4())}
        return self.http.patch(f"/api{path}", json=body, headers=headers)

    def do(self, path: str, body: Any = None) -> dict[str, Any]:
        """A write that is expected to be taken."""
        response = self.post(path, body)
        assert response.status_code == 200, response.text
        receipt: dict[str, Any] = response.json()
        return receipt


@dataclass
class Desks:
    """The logins at the server of an address, each taken when first needed."""

    url: str
    _seats: dict[str, Seat] = field(default_factory=dict)

    def seat(self, username: str, password: str = PASSWORD) -> Seat:
        """Log in, once for each name."""
        if username not in self._seats:
            http = httpx2.Client(base_url=self.url, timeout=20)
            body = {"username": username, "password": password}
            response = http.post("/api/session", json=body)
            assert response.status_code == 200, response.text
            http.cookies.clear()
            http.headers["Authorization"] = f"Bearer {response.json()['token']}"
            self._seats[username] = Seat(http, response.json()["token"], response.json()["user"])
        return self._seats[username]

    def live(self, username: str, **more: Any) -> ClientConnection:
        """A websocket in the name of a login."""
        address = self.url.replace("http", "ws", 1) + f"/live?token={self.seat(username).token}"
        socket: ClientConnection = connect(address, max_size=None, compression=None, **more)
        return socket

    def call_in(self, desk: str = "city", **incident: Any) -> str:
        """A call rings, is answered and accepted; the incident's number."""
        call_id = f"C{uuid4().hex[:12]}"
        self.seat("gateway").do("/calls", {"call_id": call_id, "number": "13800000000"})
        self.seat(desk).do(f"/calls/{call_id}/answer")
        receipt = self.seat(desk).do(f"/calls/{call_id}/accept", {"incident": incident})
        return str(receipt["incident_id"])

    def send_best(self, incident_id: str, desk: str = "city") -> tuple[str, str]:
        """Send the first vehicle of the ranking; the task's and the vehicle's number."""
        ranking = self.seat(desk).get(f"/incidents/{incident_id}/candidates").json()
        best = next(c for c in ranking["ranked"] if c["group"] == "ready")
        order = {"vehicle_id": best["vehicle_id"], "answer_id": ranking["answer_id"]}
        receipt = self.seat(desk).do(f"/incidents/{incident_id}/dispatch", order)
        return receipt["task_id"], receipt["vehicle_id"]

    def close(self) -> None:
        for seat in self._seats.values():
            seat.http.close()


@dataclass
class Running(Desks):
    """A server in this process, with its inside for looking at."""

    system: System = field(kw_only=True)


@contextmanager
def at(url: str) -> Iterator[Desks]:
    """The logins at a server in another process."""
    desks = Desks(url)
    try:
        yield desks
    finally:
        desks.close()


@contextmanager
def run_server(
    folder: Path,
    *,
    region: Region | None = None,
    load_router: Callable[[Region], Router] | None = None,
    wait_for_roads: bool = True,
    **settings: Any,
) -> Iterator[Running]:
    """A server on a database in ``folder`` until the block ends; without a region, the demo's."""
    # A deadline far away: on a busy machine no answer may depend on the machine's speed.
    settings.setdefault("router_deadline_s", ROUTER_PATIENCE_S)
    chosen = Settings(
        database_url=f"sqlite:///{folder / 'liandong.sqlite3'}",
        anchor_path=folder / "journal.anchor",
        **settings,
    )
    listener = listen("127.0.0.1", 0)
    load_router = load_router or (road_engine if region else lambda _: shiyan_roads())
    system = build(chosen, region=region or shiyan(), load_router=load_router)
    system.accounts.ensure_all(demo_accounts(system.region), PASSWORD)
    ready = threading.Event()
    server = make_server(system, ready.set)

    def run() -> None:
        with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
            runner.run(server.serve(sockets=[listener]))

    thread = threading.Thread(target=run, name="server under test")
    thread.start()
    assert ready.wait(READY_WITHIN_S), "the server did not start"
    running = Running(f"http://127.0.0.1:{listener.getsockname()[1]}", system=system)
    try:
        if wait_for_roads:
            _wait_for_roads(system)
        yield running
    finally:
        running.close()
        server.should_exit = True
        thread.join(READY_WITHIN_S)
        assert not thread.is_alive(), "the server did not stop"


def _wait_for_roads(system: System) -> None:
    pause = threading.Event()
    for _ in range(round(READY_WITHIN_S / 0.02)):
        if system.router.ready and all(a.code != "router_not_ready" for a in system.hub.alarms):
            return
        pause.wait(0.02)
    raise AssertionError("the road network did not get ready")
