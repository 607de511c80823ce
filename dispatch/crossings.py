"""Ways over water and through the air (水路、空中接驳, DSP-21): who is sooner by dock or pad.

A way is: by road to a transfer point, wait, the leg, then on by a vehicle that waits there or on
foot. It is offered where it saves two minutes against the road, or where there is no road at all.
Only legs that end near the scene are looked at, so that a scene far from any dock costs nothing.
"""

from typing import NamedTuple

import numpy as np

from dispatch.domain.decisions import Leg
from dispatch.pins import RoadPins
from dispatch.policies.options import Floats
from geo.coordinates import Point, distance_m
from geo.routing.router import RoadPoint, Router
from stations.region import Region
from stations.transfers import LegMode, Onward, TransferLeg, TransferPoint

ONWARD_MAX_S = 25 * 60.0
GAIN_MIN_S = 120.0
FOOT_KMH = 4.0
FOOT_DETOUR = 1.3
WALK_FROM_M = 150.0
"""A place farther from any road than this is reached on foot, and says so."""


class _Way(NamedTuple):
    """One leg in one direction, with what it takes from the first transfer point to the scene."""

    leg: TransferLeg
    start: TransferPoint
    end: TransferPoint
    leg_s: float
    onward_s: float
    onward: LegMode

    @property
    def fixed_s(self) -> float:
        """From the crew's arrival at the first point until it is at the scene."""
        return self.leg.wait_s + self.leg_s + self.onward_s


class Detours(NamedTuple):
    """The ways that are worth it: seconds from each vehicle (inf where none), and their parts."""

    seconds: Floats
    legs: dict[int, tuple[Leg, ...]]


def better_ways(
    region: Region,
    router: Router,
    pins: RoadPins,
    scene: RoadPoint,
    roads: list[RoadPoint],
    road_s: Floats,
) -> Detours:
    """For each vehicle the best way with a leg, where it beats the road."""
    none = Detours(np.full(len(roads), np.inf), {})
    ways = _ways(region, router, pins, scene) if roads else []
    if not ways:
        return none
    starts = {way.start.code: way.start.point for way in ways}
    to_start = {
        code: router.times_to(place, roads).seconds
        for code, place in zip(starts, _locate(pins, starts), strict=True)
    }
    totals = np.array([to_start[way.start.code] + way.fixed_s for way in ways])
    best = totals.argmin(axis=0)
    seconds = totals.min(axis=0)
    walk_s = walk_seconds(scene)
    worth = np.isfinite(seconds) & ~(seconds > road_s + walk_s - GAIN_MIN_S)
    legs = {
        int(i): _legs(ways[best[i]], float(to_start[ways[best[i]].start.code][i]))
        for i in np.flatnonzero(worth)
    }
    return Detours(np.where(worth, seconds, np.inf), legs)


def _ways(region: Region, router: Router, pins: RoadPins, scene: RoadPoint) -> list[_Way]:
    """Every leg whose end is near enough to the scene, in either direction."""
    ends = _near(region, router, pins, scene)
    ways = []
    for leg in region.transfer_legs:
        for start, end in ((leg.start, leg.end), (leg.end, leg.start)):
            if end not in ends or (start in ends and ends[start][0] <= ends[end][0]):
                continue
            one, other = region.transfer_points[start], region.transfer_points[end]
            onward_s, onward = ends[end]
            leg_s = leg.seconds(one.point, other.point)
            ways.append(_Way(leg, one, other, leg_s, onward_s, onward))
    return ways


def _near(
    region: Region, router: Router, pins: RoadPins, scene: RoadPoint
) -> dict[str, tuple[float, LegMode]]:
    """Transfer points from which the scene is soon reached: how soon, and how."""
    reach_m = ONWARD_MAX_S / 3600 * 80_000
    close = {
        code: point
        for code, point in region.transfer_points.items()
        if distance_m(point.point, scene.point) <= reach_m
    }
    if not close:
        return {}
    places = _locate(pins, {code: point.point for code, point in close.items()})
    by_road = router.times_to(scene, places).seconds
    walk_s = walk_seconds(scene)
    near: dict[str, tuple[float, LegMode]] = {}
    for (code, point), road_s in zip(close.items(), by_road, strict=True):
        foot_s = foot_seconds(point.point, scene.point)
        drive_s = float(road_s) + walk_s
        drives = point.onward is Onward.ROAD and drive_s < foot_s
        onward_s, onward = (drive_s, LegMode.ROAD) if drives else (foot_s, LegMode.FOOT)
        if onward_s <= ONWARD_MAX_S:
            near[code] = (onward_s, onward)
    return near


def foot_seconds(start: Point, end: Point) -> float:
    """How long somebody walks, by the straight line and the usual detour."""
    return distance_m(start, end) * FOOT_DETOUR / 1000 / FOOT_KMH * 3600


def walk_seconds(scene: RoadPoint) -> float:
    """From the nearest road to a scene that is off it; nothing where it is beside the road."""
    return scene.access_m / 1000 / FOOT_KMH * 3600 if scene.access_m > WALK_FROM_M else 0.0


def _locate(pins: RoadPins, points: dict[str, Point]) -> list[RoadPoint]:
    """Transfer points never move: their places are kept with those of the vehicles."""
    return pins.locate({f"transfer {code}": point for code, point in points.items()})


def _legs(way: _Way, to_start_s: float) -> tuple[Leg, ...]:
    named = (
        (LegMode.ROAD, way.start.name, to_start_s, 0.0),
        (way.leg.mode, way.end.name, way.leg_s, float(way.leg.wait_s)),
        (way.onward, "", way.onward_s, 0.0),
    )
    return tuple(
        Leg(mode=mode, to=to, seconds=round(seconds, 1), wait_s=wait_s)
        for mode, to, seconds, wait_s in named
    )


def legs_words(legs: tuple[Leg, ...], names: dict[LegMode, tuple[str, str]]) -> tuple[str, str]:
    """``驾车 12 分 → 乘船 9 分 → 步行 4 分`` in both languages, waits within."""

    def said(nth: int) -> str:
        arrow = " → "
        return arrow.join(
            f"{names[leg.mode][nth]} {round((leg.seconds + leg.wait_s) / 60)} "
            + ("分" if nth == 0 else "min")
            for leg in legs
        )

    return said(0), said(1)
