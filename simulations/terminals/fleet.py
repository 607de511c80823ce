"""Many simulated terminals in one process (模拟车队), for training and trials."""

import asyncio
import logging
import signal
from collections.abc import Sequence
from contextlib import suppress

from dispatch.domain.clock import wall_ms
from simulations.terminals.device import Device, Identity
from simulations.terminals.faults import Faults
from simulations.terminals.line import Line
from simulations.terminals.wander import Streets, Wanderer
from stations.protocols.jt808.header import Dialect
from stations.region import Region
from stations.terminals.terminal import Terminal

log = logging.getLogger("liandong.terminals")

TOLD_EVERY_S = 30.0


def identity_of(terminal: Terminal, plate: str, dialect: Dialect | None = None) -> Identity:
    """The device that a register's entry is about; what the entry leaves open is made up."""
    phone = terminal.phone or f"1449{sum(map(ord, terminal.id)) % 10**7:07}"
    return Identity(
        phone=phone,
        device_id=terminal.device_id or "",
        plate=plate,
        dialect=dialect or Dialect(terminal.dialect or Dialect.V2019),
        datum=terminal.datum,
        imei=phone.zfill(15),
    )


def make_lines(
    region: Region,
    vehicle_ids: Sequence[str],
    address: tuple[str, int],
    faults: Faults,
    *,
    dialect: Dialect | None = None,
    seed: int = 0,
) -> list[Line]:
    """A line for each of these vehicles, each wandering from its own station."""
    streets = Streets(region.road_lines)
    by_vehicle = {t.vehicle_id: t for t in region.terminals}
    lines = []
    for vehicle_id in vehicle_ids:
        vehicle = region.vehicles[vehicle_id]
        device = Device(identity_of(by_vehicle[vehicle_id], vehicle.plate, dialect), faults, seed)
        start = region.units[vehicle.station_code].point
        wanderer = Wanderer(streets, start, wall_ms(), f"{seed} {vehicle_id}")
        lines.append(Line(device, address, wanderer.at, wall_ms, faults=faults))
    return lines


def run_until_told(lines: Sequence[Line]) -> None:
    """Let the lines talk until Ctrl-C or SIGTERM."""
    asyncio.run(_run(lines))


async def _run(lines: Sequence[Line]) -> None:
    loop, told = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: Ctrl-C ends the loop by itself
            loop.add_signal_handler(number, told.set)
    works = [loop.create_task(line.run()) for line in lines]
    works.append(loop.create_task(_tell(lines)))
    await told.wait()
    for work in works:
        work.cancel()
    await asyncio.gather(*works, return_exceptions=True)


async def _tell(lines: Sequence[Line]) -> None:
    while True:
        await asyncio.sleep(TOLD_EVERY_S)
        there = sum(line.device.logged_in for line in lines)
        log.info("%d of %d terminals are logged in", there, len(lines))
