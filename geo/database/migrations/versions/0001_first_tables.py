"""The journal and what is read from it, positions, accounts."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TABLES = (
    "user_session",
    "user_account",
    "track_point",
    "latest_position",
    "call",
    "task",
    "incident",
    "board_snapshot",
    "command_outcome",
    "journal_entry",
    "journal_meta",
)

# Of an entry nothing ever changes but its payload, which the law may order to be erased.
_KEPT = ("seq", "at_ms", "kind", "incident_id", "actor", "command_id", "payload_hash", "hash")
_REFUSAL = "the journal is append-only"


def upgrade() -> None:
    """Make every table, the guard of the journal, and the index that forbids a double task."""
    _journal()
    _read_model()
    _positions()
    _accounts()
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("ix_incident_geom", "incident", ["geom"], postgresql_using="gist")
        _guard_postgresql()
    else:
        _geometry_register()
        _guard_sqlite()


def downgrade() -> None:
    """Drop everything."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in _TABLES:
        op.drop_table(table)
    if postgresql:
        op.execute("DROP FUNCTION journal_entry_guard()")
    else:
        op.drop_table("geometry_columns")


def _key(name: str, kind: sa.types.TypeEngine[Any] | None = None) -> sa.Column[Any]:
    return sa.Column(name, kind or sa.Text(), nullable=False, autoincrement=False)


def _point(nullable: bool) -> sa.Column[Any]:
    kind = Geometry("POINT", srid=4326, spatial_index=False)
    return sa.Column("geom", kind, nullable=nullable)


def _journal() -> None:
    op.create_table(
        "journal_meta",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("journal_id", sa.Text(), nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_journal_meta"),
        sa.CheckConstraint("id = 1", name="ck_journal_meta_one_row"),
    )
    op.create_table(
        "journal_entry",
        _key("seq", _NUMBER),
        sa.Column("at_ms", _NUMBER, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("incident_id", sa.Text()),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("command_id", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary()),
        sa.Column("payload_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_journal_entry"),
    )
    op.create_index("ix_journal_entry_incident_id_seq", "journal_entry", ["incident_id", "seq"])
    op.create_table(
        "command_outcome",
        _key("command_id"),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("result", sa.LargeBinary(), nullable=False),
        sa.Column("seq", _NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("command_id", name="pk_command_outcome"),
    )
    op.create_table(
        "board_snapshot",
        _key("seq", _NUMBER),
        sa.Column("board", sa.LargeBinary(), nullable=False),
        sa.Column("checksum", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_board_snapshot"),
    )


def _read_model() -> None:
    op.create_table(
        "incident",
        _key("id"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("owner_unit", sa.Text(), nullable=False),
        sa.Column("county_code", sa.Text()),
        sa.Column("township_code", sa.Text()),
        sa.Column("opened_ms", _NUMBER, nullable=False),
        sa.Column("closed_ms", _NUMBER),
        sa.Column("urgency", sa.Text()),
        _point(nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_incident"),
    )
    op.create_index("ix_incident_opened_ms", "incident", ["opened_ms"])
    op.create_table(
        "task",
        _key("id"),
        sa.Column("incident_id", sa.Text(), nullable=False),
        sa.Column("vehicle_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("assigned_ms", _NUMBER, nullable=False),
        sa.Column("ended_ms", _NUMBER),
        sa.Column("result", sa.Text()),
        sa.Column("hospital_code", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], "fk_task_incident_id_incident"),
    )
    op.create_index("ix_task_incident_id", "task", ["incident_id"])
    op.create_index(
        "uq_task_one_active_per_vehicle",
        "task",
        ["vehicle_id"],
        unique=True,
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )
    op.create_table(
        "call",
        _key("id"),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rang_ms", _NUMBER, nullable=False),
        sa.Column("answered_ms", _NUMBER),
        sa.Column("ended_ms", _NUMBER),
        sa.Column("call_class", sa.Text()),
        sa.Column("incident_id", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_call"),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], "fk_call_incident_id_incident"),
    )
    op.create_index("ix_call_number_rang_ms", "call", ["number", "rang_ms"])
    op.create_index("ix_call_incident_id", "call", ["incident_id"])


def _positions() -> None:
    op.create_table(
        "latest_position",
        _key("vehicle_id"),
        _point(nullable=False),
        sa.Column("at_ms", _NUMBER, nullable=False),
        sa.Column("received_ms", _NUMBER, nullable=False),
        sa.Column("speed_kmh", sa.Float(), nullable=False),
        sa.Column("heading_deg", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("vehicle_id", name="pk_latest_position"),
    )
    op.create_table(
        "track_point",
        _key("vehicle_id"),
        _key("at_ms", _NUMBER),
        _point(nullable=False),
        sa.Column("received_ms", _NUMBER, nullable=False),
        sa.Column("speed_kmh", sa.Float(), nullable=False),
        sa.Column("heading_deg", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("vehicle_id", "at_ms", name="pk_track_point"),
    )
    op.create_index("ix_track_point_at_ms", "track_point", ["at_ms"])


def _accounts() -> None:
    op.create_table(
        "user_account",
        _key("username"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text()),
        sa.Column("vehicle_id", sa.Text()),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("username", name="pk_user_account"),
    )
    op.create_table(
        "user_session",
        _key("token_hash", sa.LargeBinary()),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("created_ms", _NUMBER, nullable=False),
        sa.Column("expires_ms", _NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_user_session"),
        sa.ForeignKeyConstraint(
            ["username"],
            ["user_account.username"],
            "fk_user_session_username_user_account",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_user_session_expires_ms", "user_session", ["expires_ms"])


def _guard_sqlite() -> None:
    unchanged = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in _KEPT)
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    op.execute(f"CREATE TRIGGER journal_entry_keep BEFORE DELETE ON journal_entry {refuse}")
    op.execute(
        "CREATE TRIGGER journal_entry_fix BEFORE UPDATE ON journal_entry "
        f"WHEN NOT (NEW.payload IS NULL AND {unchanged}) {refuse}"
    )
    # INSERT OR REPLACE deletes without asking a delete trigger.
    repeated = "WHEN EXISTS (SELECT 1 FROM journal_entry WHERE seq = NEW.seq)"
    op.execute(
        f"CREATE TRIGGER journal_entry_once BEFORE INSERT ON journal_entry {repeated} {refuse}"
    )


def _guard_postgresql() -> None:
    new, old = (", ".join(f"{side}.{name}" for name in _KEPT) for side in ("NEW", "OLD"))
    op.execute(
        f"""
        CREATE FUNCTION journal_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                IF NEW.payload IS NULL AND ({new}) IS NOT DISTINCT FROM ({old}) THEN
                    RETURN NEW;
                END IF;
            END IF;
            RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER journal_entry_keep BEFORE UPDATE OR DELETE ON journal_entry "
        "FOR EACH ROW EXECUTE FUNCTION journal_entry_guard()"
    )
    op.execute(
        "CREATE TRIGGER journal_entry_whole BEFORE TRUNCATE ON journal_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_entry_guard()"
    )


def _geometry_register() -> None:
    """SpatiaLite keeps such a list; GeoAlchemy2 reads it to know a geometry column's kind."""
    register = op.create_table(
        "geometry_columns",
        sa.Column("f_table_name", sa.Text(), primary_key=True),
        sa.Column("f_geometry_column", sa.Text(), primary_key=True),
        sa.Column("geometry_type", sa.Integer(), nullable=False),
        sa.Column("coord_dimension", sa.Integer(), nullable=False),
        sa.Column("srid", sa.Integer(), nullable=False),
        sa.Column("spatial_index_enabled", sa.Integer(), nullable=False),
    )
    op.bulk_insert(
        register,
        [
            {
                "f_table_name": table,
                "f_geometry_column": "geom",
                "geometry_type": 1,
                "coord_dimension": 2,
                "srid": 4326,
                "spatial_index_enabled": 0,
            }
            for table in ("incident", "latest_position", "track_point")
        ],
    )
