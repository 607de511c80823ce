"""Which partner services (联动单位) may hand alarms over, as a table; keys as hashes only."""

from sqlalchemy import Boolean, Column, LargeBinary, Table, Text, false

from geo.database import BigInt, metadata

partner = Table(
    "partner",
    metadata,
    Column("code", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    # Who reads the database cannot speak for a partner.
    Column("key_hash", LargeBinary, nullable=False, unique=True),
    Column("created_ms", BigInt, nullable=False),
    Column("disabled", Boolean, nullable=False, server_default=false()),
)
