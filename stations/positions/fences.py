"""Geofences (电子围栏, VEH-03): what a track shows of leaving and reaching a place.

A drive past a place is no arrival: who arrives is slow, and stays. The nearer, the sooner it
counts (``STAYS``). Two fixes may lie far apart, so what was crossed between them counts as well,
with the time at which it probably was. Of one fix's crossings what was left comes first.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

import msgspec

from geo.coordinates import Point, distance_m, offset_m, plane_length_m
from stations.positions.fix import LivePosition

RADIUS_M = 150.0
"""How near is there (domain.md VEH-03)."""
GONE_M = 200.0
"""How far is gone: a fix that jitters on the line of the fence is no departure."""
SLOW_KMH = 8.0


class Stay(NamedTuple):
    """Within ``radius_m`` and slow for ``dwell_s``: arrived."""

    radius_m: float
    dwell_s: float


STAYS: tuple[Stay, ...] = (Stay(60.0, 15.0), Stay(RADIUS_M, 45.0))
"""A red light may hold a passing vehicle for half a minute, but seldom at the very door."""

UNHEARD_KMH = 40.0
"""So fast a vehicle is taken to drive while nobody hears of it; the rest of the time it stood."""


class Crossed(StrEnum):
    """Which way a fence was crossed."""

    LEFT = "left"
    REACHED = "reached"


class Fence(NamedTuple):
    """A place, and what is awaited there; ``key`` names it to whoever asked."""

    key: str
    point: Point
    awaits: Crossed


class Crossing(msgspec.Struct, frozen=True):
    """What was awaited happened: when, and where the vehicle was then (WGS-84)."""

    fence: Fence
    at_ms: int
    point: Point


class _Watched(msgspec.Struct):
    """What is known of one fence: whether the vehicle was inside, and since when it is slow."""

    done: bool = False
    was_inside: bool = False
    slow_since_ms: list[int | None] = msgspec.field(default_factory=lambda: [None] * len(STAYS))


class FenceWatch:
    """The fences of one vehicle; constant memory, fed with its live positions in order."""

    def __init__(self) -> None:
        self._last: LivePosition | None = None
        self._watched: dict[Fence, _Watched] = {}

    def moved(self, position: LivePosition, fences: Iterable[Fence]) -> list[Crossing]:
        """What a new position shows of the fences that matter now; each is crossed once."""
        last, self._last = self._last or position, position
        self._watched = {fence: self._watched.get(fence) or _Watched() for fence in fences}
        crossings = []
        for fence, watched in self._watched.items():
            if watched.done:
                continue
            look = _departure if fence.awaits is Crossed.LEFT else _arrival
            crossing = look(fence, watched, last, position)
            if crossing is not None:
                watched.done = True
                crossings.append(crossing)
        return sorted(crossings, key=lambda c: (c.fence.awaits is Crossed.REACHED, c.at_ms))


def _departure(
    fence: Fence, watched: _Watched, last: LivePosition, position: LivePosition
) -> Crossing | None:
    """Gone from where it was, at the moment the line was probably crossed."""
    away_m = distance_m(fence.point, position.point)
    if away_m <= RADIUS_M:
        watched.was_inside = True
    if not watched.was_inside or away_m <= GONE_M:
        return None
    before_m = min(distance_m(fence.point, last.point), RADIUS_M)
    return _on_the_way(fence, last, position, (RADIUS_M - before_m) / (away_m - before_m))


def _arrival(
    fence: Fence, watched: _Watched, last: LivePosition, position: LivePosition
) -> Crossing | None:
    """There since it became slow, once it has stayed; or it was there while nobody heard of it."""
    away_m = distance_m(fence.point, position.point)
    # Whoever knows his own place no better than the fence is wide cannot tell that he is in it.
    slow = position.speed_kmh <= SLOW_KMH and (position.accuracy_m or 0.0) <= RADIUS_M
    for nth, stay in enumerate(STAYS):
        if not slow or away_m > stay.radius_m:
            watched.slow_since_ms[nth] = None
            continue
        since_ms = watched.slow_since_ms[nth]
        if since_ms is None:
            since_ms = watched.slow_since_ms[nth] = position.at_ms
        if position.at_ms - since_ms >= 1000 * stay.dwell_s:
            return Crossing(fence, since_ms, position.point)
    return _unheard_arrival(fence, last, position) if away_m > RADIUS_M else None


def _unheard_arrival(fence: Fence, last: LivePosition, position: LivePosition) -> Crossing | None:
    """The way between two fixes led through the fence, and there was time to stop at it."""
    east, north = offset_m(last.point, position.point)
    to_east, to_north = offset_m(last.point, fence.point)
    way_m = plane_length_m(east, north)
    along = (to_east * east + to_north * north) / way_m**2 if way_m else 0.0
    share = min(max(along, 0.0), 1.0)
    past_m = plane_length_m(to_east - share * east, to_north - share * north)
    driving_s = way_m / (UNHEARD_KMH / 3.6)
    stood_s = (position.at_ms - last.at_ms) / 1000 - driving_s
    if past_m > RADIUS_M or stood_s < STAYS[-1].dwell_s:
        return None
    arrived_ms = last.at_ms + round(1000 * share * driving_s)
    return Crossing(fence, arrived_ms, _between(last.point, position.point, share))


def _on_the_way(fence: Fence, last: LivePosition, position: LivePosition, share: float) -> Crossing:
    at_ms = last.at_ms + round(share * (position.at_ms - last.at_ms))
    return Crossing(fence, at_ms, _between(last.point, position.point, share))


def _between(start: Point, end: Point, share: float) -> Point:
    """A point on a way so short that degrees are a plane."""
    lon = start.lon + share * (end.lon - start.lon)
    return Point(lon, start.lat + share * (end.lat - start.lat))
