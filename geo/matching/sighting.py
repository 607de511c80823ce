"""What is matched and what comes out: a report of a vehicle, its place on a road, or a refusal."""

from collections.abc import Iterator
from math import isfinite

import msgspec

from geo.coordinates import CoordinateError, Point, check_degrees


class Sighting(msgspec.Struct, frozen=True, kw_only=True):
    """Where a vehicle says it was, WGS-84. What it does not know is None, never a guess."""

    point: Point
    at_ms: int
    speed_kmh: float | None = None
    heading_deg: float | None = None
    accuracy_m: float | None = None


class MatchedFix(msgspec.Struct, frozen=True, kw_only=True):
    """The place on the road that a sighting most probably stands for.

    ``confidence`` is the share of the likelihood that speaks for this arc and no other: half where
    nothing tells the two directions of a road apart. Off the road there is no arc (-1), and
    ``on_road`` is the reported point itself.
    """

    at_ms: int
    arc: int
    fraction: float
    on_road: Point
    access_m: float
    confidence: float
    off_road: bool


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """Why a sighting is not matched; the vehicle's track stays as it was."""

    code: str
    field: str
    value: float
    zh: str
    en: str
    remedy: str


def off_road(sighting: Sighting) -> MatchedFix:
    """A vehicle where the map has no road."""
    return MatchedFix(
        at_ms=sighting.at_ms,
        arc=-1,
        fraction=0.0,
        on_road=sighting.point,
        access_m=0.0,
        confidence=0.0,
        off_road=True,
    )


def refusal(sighting: Sighting, after_ms: int | None) -> Refused | None:
    """What speaks against using a sighting that comes after one of ``after_ms``."""
    try:
        check_degrees(sighting.point.lon, sighting.point.lat)
    except CoordinateError as error:
        return Refused(
            code="bad_coordinate",
            field=error.field,
            value=error.value,
            zh=error.detail,
            en=error.detail_en,
            remedy=error.remedy,
        )
    for field, value in _figures(sighting):
        if not isfinite(value) or (value < 0.0 and field != "heading_deg"):
            return Refused(
                code="bad_number",
                field=field,
                value=value,
                zh=f"{field} 的值 {value} 不可用",
                en=f"{field} {value} is not a usable number",
                remedy="不知道就留空 / leave it out when it is not known",
            )
    if after_ms is not None and sighting.at_ms <= after_ms:
        return Refused(
            code="time_not_forward",
            field="at_ms",
            value=sighting.at_ms,
            zh=f"定位时间 {sighting.at_ms} 不晚于上一条 {after_ms}",
            en=f"at_ms {sighting.at_ms} is not later than the one before, {after_ms}",
            remedy="按时间次序送入，重复的不送 / send in order of time and each time once",
        )
    return None


def _figures(sighting: Sighting) -> Iterator[tuple[str, float]]:
    """The figures a vehicle may leave out, where it has not."""
    for field in ("speed_kmh", "heading_deg", "accuracy_m"):
        value = getattr(sighting, field)
        if value is not None:
            yield field, value
