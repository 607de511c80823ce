"""The four ways to answer that lie on the table every time (DSP-03), made of one ranking.

Nearest of all, nearest of the county, nearest that is fit, and a pair: the near basic crew goes at
once, the far advanced one is met on the way (会车). A way that does not exist is listed with why.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from dispatch.domain.decisions import Alternative, AlternativeKind, Candidate, MeetingPlan
from dispatch.domain.records import Incident
from dispatch.domain.triage import Urgency
from dispatch.meeting import LOAD_S, Meeting, meet
from dispatch.policies.reasons import reason
from geo.coordinates import Point, distance_m
from geo.routing.router import RoadPoint, Router
from stations.crews import ADVANCED, CREW_RANK, CrewLevel
from stations.region import Region

NEAR_TOWN_M = 3_000.0
"""So near to a township's seat a place is "in" it; farther away it is "near" it."""

GAIN_MIN_S = 60.0
"""A meeting on the way that saves less than a minute is not worth the handing over."""

_CAN_WAIT = frozenset({Urgency.III, Urgency.IV})


class Table(NamedTuple):
    """What a pair needs beside the candidates: roads, places, the nearest hospital."""

    region: Region
    router: Router
    incident: Incident
    scene: RoadPoint | None
    roads: Mapping[str, RoadPoint]
    hospital_s: Callable[[], float]
    """Drive from the scene to the hospital that is first for this patient; inf when unknown."""


def alternatives(table: Table, ranked: Iterable[Candidate]) -> tuple[Alternative, ...]:
    """All four, in the order of DSP-03."""
    ready = [c for c in ranked if c.ready and c.eta_s is not None]
    ready.sort(key=lambda c: (c.eta_s or 0.0, c.rank))
    centre = table.incident.county_code and table.region.centre_of_county(
        table.incident.county_code
    )
    own = [c for c in ready if table.region.centre_of_county(c.county_code) == centre]
    fit = [c for c in ready if c.fit]
    return (
        _single(AlternativeKind.NEAREST, ready, "nobody_ready"),
        _single(AlternativeKind.OWN_COUNTY, own, "nobody_in_county"),
        _single(AlternativeKind.CAPABLE, fit, "nobody_fit"),
        _ordered_pair(table, ready),
    )


def _single(kind: AlternativeKind, able: list[Candidate], why_not: str) -> Alternative:
    if not able:
        return Alternative(kind=kind, reasons=(reason(why_not),))
    first = able[0]
    advanced_s = first.eta_s if _is_advanced(first) else None
    return Alternative(
        kind=kind, vehicle_id=first.vehicle_id, eta_s=first.eta_s, advanced_s=advanced_s
    )


def _is_advanced(candidate: Candidate) -> bool:
    return CREW_RANK[candidate.crew_level] >= CREW_RANK[ADVANCED]


def _ordered_pair(table: Table, ready: list[Candidate]) -> Alternative:
    """One key orders both: two whom nobody must be asked for go before a pair that is sooner."""
    at_once = _pair(table, [c for c in ready if c.sendable])
    return at_once if at_once.vehicle_id else _pair(table, ready)


def _pair(table: Table, ready: list[Candidate]) -> Alternative:
    """The near basic crew and the advanced one that has the patient soonest, or why no pair."""
    wants_more = bool(table.incident.needs) or table.incident.urgency not in _CAN_WAIT
    advanced = next((c for c in ready if c.fit and _is_advanced(c)), None)
    if not wants_more:
        return _no_pair("no_pair_needed")
    if advanced is None or table.scene is None:
        return _no_pair("nobody_advanced")
    before = [c for c in ready if c.rank != advanced.rank and _sooner(c, advanced)]
    staffed = [c for c in before if c.crew_level is not CrewLevel.DRIVER_ONLY]
    basic = next(iter(staffed or before), None)
    if basic is None:
        return _no_pair("advanced_is_first")
    return _planned(table, table.scene, basic, advanced)


def _sooner(candidate: Candidate, advanced: Candidate) -> bool:
    assert candidate.eta_s is not None
    assert advanced.eta_s is not None
    return not _is_advanced(candidate) and candidate.eta_s < advanced.eta_s


def _planned(table: Table, scene: RoadPoint, basic: Candidate, advanced: Candidate) -> Alternative:
    assert basic.eta_s is not None
    assert advanced.eta_s is not None
    leaves_s = basic.eta_s + LOAD_S
    by_road = not basic.legs and not advanced.legs
    met = (
        meet(
            table.router,
            scene,
            table.roads[advanced.vehicle_id],
            leaves_s,
            advanced.mobilisation_s,
            advanced.eta_s,
        )
        if by_road
        else None
    )
    if met is None or advanced.eta_s - met.at_s < GAIN_MIN_S:
        met = Meeting(scene.on_road, advanced.eta_s, basic.eta_s, advanced.eta_s, on_scene=True)
    plan = _plan(table, met, basic.eta_s, advanced.eta_s)
    why = (
        [reason("meets_on_scene")]
        if plan.on_scene
        else [reason("meets_on_way", place=plan.place, minutes=_minutes(plan.gain_s))]
    )
    if (at_hospital_s := leaves_s + table.hospital_s()) <= plan.at_s:
        why.append(reason("hospital_sooner", minutes=_minutes(at_hospital_s)))
    return Alternative(
        kind=AlternativeKind.PAIR,
        vehicle_id=basic.vehicle_id,
        partner_id=advanced.vehicle_id,
        eta_s=basic.eta_s,
        advanced_s=plan.at_s,
        meeting=plan,
        reasons=tuple(why),
    )


def _plan(table: Table, met: Meeting, basic_eta_s: float, advanced_eta_s: float) -> MeetingPlan:
    place = "" if met.on_scene else place_words(table.region, met.point)
    return MeetingPlan(
        point=Point(round(met.point.lon, 6), round(met.point.lat, 6)),
        place=place,
        on_scene=met.on_scene,
        at_s=round(met.at_s, 1),
        basic_s=round(basic_eta_s if met.on_scene else met.basic_s, 1),
        advanced_s=round(met.advanced_s, 1),
        gain_s=round(max(0.0, advanced_eta_s - met.at_s), 1),
    )


def place_words(region: Region, point: Point) -> str:
    """A place as it is said on the radio: the township it is in or near to."""
    if not region.townships:
        return ""
    town = min(region.townships.values(), key=lambda t: distance_m(t.point, point))
    away_m = distance_m(town.point, point)
    if away_m <= NEAR_TOWN_M:
        return town.name
    return f"{town.name} {away_m / 1000:.0f} km"


def _no_pair(why: str) -> Alternative:
    return Alternative(kind=AlternativeKind.PAIR, reasons=(reason(why),))


def _minutes(seconds: float) -> int:
    return max(1, round(seconds / 60))
