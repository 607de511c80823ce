"""200 consoles on one server: its processor, how soon all know, one that stalls, 500 that return.

The clients are a process of their own; what it does is told by its argument, as JSON.
"""

import asyncio
import json
import socket
import subprocess
import sys
from collections import Counter
from time import perf_counter

import msgspec
from websockets.asyncio.client import connect

from console.demo import PASSWORD
from stations.regionpack import load
from tests.bench.crowd import Console, seat
from tests.bench.figures import Cell, Effort, Table, spread
from tests.bench.live import EVERY_S, VEHICLES, enlarged, ours_with
from tests.bench.over_http import Desk
from tests.bench.stores import scratch
from tests.bench.watching import HOST, Seen, Task, Watch, cpu_s
from tests.support.http_line import HttpLine

CONSOLES = {Effort.FULL: 200, Effort.QUICK: 200, Effort.SMOKE: 3}
SECONDS = {Effort.FULL: 60.0, Effort.QUICK: 15.0, Effort.SMOKE: 1.5}
RETURNING = {Effort.FULL: 500, Effort.QUICK: 500, Effort.SMOKE: 5}
PATIENCE_S = 60.0
STALLED_BYTES = 4096
"""What the machine of a console that has stalled still takes in."""


class Stage(msgspec.Struct):
    """One stretch of the run and what it cost."""

    name: str
    cpu_share: float
    fix_s: list[float]
    event_s: list[float]


class Crowded(msgspec.Struct):
    """What the crowd saw, stage by stage."""

    stages: list[Stage] = []
    back_s: list[float] = []
    """From the first reconnect to each console's first frame."""
    resumed: int = 0
    thrown_out: int = 0
    stalled_thrown_out: int = 0


class Crowd(Watch):
    """The probe of the live bench in a room that is disturbed."""

    async def disturb(self, returning: int) -> Crowded:
        """Calm, then with one console that reads nothing, then with hundreds that come back."""
        task, told = self._task, Crowded()
        self._gateway = HttpLine(task.port, timeout_s=PATIENCE_S)
        desk = await asyncio.to_thread(Desk, task.port)
        self._gateway.login("gateway", PASSWORD)
        path = f"/live?token={desk.line.token}"
        heard = await seat(HOST, task.port, path, task.consoles - 1)
        url = f"ws://{HOST}:{task.port}{path}"
        async with connect(url, compression=None, max_size=None, ping_timeout=PATIENCE_S) as probe:
            await probe.send('{"type":"hello","epoch":null,"seq":null}')
            works = [self._look(probe), self._drive(), self._dispatch(desk)]
            look, *working = (asyncio.create_task(work) for work in works)
            await asyncio.sleep(min(5.0, task.seconds))
            self._measuring = True
            told.stages.append(await self._stage("calm"))
            stalled = await self._stall(path)
            told.stages.append(await self._stage("one console stalled"))
            told.stalled_thrown_out = _hung_up(stalled)
            stalled.close()
            back = asyncio.create_task(self._return(path, url, returning, told))
            told.stages.append(await self._stage(f"{returning} come back within a second"))
            await back
            self._stopping.set()
            await asyncio.gather(*working)
            told.thrown_out = heard["lost"]
            look.cancel()
        return told

    async def _stage(self, name: str) -> Stage:
        self._seen = Seen()
        spent_s, started = cpu_s(self._task.pid), perf_counter()
        await asyncio.sleep(self._task.seconds)
        share = (cpu_s(self._task.pid) - spent_s) / (perf_counter() - started)
        return Stage(name, share, self._seen.fix_s, self._seen.event_s)

    async def _stall(self, path: str) -> socket.socket:
        """A console that came in, said hello and has read nothing since."""
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, STALLED_BYTES)
        line.connect((HOST, self._task.port))
        hello = json.dumps({"type": "hello", "epoch": None, "seq": None}).encode()
        asked = (
            f"GET {path} HTTP/1.1\r\nHost: {HOST}:{self._task.port}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        )
        line.sendall(asked.encode())
        await asyncio.sleep(0.5)
        line.sendall(bytes([0x81, 0x80 | len(hello)]) + b"\0\0\0\0" + hello)
        return line

    async def _return(self, path: str, url: str, consoles: int, told: Crowded) -> None:
        """Consoles whose server was away: all of them within a second, each from where it was."""
        health = await asyncio.to_thread(HttpLine(self._task.port).get, "/api/health")
        since = (await self._epoch(url), max(0, int(health.body["journal"]["seq"]) - 5))
        loop, started, heard = asyncio.get_running_loop(), perf_counter(), Counter[str]()
        host = f"{HOST}:{self._task.port}"

        async def come_back(nth: int) -> None:
            await asyncio.sleep(nth / consoles)
            _, console = await loop.create_connection(
                lambda: Console(host, path, heard, since), HOST, self._task.port
            )
            first = await console.first
            told.back_s.append(perf_counter() - started - nth / consoles)
            told.resumed += b'"type":"changes"' in first[:40]

        await asyncio.gather(*(come_back(nth) for nth in range(consoles)))

    async def _epoch(self, url: str) -> str:
        async with connect(url, compression=None, max_size=None) as line:
            await line.send('{"type":"hello","epoch":null,"seq":null}')
            return str(msgspec.json.decode(await line.recv())["epoch"])


def _hung_up(line: socket.socket) -> int:
    """Whether the server has ended this line: after what it sent comes its end."""
    line.settimeout(2.0)
    try:
        while line.recv(1 << 16):
            pass
    except TimeoutError:
        return 0
    except OSError:
        return 1
    return 1


def measure(effort: Effort) -> list[Table]:
    """One server, one crowd, three stages."""
    with scratch() as folder:
        pack = enlarged(folder / "pack", VEHICLES)
        region = load(pack)
        places = ((v.id, region.units[v.station_code].point) for v in region.vehicles.values())
        with ours_with(folder / "server", pack) as (port, pid):
            task = Task(
                port=port,
                pid=pid,
                naive=False,
                consoles=CONSOLES[effort],
                vehicles=[(vehicle, point.lon, point.lat) for vehicle, point in places],
                every_s=EVERY_S,
                seconds=SECONDS[effort],
            )
            asked = [msgspec.json.encode(task).decode(), str(RETURNING[effort])]
            command = [sys.executable, __file__, *asked]
            done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return _tables(effort, msgspec.json.decode(done.stdout, type=Crowded))


def _tables(effort: Effort, told: Crowded) -> list[Table]:
    rows: list[dict[str, Cell]] = []
    for stage in told.stages:
        for what, seconds in (("fix", stage.fix_s), ("dispatch", stage.event_s)):
            cpu = round(stage.cpu_share * 100, 1)
            rows.append(
                {
                    "stage": stage.name,
                    "CPU, % of one core": cpu,
                    "posted → there": what,
                    **spread(seconds, p95=True),
                }
            )
    back: dict[str, Cell] = {
        "returning": RETURNING[effort],
        "resumed": told.resumed,
        **spread(told.back_s, p95=True),
    }
    note = f"consoles thrown out meanwhile: {told.thrown_out}"
    stalled = "thrown out" if told.stalled_thrown_out else "still kept, with its latest frames only"
    return [
        Table(
            f"A room of {CONSOLES[effort]} consoles, {VEHICLES} vehicles every {EVERY_S:g} s, "
            "a dispatch a second",
            rows,
            (f"{note}; the one that stalled: {stalled}", "one server process, so one core at most"),
        ),
        Table("Coming back: connected anew → what was missed is there", [back]),
    ]


async def _main() -> None:
    crowd = Crowd(msgspec.json.decode(sys.argv[1], type=Task))
    told = await crowd.disturb(int(sys.argv[2]))
    sys.stdout.buffer.write(msgspec.json.encode(told))


if __name__ == "__main__":
    asyncio.run(_main())
