"""Tracks on PostgreSQL: a row per position, which GIS staff may read, and a partition per day.

Days are those of the clock on the wall in China (UTC+8, no summer time). An old day is dropped as a
whole: nothing is vacuumed, nobody waits.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, select, table, text

from geo.coordinates import Point
from geo.database import writing
from stations.positions.fix import LivePosition
from stations.positions.tables import track_point

DAY_MS = 86_400_000
_BEIJING_MS = 8 * 3_600_000
DAYS_AHEAD = 2

_INSERT = text(
    "INSERT INTO track_point SELECT vehicle_id, at_ms, "
    "ST_SetSRID(ST_MakePoint(lon, lat), 4326), received_ms, speed_kmh, heading_deg, mileage_km "
    "FROM unnest(CAST(:vehicle_id AS text[]), CAST(:at_ms AS bigint[]), "
    "CAST(:lon AS float8[]), CAST(:lat AS float8[]), CAST(:received_ms AS bigint[]), "
    "CAST(:speed_kmh AS float8[]), CAST(:heading_deg AS float8[]), CAST(:mileage_km AS float8[])) "
    "AS new(vehicle_id, at_ms, lon, lat, received_ms, speed_kmh, heading_deg, mileage_km) "
    "ON CONFLICT DO NOTHING"
)
_PARTITIONS = text(
    "SELECT child.relname FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid "
    "WHERE inhparent = to_regclass('track_point')"
)


class TrackRows:
    """See ``TrackStore``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._made: set[int] = set()
        """Days whose partition is known to be there."""

    def ready(self, positions: Sequence[LivePosition]) -> dict[str, list[Any]]:
        """See ``TrackStore``."""
        return {
            "vehicle_id": [p.vehicle_id for p in positions],
            "at_ms": [p.at_ms for p in positions],
            "lon": [p.point.lon for p in positions],
            "lat": [p.point.lat for p in positions],
            "received_ms": [p.received_ms for p in positions],
            "speed_kmh": [p.speed_kmh for p in positions],
            "heading_deg": [p.heading_deg for p in positions],
            "mileage_km": [p.mileage_km for p in positions],
        }

    def write(self, connection: Connection, ready: dict[str, list[Any]]) -> None:
        """See ``TrackStore``."""
        # Not remembered as made: the transaction may yet be taken back.
        self._make_days(connection, {_day_of(at_ms) for at_ms in ready["at_ms"]} - self._made)
        connection.execute(_INSERT, ready)

    def load(
        self, vehicle_id: str, from_ms: int, to_ms: int, limit: int | None = None
    ) -> list[LivePosition]:
        """See ``TrackStore``."""
        column = track_point.c
        lon, lat = func.ST_X(column.geom), func.ST_Y(column.geom)
        query = (
            select(
                column.at_ms, column.received_ms, lon, lat,
                column.speed_kmh, column.heading_deg, column.mileage_km,
            )
            .where(column.vehicle_id == vehicle_id, column.at_ms.between(from_ms, to_ms))
            .order_by(column.at_ms)
            .limit(limit)
        )  # fmt: skip
        with self._engine.connect() as connection:
            return [
                LivePosition(
                    vehicle_id=vehicle_id,
                    point=Point(lon, lat),
                    at_ms=at_ms,
                    received_ms=received_ms,
                    speed_kmh=speed_kmh,
                    heading_deg=heading_deg,
                    mileage_km=mileage_km,
                )
                for at_ms, received_ms, lon, lat, speed_kmh, heading_deg, mileage_km in (
                    connection.execute(query)
                )
            ]

    def prepare(self, now_ms: int) -> None:
        """See ``TrackStore``."""
        today = _day_of(now_ms)
        ahead = set(range(today, today + DAYS_AHEAD + 1))
        if ahead <= self._made:
            return
        with writing(self._engine) as connection:
            self._make_days(connection, ahead)
        self._made |= ahead

    def prune(self, before_ms: int, vehicle_ids: Collection[str] | None = None) -> int:
        """See ``TrackStore``."""
        with writing(self._engine) as connection:
            if vehicle_ids is not None:
                some = track_point.c.vehicle_id.in_(sorted(vehicle_ids))
                old = delete(track_point).where(track_point.c.at_ms < before_ms, some)
                return connection.execute(old).rowcount
            first_kept = _table_of(_day_of(before_ms))
            dropped = 0
            for (name,) in connection.execute(_PARTITIONS).all():
                if name < first_kept:  # a date in the name sorts like the day
                    dropped += connection.scalar(select(func.count()).select_from(table(name))) or 0
                    connection.execute(text(f"DROP TABLE {name}"))
        self._made = {day for day in self._made if _table_of(day) >= first_kept}
        return dropped

    def _make_days(self, connection: Connection, days: Iterable[int]) -> None:
        for day in sorted(days):
            begin_ms = day * DAY_MS - _BEIJING_MS
            connection.execute(
                text(
                    f"CREATE TABLE IF NOT EXISTS {_table_of(day)} PARTITION OF track_point "
                    f"FOR VALUES FROM ({begin_ms}) TO ({begin_ms + DAY_MS})"
                )
            )


def _day_of(at_ms: int) -> int:
    """Days since 1970-01-01 in China."""
    return (at_ms + _BEIJING_MS) // DAY_MS


def _table_of(day: int) -> str:
    return f"track_point_{datetime.fromtimestamp(day * DAY_MS / 1000, UTC):%Y%m%d}"
