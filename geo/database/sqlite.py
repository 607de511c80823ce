"""The few spatial functions that our SQL uses, for a SQLite without SpatiaLite.

Python's own ``sqlite3`` often cannot load extensions, so a geometry is kept as EWKB bytes and
shapely answers. Reports that need more spatial SQL than this belong on PostGIS.
"""

import sqlite3
from collections.abc import Callable

import shapely

Bytes = bytes | None
Value = bytes | str | float | None


def register_functions(connection: sqlite3.Connection) -> None:
    """Teach one connection the functions that GeoAlchemy2 and our queries call."""
    for name, arity, function in _FUNCTIONS:
        connection.create_function(name, arity, function, deterministic=True)


def _from_ewkt(text: str | None) -> Bytes:
    if text is None:
        return None
    srid, found, wkt = text.rpartition(";")
    shape = shapely.from_wkt(wkt)
    number = int(srid.removeprefix("SRID=")) if found else 0
    return shapely.to_wkb(shapely.set_srid(shape, number), include_srid=True)


def _as_ewkb(geometry: Bytes) -> Bytes:
    return geometry


def _as_text(geometry: Bytes) -> str | None:
    return None if geometry is None else shapely.to_wkt(shapely.from_wkb(geometry))


def _x(geometry: Bytes) -> float | None:
    return None if geometry is None else float(shapely.get_x(shapely.from_wkb(geometry)))


def _y(geometry: Bytes) -> float | None:
    return None if geometry is None else float(shapely.get_y(shapely.from_wkb(geometry)))


def _distance(a: Bytes, b: Bytes) -> float | None:
    if a is None or b is None:
        return None
    return float(shapely.distance(shapely.from_wkb(a), shapely.from_wkb(b)))


def _intersects(a: Bytes, b: Bytes) -> bool | None:
    if a is None or b is None:
        return None
    return bool(shapely.intersects(shapely.from_wkb(a), shapely.from_wkb(b)))


def _nothing_to_manage(*_arguments: object) -> int:
    return 1


def _no_spatial_index(*_arguments: object) -> None:
    return None


_FUNCTIONS: tuple[tuple[str, int, Callable[..., Value]], ...] = (
    ("GeomFromEWKT", 1, _from_ewkt),
    ("AsEWKB", 1, _as_ewkb),
    ("ST_AsText", 1, _as_text),
    ("ST_X", 1, _x),
    ("ST_Y", 1, _y),
    ("ST_Distance", 2, _distance),
    ("ST_Intersects", 2, _intersects),
    # SpatiaLite's own book-keeping, which GeoAlchemy2 asks for when a table comes or goes.
    ("RecoverGeometryColumn", 5, _nothing_to_manage),
    ("DiscardGeometryColumn", 2, _nothing_to_manage),
    ("CheckSpatialIndex", 2, _no_spatial_index),
)
