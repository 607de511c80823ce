"""The clients of the live bench, in a process of their own: a crowd, a gateway and one probe.

Reads what to do as JSON from its argument and writes what it has seen as JSON.
"""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from struct import Struct as Layout
from time import perf_counter
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection, connect

from console.demo import PASSWORD
from dispatch.domain.clock import wall_ms
from tests.bench.crowd import seat
from tests.bench.over_http import Desk
from tests.support.http_line import HttpLine

HOST = "127.0.0.1"
POSTS_PER_S = 4
_HEADER = Layout("<BBHId")
_RECORD = Layout("<HBBiiHH")
_CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


class Task(msgspec.Struct, frozen=True):
    """What to watch, and how hard."""

    port: int
    pid: int
    naive: bool
    consoles: int
    vehicles: list[tuple[str, float, float]]
    every_s: float
    seconds: float


class Seen(msgspec.Struct):
    """What the clients saw in the time that was measured."""

    cpu_share: float = 0.0
    frames_per_s: float = 0.0
    bytes_per_s: float = 0.0
    thrown_out: int = 0
    fixes_posted: int = 0
    fix_s: list[float] = []
    event_s: list[float] = []


class Watch:
    """One run against one server."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._seen = Seen()
        self._posted: dict[int, tuple[int, int, float]] = {}
        self._happened: dict[str, float] = {}
        self._gateway = HttpLine(task.port)
        self._stopping = asyncio.Event()
        self._measuring = False

    async def run(self) -> Seen:
        """Warm up, measure, look away."""
        task, seen = self._task, self._seen
        path = "/live"
        if not task.naive:
            desk = await asyncio.to_thread(Desk, task.port)
            self._gateway.login("gateway", PASSWORD)
            path = f"/live?token={desk.line.token}"
            happen = self._dispatch(desk)
        else:
            happen = self._naive_event(HttpLine(task.port))
        heard = await seat(HOST, task.port, path, task.consoles - 1)
        url = f"ws://{HOST}:{task.port}{path}"
        async with connect(url, compression=None, max_size=None) as probe:
            await probe.send('{"type":"hello","epoch":null,"seq":null}')
            look, drive = (asyncio.create_task(w) for w in (self._look(probe), self._drive()))
            await asyncio.sleep(min(3.0, task.seconds))
            self._measuring = True
            spent_s, started, before = cpu_s(task.pid), perf_counter(), heard.copy()
            await asyncio.sleep(task.seconds)
            wall_s = perf_counter() - started
            seen.cpu_share = (cpu_s(task.pid) - spent_s) / wall_s
            seen.frames_per_s = (heard["frames"] - before["frames"]) / wall_s
            seen.bytes_per_s = (heard["bytes"] - before["bytes"]) / wall_s
            # Only now does anything happen: the share above is that of the positions alone.
            happening = asyncio.create_task(happen)
            await asyncio.sleep(task.seconds)
            self._measuring = False
            self._stopping.set()
            await asyncio.gather(drive, happening)
            seen.thrown_out = heard["lost"]
            look.cancel()
        return seen

    async def _drive(self) -> None:
        """The gateway: every vehicle reports every few seconds, some of them in each request."""
        task, chance = self._task, Random(1)
        places = [[lon, lat] for _, lon, lat in task.vehicles]
        slots = max(1, round(task.every_s * POSTS_PER_S))
        slot, due = 0, perf_counter()
        while not self._stopping.is_set():
            fixes = []
            for index in range(slot % slots, len(places), slots):
                places[index][0] += chance.gauss(0, 2e-4)
                lon, lat = (round(degrees, 6) for degrees in places[index])
                self._posted[index] = (round(lon * 1e6), round(lat * 1e6), perf_counter())
                self._seen.fixes_posted += self._measuring
                fixes.append(self._fix(index, lon, lat))
            await asyncio.to_thread(self._gateway.post, "/api/fixes", {"fixes": fixes})
            slot, due = slot + 1, due + 1 / POSTS_PER_S
            await asyncio.sleep(max(0.0, due - perf_counter()))

    def _fix(self, index: int, lon: float, lat: float) -> dict[str, Any]:
        vehicle_id = self._task.vehicles[index][0]
        more = {"index": index} if self._task.naive else {}
        place = {"lon": lon, "lat": lat, "datum": "wgs84", "speed_kmh": 36, "heading_deg": 90}
        return {"vehicle_id": vehicle_id, "at_ms": wall_ms(), **place, **more}

    async def _dispatch(self, desk: Desk) -> None:
        """Once a second somebody is sent, and called back."""
        chance, vehicle_id = Random(2), self._task.vehicles[0][0]
        while not self._stopping.is_set():
            incident_id = await asyncio.to_thread(desk.open_incident, chance)
            ranking, _ = await asyncio.to_thread(desk.rank, incident_id)
            self._happened[incident_id] = perf_counter()
            task_id, _ = await asyncio.to_thread(
                desk.send, incident_id, vehicle_id, ranking["answer_id"]
            )
            await asyncio.sleep(0.5)
            await asyncio.to_thread(desk.recall, task_id)
            await asyncio.sleep(0.5)

    async def _naive_event(self, line: HttpLine) -> None:
        """Once a second something of the size of an incident happens."""
        number = 0
        while not self._stopping.is_set():
            number += 1
            name = f"event-{number}"
            self._happened[name] = perf_counter()
            body = {"id": name, "words": "x" * 1500}
            await asyncio.to_thread(line.post, "/api/event", body)
            await asyncio.sleep(1.0)

    async def _look(self, probe: ClientConnection) -> None:
        """The probe reads every frame and finds in it what was just posted."""
        read: Callable[[str | bytes, float], None]
        read = self._read_naive if self._task.naive else self._read
        async for frame in probe:
            read(frame, perf_counter())

    def _read(self, frame: str | bytes, now: float) -> None:
        if isinstance(frame, bytes):
            for index, _, _, lon, lat, _, _ in _RECORD.iter_unpack(frame[_HEADER.size :]):
                self._arrived(index, lon, lat, now)
            return
        told = msgspec.json.decode(frame)
        if told["type"] == "changes":
            for incident in told["incidents"]:
                if incident["tasks"]:
                    self._told(incident["id"], now)

    def _read_naive(self, frame: str | bytes, now: float) -> None:
        told = msgspec.json.decode(frame)
        if told["type"] == "fix":
            lon, lat = round(told["lon"] * 1e6), round(told["lat"] * 1e6)
            self._arrived(told["index"], lon, lat, now)
        else:
            self._told(told["id"], now)

    def _arrived(self, index: int, lon: int, lat: int, now: float) -> None:
        posted = self._posted.get(index)
        if posted is not None and posted[:2] == (lon, lat):
            del self._posted[index]
            if self._measuring:
                self._seen.fix_s.append(now - posted[2])

    def _told(self, name: str, now: float) -> None:
        happened = self._happened.pop(name, None)
        if happened is not None and self._measuring:
            self._seen.event_s.append(now - happened)


def cpu_s(pid: int) -> float:
    """Processor seconds of a process so far, its own and the system's for it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _CLOCK_TICKS


def main() -> None:
    """Do the task of the argument."""
    task = msgspec.json.decode(sys.argv[1], type=Task)
    seen = asyncio.run(Watch(task).run())
    sys.stdout.buffer.write(msgspec.json.encode(seen))


if __name__ == "__main__":
    main()
