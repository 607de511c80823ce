"""Editions (版本) of a region pack that administrators put into force, as a table (ADR 0025)."""

from sqlalchemy import Column, LargeBinary, Table, Text

from geo.database import BigInt, metadata

region_edition = Table(
    "region_edition",
    metadata,
    # Only ever added to: what a centre's register was on any day can be told for good.
    Column("number", BigInt, primary_key=True, autoincrement=True),
    Column("region", Text, nullable=False),
    # The pack's plain files as a zip, and the hash of what is in it.
    Column("content", LargeBinary, nullable=False),
    Column("hash", Text, nullable=False),
    # What it was made from: the hash of the pack in force before, and of the folder at that time.
    Column("former_hash", Text, nullable=False),
    Column("folder_hash", Text, nullable=False),
    Column("at_ms", BigInt, nullable=False),
    # Where the journal stood: whoever looks at a past hour finds the register of that hour.
    Column("journal_seq", BigInt, nullable=False),
    Column("by_user", Text, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("reason", Text, nullable=False),
    # A retry of the same wish is the same edition.
    Column("wish_key", Text, nullable=False, unique=True),
)
