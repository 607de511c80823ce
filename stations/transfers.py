"""Where a crew leaves the road (接驳点, DSP-21): docks and pads, and the legs between them.

A reservoir prefecture has villages that a boat reaches in ten minutes and an ambulance in two
hours. Points are fixed and their legs timetabled by speed and wait, so that a leg can be ranked.
"""

from enum import StrEnum

import msgspec

from geo.coordinates import Point, distance_m


class TransferKind(StrEnum):
    """Kind of transfer point: 码头, 停机坪."""

    DOCK = "dock"
    PAD = "pad"


TRANSFER_NAMES: dict[TransferKind, tuple[str, str]] = {
    TransferKind.DOCK: ("码头", "dock"),
    TransferKind.PAD: ("停机坪", "pad"),
}


class Onward(StrEnum):
    """How a crew goes on from a transfer point: a vehicle waits there, or on foot."""

    ROAD = "road"
    FOOT = "foot"


ONWARD_NAMES: dict[Onward, tuple[str, str]] = {
    Onward.ROAD: ("有车接", "a vehicle waits"),
    Onward.FOOT: ("步行", "on foot"),
}


class LegMode(StrEnum):
    """What is travelled by on a part of the way: 道路, 船, 直升机, 步行."""

    ROAD = "road"
    BOAT = "boat"
    HELICOPTER = "helicopter"
    FOOT = "foot"


LEG_NAMES: dict[LegMode, tuple[str, str]] = {
    LegMode.ROAD: ("驾车", "by road"),
    LegMode.BOAT: ("乘船", "by boat"),
    LegMode.HELICOPTER: ("直升机", "by helicopter"),
    LegMode.FOOT: ("步行", "on foot"),
}

WATER_DETOUR = 1.2
"""A boat's way over a winding reservoir against the straight line; a helicopter flies straight."""


class TransferPoint(msgspec.Struct, frozen=True, kw_only=True):
    """A dock (码头) or pad (停机坪) where a crew changes from one way of travelling to another."""

    code: str
    name: str
    kind: TransferKind
    point: Point
    onward: Onward = Onward.ROAD
    modelled: bool = False


class TransferLeg(msgspec.Struct, frozen=True, kw_only=True):
    """A way over water or through the air between two points, in both directions.

    ``wait_s`` is from the crew's arrival until it moves off: calling the boat, loading, starting.
    """

    start: str
    end: str
    mode: LegMode
    speed_kmh: float
    wait_s: int
    length_km: float | None = None
    modelled: bool = False

    def seconds(self, start: Point, end: Point) -> float:
        """How long the leg itself takes, without the wait."""
        straight_km = distance_m(start, end) / 1000
        usual_km = straight_km * (WATER_DETOUR if self.mode is LegMode.BOAT else 1.0)
        return (self.length_km or usual_km) / self.speed_kmh * 3600
