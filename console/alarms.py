"""The one ticker: hands in what is due by rule, at its time, by whatever clock the room lives.

Owned by the event loop. It sleeps until the next thing is due (sooner, the faster the training
clock runs), and a command that the store cannot take now waits here and is tried again.
"""

import asyncio
import logging
from collections.abc import Callable

from dispatch.board import Touched
from dispatch.clocks.clockwork import Clockwork
from dispatch.clocks.world import World
from dispatch.domain import commands as c
from dispatch.domain.actors import SYSTEM
from dispatch.domain.clock import Clock, SimulatedClock
from dispatch.domain.errors import Refusal, Unavailable
from dispatch.domain.limits import Limit
from dispatch.domain.records import Task
from dispatch.projections.readside import ReadSide
from dispatch.writer import Writer
from stations.region import Region

log = logging.getLogger("liandong.alarms")

WAITING_MAX = 2_000
"""While so many commands wait for the store, nothing more is asked of the clockwork: what is due
stays due."""
LOOK_S = 1.0
REST_S = 0.02


class Alarms:
    """Runs the clockwork on the readers' board."""

    def __init__(
        self,
        region: Region,
        readside: ReadSide,
        writer: Writer,
        clock: Clock,
        heard_ms: Callable[[str], int | None],
    ) -> None:
        self._readside = readside
        self._writer = writer
        self._clock = clock
        self.world = World(readside.board, region, heard_ms, self._expected_ms)
        """What the clocks look at; also who judges lateness asks it for the limits in force."""
        self._clockwork = Clockwork(self.world)
        self._waiting: list[c.Request] = []
        self._nudge = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def silence_s(self, vehicle_id: str, since_ms: int) -> int:
        """So long a vehicle on a task may be silent before voice has to do (VEH-12)."""
        station = self.world.station_of(vehicle_id)
        return self.world.limits.seconds(Limit.NO_CONTACT, station, since_ms)

    def start(self) -> None:
        """Begin to tick in the running loop."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Tick no more; what is due then is due at the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def follow(self, touched: Touched) -> None:
        """The readers' board has changed."""
        self._clockwork.touch(touched)
        self._nudge.set()

    async def settle(self) -> None:
        """Hand in all that is due by now."""
        if len(self._waiting) < WAITING_MAX:
            seq, at_ms = self._readside.board.seq, self._clock.now_ms()
            for nth, command in enumerate(self._clockwork.due(at_ms)):
                key = f"clock-{seq}-{at_ms}-{nth}"
                self._waiting.append(c.Request(command_id=key, actor=SYSTEM, command=command))
        handed, self._waiting = self._waiting, []
        answers = await asyncio.gather(*map(self._hand_in, handed))
        self._waiting = [r for r, taken in zip(handed, answers, strict=True) if not taken]

    async def _hand_in(self, request: c.Request) -> bool:
        try:
            await asyncio.wrap_future(self._writer.submit(request))
        except Unavailable:
            return False
        except Refusal as refusal:
            name = type(request.command).__name__
            log.warning("%s by rule was refused: %s", name, refusal.code)
        return True

    async def _run(self) -> None:
        while True:
            try:
                await self.settle()
            except Exception:
                log.exception("the ticker failed once")
            await self._sleep()

    async def _sleep(self) -> None:
        self._nudge.clear()
        next_ms = self._clockwork.next_ms
        wait_s = LOOK_S
        if next_ms is not None and not self._waiting:
            wait_s = min(LOOK_S, (next_ms - self._clock.now_ms()) / 1000 / self._speed)
        if wait_s > REST_S:
            try:
                # Not wait_for: before 3.12 it loses a cancel that comes with the nudge, and a
                # server that is told to stop would wait for this ticker for ever.
                async with asyncio.timeout(wait_s):
                    await self._nudge.wait()
            except TimeoutError:
                return
        await asyncio.sleep(REST_S)

    @property
    def _speed(self) -> float:
        return self._clock.speed if isinstance(self._clock, SimulatedClock) else 1.0

    def _expected_ms(self, task: Task) -> int | None:
        """When a vehicle is expected, by the roads of now where that is known."""
        fresh = self._readside.etas.get(task.id)
        current = fresh is not None and fresh.instead_of_ms == task.eta_ms
        return fresh.eta_ms if fresh is not None and current else task.eta_ms
