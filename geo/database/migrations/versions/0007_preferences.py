"""How each login likes its screens: which boards in which window, theme, sound, language."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Nobody has said yet."""
    op.create_table(
        "user_preference",
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_ms", _NUMBER, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("username", name="pk_user_preference"),
        sa.ForeignKeyConstraint(
            ["username"],
            ["user_account.username"],
            name="fk_user_preference_username_user_account",
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("user_preference")
