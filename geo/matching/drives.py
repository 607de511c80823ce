"""From matched fixes to drives over arcs with seconds: only what was really driven.

Standing (at the scene, in the queue of a hospital, a pause), silence, jumps, a detour that nobody
drives in that time, and everything off the roads end a drive without a word about the arc it was
on. A stop shorter than ``stand_s`` is part of driving: it may be a signal or a jam.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite

from geo.coordinates import distance_m
from geo.matching.ground import Ground
from geo.matching.sighting import MatchedFix
from geo.roads.live_speeds import ArcDrive
from geo.roads.network import Floats
from geo.routing.stands import Leg


@dataclass(frozen=True)
class DriveTerms:
    """When two fixes belong to one drive, and which pieces of it are long enough to tell."""

    gap_s: float = 90.0
    still_m: float = 30.0
    stand_s: float = 120.0
    kmh_max: float = 160.0
    detour: float = 2.5
    detour_m: float = 100.0
    piece_m: float = 50.0
    piece_share: float = 0.5


@dataclass
class _Drive:
    """One vehicle under way: where it was last, and the arc it is on since when."""

    last: MatchedFix
    anchor: MatchedFix
    arc: int
    entered_at: float
    at: float
    seconds: float = 0.0
    usual_s: float = 0.0
    moving: bool = False

    @classmethod
    def begin(cls, fix: MatchedFix, anchor: MatchedFix | None = None) -> "_Drive":
        return cls(fix, anchor or fix, fix.arc, fix.fraction, fix.fraction)


class DriveFollower:
    """Turns each vehicle's matched fixes into drives over arcs; a few numbers for each vehicle."""

    def __init__(self, ground: Ground, terms: DriveTerms | None = None) -> None:
        self._ground = ground
        self._terms = terms or DriveTerms()
        self._drives: dict[str, _Drive] = {}

    def follow(self, vehicle_id: str, fix: MatchedFix, usual_s: Floats) -> list[ArcDrive]:
        """The arcs that are behind a vehicle with this fix; ``usual_s`` are its profile's times."""
        if fix.off_road:
            self.forget(vehicle_id)
            return []
        drive = self._drives.get(vehicle_id)
        if drive is None or not 0 < fix.at_ms - drive.last.at_ms <= self._terms.gap_s * 1000:
            self._drives[vehicle_id] = _Drive.begin(fix)
            return []
        if self._stands(drive, fix):
            # The anchor stays where it first stood, so that wandering fixes do not move it.
            self._drives[vehicle_id] = _Drive.begin(fix, drive.anchor)
            return []
        legs = self._legs(drive, fix)
        usual = [float(usual_s[leg.arc]) * (leg.end - leg.start) for leg in legs]
        if not legs or not isfinite(sum(usual)):  # a road that is closed to this kind of drive
            self._drives[vehicle_id] = _Drive.begin(fix)
            return []
        return self._advance(vehicle_id, drive, fix, legs, usual)

    def under_way(self) -> list[ArcDrive]:
        """The arcs that vehicles are on, as far as they have come."""
        return [
            piece
            for vehicle_id, drive in self._drives.items()
            for piece in self._piece(vehicle_id, drive)
        ]

    def forget(self, vehicle_id: str) -> None:
        """The drive is over; the arc it ended on teaches nothing."""
        self._drives.pop(vehicle_id, None)

    def _stands(self, drive: _Drive, fix: MatchedFix) -> bool:
        """Whether a vehicle has not set off yet, or has stood too long for a signal."""
        if distance_m(drive.anchor.on_road, fix.on_road) > self._terms.still_m:
            drive.moving, drive.anchor = True, fix
            return False
        stood_s = (fix.at_ms - drive.anchor.at_ms) / 1000
        return not drive.moving or stood_s > self._terms.stand_s

    def _legs(self, drive: _Drive, fix: MatchedFix) -> list[Leg]:
        """The way between two fixes; none when nobody drives it like that."""
        network, terms = self._ground.network, self._terms
        source = Leg(drive.arc, drive.last.fraction, drive.at)
        straight_m = distance_m(drive.last.on_road, fix.on_road)
        limit_m = terms.detour * straight_m + terms.detour_m
        legs = self._ground.legs(source, (fix.arc, fix.fraction), limit_m)
        if any(network.arc_head[a.arc] != network.arc_tail[b.arc] for a, b in pairwise(legs)):
            return []
        if any(network.arc_reverse[a.arc] == b.arc for a, b in pairwise(legs)):
            return []
        metres = sum(float(network.arc_metres[leg.arc]) * (leg.end - leg.start) for leg in legs)
        seconds = (fix.at_ms - drive.last.at_ms) / 1000
        too_fast = metres / seconds * 3.6 > terms.kmh_max
        return [] if metres > limit_m or too_fast else legs

    def _advance(
        self,
        vehicle_id: str,
        drive: _Drive,
        fix: MatchedFix,
        legs: Sequence[Leg],
        usual: Sequence[float],
    ) -> list[ArcDrive]:
        """Share the seconds between two fixes out along the way, as the usual times have it."""
        behind: list[ArcDrive] = []
        pace = (fix.at_ms - drive.last.at_ms) / 1000 / (sum(usual) or 1.0)
        for leg, leg_s in zip(legs, usual, strict=True):
            if leg.arc != drive.arc or leg.start != drive.at:
                behind += self._piece(vehicle_id, drive)
                drive.arc, drive.entered_at = leg.arc, leg.start
                drive.seconds = drive.usual_s = 0.0
            drive.seconds += leg_s * pace
            drive.usual_s += leg_s
            drive.at = leg.end
        if not sum(usual):  # it has not come forward: the time is spent all the same
            drive.seconds += (fix.at_ms - drive.last.at_ms) / 1000
        drive.last = fix
        return behind

    def _piece(self, vehicle_id: str, drive: _Drive) -> list[ArcDrive]:
        """The drive over the present arc, if there is enough of it to tell."""
        share = drive.at - drive.entered_at
        metres = share * float(self._ground.network.arc_metres[drive.arc])
        enough = metres >= self._terms.piece_m or share >= self._terms.piece_share
        timed = drive.usual_s > 0.0 and drive.seconds > 0.0
        if not (drive.moving and enough and timed):
            return []
        at_ms = drive.last.at_ms
        return [ArcDrive(drive.arc, vehicle_id, at_ms, share, drive.seconds, drive.usual_s)]
