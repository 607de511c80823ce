"""The one list of tables that both databases share; every room registers its own tables here."""

from geoalchemy2 import Geometry as _Geometry
from sqlalchemy import BigInteger, Integer, MetaData

SCHEMA = "liandong"
"""PostgreSQL schema of all our tables. It stands in the search path, so tables carry no schema."""

ONLY_ON = "only_on"
"""Key of a table's ``info``: the one dialect that has it, where the two keep a thing differently.

On PostgreSQL such a table may be cut into partitions ``<table>_<YYYYMMDD>``, made while running."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite keeps a row by its number only when the key is called INTEGER; that holds 64 bits there.
BigInt = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit number: time stamps in milliseconds, journal numbers."""


class Geometry(_Geometry):
    """A WGS-84 geometry column for both dialects; PostgreSQL's index on it is declared apart."""

    cache_ok = True

    def __init__(self, geometry_type: str = "POINT") -> None:
        super().__init__(geometry_type, srid=4326, spatial_index=False)


def ewkt(lon: float | None, lat: float | None) -> str | None:
    """The text form in which a point is written to a geometry column; None for no point."""
    return None if lon is None or lat is None else f"SRID=4326;POINT({lon!r} {lat!r})"
