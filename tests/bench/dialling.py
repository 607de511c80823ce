"""The other end of the gateway bench: many terminals in a process of their own.

Reads a ``Task`` as JSON; keeps what it ``Saw``. A tenth of what is sent is bad: repeated,
out of order, from the future, without a place, teleported.
"""

import asyncio
import os
import sys
from pathlib import Path
from time import perf_counter
from typing import cast

import msgspec
import uvloop

from dispatch.domain.clock import wall_ms
from geo.coordinates import Point
from simulations.terminals.device import Device, Identity, Sight
from simulations.terminals.faults import Faults
from stations.protocols.jt808.header import Dialect

BAD = Faults(repeated=0.02, swapped=0.02, not_located=0.02, teleported=0.02, future=0.02)
LOGIN_WITHIN_S = 60.0
SETTLE_S = 2.0
TICKS = os.sysconf("SC_CLK_TCK")


class Task(msgspec.Struct):
    """How many terminals report how often, for how long, to which server."""

    port: int
    pid: int
    phones: list[str]
    every_s: float
    seconds: float
    told: str
    """The file for what was seen: more than a pipe holds while nobody reads it."""


class Saw(msgspec.Struct):
    """What was sent and answered, and what it cost the server."""

    logged_in: int
    sent_per_s: float
    answered_per_s: float
    cpu_share: float
    answer_s: list[float]


class Dialler(asyncio.Protocol):
    """One terminal: sends, and takes the time of every answer."""

    def __init__(self, nth: int, phone: str, answer_s: list[float]) -> None:
        dialect = Dialect.V2019 if nth % 2 else Dialect.V2013
        self.device = Device(
            Identity(phone=phone, device_id=f"B{nth:06}", dialect=dialect, imei=phone), BAD, nth
        )
        self.sent = self.answered = 0
        self.place = Point(110.5 + nth % 100 / 200, 32.4 + nth // 100 / 200)
        self._answer_s = answer_s
        self._sent_s = 0.0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Dialled."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self.device.dial())

    def data_received(self, data: bytes) -> None:
        """Answers and orders."""
        before = self.device.unanswered
        answers = self.device.hear(data, wall_ms())
        if answers and self._transport is not None:
            self._transport.write(answers)
        if self.device.logged_in and self._sent_s and self.device.unanswered < before:
            self.answered += before - self.device.unanswered
            self._answer_s.append(perf_counter() - self._sent_s)

    def report(self) -> None:
        """Ten metres on."""
        if self._transport is None or not self.device.logged_in:
            return
        self.place = Point(self.place.lon + 0.0001, self.place.lat)
        said = self.device.report(self.device.measure(Sight(self.place, 36.0, 90.0), wall_ms()))
        self.sent += said.count(b"\x7e") // 2
        self._sent_s = perf_counter()
        self._transport.write(said)


async def run(task: Task) -> Saw:
    """Log in everybody, let it settle, then measure."""
    loop, answer_s = asyncio.get_running_loop(), cast(list[float], [])
    diallers = []
    for nth, phone in enumerate(task.phones):
        dialler = Dialler(nth, phone, answer_s)
        await loop.create_connection(lambda d=dialler: d, "127.0.0.1", task.port)  # type: ignore[misc]
        diallers.append(dialler)
    deadline_s = loop.time() + LOGIN_WITHIN_S
    while loop.time() < deadline_s and not all(d.device.logged_in for d in diallers):
        await asyncio.sleep(0.1)
    await asyncio.sleep(SETTLE_S)
    answer_s.clear()
    sent, answered = (sum(getattr(d, n) for d in diallers) for n in ("sent", "answered"))
    began_s, cpu_s = perf_counter(), cpu_of(task.pid)
    works = [loop.create_task(_report(part, task)) for part in _parts(diallers)]
    await asyncio.gather(*works)
    took_s = perf_counter() - began_s
    return Saw(
        logged_in=sum(d.device.logged_in for d in diallers),
        sent_per_s=(sum(d.sent for d in diallers) - sent) / took_s,
        answered_per_s=(sum(d.answered for d in diallers) - answered) / took_s,
        cpu_share=(cpu_of(task.pid) - cpu_s) / took_s,
        answer_s=answer_s[:: max(1, len(answer_s) // 20_000)],
    )


def _parts(diallers: list[Dialler]) -> list[list[Dialler]]:
    """Fifty groups, each with its own moment in the interval."""
    return [part for n in range(50) if (part := diallers[n::50])]


async def _report(part: list[Dialler], task: Task) -> None:
    loop = asyncio.get_running_loop()
    phase_s = (id(part) >> 4) % 1000 / 1000 * task.every_s
    due_s, end_s = loop.time() + phase_s, loop.time() + task.seconds
    while due_s < end_s:
        await asyncio.sleep(max(0.0, due_s - loop.time()))
        for dialler in part:
            dialler.report()
        due_s += task.every_s


def cpu_of(pid: int) -> float:
    """Processor seconds that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


if __name__ == "__main__":
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=Task)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        seen = runner.run(run(asked))
    Path(asked.told).write_bytes(msgspec.json.encode(seen))
