"""How each login likes its screens; kept with the login, and gone with it."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from geo.database import BigInt, metadata

user_preference = Table(
    "user_preference",
    metadata,
    # No part of what happened in the centre: it stands outside the journal and is written over.
    Column(
        "username",
        Text,
        ForeignKey("user_account.username", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("version", Integer, nullable=False),
    Column("saved_ms", BigInt, nullable=False),
    Column("content", Text, nullable=False),
)
