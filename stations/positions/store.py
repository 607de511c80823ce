"""Keeps where vehicles are (for the next start) and where they were (for reports and maps).

This is the lossy lane: positions are written in bunches, never journalled, and a power cut may
lose the last bunch.
"""

from collections.abc import Iterable
from threading import Lock
from typing import Any

from sqlalchemy import Engine, func, select, text
from sqlalchemy.dialects import postgresql, sqlite

from geo.coordinates import Point
from geo.database import ewkt, is_postgresql, writing
from stations.positions.fix import LivePosition
from stations.positions.tables import latest_position
from stations.positions.tracks import track_store


class PositionStore:
    """Latest positions and ``tracks`` in the database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._dialect: Any = postgresql if is_postgresql(engine) else sqlite
        self._keep_newest = self._newest_wins()
        self.tracks = track_store(engine)
        self._one_bunch_at_a_time = Lock()

    def save(self, positions: Iterable[LivePosition]) -> None:
        """Write one bunch; an older position never replaces a newer one."""
        bunch = sorted(positions, key=_at_ms)
        if not bunch:
            return
        with self._one_bunch_at_a_time:
            self._save(bunch)

    def _save(self, bunch: list[LivePosition]) -> None:
        latest = {position.vehicle_id: position for position in bunch}
        ready = self.tracks.ready(bunch)
        with writing(self._engine) as connection:  # others wait for it: as short as can be
            if is_postgresql(connection):
                connection.execute(text("SET LOCAL synchronous_commit = off"))
            connection.execute(self._keep_newest, [_row(p) for p in latest.values()])
            self.tracks.write(connection, ready)

    def load_latest(self) -> list[LivePosition]:
        """Where every vehicle was last known to be."""
        columns = latest_position.c
        query = select(
            columns.vehicle_id,
            columns.at_ms,
            columns.received_ms,
            columns.speed_kmh,
            columns.heading_deg,
            func.ST_X(columns.geom).label("lon"),
            func.ST_Y(columns.geom).label("lat"),
        ).order_by(columns.at_ms)
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

    def _newest_wins(self) -> Any:
        statement = self._dialect.insert(latest_position)
        new = statement.excluded
        changed = {c.name: new[c.name] for c in latest_position.c if not c.primary_key}
        return statement.on_conflict_do_update(
            index_elements=["vehicle_id"], set_=changed, where=new.at_ms > latest_position.c.at_ms
        )


def _at_ms(position: LivePosition) -> int:
    return position.at_ms


def _row(position: LivePosition) -> dict[str, Any]:
    return {
        "vehicle_id": position.vehicle_id,
        "geom": ewkt(position.point.lon, position.point.lat),
        "at_ms": position.at_ms,
        "received_ms": position.received_ms,
        "speed_kmh": position.speed_kmh,
        "heading_deg": position.heading_deg,
    }
