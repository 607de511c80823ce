"""Positions and datums: stored points are WGS-84, inbound ones name their datum."""

from geo.coordinates.batch import from_wgs84_many, to_wgs84_many
from geo.coordinates.datums import (
    CoordinateError,
    Datum,
    Point,
    check_degrees,
    from_wgs84,
    to_wgs84,
)
from geo.coordinates.metric import (
    METRES_PER_DEGREE,
    bearing_deg,
    distance_m,
    offset_m,
    plane_length_m,
)

__all__ = [
    "METRES_PER_DEGREE",
    "CoordinateError",
    "Datum",
    "Point",
    "bearing_deg",
    "check_degrees",
    "distance_m",
    "from_wgs84",
    "from_wgs84_many",
    "offset_m",
    "plane_length_m",
    "to_wgs84",
    "to_wgs84_many",
]
