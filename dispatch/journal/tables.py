"""The journal's tables, and the read-model rows that are written in the same transaction."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from geo.database import BigInt, Geometry, metadata

journal_meta = Table(
    "journal_meta",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="one_row"), primary_key=True),
    Column("journal_id", Text, nullable=False),
    Column("format", Integer, nullable=False),
)

journal_entry = Table(
    "journal_entry",
    metadata,
    Column("seq", BigInt, primary_key=True, autoincrement=False),
    Column("at_ms", BigInt, nullable=False),
    Column("kind", Text, nullable=False),
    Column("incident_id", Text),
    Column("actor", Text, nullable=False),
    Column("command_id", Text, nullable=False),
    Column("payload", LargeBinary),  # NULL once erased; nothing else of an entry ever changes
    Column("payload_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index(None, "incident_id", "seq"),
)

command_outcome = Table(
    "command_outcome",
    metadata,
    Column("command_id", Text, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("result", LargeBinary, nullable=False),
    Column("seq", BigInt, nullable=False),
)

board_snapshot = Table(
    "board_snapshot",
    metadata,
    Column("seq", BigInt, primary_key=True, autoincrement=False),
    Column("board", LargeBinary, nullable=False),
    Column("checksum", LargeBinary, nullable=False),
)

board_checkpoint = Table(
    "board_checkpoint",
    metadata,
    # Everything up to this moment, that moment included.
    Column("at_ms", BigInt, primary_key=True, autoincrement=False),
    Column("seq", BigInt, nullable=False),
    Column("passed_over", Integer, nullable=False),
    Column("board", LargeBinary, nullable=False),
)

incident = Table(
    "incident",
    metadata,
    Column("id", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("owner_unit", Text, nullable=False),
    Column("county_code", Text),
    Column("township_code", Text),
    Column("opened_ms", BigInt, nullable=False),
    Column("closed_ms", BigInt),
    Column("urgency", Text),
    Column("geom", Geometry("POINT")),
    Index(None, "opened_ms"),
)
# On SQLite a geometry is plain bytes: nothing to index by place.
Index("ix_incident_geom", incident.c.geom, postgresql_using="gist").ddl_if(dialect="postgresql")

task = Table(
    "task",
    metadata,
    Column("id", Text, primary_key=True),
    Column("incident_id", Text, ForeignKey("incident.id"), nullable=False),
    Column("vehicle_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("assigned_ms", BigInt, nullable=False),
    Column("ended_ms", BigInt),
    Column("result", Text),
    Column("hospital_code", Text),
    Index(None, "incident_id"),
)
# The last line of defence: whatever a program believes, a vehicle has one active task at most.
Index(
    "uq_task_one_active_per_vehicle",
    task.c.vehicle_id,
    unique=True,
    sqlite_where=task.c.active,
    postgresql_where=task.c.active,
)

call = Table(
    "call",
    metadata,
    Column("id", Text, primary_key=True),
    Column("number", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("rang_ms", BigInt, nullable=False),
    Column("answered_ms", BigInt),
    Column("ended_ms", BigInt),
    Column("call_class", Text),
    Column("incident_id", Text, ForeignKey("incident.id")),
    Index(None, "number", "rang_ms"),
    Index(None, "incident_id"),
)
