"""Who may log in, as what, and for which unit or vehicle; the rim asks, the tables stand here."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, LargeBinary, Table, Text, false

from geo.database import BigInt, metadata

user_account = Table(
    "user_account",
    metadata,
    Column("username", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("unit", Text),
    Column("vehicle_id", Text),
    Column("password_hash", Text, nullable=False),
    Column("disabled", Boolean, nullable=False, server_default=false()),
    Column("last_login_ms", BigInt),
)

user_session = Table(
    "user_session",
    metadata,
    # Only the hash of a token is kept: who reads the database cannot log in with it.
    Column("token_hash", LargeBinary, primary_key=True),
    Column(
        "username",
        Text,
        ForeignKey("user_account.username", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("created_ms", BigInt, nullable=False),
    Column("expires_ms", BigInt, nullable=False),
    Index(None, "expires_ms"),
)

user_change = Table(
    "user_change",
    metadata,
    # What was done to logins: only ever added to; the database itself refuses anything else.
    Column("id", BigInt, primary_key=True, autoincrement=True),
    Column("at_ms", BigInt, nullable=False),
    Column("by_user", Text, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("username", Text, nullable=False),
    Column("what", Text, nullable=False),
    # JSON of the login before and after, never its password or the hash of one.
    Column("before", Text),
    Column("after", Text),
    Index(None, "username"),
)
