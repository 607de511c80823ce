"""Distances and bearings on the sphere, good to 0.5 % and free of any lookup."""

from math import asin, atan2, cos, degrees, hypot, radians, sin, sqrt

import numpy as np
from numpy.typing import NDArray

from geo.coordinates.datums import Point

EARTH_RADIUS_M = 6_371_008.8
METRES_PER_DEGREE = radians(1.0) * EARTH_RADIUS_M


def distance_m(a: Point, b: Point) -> float:
    """Great-circle distance in metres (haversine)."""
    d_lat = radians(b.lat - a.lat)
    d_lon = radians(b.lon - a.lon)
    h = sin(d_lat / 2) ** 2 + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(d_lon / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(h)))


def bearing_deg(a: Point, b: Point) -> float:
    """Initial bearing from ``a`` to ``b`` in degrees, 0 = north, clockwise, [0, 360)."""
    lat_a, lat_b = radians(a.lat), radians(b.lat)
    d_lon = radians(b.lon - a.lon)
    y = sin(d_lon) * cos(lat_b)
    x = cos(lat_a) * sin(lat_b) - sin(lat_a) * cos(lat_b) * cos(d_lon)
    return degrees(atan2(y, x)) % 360.0


def offset_m(a: Point, b: Point) -> tuple[float, float]:
    """East and north metres from ``a`` to ``b`` on the local plane (for small distances)."""
    east = (b.lon - a.lon) * METRES_PER_DEGREE * cos(radians((a.lat + b.lat) / 2))
    north = (b.lat - a.lat) * METRES_PER_DEGREE
    return east, north


def plane_length_m(east: float, north: float) -> float:
    """Length of a local offset in metres."""
    return hypot(east, north)


def step_lengths_m(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Metres between consecutive vertices of a line, each step on its own local plane."""
    middle = np.radians((lat[1:] + lat[:-1]) / 2)
    return METRES_PER_DEGREE * np.hypot(np.diff(lon) * np.cos(middle), np.diff(lat))
