"""What administrators do: changes of logins and editions of the region pack, kept for good."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KEPT_FOR_GOOD = ("user_change", "region_edition")
_REFUSAL = "records of administration are only ever added to"


def upgrade() -> None:
    """Nothing has been changed yet."""
    with op.batch_alter_table("user_account") as account:
        account.add_column(sa.Column("last_login_ms", _NUMBER))
    op.create_table(
        "user_change",
        sa.Column("id", _NUMBER, nullable=False, autoincrement=True),
        sa.Column("at_ms", _NUMBER, nullable=False),
        sa.Column("by_user", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("before", sa.Text()),
        sa.Column("after", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_user_change"),
    )
    op.create_index("ix_user_change_username", "user_change", ["username"])
    op.create_table(
        "region_edition",
        sa.Column("number", _NUMBER, nullable=False, autoincrement=True),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("former_hash", sa.Text(), nullable=False),
        sa.Column("folder_hash", sa.Text(), nullable=False),
        sa.Column("at_ms", _NUMBER, nullable=False),
        sa.Column("journal_seq", _NUMBER, nullable=False),
        sa.Column("by_user", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("wish_key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_region_edition"),
        sa.UniqueConstraint("wish_key", name="uq_region_edition_wish_key"),
    )
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    """Drop both, and when who came in last."""
    for table in _KEPT_FOR_GOOD:
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION administration_guard()")
    with op.batch_alter_table("user_account") as account:
        account.drop_column("last_login_ms")


def _guard_sqlite() -> None:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    for table in _KEPT_FOR_GOOD:
        for act in ("UPDATE", "DELETE"):
            name = f"{table}_no_{act.lower()}"
            op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} {refuse}")


def _guard_postgresql() -> None:
    op.execute(
        f"""
        CREATE FUNCTION administration_guard() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    for table in _KEPT_FOR_GOOD:
        op.execute(
            f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION administration_guard()"
        )
