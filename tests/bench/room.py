"""The others in the room while a console is measured: consoles that listen, vehicles that report.

A process of its own, which reads what to do as a line of JSON and ends with its input.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from console.demo import PASSWORD
from stations.region import Region
from tests.bench.crowd import seat
from tests.bench.over_http import Desk
from tests.bench.watching import HOST, Task, Watch


class Room(Watch):
    """Seats and a gateway, until nobody needs them any more."""

    async def fill(self) -> None:
        """Say "ready" once everybody sits and every vehicle has reported; then go on."""
        task = self._task
        desk = await asyncio.to_thread(Desk, task.port)
        self._gateway.login("gateway", PASSWORD)
        heard = await seat(HOST, task.port, f"/live?token={desk.line.token}", task.consoles)
        drive = asyncio.create_task(self._drive())
        await asyncio.sleep(task.every_s)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)
        self._stopping.set()
        await drive
        sys.stdout.write(f"{heard['lost']}\n")


@contextmanager
def others(port: int, region: Region, consoles: int, every_s: float) -> Iterator[None]:
    """So many other consoles, and every vehicle of the region reports every few seconds."""
    places = ((v.id, region.units[v.station_code].point) for v in region.vehicles.values())
    vehicles = [(vehicle, point.lon, point.lat) for vehicle, point in places]
    task = Task(
        port, 0, naive=False, consoles=consoles, vehicles=vehicles, every_s=every_s, seconds=0
    )
    command = [sys.executable, __file__]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    # Not as an argument: thousands of vehicles are longer than a system lets one be.
    process.stdin.write(msgspec.json.encode(task) + b"\n")
    process.stdin.flush()
    try:
        assert process.stdout.readline() == b"ready\n", "the room did not fill"
        yield
    finally:
        process.stdin.close()
        process.wait(30)


if __name__ == "__main__":
    asyncio.run(Room(msgspec.json.decode(sys.stdin.readline(), type=Task)).fill())
