"""Boards of past hours, so that a replay need not read the journal from its first entry."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """None yet: a running server makes them, the oldest first."""
    op.create_table(
        "board_checkpoint",
        sa.Column("at_ms", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("seq", _NUMBER, nullable=False),
        sa.Column("passed_over", sa.Integer(), nullable=False),
        sa.Column("board", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("at_ms", name="pk_board_checkpoint"),
    )


def downgrade() -> None:
    """Drop them; the journal has all."""
    op.drop_table("board_checkpoint")
