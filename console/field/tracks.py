"""Tracks for people (轨迹回放, VEH-09, VEH-10): a sortie or a stretch of time, read and measured.

The database and the matcher answer in a thread. By the roads a track is as long as the drive that
its fixes make probable; where no road is known, as long as the crow's flight from fix to fix.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec.structs import replace

from console.field.sorties import Sortie, Sorties, TrackStamp, windows
from console.roads.live import LiveRoads
from console.roads.works import RoadWorks
from dispatch.domain import commands as c
from dispatch.domain.clock import Clock
from stations.positions.fix import LivePosition
from stations.positions.pipeline import FUTURE_TOLERANCE_MS
from stations.positions.replay import (
    SpeedCheck,
    Window,
    check_speed,
    odometer_km,
    place_at,
    straight_steps,
    thin,
)
from stations.positions.tracks import TrackStore

if TYPE_CHECKING:  # its compiler takes a second to load: not while the server starts
    from geo.matching import Ground

SPAN_MAX_MS = 24 * 3_600_000
POINTS_READ_MAX = 90_000
"""A fix a second over the longest span."""
MATCHED_MAX = 4_000
"""Fixes that are laid on the roads; a longer track is thinned for it, never cut."""


T = TypeVar("T")


class TrackPoint(msgspec.Struct, frozen=True, kw_only=True):
    """Where the vehicle said it was, WGS-84."""

    lon: float
    lat: float
    at_ms: int
    speed_kmh: float
    heading_deg: float
    received_ms: int


class Distances(msgspec.Struct, frozen=True, kw_only=True):
    """Kilometres driven: all, and those on a task (急救里程). ``basis`` says by what:

    ``roads`` (along the roads its fixes lie on, ``matched_share`` of them; the rest as the crow
    flies) or ``straight``. ``odometer_km`` is the terminal's own, null where it sends none.
    """

    total_km: float
    task_km: float
    basis: str
    matched_share: float
    odometer_km: float | None


class TrackView(msgspec.Struct, frozen=True, kw_only=True):
    """A vehicle's track between two moments.

    ``thinned`` tells that of ``recorded`` points only some are shown; figures rest on all of them.
    ``cut`` tells that the track goes on after ``to_ms`` of the last point (the most one may ask).
    """

    vehicle_id: str
    task_id: str | None
    from_ms: int
    to_ms: int
    points: tuple[TrackPoint, ...]
    recorded: int
    thinned: bool
    cut: bool
    stamps: tuple[TrackStamp, ...]
    tasks: tuple[Window, ...]
    speed: SpeedCheck
    distance: Distances


class Tracks:
    """Answers questions about tracks; owned by the event loop."""

    def __init__(
        self,
        store: TrackStore,
        sorties: Sorties,
        clock: Clock,
        roads: LiveRoads,
    ) -> None:
        self._store = store
        self._sorties = sorties
        self._clock = clock
        self._roads = roads
        self._ground: Ground | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="liandong-tracks")

    def close(self) -> None:
        """Take no more questions."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def sortie(self, task_id: str) -> Sortie:
        """Whose sortie it is and when it was."""
        return await self._in_thread(lambda: self._sorties.get(task_id))

    async def past_task(self, task_id: str) -> c.PastTask:
        """A task that the board has forgotten, for what is still pressed for it."""
        return await self._in_thread(lambda: self._past_task(task_id))

    def _past_task(self, task_id: str) -> c.PastTask:
        sortie = self._sorties.get(task_id)
        kept = sum(stamp.kind == "kept" for stamp in self._sorties.stamps(sortie))
        return c.PastTask(vehicle_id=sortie.vehicle_id, incident_id=sortie.incident_id, kept=kept)

    async def of_task(self, sortie: Sortie, points_max: int, limit_kmh: float) -> TrackView:
        """The track of a sortie with its stamps."""
        # A terminal's clock may run a little ahead.
        [window] = windows([sortie], self._clock.now_ms() + FUTURE_TOLERANCE_MS)
        return await self._in_thread(
            lambda: self._view(
                sortie.vehicle_id,
                window.from_ms,
                min(window.to_ms, window.from_ms + SPAN_MAX_MS),
                [window],
                self._sorties.stamps(sortie),
                points_max,
                limit_kmh,
                sortie.task_id,
            )
        )

    async def of_vehicle(
        self, vehicle_id: str, from_ms: int, to_ms: int, points_max: int, limit_kmh: float
    ) -> TrackView:
        """The track of a stretch of time with the stamps of every sortie in it."""

        def read() -> TrackView:
            sorties = self._sorties.of_vehicle(vehicle_id, from_ms, to_ms)
            stamps = [
                stamp
                for sortie in sorties
                for stamp in self._sorties.stamps(sortie)
                if from_ms <= stamp.at_ms <= to_ms
            ]
            tasks = windows(sorties, to_ms)
            return self._view(
                vehicle_id, from_ms, to_ms, tasks, stamps, points_max, limit_kmh, None
            )

        return await self._in_thread(read)

    def _view(
        self,
        vehicle_id: str,
        from_ms: int,
        to_ms: int,
        tasks: Sequence[Window],
        stamps: Iterable[TrackStamp],
        points_max: int,
        limit_kmh: float,
        task_id: str | None,
    ) -> TrackView:
        track = self._store.load(vehicle_id, from_ms, to_ms, POINTS_READ_MAX + 1)
        cut, track = len(track) > POINTS_READ_MAX, track[:POINTS_READ_MAX]
        placed = tuple(_placed(stamp, track) for stamp in stamps)
        speed = check_speed(track, limit_kmh)
        notable = [i for i, p in enumerate(track) if p.at_ms == speed.max_at_ms]
        shown = [track[i] for i in thin(track, points_max, notable)]
        return TrackView(
            vehicle_id=vehicle_id,
            task_id=task_id,
            from_ms=from_ms,
            to_ms=to_ms,
            points=tuple(_point(p) for p in shown),
            recorded=len(track),
            thinned=len(shown) < len(track),
            cut=cut,
            stamps=placed,
            tasks=tuple(tasks),
            speed=speed,
            distance=self._distances(track, tasks),
        )

    def _distances(self, track: Sequence[LivePosition], tasks: Sequence[Window]) -> Distances:
        works = self._roads.works
        steps, share = straight_steps(track), 0.0
        if works is not None and len(track) > 1:
            steps, share = self._road_steps(works, track)
        on_task = sum(metres for metres, at_ms in steps if any(w.holds(at_ms) for w in tasks))
        return Distances(
            total_km=round(sum(metres for metres, _ in steps) / 1000, 2),
            task_km=round(on_task / 1000, 2),
            basis="roads" if share else "straight",
            matched_share=round(share, 3),
            odometer_km=odometer_km(track),
        )

    def _road_steps(
        self, works: RoadWorks, track: Sequence[LivePosition]
    ) -> tuple[list[tuple[float, float]], float]:
        """Metres along the roads with the middle of their time; the share of fixes on roads."""
        from geo.matching import Ground, MatchedFix, match_track
        from stations.positions.road_match import sighting_of

        if self._ground is None or self._ground.network is not works.network:
            self._ground = Ground(works.network, works.snapper)
        some = [track[i] for i in thin(track, MATCHED_MAX, ())]
        match = match_track(self._ground, [sighting_of(p) for p in some])
        on_road = [isinstance(fix, MatchedFix) and not fix.off_road for fix in match.fixes]
        metres = works.network.arc_metres
        steps = [
            (float(metres[t.arc]) * (t.left_at - t.entered_at), (t.entered_ms + t.left_ms) / 2)
            for t in match.traverses
        ]
        for (before, a), (after, b) in pairwise(zip(some, on_road, strict=True)):
            if not (a and b):
                steps += straight_steps([before, after])
        return steps, sum(on_road) / len(on_road)

    async def _in_thread(self, question: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, question)


def _placed(stamp: TrackStamp, track: Sequence[LivePosition]) -> TrackStamp:
    point = place_at(track, stamp.at_ms) if stamp.lon is None else None
    return stamp if point is None else replace(stamp, lon=point.lon, lat=point.lat)


def _point(position: LivePosition) -> TrackPoint:
    return TrackPoint(
        lon=position.point.lon,
        lat=position.point.lat,
        at_ms=position.at_ms,
        speed_kmh=position.speed_kmh,
        heading_deg=position.heading_deg,
        received_ms=position.received_ms,
    )
