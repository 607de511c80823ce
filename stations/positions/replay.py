"""A track as a person looks at it (轨迹回放, VEH-09): thinned honestly, speeds checked, km summed.

Points in time order, WGS-84. Distances by the roads come from outside (the matcher); here are those
that need no map.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from geo.coordinates import Point, distance_m
from stations.positions.fix import LivePosition

STANDING_M = 25.0
"""A standing receiver wanders; steps shorter than this are added up before they count."""
GAP_MS = 300_000
"""Between two fixes farther apart nobody knows how fast it went."""


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of time on a task."""

    task_id: str
    from_ms: int
    to_ms: int

    def holds(self, at_ms: float) -> bool:
        """Whether a moment lies in it."""
        return self.from_ms <= at_ms <= self.to_ms


class SpeedCheck(msgspec.Struct, frozen=True, kw_only=True):
    """How fast it went: the share of the driving time above a limit, and the highest speed."""

    limit_kmh: float
    over_share: float
    over_s: float
    driving_s: float
    max_kmh: float
    max_at_ms: int | None


def thin(track: Sequence[LivePosition], points_max: int, keep: Iterable[int]) -> list[int]:
    """The indices of at most ``points_max`` points: both ends, those to ``keep``, the rest even.

    Nothing is averaged: what is shown was reported like that.
    """
    if len(track) <= points_max:
        return list(range(len(track)))
    chosen = {0, len(track) - 1, *list(keep)[: points_max - 2]}
    left = points_max - len(chosen)
    step = (len(track) - 1) / max(1, left)
    chosen.update(int(n * step) for n in range(left))
    return sorted(chosen)


def check_speed(track: Sequence[LivePosition], limit_kmh: float) -> SpeedCheck:
    """The speeds that the terminal reported, each counted until the next fix."""
    over_s = driving_s = 0.0
    for before, after in pairwise(track):
        seconds = (after.at_ms - before.at_ms) / 1000
        if before.speed_kmh <= 0 or after.at_ms - before.at_ms > GAP_MS:
            continue
        driving_s += seconds
        over_s += seconds * (before.speed_kmh > limit_kmh)
    fastest = max(track, key=lambda p: p.speed_kmh, default=None)
    return SpeedCheck(
        limit_kmh=limit_kmh,
        over_share=round(over_s / driving_s, 4) if driving_s else 0.0,
        over_s=round(over_s, 1),
        driving_s=round(driving_s, 1),
        max_kmh=fastest.speed_kmh if fastest is not None else 0.0,
        max_at_ms=fastest.at_ms if fastest is not None else None,
    )


def straight_steps(track: Sequence[LivePosition]) -> list[tuple[float, float]]:
    """Metres from fix to fix as the crow flies, each with the middle of its time (ms)."""
    steps: list[tuple[float, float]] = []
    if not track:
        return steps
    last = track[0]
    for position in track[1:]:
        metres = distance_m(last.point, position.point)
        if metres >= STANDING_M:
            steps.append((metres, (last.at_ms + position.at_ms) / 2))
            last = position
    return steps


def odometer_km(track: Sequence[LivePosition]) -> float | None:
    """What the odometer went on by; None where the terminal sends none or it was reset."""
    readings = [p.mileage_km for p in track if p.mileage_km]
    if len(readings) < 2 or any(b < a for a, b in pairwise(readings)):
        return None
    return round(readings[-1] - readings[0], 1)


def place_at(track: Sequence[LivePosition], at_ms: int) -> Point | None:
    """Where it was at a moment, on the line between two fixes; None far from any."""
    before = next((p for p in reversed(track) if p.at_ms <= at_ms), None)
    after = next((p for p in track if p.at_ms >= at_ms), None)
    if before is None or after is None:
        near = before or after
        return near.point if near is not None and abs(near.at_ms - at_ms) <= GAP_MS else None
    share = (at_ms - before.at_ms) / max(1, after.at_ms - before.at_ms)
    return Point(
        before.point.lon + share * (after.point.lon - before.point.lon),
        before.point.lat + share * (after.point.lat - before.point.lat),
    )
