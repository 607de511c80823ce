"""The register of vehicle terminals."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the register."""
    op.create_table(
        "terminal",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("vehicle_id", sa.Text()),
        sa.Column("phone", sa.Text()),
        sa.Column("device_id", sa.Text()),
        sa.Column("datum", sa.Text(), nullable=False),
        sa.Column("dialect", sa.Text()),
        sa.Column("enabled", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("cloned", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("code_hash", sa.Text()),
        sa.Column("last_seen_ms", _NUMBER),
        sa.Column("clock_ahead_ms", _NUMBER),
        sa.PrimaryKeyConstraint("id", name="pk_terminal"),
        sa.UniqueConstraint("vehicle_id", name="uq_terminal_vehicle_id"),
        sa.UniqueConstraint("phone", name="uq_terminal_phone"),
        sa.UniqueConstraint("device_id", name="uq_terminal_device_id"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("terminal")
