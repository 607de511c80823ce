"""Where vehicles are and have been, as GIS staff and the next start read it."""

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, Table, Text

from geo.database import ONLY_ON, BigInt, Geometry, metadata

latest_position = Table(
    "latest_position",
    metadata,
    Column("vehicle_id", Text, primary_key=True),
    Column("geom", Geometry("POINT"), nullable=False),
    Column("at_ms", BigInt, nullable=False),
    Column("received_ms", BigInt, nullable=False),
    Column("speed_kmh", Float, nullable=False),
    Column("heading_deg", Float, nullable=False),
)

track_point = Table(
    "track_point",
    metadata,
    Column("vehicle_id", Text, primary_key=True),
    Column("at_ms", BigInt, primary_key=True, autoincrement=False),
    Column("geom", Geometry("POINT"), nullable=False),
    Column("received_ms", BigInt, nullable=False),
    Column("speed_kmh", Float, nullable=False),
    Column("heading_deg", Float, nullable=False),
    Column("mileage_km", Float),
    postgresql_partition_by="RANGE (at_ms)",  # a day each: an old day is dropped, not deleted
    info={ONLY_ON: "postgresql"},
)

track_chunk = Table(
    "track_chunk",
    metadata,
    Column("vehicle_id", Text, primary_key=True),
    Column("start_ms", BigInt, primary_key=True, autoincrement=False),
    Column("points", Integer, nullable=False),
    Column("packed", LargeBinary, nullable=False),
    Index(None, "start_ms"),  # old tracks are pruned by age
    info={ONLY_ON: "sqlite"},
)
