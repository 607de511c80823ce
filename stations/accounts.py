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
