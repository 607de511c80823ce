"""What keeps tracks (轨迹保存): written in bunches, room made for tomorrow, old ones forgotten."""

import asyncio
from collections import defaultdict

from console.setting_areas.tracks import TrackSettings
from dispatch.domain.clock import Clock
from stations.positions.fix import LivePosition
from stations.positions.store import PositionStore
from stations.positions.unsaved import Unsaved
from stations.region import Region

DAY_MS = 86_400_000
WRITING_S = 0.3
"""So long tracks are written at a time, every two seconds."""


class TrackKeeping:
    """Owned by the event loop; the database is asked in a thread and may be away."""

    def __init__(
        self,
        store: PositionStore,
        region: Region,
        clock: Clock,
        settings: TrackSettings,
    ) -> None:
        self.unsaved = Unsaved()
        self._store = store
        self._clock = clock
        self._region = region
        self._settings = settings

    def keep(self, position: LivePosition) -> None:
        """A vehicle was there: to be written with the next bunch."""
        self.unsaved.keep(position)

    async def keep_up(self) -> None:
        """Write for a while; a large fleet's tracks must not take the processor from dispatching.

        What has no turn now waits: with more points for each vehicle, it costs less of each."""
        loop = asyncio.get_running_loop()
        until_s = loop.time() + WRITING_S
        while await self._write_bunch() and (self.unsaved.crowded or loop.time() < until_s):
            pass

    async def flush(self) -> None:
        """Write all that waits; what cannot be written now waits on, the oldest dropped first."""
        while await self._write_bunch():
            pass

    async def _write_bunch(self) -> bool:
        if not (bunch := self.unsaved.take()):
            return False
        try:
            await asyncio.to_thread(self._store.save, bunch)
        except BaseException:  # a server that stops in the middle, too
            self.unsaved.put_back(bunch)
            raise
        return True

    async def look_after(self) -> None:
        """Make room for the days to come and forget what is past its time, unit by unit."""
        now_ms, tracks = self._clock.now_ms(), self._store.tracks
        by_days = self._by_days()
        longest_days = max((self._settings.tracks_kept_days, *by_days))
        await asyncio.to_thread(tracks.prepare, now_ms)
        await asyncio.to_thread(tracks.prune, now_ms - longest_days * DAY_MS)
        for days, vehicle_ids in by_days.items():
            if days < longest_days:
                await asyncio.to_thread(tracks.prune, now_ms - days * DAY_MS, vehicle_ids)

    def _by_days(self) -> dict[int, frozenset[str]]:
        """The vehicles by how long their tracks are kept: station before centre before all."""
        region, by_unit = self._region, self._settings.track_days_of_units
        found: defaultdict[int, set[str]] = defaultdict(set)
        for vehicle in region.vehicles.values():
            centre = region.centre_of_county(vehicle.county_code)
            kept_days = by_unit.get(centre, self._settings.tracks_kept_days)
            found[by_unit.get(vehicle.station_code, kept_days)].add(vehicle.id)
        return {days: frozenset(ids) for days, ids in found.items()}
