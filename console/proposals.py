"""Keeps looking for a nearer vehicle for incidents that are served already (换车建议).

Looked at whenever something has changed: a vehicle is free, a road was closed, positions moved.
What is found is put to the core by rule, so that it is journalled; nobody is ever sent from here.
"""

import asyncio
import logging

from console.desk import Desk
from dispatch.domain import commands as c
from dispatch.domain.actors import SYSTEM
from dispatch.domain.errors import Refusal, Unavailable
from dispatch.domain.proposals import SwapProposal, SwapWhy
from dispatch.projections.readside import ReadSide
from dispatch.standing import swaps
from dispatch.writer import Writer

log = logging.getLogger("liandong.proposals")

PUT_AT_ONCE_MAX = 50
"""Proposals put to the core after one look; the others come with the next."""


class Proposals:
    """Owned by the event loop."""

    def __init__(self, desk: Desk, readside: ReadSide, writer: Writer) -> None:
        self._desk = desk
        self._readside = readside
        self._writer = writer
        self._lock = asyncio.Lock()
        self._put = 0

    async def renew(self) -> None:
        """A vehicle may have become free, or moved."""
        await self._look(SwapWhy.FREED)

    async def roads_changed(self) -> None:
        """Every open incident is ranked anew by the roads of now."""
        await self._look(SwapWhy.ROADS)

    async def _look(self, why: SwapWhy) -> None:
        async with self._lock:
            board = self._readside.board
            if not any(task.active for task in board.tasks.values()):
                return
            standing = await self._desk.standings()
            known = tuple(one for one in standing if one.incident_id in board.incidents)
            found = swaps(board, known, why, self._desk.clock.now_ms())
            for incident_id, proposal in list(found.items())[:PUT_AT_ONCE_MAX]:
                await self._propose(incident_id, proposal)

    async def _propose(self, incident_id: str, proposal: SwapProposal | None) -> None:
        self._put += 1
        key = f"swap-{incident_id}-{self._readside.board.seq}-{self._put}"
        command = c.ProposeSwap(incident_id=incident_id, proposal=proposal)
        request = c.Request(command_id=key, actor=SYSTEM, command=command)
        try:
            await asyncio.wrap_future(self._writer.submit(request))
        except Unavailable as refusal:
            log.warning("a proposal waits: %s", refusal)
        except Refusal as refusal:
            log.info("a proposal came too late: %s", refusal.code)
