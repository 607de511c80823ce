"""Whether a vehicle under way gets anywhere (行进情况): it stands, drives away from its goal, or
nobody hears of it.

Judged from road time alone, so that a way round that is faster is no fault. Only noticed and shown;
what to do about it is for people.
"""

from enum import StrEnum
from math import isfinite

import msgspec

from geo.coordinates import Point, distance_m

STANDS_WITHIN_M = 50.0
STANDS_AFTER_S = 120.0
NEARLY_THERE_S = 60.0
"""So close to its goal, a vehicle that stands may be looking for the house."""
STRAYS_BY_S = 120.0
"""Road time that a vehicle has lost against its best so far; a turn round the block costs less."""


class Trouble(StrEnum):
    """What is the matter with a drive: 停滞, 偏离路线, 失联.

    A vehicle without contact may be driving all the time: of that nothing is said (VEH-12).
    """

    STANDSTILL = "standstill"
    OFF_ROUTE = "off_route"
    NO_CONTACT = "no_contact"


TROUBLE_NAMES: dict[Trouble, tuple[str, str]] = {
    Trouble.STANDSTILL: ("停滞", "at a standstill"),
    Trouble.OFF_ROUTE: ("偏离路线", "off its route"),
    Trouble.NO_CONTACT: ("失联", "no contact"),
}


class Drive(msgspec.Struct):
    """What is known of one drive; fed with every look at it, in order."""

    leg: str
    network_version: str
    stands_at: Point
    stands_since_ms: int
    left_s: float
    lost_s: float = 0.0
    trouble: Trouble | None = None
    since_ms: int = 0

    @classmethod
    def begin(cls, leg: str, network_version: str, at: Point, at_ms: int, left_s: float) -> "Drive":
        """The first look; ``leg`` names the goal, ``left_s`` is the road time still to go."""
        return cls(leg, network_version, at, at_ms, left_s)

    def look(self, network_version: str, at: Point, at_ms: int, left_s: float) -> None:
        """A newer position with the road time from there."""
        # What other road times add or take away is nobody's fault: only driving counts.
        if network_version == self.network_version and isfinite(left_s - self.left_s):
            self.lost_s = max(0.0, self.lost_s + left_s - self.left_s)
        self.network_version, self.left_s = network_version, left_s
        if distance_m(self.stands_at, at) > STANDS_WITHIN_M:
            self.stands_at, self.stands_since_ms = at, at_ms
        trouble, since_ms = self._judge(at_ms, left_s)
        if trouble is not self.trouble:
            self.trouble, self.since_ms = trouble, since_ms

    def _judge(self, at_ms: int, left_s: float) -> tuple[Trouble | None, int]:
        stood_s = (at_ms - self.stands_since_ms) / 1000
        if stood_s >= STANDS_AFTER_S and left_s > NEARLY_THERE_S:
            return Trouble.STANDSTILL, self.stands_since_ms
        if self.lost_s > STRAYS_BY_S:
            return Trouble.OFF_ROUTE, at_ms
        return None, at_ms
