"""What the server does by itself: tick, keep positions, anchor the journal, forget the past."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from console.advice import MoveUpAdvice
from console.arrivals import Arrivals
from console.desk import Desk
from console.field.fences import Fences
from console.field.position_quality import PositionQuality
from console.field.track_keeping import TrackKeeping
from console.history.checkpoints import CheckpointKeeping
from console.live.hub import Hub
from console.people.presence import Presence
from console.proposals import Proposals
from console.roads.fleet_speeds import FleetSpeeds
from console.roads.live import LiveRoads
from dispatch.board import Touched
from dispatch.domain.clock import Clock
from dispatch.journal.anchor import write_anchor
from dispatch.journal.port import Journal, JournalError
from dispatch.writer import KEEP_CLOSED_MS

log = logging.getLogger("liandong.housekeeping")

TICK_S = 1.0
FLUSH_S = 2.0
ARRIVALS_S = 5.0
PROPOSALS_S = 2.0
MOVES_S = 10.0
ANCHOR_S = 60.0
FORGET_S = 60.0
CHECKPOINTS_S = 60.0
DATUMS_S = 10.0
PRESENCE_S = 10.0
TRACKS_S = 3600.0
"""Tracks are kept by the day: an hour late is early enough."""


class Housekeeping:
    """Repeats its chores until stopped; one that fails is logged and tried again."""

    def __init__(
        self,
        *,
        hub: Hub,
        desk: Desk,
        live_roads: LiveRoads,
        fences: Fences,
        proposals: Proposals,
        moves: MoveUpAdvice,
        arrivals: Arrivals,
        fleet_speeds: FleetSpeeds,
        quality: PositionQuality,
        tracks: TrackKeeping,
        presence: Presence,
        journal: Journal,
        clock: Clock,
        anchor: Path,
        on_forgotten: Callable[[Touched], None],
        look_at_register: Callable[[], None],
        checkpoints: CheckpointKeeping,
    ) -> None:
        self._hub = hub
        self._desk = desk
        self._live_roads = live_roads
        self._fences = fences
        self._proposals = proposals
        self._moves = moves
        self._arrivals = arrivals
        self._fleet_speeds = fleet_speeds
        self._quality = quality
        self._tracks = tracks
        self._presence = presence
        self._journal = journal
        self._clock = clock
        self._anchor = anchor
        self._on_forgotten = on_forgotten
        self._look_at_register = look_at_register
        self._checkpoints = checkpoints
        self._anchored = -1
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin the chores in the running loop."""
        chores: tuple[tuple[float, Callable[[], Awaitable[None]]], ...] = (
            (TICK_S, self._tick),
            (TICK_S, self._fleet_speeds.follow),
            (TICK_S, self._desk.follow),
            (TICK_S, self._fences.settle),
            (TICK_S, self._live_roads.renew),  # a closure begins or ends, an hour begins
            (TICK_S, self._fleet_speeds.renew),
            (ARRIVALS_S, self._arrivals.renew),
            (PROPOSALS_S, self._proposals.renew),
            (MOVES_S, self._moves.renew),
            (DATUMS_S, self._look_at_datums),
            (PRESENCE_S, self._presence.look),
            (FLUSH_S, self._tracks.keep_up),
            (TRACKS_S, self._tracks.look_after),
            (ANCHOR_S, self._note_head),
            (FORGET_S, self._forget),
            (CHECKPOINTS_S, self._keep_checkpoints),
        )
        for every_s, chore in chores:
            self._tasks.append(asyncio.create_task(self._repeat(every_s, chore)))
        # Whoever starts once a month forgets once a month.
        self._tasks.append(asyncio.create_task(self._try(self._tracks.look_after)))

    async def stop(self) -> None:
        """End the chores and do the lasting ones once more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for chore in (self._tracks.flush, self._note_head):
            await self._try(chore)

    async def _repeat(self, every_s: float, chore: Callable[[], Awaitable[None]]) -> None:
        loop = asyncio.get_running_loop()
        due_s = loop.time()
        while True:
            due_s = max(due_s + every_s, loop.time())
            await asyncio.sleep(due_s - loop.time())
            await self._try(chore)

    async def _try(self, chore: Callable[[], Awaitable[None]]) -> None:
        try:
            await chore()
        except (SQLAlchemyError, JournalError, OSError) as error:
            # The store or the disk is away; the next time will do, and the alarm is the writer's.
            log.warning("chore %s waits: %s", chore.__name__, str(error).splitlines()[0])
        except Exception:
            log.exception("chore %s failed", chore.__name__)

    async def _tick(self) -> None:
        self._hub.tick()
        self._look_at_register()

    async def _look_at_datums(self) -> None:
        await self._quality.look_at_datums(self._live_roads.works)

    async def _note_head(self) -> None:
        head = await asyncio.to_thread(self._journal.head)
        if head[0] != self._anchored:
            await asyncio.to_thread(write_anchor, self._anchor, head, self._clock.now_ms())
            self._anchored = head[0]

    async def _keep_checkpoints(self) -> None:
        await asyncio.to_thread(self._checkpoints.keep_up)

    async def _forget(self) -> None:
        self._on_forgotten(self._hub.forget_before(self._clock.now_ms() - KEEP_CLOSED_MS))
