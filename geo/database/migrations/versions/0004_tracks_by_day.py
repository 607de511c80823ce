"""Tracks by day on PostgreSQL, packed by the half hour on SQLite."""

from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
import shapely
import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

from geo.database.packing import pack

revision = "0004"
down_revision = "0003"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DAY_MS = 86_400_000
_BEIJING_MS = 8 * 3_600_000
_CHUNK_MS = 1_800_000


def upgrade() -> None:
    """Make the new tables and carry over what the old one holds."""
    if op.get_bind().dialect.name == "postgresql":
        _to_days()
    else:
        _to_chunks()


def downgrade() -> None:
    """Back to plain rows, empty: tracks are not carried back."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_table("track_point")
    else:
        op.drop_table("track_chunk")
        op.execute("INSERT INTO geometry_columns VALUES ('track_point', 'geom', 1, 2, 4326, 0)")
    op.create_table("track_point", *_columns(), _key())
    op.create_index("ix_track_point_at_ms", "track_point", ["at_ms"])


def _columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("vehicle_id", sa.Text(), nullable=False),
        sa.Column("at_ms", _NUMBER, nullable=False, autoincrement=False),
        sa.Column("geom", Geometry("POINT", srid=4326, spatial_index=False), nullable=False),
        sa.Column("received_ms", _NUMBER, nullable=False),
        sa.Column("speed_kmh", sa.Float(), nullable=False),
        sa.Column("heading_deg", sa.Float(), nullable=False),
    ]


def _key() -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("vehicle_id", "at_ms", name="pk_track_point")


def _to_days() -> None:
    op.execute("ALTER TABLE track_point RENAME TO track_point_before")
    op.execute("ALTER INDEX pk_track_point RENAME TO pk_track_point_before")
    op.create_table(
        "track_point",
        *_columns(),
        sa.Column("mileage_km", sa.Float()),
        _key(),
        postgresql_partition_by="RANGE (at_ms)",
    )
    days = sa.text("SELECT DISTINCT (at_ms + :shift) / :day FROM track_point_before")
    for (day,) in op.get_bind().execute(days, {"shift": _BEIJING_MS, "day": _DAY_MS}).all():
        name = f"track_point_{np.datetime64(0, 'D') + day}".replace("-", "")
        begin_ms = day * _DAY_MS - _BEIJING_MS
        op.execute(
            f"CREATE TABLE {name} PARTITION OF track_point "
            f"FOR VALUES FROM ({begin_ms}) TO ({begin_ms + _DAY_MS})"
        )
    op.execute("INSERT INTO track_point SELECT *, NULL FROM track_point_before")
    op.drop_table("track_point_before")


def _to_chunks() -> None:
    chunk = op.create_table(
        "track_chunk",
        sa.Column("vehicle_id", sa.Text(), nullable=False),
        sa.Column("start_ms", _NUMBER, nullable=False, autoincrement=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("vehicle_id", "start_ms", name="pk_track_chunk"),
    )
    op.create_index("ix_track_chunk_start_ms", "track_chunk", ["start_ms"])
    rows = op.get_bind().execute(
        sa.text(
            "SELECT vehicle_id, at_ms / :chunk * :chunk, at_ms, received_ms, geom, "
            "speed_kmh, heading_deg FROM track_point ORDER BY vehicle_id, at_ms"
        ),
        {"chunk": _CHUNK_MS},
    )
    for (vehicle_id, start_ms), points in groupby(rows, key=itemgetter(0, 1)):
        made = _chunk(start_ms, list(points))
        op.bulk_insert(chunk, [{"vehicle_id": vehicle_id, "start_ms": start_ms, **made}])
    op.drop_table("track_point")
    op.execute("DELETE FROM geometry_columns WHERE f_table_name = 'track_point'")


def _chunk(start_ms: int, rows: list[Any]) -> dict[str, Any]:
    """Whole numbers as ``stations/positions/track_chunks.py`` of this release reads them."""
    at_ms, received_ms = (np.array([row[n] for row in rows], np.int64) for n in (2, 3))
    xy = shapely.get_coordinates(shapely.from_wkb([row[4] for row in rows]))
    figures = (
        at_ms - start_ms,
        np.clip(received_ms - at_ms, -(2**31), 2**31 - 1),
        np.rint(xy[:, 0] * 1e6),
        np.rint(xy[:, 1] * 1e6),
        np.rint([10 * row[5] for row in rows]),
        np.rint([10 * row[6] for row in rows]),
        np.full(len(rows), -1),
    )
    return {"points": len(rows), "packed": pack([f.astype(np.int32) for f in figures])}
