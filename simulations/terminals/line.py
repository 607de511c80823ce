"""A simulated terminal's line to the gateway: dials, reports, loses the network, comes back."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from random import Random

from simulations.terminals.device import Device, Sight
from simulations.terminals.faults import GOOD, Faults

log = logging.getLogger("liandong.terminals")

FIRST_WAIT_S, WAIT_MAX_S = 1.0, 30.0
LOGIN_WITHIN_S = 15.0
BEAT_S = 30.0
READ_BYTES = 4096

PACE_MIN_S = 0.5
"""However fast the vehicle's clock runs, a device says no more than this."""

Look = Callable[[int], Sight | None]
"""Where the vehicle is at a moment; None while nothing can be measured."""


class Line:
    """Keeps one device talking until cancelled. ``speed`` is how fast its clock runs: intervals
    are of the vehicle's time, everything about the network is of ours."""

    def __init__(
        self,
        device: Device,
        address: tuple[str, int],
        look: Look,
        now_ms: Callable[[], int],
        *,
        faults: Faults = GOOD,
        speed: Callable[[], float] = lambda: 1.0,
    ) -> None:
        self.device = device
        self._address = address
        self._look = look
        self._now_ms = now_ms
        self._faults = faults
        self._speed = speed
        self._rng = Random(f"line {device.identity.phone}")
        self._writer: asyncio.StreamWriter | None = None

    async def run(self) -> None:
        """Dial, talk, and after any trouble dial again, later each time."""
        wait_s = FIRST_WAIT_S
        while True:
            with suppress(OSError, TimeoutError, asyncio.IncompleteReadError):
                await self._call()
                wait_s = FIRST_WAIT_S
            self.device.hang_up()
            if self.device.refused is not None:
                wait_s = WAIT_MAX_S
            await asyncio.sleep(wait_s * self._rng.uniform(0.5, 1.5))
            wait_s = min(WAIT_MAX_S, 2 * wait_s)

    async def _call(self) -> None:
        reader, self._writer = await asyncio.open_connection(*self._address)
        try:
            self._writer.write(self.device.dial())
            async with asyncio.timeout(LOGIN_WITHIN_S):
                while not self.device.logged_in:
                    if self.device.refused is not None:
                        log.warning(
                            "%s refused: %s", self.device.identity.phone, self.device.refused.name
                        )
                        return
                    await self._listen_once(reader)
            await self._talk(reader)
        finally:
            writer, self._writer = self._writer, None
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader) -> None:
        """Listen and report, until the line breaks or the device restarts."""
        works = [asyncio.ensure_future(w) for w in (self._listen(reader), self._report())]
        try:
            done, _ = await asyncio.wait(works, return_when=asyncio.FIRST_COMPLETED)
            for work in done:
                work.result()
        finally:
            for work in works:
                work.cancel()
            await asyncio.gather(*works, return_exceptions=True)

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        while True:
            await self._listen_once(reader)

    async def _listen_once(self, reader: asyncio.StreamReader) -> None:
        chunk = await reader.read(READ_BYTES)
        if not chunk or self._writer is None:
            raise ConnectionResetError
        answers = self.device.hear(chunk, self._now_ms())
        if answers:
            self._writer.write(answers)

    async def _report(self) -> None:
        """Measure at the interval; in a tunnel keep it, after the tunnel send all of it at once."""
        loop, faults = asyncio.get_running_loop(), self._faults
        began_s = beaten_s = loop.time()
        tunnel_from_s = began_s + self._rng.uniform(0, faults.tunnel_every_s)
        while True:
            assert self._writer is not None
            now_s, now_ms = loop.time(), self._now_ms()
            sight = self._look(now_ms)
            if sight is None:
                await asyncio.sleep(PACE_MIN_S)
                continue
            location = self.device.measure(sight, now_ms)
            if faults.tunnel_every_s and 0 <= now_s - tunnel_from_s < faults.tunnel_s:
                self.device.keep(location)
            else:
                if faults.tunnel_every_s and now_s >= tunnel_from_s + faults.tunnel_s:
                    tunnel_from_s = now_s + faults.tunnel_every_s
                self._writer.write(self.device.catch_up() + self.device.report(location))
                if now_s - beaten_s > BEAT_S:
                    self._writer.write(self.device.beat())
                    beaten_s = now_s
                await self._writer.drain()
            if faults.restart_every_s and now_s - began_s > faults.restart_every_s:
                self.device.restart()
                return
            await self._wait()

    async def _wait(self) -> None:
        """Until the next report; looks up now and then, for it may be told another interval."""
        loop = asyncio.get_running_loop()
        since_s = loop.time()
        while True:
            pace_s = max(PACE_MIN_S, self.device.interval_s / max(self._speed(), 0.01))
            left_s = pace_s - (loop.time() - since_s)
            if left_s <= 0:
                return
            await asyncio.sleep(min(left_s, 1.0))
