"""How good the positions are (定位质量, VEH-06, VEH-12): per vehicle, and over all.

Nothing here moves a vehicle. It says what a dispatcher must know before trusting a symbol, and what
the technician has to mend: a silent terminal, a wrong clock, a wrong datum, rejects by reason.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import msgspec

from console.field.track_keeping import TrackKeeping
from console.roads.works import RoadWorks
from dispatch.board import Board, vehicle_state
from dispatch.domain.clock import Clock
from geo.coordinates import Point, distance_m
from stations.positions.book import PositionBook
from stations.positions.datum_watch import DatumSuspicion, DatumWatch, readings
from stations.positions.fix import LivePosition
from stations.region import Region
from stations.status import ON_TASK
from stations.terminals.registry import Registry

log = logging.getLogger("liandong.positions")

Trouble = str
"""``link_lost``, ``never_heard``, ``not_located``, ``jumping``, ``clock_off``, ``wrong_datum``,
``cloned``."""

CLOCK_BEARABLE_MS = 60_000
"""A clock farther off than this is somebody's work, though its times are put right."""


class VehicleQuality(msgspec.Struct, frozen=True, kw_only=True):
    """How one vehicle reports. Times are UTC milliseconds, null where nothing is known.

    ``contact_ms`` is the last sign of life, a rejected fix or a heartbeat too; ``fix_ms`` the time
    of the last good fix, ``age_s`` how old that is. ``link_lost_s`` counts the silence of a vehicle
    on a task beyond the limit. ``clock_ahead_ms`` is measured; its times are put right when steady.
    """

    vehicle_id: str
    source: str | None
    terminal_id: str | None
    contact_ms: int | None
    fix_ms: int | None
    age_s: int | None
    on_road_m: float | None
    accepted: int
    filed: int
    rejected: dict[str, int]
    mended: int
    clock_ahead_ms: int | None
    datum: DatumSuspicion | None
    link_lost_s: int | None
    troubles: tuple[Trouble, ...]


class QualityView(msgspec.Struct, frozen=True, kw_only=True):
    """The positions of the fleet since the server started.

    ``failed`` counts steps of the pipeline that failed on a fix and were passed over. ``unsaved``
    positions wait for the database, ``dropped`` were too many.
    """

    now_ms: int
    link_lost_s: int
    accepted: int
    rejected: dict[str, int]
    failed: dict[str, int]
    unsaved: int
    dropped: int
    vehicles: tuple[VehicleQuality, ...]


class PositionQuality:
    """Looks at the book, the register and the roads; owned by the event loop."""

    def __init__(
        self,
        region: Region,
        board: Board,
        book: PositionBook,
        registry: Registry,
        keeping: TrackKeeping,
        clock: Clock,
    ) -> None:
        self._region = region
        self._board = board
        self._book = book
        self._registry = registry
        self._unsaved = keeping.unsaved
        self._clock = clock
        self.silence_s: Callable[[str, int], int] = lambda vehicle_id, since_ms: (
            region.meta.limits.link_lost_s
        )
        """So long a vehicle on a task may be silent; the limits of its unit say it."""
        self.datums = DatumWatch()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="liandong-datums")

    def close(self) -> None:
        """Take no more work."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def look_at_datums(self, works: RoadWorks | None) -> None:
        """Now and then: how far from the roads do the driving vehicles lie, in each datum?"""
        if works is None or not (positions := self.datums.take()):
            return
        loop = asyncio.get_running_loop()
        metres = await loop.run_in_executor(self._thread, lambda: _residuals_m(works, positions))
        each = len(metres) // len(positions)
        for nth, position in enumerate(positions):
            self.datums.note(position, metres[nth * each : (nth + 1) * each])

    def view(self, vehicle_ids: Sequence[str]) -> QualityView:
        """The whole, with these vehicles in detail."""
        now_ms, book = self._clock.now_ms(), self._book
        return QualityView(
            now_ms=now_ms,
            link_lost_s=self._region.meta.limits.link_lost_s,
            accepted=book.accepted,
            rejected=dict(book.rejected),
            failed=dict(book.failed),
            unsaved=len(self._unsaved),
            dropped=self._unsaved.dropped,
            vehicles=tuple(self._of(vehicle_id, now_ms) for vehicle_id in vehicle_ids),
        )

    def link_lost_s(self, vehicle_id: str, now_ms: int) -> int | None:
        """How long a vehicle on a task has been silent, beyond the limit (VEH-12)."""
        if vehicle_state(self._board, vehicle_id) not in ON_TASK:
            return None
        task = self._board.task_of(vehicle_id)
        ordered_ms = task.stamps[0].at_ms if task is not None and task.stamps else 0
        # One that never reports is not lost before it has had the time to after its order.
        since_ms = max(self.contact_ms(vehicle_id) or 0, ordered_ms)
        silent_s = (now_ms - since_ms) // 1000
        if silent_s <= self.silence_s(vehicle_id, since_ms):
            return None
        return silent_s

    def contact_ms(self, vehicle_id: str) -> int | None:
        """When a vehicle was last heard of, by position or heartbeat."""
        terminal = self._registry.of_vehicle(vehicle_id)
        heartbeat_ms = terminal.last_seen_ms if terminal is not None else None
        seen = (self._book.contact_ms(vehicle_id), heartbeat_ms)
        return max((ms for ms in seen if ms is not None), default=None)

    def _of(self, vehicle_id: str, now_ms: int) -> VehicleQuality:
        latest, conduct = self._book.latest.get(vehicle_id), self._book.conduct_of(vehicle_id)
        assert conduct is not None, "asked of the register's own vehicles"
        terminal = self._registry.of_vehicle(vehicle_id)
        ahead_ms = conduct.clock.ahead_ms
        if ahead_ms is None and terminal is not None:
            ahead_ms = terminal.clock_ahead_ms
        known = latest is not None or conduct.contact_ms is not None
        source = conduct.origin or (latest.origin if latest is not None else None)
        quality = VehicleQuality(
            vehicle_id=vehicle_id,
            source=source.value if source is not None else None,
            terminal_id=terminal.id if terminal is not None else None,
            contact_ms=self.contact_ms(vehicle_id),
            fix_ms=latest.at_ms if latest is not None else None,
            age_s=max(0, (now_ms - latest.at_ms) // 1000) if latest is not None else None,
            on_road_m=round(latest.road.access_m, 1) if latest and latest.road else None,
            accepted=conduct.accepted,
            filed=conduct.filed,
            rejected=dict(conduct.rejected),
            mended=conduct.mended,
            clock_ahead_ms=ahead_ms,
            datum=self.datums.suspicion(vehicle_id),
            link_lost_s=self.link_lost_s(vehicle_id, now_ms),
            troubles=(),
        )
        troubles = {
            "link_lost": quality.link_lost_s is not None,
            "never_heard": not known and quality.contact_ms is None,
            "not_located": conduct.last_code == "not_located",
            "jumping": conduct.last_code == "jump",
            "clock_off": abs(ahead_ms or 0) > CLOCK_BEARABLE_MS,
            "wrong_datum": quality.datum is not None,
            "cloned": terminal is not None and terminal.cloned,
        }
        found = tuple(name for name, is_so in troubles.items() if is_so)
        return msgspec.structs.replace(quality, troubles=found)


def _residuals_m(works: RoadWorks, positions: Sequence[LivePosition]) -> list[float]:
    """How far each reading of each position is from the nearest road."""
    return to_road_m(works, [place for position in positions for place in readings(position)])


def to_road_m(works: RoadWorks, places: Sequence[Point]) -> list[float]:
    """Metres from each place to the nearest road."""
    arcs, fractions = works.snapper.nearest_many(places)
    on_road = (
        works.network.point_at(int(arc), float(fraction))
        for arc, fraction in zip(arcs, fractions, strict=True)
    )
    return [distance_m(place, road) for place, road in zip(places, on_road, strict=True)]
