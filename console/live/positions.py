"""The position lane's contents: where every vehicle is, at most once a second, newest only."""

from collections.abc import Callable, Iterator, Mapping

from console.live.protocol import (
    AGE_UNKNOWN,
    ESTIMATED,
    LINK_LOST,
    STALE,
    FixView,
    PositionRecord,
    encode_positions,
)
from dispatch.board import Board, vehicle_state
from dispatch.domain.clock import Clock
from dispatch.sight import Viewer, sees_place
from dispatch.whereabouts import base_of
from stations.positions.fix import LivePosition
from stations.region import Region
from stations.status import VehicleState
from stations.vehicles import Vehicle


class PositionLane:
    """Makes position frames; viewers that see the same share the same bytes."""

    def __init__(
        self,
        region: Region,
        board: Board,
        latest: Mapping[str, LivePosition],
        clock: Clock,
        link_lost_s: Callable[[str, int], int | None] = lambda vehicle_id, now_ms: None,
    ) -> None:
        self._region = region
        self._board = board
        self._latest = latest
        self._clock = clock
        self.link_lost_s = link_lost_s

    def fix(self, vehicle_id: str) -> FixView | None:
        """The last position of a vehicle as views show it."""
        position = self._latest.get(vehicle_id)
        if position is None:
            return None
        return FixView(
            lon=position.point.lon,
            lat=position.point.lat,
            at_ms=position.at_ms,
            speed_kmh=position.speed_kmh,
            heading_deg=position.heading_deg,
            stale=self._is_stale(vehicle_id, position, self._clock.now_ms()),
        )

    def frame(self, viewer: Viewer) -> bytes:
        """All vehicles this viewer may see, now."""
        now_ms = self._clock.now_ms()
        return encode_positions(now_ms, self._records(viewer, now_ms))

    def _records(self, viewer: Viewer, now_ms: int) -> Iterator[PositionRecord]:
        for index, vehicle in enumerate(self._region.vehicles.values()):
            if sees_place(viewer, self._board, self._region, vehicle.id):
                position = self._latest.get(vehicle.id)
                if position is None:
                    yield self._at_station(index, vehicle, now_ms)
                else:
                    yield self._record(index, position, now_ms)

    def _at_station(self, index: int, vehicle: Vehicle, now_ms: int) -> PositionRecord:
        """A vehicle nobody has heard of is taken to be at its station, and marked so."""
        point = base_of(self._board, self._region, vehicle.id, now_ms)
        flags = STALE | ESTIMATED | self._lost(vehicle.id, now_ms)
        return PositionRecord(index, 0, flags, *_e6(point.lon, point.lat), 0, AGE_UNKNOWN)

    def _record(self, index: int, position: LivePosition, now_ms: int) -> PositionRecord:
        age_s = max(0, now_ms - position.at_ms) // 1000
        stale = STALE if self._is_stale(position.vehicle_id, position, now_ms) else 0
        speed_kmh = min(255, max(0, round(position.speed_kmh)))
        lon, lat = _e6(position.point.lon, position.point.lat)
        heading_deg = round(position.heading_deg) % 360
        age_s = min(AGE_UNKNOWN - 1, age_s)
        flags = stale | self._lost(position.vehicle_id, now_ms)
        return PositionRecord(index, speed_kmh, flags, lon, lat, heading_deg, age_s)

    def _lost(self, vehicle_id: str, now_ms: int) -> int:
        return LINK_LOST if self.link_lost_s(vehicle_id, now_ms) is not None else 0

    def _is_stale(self, vehicle_id: str, position: LivePosition, now_ms: int) -> bool:
        limits = self._region.meta.limits
        at_station = vehicle_state(self._board, vehicle_id) is VehicleState.AVAILABLE_STATION
        limit_s = limits.fix_stale_at_station_s if at_station else limits.fix_stale_s
        return now_ms - position.at_ms > limit_s * 1000


def _e6(lon: float, lat: float) -> tuple[int, int]:
    return round(lon * 1e6), round(lat * 1e6)
