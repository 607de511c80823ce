"""AEDs and volunteers near a scene (DSP-22): who could be there before any ambulance.

On foot by the straight line and the usual detour, by road as the engine says; the sooner counts.
"""

from collections.abc import Iterable
from typing import TypeVar

import msgspec

from dispatch.crossings import foot_seconds
from geo.coordinates import Point, distance_m
from geo.routing.guarded import GuardedRouter
from stations.helpers import Aed, Volunteer
from stations.region import Region

WITHIN_M = 3_000.0
LISTED_MAX = 10

Helper = TypeVar("Helper", Aed, Volunteer)


class NearAed(msgspec.Struct, frozen=True, kw_only=True):
    """A defibrillator and how long it takes from there to the scene."""

    code: str
    name: str
    point: Point
    hours: str
    phone: str
    distance_m: float
    walk_s: float
    drive_s: float | None
    modelled: bool


class NearVolunteer(msgspec.Struct, frozen=True, kw_only=True):
    """A volunteer, how soon at the scene, and the defibrillator that is least out of the way."""

    code: str
    name: str
    phone: str
    point: Point
    skills: tuple[str, ...]
    hours: str
    distance_m: float
    walk_s: float
    drive_s: float | None
    modelled: bool
    by_way_of: str | None
    by_way_of_walk_s: float | None


class Nearby(msgspec.Struct, frozen=True, kw_only=True):
    """Nearest first, at most ``LISTED_MAX`` of each, within ``WITHIN_M``."""

    aeds: tuple[NearAed, ...]
    volunteers: tuple[NearVolunteer, ...]


def nearby(region: Region, router: GuardedRouter, scene: Point) -> Nearby:
    """Who and what is near a scene."""
    aeds = _nearest(region.aeds.values(), scene)
    people = _nearest(region.volunteers.values(), scene)
    points = [aed.point for aed in aeds] + [person.point for person in people]
    drive_s = _drives(router, scene, points)
    return Nearby(
        aeds=tuple(
            NearAed(
                code=aed.code,
                name=aed.name,
                point=aed.point,
                hours=aed.hours,
                phone=aed.phone,
                distance_m=round(distance_m(aed.point, scene)),
                walk_s=round(foot_seconds(aed.point, scene)),
                drive_s=drive_s[nth],
                modelled=aed.modelled,
            )
            for nth, aed in enumerate(aeds)
        ),
        volunteers=tuple(
            _volunteer(person, scene, drive_s[len(aeds) + nth], aeds)
            for nth, person in enumerate(people)
        ),
    )


def _volunteer(
    person: Volunteer, scene: Point, drive_s: float | None, aeds: list[Aed]
) -> NearVolunteer:
    detours = [
        (foot_seconds(person.point, aed.point) + foot_seconds(aed.point, scene), aed.code)
        for aed in aeds
    ]
    best = min(detours, default=None)
    return NearVolunteer(
        code=person.code,
        name=person.name,
        phone=person.phone,
        point=person.point,
        skills=person.skills,
        hours=person.hours,
        distance_m=round(distance_m(person.point, scene)),
        walk_s=round(foot_seconds(person.point, scene)),
        drive_s=drive_s,
        modelled=person.modelled,
        by_way_of=best[1] if best else None,
        by_way_of_walk_s=round(best[0]) if best else None,
    )


def _nearest(helpers: Iterable[Helper], scene: Point) -> list[Helper]:
    near = [(distance_m(one.point, scene), one.code, one) for one in helpers]
    near.sort(key=lambda one: one[:2])
    return [one for far_m, _, one in near[:LISTED_MAX] if far_m <= WITHIN_M]


def _drives(router: GuardedRouter, scene: Point, points: list[Point]) -> list[float | None]:
    if not points:
        return []
    times = router.times_to(router.locate(scene), router.locate_all(points))
    return [round(float(s), 1) if s != float("inf") else None for s in times.seconds]
