"""A full room: fifty consoles and three hundred vehicles, and every screen tells the same."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.live.protocol import CLOSE_SLOW, PositionRecord
from console.live.seat import Seat
from console.people.accounts import Account, Login
from dispatch.domain.actors import Role
from stations.regionpack import load
from tests.bench.live import enlarged
from tests.support.running import Running, run_server, shiyan_roads
from tests.support.screen import Screen

REQUIREMENTS = ("UI-07",)

CONSOLES, VEHICLES, EVENTS = 50, 300, 12
LOGINS = ("city", "city2", "leader-city", "danjiangkou")
PATIENCE_S = 60.0
STEP_DEG = 0.0005
"""What a vehicle moves between two of its reports."""

Places = dict[int, tuple[int, int]]


class Console(threading.Thread):
    """One console that hears everything until it has heard the last of it."""

    def __init__(self, server: Running, login: str) -> None:
        super().__init__(name=f"console of {login}", daemon=True)
        self.login = login
        self.screen = Screen()
        self.told: list[int] = []
        """Journal numbers in the order in which they were told."""
        self.seated = threading.Event()
        self._server = server
        self._last: tuple[int, Places] | None = None

    def leave_after(self, seq: int, places: Places) -> None:
        """It may go once it has heard this number and seen the vehicles there."""
        self._last = (seq, places)

    def run(self) -> None:
        with self._server.live(self.login) as socket:
            self.screen.hello(socket)
            while not self._heard_all():
                kind = self.screen.hear(socket.recv(timeout=PATIENCE_S))
                if kind in ("snapshot", "changes") and self.screen.seq is not None:
                    self.told.append(self.screen.seq)
                if self.screen.positions and self.told:
                    self.seated.set()

    def _heard_all(self) -> bool:
        if self._last is None or self.screen.seq is None:
            return False
        seq, places = self._last
        there = places_of(self.screen.positions)
        return self.screen.seq >= seq and there.items() <= places.items()


def places_of(records: list[PositionRecord]) -> Places:
    return {record.vehicle_index: (record.lon_e6, record.lat_e6) for record in records}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    region = load(enlarged(tmp_path_factory.mktemp("pack") / "pack", VEHICLES))
    folder: Path = tmp_path_factory.mktemp("server")
    # Nobody is given up as slow because the machine is.
    with run_server(
        folder, region=region, load_router=lambda _: shiyan_roads(), slow_client_s=60.0
    ) as running:
        yield running


def report(server: Running, nth: int) -> None:
    """Every vehicle is a little further on than the time before."""
    region, at_ms = server.system.region, server.system.clock.now_ms()
    stations = [region.units[v.station_code].point for v in region.vehicles.values()]
    fixes = [
        {
            "vehicle_id": vehicle,
            "lon": round(home.lon + nth * STEP_DEG, 6),
            "lat": round(home.lat, 6),
            "datum": "wgs84",
            "at_ms": at_ms,
        }
        for vehicle, home in zip(region.vehicles, stations, strict=True)
    ]
    answer = server.seat("gateway").post("/fixes", {"fixes": fixes}).json()
    assert answer["accepted"] == VEHICLES, answer["rejected"][:3]


def latest(server: Running) -> Places:
    """Where a console that only comes now sees all of them."""
    with server.live("city") as socket:
        screen = Screen()
        screen.hello(socket)
        screen.hear_until(socket, "positions", PATIENCE_S)
    return places_of(screen.positions)


@pytest.mark.slow
def test_fifty_consoles_hear_the_same_in_order_and_end_with_the_same_board(server: Running) -> None:
    consoles = [Console(server, LOGINS[nth % len(LOGINS)]) for nth in range(CONSOLES)]
    for login in LOGINS:
        server.seat(login)
    for console in consoles:
        console.start()
    assert all(console.seated.wait(PATIENCE_S) for console in consoles)
    assert server.system.hub.clients == CONSOLES
    before = server.system.writer.seq
    for nth in range(EVENTS):
        incident_id = server.call_in(complaint="胸痛")
        task_id, _ = server.send_best(incident_id)
        report(server, nth)
        if nth % 2:
            reason = {"reason": "recalled_before_departure"}
            server.seat("city").do(f"/tasks/{task_id}/recall", reason)
    seq, places = server.system.writer.seq, latest(server)
    assert len(places) == VEHICLES
    for console in consoles:
        console.leave_after(seq, places)
    for console in consoles:
        console.join(PATIENCE_S)
        assert not console.is_alive(), f"{console.name} stopped at {console.screen.seq} of {seq}"

    boards = {login: server.seat(login).get("/board").json() for login in LOGINS}
    numbers = {
        tuple(dict.fromkeys(n for n in console.told if before < n <= seq)) for console in consoles
    }
    assert len(numbers) == 1, "every console is told every number, in one order"
    assert len(numbers.pop()) >= 2 * EVENTS
    assert all(console.told == sorted(console.told) for console in consoles)
    assert all(console.screen.shows(boards[console.login]) for console in consoles)
    assert server.system.hub.counters["closed_slow"] == 0


def stuck_seat(frames_max: int) -> Seat:
    account = Account(username="city", name="一席", role=Role.DISPATCHER, unit="420300")
    return Seat(Login(account=account, token_hash=b"", expires_ms=0), frames_max)


def test_what_waits_for_a_console_is_bounded_and_of_positions_only_the_newest_waits() -> None:
    async def heard() -> list[str | bytes]:
        seat, sent = stuck_seat(8), list[str | bytes]()
        for nth in range(8):
            seat.offer_positions(b"%d" % nth)
            seat.offer(f"{nth}")
        assert seat.closing is None

        async def send(frame: str | bytes) -> None:
            sent.append(frame)
            if isinstance(frame, bytes):
                seat.close(CLOSE_SLOW)

        await seat.pump(send, slow_s=PATIENCE_S)
        return sent

    assert asyncio.run(heard()) == [*map(str, range(8)), b"7"]


def test_one_frame_too_many_closes_the_console_so_that_it_comes_back() -> None:
    seat = stuck_seat(8)
    for nth in range(9):
        assert seat.closing is None
        seat.offer(f"{nth}")
    assert seat.closing == CLOSE_SLOW
