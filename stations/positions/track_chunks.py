"""Tracks on SQLite: half an hour of a vehicle is one row of packed columns, a tenth of plain rows.

A chunk is read, joined with what is new and written again: that is a third of a millisecond, and a
bunch touches one chunk of each vehicle that moved.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from geo.coordinates import Point
from geo.database import writing
from geo.database.packing import Columns, pack, unpack
from stations.positions.fix import LivePosition
from stations.positions.tables import track_chunk

CHUNK_MS = 1_800_000
_COLUMNS = 7
_E6 = 1e6
"""Eleven centimetres; receivers know a few metres."""
_NONE = -1
_I32 = 2**31 - 1
_VEHICLES_AT_ONCE = 500

_Key = tuple[str, int]


class TrackChunks:
    """See ``TrackStore``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def ready(self, positions: Sequence[LivePosition]) -> list[dict[str, Any]]:
        """See ``TrackStore``."""
        fresh: defaultdict[_Key, dict[int, LivePosition]] = defaultdict(dict)
        for position in positions:
            key = (position.vehicle_id, position.at_ms // CHUNK_MS * CHUNK_MS)
            fresh[key].setdefault(position.at_ms, position)
        with self._engine.connect() as connection:
            kept = self._kept(connection, fresh)
        rows = []
        for key, points in fresh.items():
            columns = _columns(key[1], list(points.values()))
            if (packed := kept.get(key)) is not None:
                # What is kept stands first, so that of a repeated moment the first one stays.
                columns = np.concatenate((unpack(packed, _COLUMNS), columns), axis=1)
            if not (columns[0, 1:] > columns[0, :-1]).all():
                columns = columns[:, np.unique(columns[0], return_index=True)[1]]
            rows.append(
                {
                    "vehicle_id": key[0],
                    "start_ms": key[1],
                    "points": columns.shape[1],
                    "packed": pack(columns),
                }
            )
        return rows

    def write(self, connection: Connection, ready: list[dict[str, Any]]) -> None:
        """See ``TrackStore``."""
        if ready:
            new = (statement := insert(track_chunk)).excluded
            changed = {"points": new.points, "packed": new.packed}
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["vehicle_id", "start_ms"], set_=changed
                ),
                ready,
            )

    def load(
        self, vehicle_id: str, from_ms: int, to_ms: int, limit: int | None = None
    ) -> list[LivePosition]:
        """See ``TrackStore``."""
        table = track_chunk.c
        query = (
            select(table.start_ms, table.packed)
            .where(table.vehicle_id == vehicle_id)
            .where(table.start_ms.between(from_ms - CHUNK_MS + 1, to_ms))
            .order_by(table.start_ms)
        )
        found: list[LivePosition] = []
        with self._engine.connect() as connection:
            for start_ms, packed in connection.execute(query):
                points = _positions(vehicle_id, start_ms, unpack(packed, _COLUMNS))
                found += (p for p in points if from_ms <= p.at_ms <= to_ms)
                if limit is not None and len(found) >= limit:
                    return found[:limit]
        return found

    def prepare(self, now_ms: int) -> None:
        """Nothing is needed: any chunk can be written at any time."""

    def prune(self, before_ms: int, vehicle_ids: Collection[str] | None = None) -> int:
        """See ``TrackStore``."""
        table = track_chunk.c
        old = table.start_ms <= before_ms - CHUNK_MS
        ids = sorted(vehicle_ids) if vehicle_ids is not None else []
        parts = [ids[i : i + _VEHICLES_AT_ONCE] for i in range(0, len(ids), _VEHICLES_AT_ONCE)]
        which = [old] if vehicle_ids is None else [old & table.vehicle_id.in_(p) for p in parts]
        dropped = 0
        with writing(self._engine) as connection:
            for condition in which:
                counted = select(func.coalesce(func.sum(table.points), 0)).where(condition)
                dropped += connection.scalar(counted) or 0
                connection.execute(delete(track_chunk).where(condition))
        return dropped

    def _kept(self, connection: Connection, keys: Collection[_Key]) -> dict[_Key, bytes]:
        """The chunks that there are already; few half hours are written to at the same time."""
        table, kept = track_chunk.c, dict[_Key, bytes]()
        by_start: defaultdict[int, list[str]] = defaultdict(list)
        for vehicle_id, start_ms in keys:
            by_start[start_ms].append(vehicle_id)
        for start_ms, ids in by_start.items():
            for i in range(0, len(ids), _VEHICLES_AT_ONCE):
                some = table.vehicle_id.in_(ids[i : i + _VEHICLES_AT_ONCE])
                query = select(table.vehicle_id, table.packed)
                for vehicle_id, packed in connection.execute(
                    query.where(table.start_ms == start_ms, some)
                ):
                    kept[vehicle_id, start_ms] = packed
        return kept


def _columns(start_ms: int, positions: list[LivePosition]) -> Columns:
    rows = [
        (
            p.at_ms - start_ms,
            max(-_I32, min(_I32, p.received_ms - p.at_ms)),
            round(p.point.lon * _E6),
            round(p.point.lat * _E6),
            round(p.speed_kmh * 10),
            round(p.heading_deg * 10),
            _NONE if p.mileage_km is None else min(_I32, round(p.mileage_km * 10)),
        )
        for p in positions
    ]
    return np.array(rows, np.int32).reshape(-1, _COLUMNS).T


def _positions(vehicle_id: str, start_ms: int, columns: Columns) -> list[LivePosition]:
    return [
        LivePosition(
            vehicle_id=vehicle_id,
            point=Point(lon / _E6, lat / _E6),
            at_ms=start_ms + after_ms,
            received_ms=start_ms + after_ms + delay_ms,
            speed_kmh=speed / 10,
            heading_deg=heading / 10,
            mileage_km=None if mileage == _NONE else mileage / 10,
        )
        for after_ms, delay_ms, lon, lat, speed, heading, mileage in zip(
            *columns.tolist(), strict=True
        )
    ]
