"""The register of terminals as a table, as administrators and the next start read it."""

from sqlalchemy import Boolean, Column, Table, Text, UniqueConstraint, false, true

from geo.database import BigInt, metadata

terminal = Table(
    "terminal",
    metadata,
    Column("id", Text, primary_key=True),
    Column("vehicle_id", Text),
    Column("phone", Text),
    Column("device_id", Text),
    Column("datum", Text, nullable=False),
    Column("protocol", Text, nullable=False, server_default="jt808"),
    Column("dialect", Text),
    Column("enabled", Boolean, nullable=False, server_default=true()),
    Column("cloned", Boolean, nullable=False, server_default=false()),
    Column("code_hash", Text),
    Column("last_seen_ms", BigInt),
    Column("clock_ahead_ms", BigInt),
    UniqueConstraint("vehicle_id"),
    UniqueConstraint("phone"),
    UniqueConstraint("device_id"),
)
