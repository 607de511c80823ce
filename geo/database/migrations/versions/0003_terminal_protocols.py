"""How each terminal reaches us: JT/T 808, Traccar Client, OwnTracks, MQTT."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Whoever is in the register came by JT/T 808."""
    op.add_column(
        "terminal", sa.Column("protocol", sa.Text(), nullable=False, server_default="jt808")
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_column("terminal", "protocol")
