"""Datums: WGS-84 inside, GCJ-02 and BD-09 converted at the edge (SYS-07).

Who sends what: Amap and Tencent GCJ-02, Baidu BD-09, Tianditu CGCS2000, raw GNSS and JT/T 808
WGS-84. The two Chinese datums are published only in the forward direction; the way back is found
by iteration until it agrees within a tenth of a millimetre.
"""

import math
from collections.abc import Callable
from enum import StrEnum
from math import isfinite, pi
from typing import Any

import msgspec


class Datum(StrEnum):
    """The reference of a coordinate pair. CGCS2000 equals WGS-84 within centimetres."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"


class Point(msgspec.Struct, frozen=True, gc=False):
    """A WGS-84 position in degrees."""

    lon: float
    lat: float


class CoordinateError(ValueError):
    """A coordinate that cannot be a place on Earth."""

    def __init__(self, field: str, value: float, detail: str, detail_en: str, remedy: str) -> None:
        """Keep the parts apart so that an API can show each in its place."""
        super().__init__(f"{detail} / {detail_en} → {remedy}")
        self.field = field
        self.value = value
        self.detail = detail
        self.detail_en = detail_en
        self.remedy = remedy


Pair = tuple[float, float]


def to_wgs84(lon: float, lat: float, datum: Datum) -> Point:
    """The WGS-84 position of a pair given in ``datum``."""
    check_degrees(lon, lat)
    if datum is Datum.BD09:
        lon, lat = _solve(gcj_to_bd, (lon, lat))
    if datum in (Datum.GCJ02, Datum.BD09) and is_in_box(lon, lat, margin=0.1):
        shifted_back = _solve(shift, (lon, lat))
        if is_in_box(*shifted_back):
            lon, lat = shifted_back
    return Point(lon, lat)


def from_wgs84(point: Point, datum: Datum) -> Pair:
    """The (lon, lat) pair of a WGS-84 position in ``datum``."""
    check_degrees(point.lon, point.lat)
    pair = (point.lon, point.lat)
    if datum in (Datum.GCJ02, Datum.BD09) and is_in_box(*pair):
        pair = shift(pair)
    return gcj_to_bd(pair) if datum is Datum.BD09 else pair


def check_degrees(lon: float, lat: float) -> None:
    """Raise ``CoordinateError`` when a pair in degrees is not a place on Earth."""
    if -180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0:
        return
    for field, value, limit in (("lon", lon, 180.0), ("lat", lat, 90.0)):
        if isfinite(value) and abs(value) <= limit:
            continue
        name = "经度" if field == "lon" else "纬度"
        swapped = field == "lat" and abs(lat) <= 180.0 and abs(lon) <= 90.0
        remedy = "经纬度似乎写反了，请对调 / longitude and latitude look swapped, exchange them"
        raise CoordinateError(
            field,
            value,
            detail=f"{name} {value} 不在 ±{limit:g} 度之内",
            detail_en=f"{field} {value} is not within ±{limit:g} degrees",
            remedy=remedy if swapped else "请用十进制度，如 110.79, 32.65 / use decimal degrees",
        )


# Outside this box the Chinese datums are defined to equal WGS-84. Within about 1 km of its edge the
# forward mapping is not one to one, so the way back is exact only off that rim.
_BOX_LON, _BOX_LAT = (72.004, 137.8347), (0.8293, 55.8271)

# Krasovsky 1940 ellipsoid, on which GCJ-02 is computed.
_AXIS_M, _ECCENTRICITY_2 = 6_378_245.0, 0.006_693_421_622_965_943
_BD_PI = pi * 3000.0 / 180.0

ENOUGH_DEG = 1e-9  # 0.1 mm
STEPS_MAX = 30  # 4 to 6 steps are used in China


def is_in_box(lon: Any, lat: Any, margin: float = 0.0) -> Any:
    """Whether GCJ-02 differs from WGS-84 here, or within ``margin`` degrees; arrays too."""
    return (
        (lon >= _BOX_LON[0] - margin)
        & (lon <= _BOX_LON[1] + margin)
        & (lat >= _BOX_LAT[0] - margin)
        & (lat <= _BOX_LAT[1] + margin)
    )


def _solve(forward: Callable[[Pair], Pair], wanted: Pair) -> Pair:
    """The pair that ``forward`` maps to ``wanted``; shifts vary slowly, so it converges fast."""
    lon, lat = wanted
    for _ in range(STEPS_MAX):
        got_lon, got_lat = forward((lon, lat))
        lon, lat = lon - (got_lon - wanted[0]), lat - (got_lat - wanted[1])
        if abs(got_lon - wanted[0]) + abs(got_lat - wanted[1]) < ENOUGH_DEG:
            break
    return lon, lat


def shift(pair: Any, m: Any = math) -> Any:
    """WGS-84 to GCJ-02, as if everywhere were inside the box; ``m`` is numpy for arrays."""
    lon, lat = pair
    x, y = lon - 105.0, lat - 35.0
    ripple = 20.0 * m.sin(6.0 * x * pi) + 20.0 * m.sin(2.0 * x * pi)
    short = ((20.0, 1.0), (40.0, 3.0))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * m.sqrt(abs(x))
    east += 2.0 / 3.0 * (ripple + _waves(m, x, *short, (150.0, 12.0), (300.0, 30.0)))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * m.sqrt(abs(x))
    north += 2.0 / 3.0 * (ripple + _waves(m, y, *short, (160.0, 12.0), (320.0, 30.0)))
    phi = lat / 180.0 * pi
    w = 1.0 - _ECCENTRICITY_2 * m.sin(phi) ** 2
    d_lon = east * 180.0 / (_AXIS_M / m.sqrt(w) * m.cos(phi) * pi)
    d_lat = north * 180.0 / (_AXIS_M * (1.0 - _ECCENTRICITY_2) / (w * m.sqrt(w)) * pi)
    return lon + d_lon, lat + d_lat


def _waves(m: Any, x: Any, *waves: tuple[float, float]) -> Any:
    """Sum of sines given as (amplitude, half wavelength in degrees)."""
    return sum(amplitude * m.sin(x / half * pi) for amplitude, half in waves)


def gcj_to_bd(pair: Any, m: Any = math) -> Any:
    """GCJ-02 to BD-09: a further turn, stretch and shift; ``m`` is numpy for arrays."""
    lon, lat = pair
    radius = m.hypot(lon, lat) + 0.00002 * m.sin(lat * _BD_PI)
    angle = m.atan2(lat, lon) + 0.000003 * m.cos(lon * _BD_PI)
    return radius * m.cos(angle) + 0.0065, radius * m.sin(angle) + 0.006
