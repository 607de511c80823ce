"""Doing several things at once, but each thing once: bounded, and slower after a refusal."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from simulations.day.link import Later, Unreachable

log = logging.getLogger("liandong.day")

RUNNING_MAX = 64
HOLD_OFF_FIRST_S = 1.0
HOLD_OFF_MAX_S = 30.0

Work = Callable[[], Coroutine[Any, Any, None]]


class Hands:
    """Runs what is due. What is due is worked out anew at each beat, so that a thing asked for
    twice runs once, and a thing left out because everybody is busy is asked for again.
    """

    def __init__(self) -> None:
        self._running: dict[str, asyncio.Task[None]] = {}
        self._held_off: dict[str, tuple[float, float]] = {}

    def do(self, subject: str, work: Work) -> bool:
        """Start something about a subject, unless one is under way or was refused just now."""
        until_s, _ = self._held_off.get(subject, (0.0, 0.0))
        now_s = asyncio.get_running_loop().time()
        if subject in self._running or len(self._running) >= RUNNING_MAX or now_s < until_s:
            return False
        self._running[subject] = asyncio.create_task(self._run(subject, work), name=subject)
        return True

    def take_heart(self) -> None:
        """The server is back: what failed without it need not wait any longer."""
        self._held_off.clear()

    async def stop(self) -> None:
        """Let go of everything; what was half done is done again next time, with the same key."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, subject: str, work: Work) -> None:
        try:
            await work()
        except Later as trouble:
            self._hold_off(subject)
            # A lost race is the day's normal business; a silent server deserves to be seen.
            level = logging.WARNING if isinstance(trouble, Unreachable) else logging.INFO
            log.log(level, "%s: %s", subject, trouble)
        except Exception:
            self._hold_off(subject)
            log.exception("%s: unexpected; the day goes on", subject)
        else:
            self._held_off.pop(subject, None)
        finally:
            del self._running[subject]

    def _hold_off(self, subject: str) -> None:
        _, before_s = self._held_off.get(subject, (0.0, HOLD_OFF_FIRST_S / 2))
        wait_s = min(HOLD_OFF_MAX_S, 2 * before_s)
        self._held_off[subject] = (asyncio.get_running_loop().time() + wait_s, wait_s)
        if len(self._held_off) > 1000:
            del self._held_off[next(iter(self._held_off))]
