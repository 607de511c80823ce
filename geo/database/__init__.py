"""Where records are kept: one set of tables, on SQLite (embedded) or PostgreSQL with PostGIS."""

from geo.database.engine import DatabaseUnusable, create_engine, is_postgresql, sqlite_path, writing
from geo.database.metadata import ONLY_ON, SCHEMA, BigInt, Geometry, ewkt, metadata

__all__ = [
    "ONLY_ON",
    "SCHEMA",
    "BigInt",
    "DatabaseUnusable",
    "Geometry",
    "create_engine",
    "ewkt",
    "is_postgresql",
    "metadata",
    "sqlite_path",
    "writing",
]
