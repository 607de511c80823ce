"""The other end of the gateway bench: many terminals in a process of their own.

Reads a ``Task`` as JSON; keeps what it ``Saw``. A tenth of what is sent is bad: repeated,
out of order, from the future, without a place, teleported. Devices log in and obey as the simulated
ones do; their reports are put together by hand, for the fleet must not be slower than the server.
"""

import asyncio
import os
import sys
from collections import deque
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from random import Random
from struct import Struct
from time import perf_counter
from typing import cast

import msgspec
import uvloop

from dispatch.domain.clock import wall_ms
from simulations.terminals.device import FUTURE_MS, Device, Identity
from stations.protocols.jt808.frame import wrap
from stations.protocols.jt808.header import SERIALS, Dialect, head_of, pack_phone
from stations.protocols.jt808.messages.locations import Status, moment_of

BAD_SHARE = 0.02
"""Of each of the five kinds."""
TELEPORT_E6 = 500_000
BEHIND_MS = 500_000
"""So far back a fleet begins whose reports, a second apart, are sent faster than that; a clock that
is slow by less than ten minutes is not put right."""
LOGIN_WITHIN_S = 120.0
SETTLE_S = 3.0
GROUPS = 200
"""Each with its own moment in the interval."""
ANSWERS_MAX = 1_000_000
TICKS = os.sysconf("SC_CLK_TCK")

_REPORT = Struct(">HIIIIHHH6s12s")
_ITEMS = b"\x01\x04\x00\x00\x04\xd2\x30\x01\x1f\x31\x01\x0c"
_GOOD, _BLIND = int(Status.ACC_ON | Status.LOCATED), int(Status.ACC_ON)
_ANSWERED = b"\x80\x01"


class Task(msgspec.Struct, kw_only=True):
    """Which terminals report how often to which server, and for how long: in ``rounds`` of
    ``seconds``, each after ``silent_s``. ``every_s`` 0 sends the next report when the last is
    answered."""

    port: int
    pid: int
    phones: list[str]
    every_s: float
    seconds: float
    silent_s: float
    rounds: int = 1
    told: str
    """The file for what was seen: more than a pipe holds while nobody reads it."""


class Cost(msgspec.Struct):
    """Processor seconds of a process: its first thread's, which runs the loop, and all others'."""

    loop_s: float
    threads_s: float

    @property
    def all_s(self) -> float:
        """Of all threads."""
        return self.loop_s + self.threads_s

    def since(self, before: "Cost") -> "Cost":
        """What was spent meanwhile."""
        return Cost(self.loop_s - before.loop_s, self.threads_s - before.threads_s)


class Round(msgspec.Struct):
    """What was sent and answered in one round, when it was (``perf_counter``), what it cost, and
    what as long a silence had cost before it."""

    from_s: float
    to_s: float
    sent: int
    answered: int
    cost: Cost
    silence: Cost


class Saw(msgspec.Struct):
    """All rounds, and how long answers took."""

    logged_in: int
    rounds: list[Round]
    answer_s: list[float]


class Dialler(asyncio.Protocol):
    """One terminal: sends, and takes the time of every answer."""

    def __init__(self, nth: int, phone: str, fleet: "Fleet") -> None:
        dialect = Dialect.V2019 if nth % 2 else Dialect.V2013
        identity = Identity(phone=phone, device_id=f"B{nth:06}", dialect=dialect, imei=phone)
        self.device = Device(identity)
        self._fleet = fleet
        self._head = head_of(0x0200, dialect, pack_phone(phone, dialect), _REPORT.size - 2)
        self._serial = 1000
        self._lon_e6, self._lat_e6 = 110_500_000 + nth % 100 * 5000, 32_400_000 + nth // 100 * 5000
        self._chance = Random(nth)
        self._held = b""
        self._at_ms = wall_ms() - (BEHIND_MS if fleet.task.every_s < 1 else 0)
        self._sent_s = 0.0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Dialled."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self.device.dial())

    def data_received(self, data: bytes) -> None:
        """Answers, which are counted, and orders, which are obeyed."""
        assert self._transport is not None
        if not self.device.logged_in:
            self._transport.write(self.device.hear(data, wall_ms()))
            return
        answered = 0
        for piece in data.split(b"\x7e"):
            if piece.startswith(_ANSWERED):
                answered += 1
            elif piece:
                self._transport.write(self.device.hear(b"\x7e%b\x7e" % piece, wall_ms()))
        if answered and self._sent_s:
            self._fleet.heard(answered, perf_counter() - self._sent_s)
            if self._fleet.flat_out:
                self.report()

    def report(self) -> None:
        """Ten metres and a second on."""
        assert self._transport is not None
        said = self._reports()
        while not said and self._fleet.flat_out:
            said = self._reports()
        if not said:
            return
        self._fleet.sent += said.count(b"\x7e") // 2
        self._sent_s = perf_counter()
        self._transport.write(said)

    def _reports(self) -> bytes:
        """One report, or what a bad terminal makes of it."""
        self._lon_e6 += 100
        now_ms = wall_ms()
        ahead = self._fleet.task.every_s < 1
        self._at_ms = min(self._at_ms + 1000, now_ms) if ahead else now_ms
        fault = int(self._chance.random() / BAD_SHARE)
        said = self._report(fault)
        if fault == 0:
            said += said
        elif fault == 1 and not self._held:
            self._held = said
            return b""
        said, self._held = said + self._held, b""
        return said

    def _report(self, fault: int) -> bytes:
        lon_e6 = self._lon_e6 + (TELEPORT_E6 if fault == 3 else 0)
        at_ms = self._at_ms + (FUTURE_MS if fault == 4 else 0)
        self._serial = (self._serial + 1) % SERIALS
        content = _REPORT.pack(
            self._serial,
            0,
            _BLIND if fault == 2 else _GOOD,
            0 if fault == 2 else self._lat_e6,
            0 if fault == 2 else lon_e6,
            300,
            360,
            90,
            _moment(at_ms // 1000),
            _ITEMS,
        )
        return wrap(self._head + content)


@lru_cache(maxsize=4096)
def _moment(at_s: int) -> bytes:
    return moment_of(at_s * 1000)


class Fleet:
    """All terminals of a task, and what they saw."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.flat_out = False
        self.sent = self.answered = 0
        self.answer_s: deque[float] = deque(maxlen=ANSWERS_MAX)
        self._diallers: list[Dialler] = []

    def heard(self, answers: int, after_s: float) -> None:
        """A terminal was answered."""
        self.answered += answers
        self.answer_s.append(after_s)

    async def run(self) -> Saw:
        """Log in everybody, let it settle, then measure."""
        loop = asyncio.get_running_loop()
        for nth, phone in enumerate(self.task.phones):
            dialler = Dialler(nth, phone, self)
            await loop.create_connection(lambda d=dialler: d, "127.0.0.1", self.task.port)  # type: ignore[misc]
            self._diallers.append(dialler)
        deadline_s = loop.time() + LOGIN_WITHIN_S
        while loop.time() < deadline_s and self._logged_in() < len(self._diallers):
            await asyncio.sleep(0.1)
        await asyncio.sleep(SETTLE_S)
        rounds = []
        for _ in range(self.task.rounds):
            before = cost_of(self.task.pid)
            await asyncio.sleep(self.task.silent_s)
            rounds.append(await self._round(cost_of(self.task.pid).since(before)))
        sample = list(self.answer_s)[:: max(1, len(self.answer_s) // 20_000)]
        return Saw(logged_in=self._logged_in(), rounds=rounds, answer_s=sample)

    async def _round(self, silence: Cost) -> Round:
        pid, seconds = self.task.pid, self.task.seconds
        began_s, before = perf_counter(), cost_of(pid)
        sent, answered = self.sent, self.answered
        if self.task.every_s:
            await asyncio.gather(*(self._report(nth) for nth in range(GROUPS)))
        else:
            self.flat_out = True
            for dialler in self._diallers:
                dialler.report()
            await asyncio.sleep(seconds)
            self.flat_out = False
        ended_s, cost = perf_counter(), cost_of(pid).since(before)
        return Round(began_s, ended_s, self.sent - sent, self.answered - answered, cost, silence)

    async def _report(self, nth: int) -> None:
        loop, task = asyncio.get_running_loop(), self.task
        part = self._diallers[nth::GROUPS]
        began_s = loop.time()
        for due_s in _moments(nth / GROUPS * task.every_s, task.every_s, task.seconds):
            await asyncio.sleep(began_s + due_s - loop.time())
            for dialler in part:
                dialler.report()

    def _logged_in(self) -> int:
        return sum(dialler.device.logged_in for dialler in self._diallers)


def _moments(first_s: float, every_s: float, until_s: float) -> Iterator[float]:
    while first_s < until_s:
        yield first_s
        first_s += every_s


def cost_of(pid: int) -> Cost:
    """Processor seconds that a process has used so far."""
    loop_s = _used_s(Path(f"/proc/{pid}/task/{pid}/stat"))
    return Cost(loop_s, _used_s(Path(f"/proc/{pid}/stat")) - loop_s)


def _used_s(file: Path) -> float:
    fields = file.read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


if __name__ == "__main__":
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=Task)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        seen = runner.run(Fleet(asked).run())
    Path(asked.told).write_bytes(msgspec.json.encode(seen))
