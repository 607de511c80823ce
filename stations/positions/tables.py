"""Where vehicles are and have been, as GIS staff and the next start read it."""

from sqlalchemy import Column, Float, Index, Table, Text

from geo.database import BigInt, Geometry, metadata

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
    Index(None, "at_ms"),  # old tracks are pruned by age
)
