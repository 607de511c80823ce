"""Keeps where vehicles are (for the next start) and where they were (for reports and maps).

This is the lossy lane: positions are written in bunches, never journalled, and a power cut may
lose the last bunch.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Engine, Table, delete, func, select, text
from sqlalchemy.dialects import postgresql, sqlite

from geo.coordinates import Point
from geo.database import ewkt, is_postgresql, writing
from stations.positions.fix import LivePosition
from stations.positions.tables import latest_position, track_point

Rows = list[dict[str, Any]]


class PositionStore:
    """Latest positions and tracks in the database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._dialect: Any = postgresql if is_postgresql(engine) else sqlite

    def save(self, positions: Iterable[LivePosition]) -> None:
        """Write one bunch; an older position never replaces a newer one."""
        track = [_row(position) for position in positions]
        if not track:
            return
        latest = list({row["vehicle_id"]: row for row in sorted(track, key=_at_ms)}.values())
        with writing(self._engine) as connection:
            if is_postgresql(connection):
                connection.execute(text("SET LOCAL synchronous_commit = off"))
            connection.execute(self._keep_newest(latest_position), latest)
            connection.execute(self._dialect.insert(track_point).on_conflict_do_nothing(), track)

    def load_latest(self) -> list[LivePosition]:
        """Where every vehicle was last known to be."""
        return self._load(latest_position)

    def load_track(self, vehicle_id: str, from_ms: int, to_ms: int) -> list[LivePosition]:
        """The way of one vehicle between two moments, both included, oldest first."""
        table = track_point
        between = table.c.at_ms.between(from_ms, to_ms)
        return self._load(table, table.c.vehicle_id == vehicle_id, between)

    def prune_tracks(self, before_ms: int) -> int:
        """Drop track points older than a moment; how many there were."""
        with writing(self._engine) as connection:
            old = delete(track_point).where(track_point.c.at_ms < before_ms)
            return connection.execute(old).rowcount

    def _load(self, table: Table, *conditions: Any) -> list[LivePosition]:
        columns = table.c
        query = (
            select(
                columns.vehicle_id,
                columns.at_ms,
                columns.received_ms,
                columns.speed_kmh,
                columns.heading_deg,
                func.ST_X(columns.geom).label("lon"),
                func.ST_Y(columns.geom).label("lat"),
            )
            .where(*conditions)
            .order_by(columns.at_ms)
        )
        with self._engine.connect() as connection:
            return [
                LivePosition(
                    vehicle_id=row.vehicle_id,
                    point=Point(row.lon, row.lat),
                    at_ms=row.at_ms,
                    received_ms=row.received_ms,
                    speed_kmh=row.speed_kmh,
                    heading_deg=row.heading_deg,
                )
                for row in connection.execute(query)
            ]

    def _keep_newest(self, table: Table) -> Any:
        statement = self._dialect.insert(table)
        new = statement.excluded
        changed = {c.name: new[c.name] for c in table.c if not c.primary_key}
        return statement.on_conflict_do_update(
            index_elements=[table.c.vehicle_id], set_=changed, where=new.at_ms > table.c.at_ms
        )


def _at_ms(row: dict[str, Any]) -> int:
    return int(row["at_ms"])


def _row(position: LivePosition) -> dict[str, Any]:
    return {
        "vehicle_id": position.vehicle_id,
        "geom": ewkt(position.point.lon, position.point.lat),
        "at_ms": position.at_ms,
        "received_ms": position.received_ms,
        "speed_kmh": position.speed_kmh,
        "heading_deg": position.heading_deg,
    }
