"""Advice where a free vehicle should wait while cover is thin (动态待命建议): a person decides."""

import msgspec

from geo.coordinates import Point


class MoveAdvice(msgspec.Struct, frozen=True, kw_only=True):
    """Of one centre: its vehicle ``vehicle_id`` should wait at ``place`` until ``until_ms``.

    ``covered`` is the share of the centre's people whom somebody free reaches within ``within_s``
    now, ``wanted`` what it should keep; ``gain_people`` more are reached when the vehicle is there,
    ``drive_s`` later. ``declined`` is why the desk did not want it; it then keeps its peace.
    """

    unit: str
    vehicle_id: str
    place: str
    point: Point
    within_s: float
    covered: float
    wanted: float
    gain_people: float
    drive_s: float
    at_ms: int
    until_ms: int
    declined: str | None = None
    declined_ms: int | None = None

    @property
    def open(self) -> bool:
        """Whether the desk has not answered yet."""
        return self.declined_ms is None

    def same(self, other: "MoveAdvice | None") -> bool:
        """Whether it asks for the same vehicle at the same place."""
        mine = (self.vehicle_id, self.point)
        return other is not None and mine == (other.vehicle_id, other.point)
