"""Advice where a free vehicle should wait, as shown."""

import msgspec

from dispatch.domain.moves import MoveAdvice


class MoveView(msgspec.Struct, frozen=True, kw_only=True):
    """Open advice of a centre (动态待命建议); ``id`` is its unit, shares run from 0 to 1."""

    id: str
    unit: str
    vehicle_id: str
    place: str
    lon: float
    lat: float
    within_s: float
    covered: float
    wanted: float
    gain_people: float
    drive_s: float
    at_ms: int
    until_ms: int


def move_view(advice: MoveAdvice) -> MoveView:
    """The view of advice."""
    return MoveView(
        id=advice.unit,
        unit=advice.unit,
        vehicle_id=advice.vehicle_id,
        place=advice.place,
        lon=advice.point.lon,
        lat=advice.point.lat,
        within_s=advice.within_s,
        covered=advice.covered,
        wanted=advice.wanted,
        gain_people=advice.gain_people,
        drive_s=advice.drive_s,
        at_ms=advice.at_ms,
        until_ms=advice.until_ms,
    )
