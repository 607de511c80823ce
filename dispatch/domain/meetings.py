"""Where two crews of one incident meet, as their orders say it (会车, DSP-03d)."""

import msgspec

from geo.coordinates import Point


class MeetingOrder(msgspec.Struct, frozen=True, kw_only=True):
    """The meeting point in an order; ``with_vehicle`` is the other crew, ``point`` WGS-84."""

    point: Point
    place: str
    at_ms: int
    with_vehicle: str
    on_scene: bool = False
