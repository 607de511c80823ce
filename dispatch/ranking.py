"""Ranking (推荐): every ambulance of every level for one incident, by road, with reasons.

The steps, in order: sort out who could come (``prospects``), ask the router once for all of them,
let the policy order them, say why. Nobody is shortlisted by straight line and nobody is dropped
without a word (DSP-02, ARCHITECTURE.md).
"""

import hashlib
import time
from dataclasses import dataclass

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from dispatch.board import Board
from dispatch.domain.decisions import Candidate, Group, PassedOver, Ranking, Reason
from dispatch.domain.records import Incident
from dispatch.pins import RoadPins
from dispatch.policies import closest
from dispatch.policies.reasons import known_codes, reason
from dispatch.prospects import Prospect, pass_over, sort_out
from geo.roads.reach import TornRoads
from geo.routing.router import Basis, RoadPoint, Router, TravelTimes
from stations.positions.fix import LivePosition
from stations.region import Region
from stations.vehicles import CAPABILITY_NAMES, Capability, missing_capabilities

WALK_KMH = 4.0
WALK_FROM_M = 150.0
"""A scene farther from any road than this gets a walking note."""

_GROUP_INDEX = {Group.READY: 0, Group.SOON: 1, Group.DIVERTIBLE: 2}


@dataclass(frozen=True)
class Question:
    """What a ranking is asked about; everything in it stays still while it is answered.

    ``router`` has the times of this trip (``policies/sirens``); by default, of whom the pins ask.
    """

    board: Board
    region: Region
    positions: dict[str, LivePosition]
    pins: RoadPins
    incident: Incident
    now_ms: int
    torn: TornRoads | None = None
    """What closures have torn apart, to name the one between a vehicle and the scene."""
    router: Router | None = None

    @property
    def times(self) -> Router:
        """Who says how long the drive takes."""
        return self.router or self.pins.router


def rank_vehicles(question: Question) -> Ranking:
    """All vehicles for an incident, best first, and who was passed over and why."""
    started = time.perf_counter()
    q = question
    prospects, passed_over = sort_out(q.board, q.region, q.positions, q.incident, q.now_ms)
    scene = q.times.locate(q.incident.location.point) if q.incident.location else None
    matched = {i: p.road for i, p in q.positions.items() if p.road is not None}
    roads = q.pins.locate({p.vehicle.id: p.point for p in prospects}, matched)
    times = _drive_times(q, scene, roads)
    drive_s = times.seconds
    mobilisation_s = np.array([p.mobilisation_s for p in prospects], dtype=np.float64)
    lacking = [missing_capabilities(p.vehicle, q.incident.needs) for p in prospects]
    fit = np.array([_is_fit(p, lacks) for p, lacks in zip(prospects, lacking, strict=True)], bool)
    group = np.array([_GROUP_INDEX[p.group] for p in prospects], dtype=np.int64)
    placed = _order(q, prospects, mobilisation_s + drive_s, fit, group)
    ranked: list[Candidate] = []
    for i in placed:
        prospect = prospects[i]
        if scene is not None and np.isinf(drive_s[i]):
            why = _why_unreachable(q, roads[i], scene)
            passed_over.append(pass_over(q.region, prospect.vehicle, prospect.state, why))
            continue
        seconds = float(drive_s[i]) if scene is not None else None
        ranked.append(_candidate(q, prospect, len(ranked) + 1, seconds, lacking[i], roads[i]))
    ranked = _mark_fastest(ranked)
    return _answer(q, scene, times, ranked, passed_over, started)


def _drive_times(q: Question, scene: RoadPoint | None, roads: list[RoadPoint]) -> TravelTimes:
    if scene is None or not roads:
        nowhere = np.full(len(roads), np.inf)
        return TravelTimes(nowhere, Basis.ROAD, q.times.network_version)
    return q.times.times_to(scene, roads)


def _why_unreachable(q: Question, road: RoadPoint, scene: RoadPoint) -> tuple[Reason, ...]:
    """No road, and the closures that took it; those lifted meanwhile have no name any more."""
    standing = q.torn.between(road, scene) if q.torn is not None else ()
    known = [q.board.restrictions[i] for i in standing if i in q.board.restrictions]
    if not known:
        return (reason("unreachable"),)
    names = "、".join(f"{one.name} {one.id}".strip() for one in known)
    return reason("unreachable"), reason("cut_off_by", roads=names)


def _order(
    q: Question,
    prospects: list[Prospect],
    eta_s: NDArray[np.float64],
    fit: NDArray[np.bool_],
    group: NDArray[np.int64],
) -> list[int]:
    """The policy's order; without a place, the vehicles of the incident's own centre go first."""
    if q.incident.location is None:
        foreign = [
            float(q.region.centre_of_county(p.vehicle.county_code) != q.incident.owner_unit)
            for p in prospects
        ]
        eta_s = np.array(foreign, dtype=np.float64)
    return [int(i) for i in closest.order(eta_s, fit, group)]


def _is_fit(prospect: Prospect, lacks: frozenset[Capability]) -> bool:
    return not lacks and bool(prospect.vehicle.capabilities)


def _candidate(
    q: Question,
    prospect: Prospect,
    rank: int,
    drive_s: float | None,
    lacks: frozenset[Capability],
    road: RoadPoint,
) -> Candidate:
    vehicle = prospect.vehicle
    station = q.region.units[vehicle.station_code]
    eta_s = None if drive_s is None else prospect.mobilisation_s + drive_s
    return Candidate(
        rank=rank,
        vehicle_id=vehicle.id,
        name=vehicle.name,
        plate=vehicle.plate,
        level=vehicle.level,
        station_code=station.code,
        station_name=station.name,
        county_code=vehicle.county_code,
        state=prospect.state,
        group=prospect.group,
        fit=_is_fit(prospect, lacks),
        eta_s=None if eta_s is None else round(eta_s, 1),
        mobilisation_s=round(prospect.mobilisation_s, 1),
        drive_s=None if drive_s is None else round(drive_s, 1),
        fix_age_s=prospect.fix_age_s,
        reasons_for=_reasons_for(q, prospect, lacks),
        reasons_against=_reasons_against(q, prospect, eta_s, lacks, road),
    )


def _reasons_for(
    q: Question, prospect: Prospect, lacks: frozenset[Capability]
) -> tuple[Reason, ...]:
    incident, vehicle = q.incident, prospect.vehicle
    station = q.region.units[vehicle.station_code]
    reasons: list[Reason] = []
    if incident.needs and not lacks:
        reasons.append(reason("fit"))
    if incident.township_code and station.township_code == incident.township_code:
        reasons.append(reason("own_township"))
    elif incident.county_code and vehicle.county_code == incident.county_code:
        reasons.append(reason("own_county"))
    return tuple(reasons)


def _reasons_against(
    q: Question,
    prospect: Prospect,
    eta_s: float | None,
    lacks: frozenset[Capability],
    road: RoadPoint,
) -> tuple[Reason, ...]:
    vehicle, incident = prospect.vehicle, q.incident
    reasons = list(prospect.doubts)
    if not vehicle.capabilities:
        reasons.append(reason("no_clinician"))
    if lacks:
        names = [CAPABILITY_NAMES[need] for need in sorted(lacks)]
        zh, en = "、".join(n[0] for n in names), ", ".join(n[1] for n in names)
        reasons.append(reason("lacks", zh=zh, en=en))
    if incident.county_code and not _same_centre(q, vehicle.county_code, incident.county_code):
        county = q.region.counties[vehicle.county_code].name
        reasons.append(reason("other_county", zh=county, en=county))
    if eta_s is not None and eta_s > q.region.meta.limits.late_arrival_s:
        minutes = q.region.meta.limits.late_arrival_s // 60
        reasons.append(reason("late_arrival", minutes=minutes))
    if road.access_m > WALK_FROM_M:
        reasons.append(reason("off_road", metres=round(road.access_m)))
    return tuple(reasons)


def _same_centre(q: Question, county: str, other: str) -> bool:
    """Whether two counties are one centre's: its own districts are no foreign ground."""
    return q.region.centre_of_county(county) == q.region.centre_of_county(other)


def _mark_fastest(ranked: list[Candidate]) -> list[Candidate]:
    ready = [c for c in ranked if c.sendable and c.eta_s is not None]
    if not ready:
        return ranked
    best = min(ready, key=lambda c: (c.eta_s or 0.0, c.rank))
    marked = replace(best, reasons_for=(reason("fastest"), *best.reasons_for))
    return [marked if c is best else c for c in ranked]


def _answer(
    q: Question,
    scene: RoadPoint | None,
    times: TravelTimes,
    ranked: list[Candidate],
    passed_over: list[PassedOver],
    started: float,
) -> Ranking:
    walk_m = scene.access_m if scene is not None else 0.0
    key = f"{q.incident.id}|{q.incident.version}|{q.now_ms}|{q.board.seq}|{times.network_version}"
    return Ranking(
        answer_id=hashlib.sha256(key.encode()).hexdigest()[:16],
        incident_id=q.incident.id,
        incident_version=q.incident.version,
        computed_ms=q.now_ms,
        took_ms=round((time.perf_counter() - started) * 1000, 2),
        policy=closest.NAME,
        basis=times.basis.value,
        network_version=times.network_version,
        note=_note(scene, times),
        walk_m=round(walk_m, 1),
        ranked=tuple(ranked),
        passed_over=tuple(passed_over),
    )


def _note(scene: RoadPoint | None, times: TravelTimes) -> Reason | None:
    if scene is None:
        return reason("no_location")
    if times.basis is Basis.ESTIMATE:
        return reason(times.note if times.note in known_codes() else "estimate")
    if scene.access_m > WALK_FROM_M:
        minutes = max(1, round(scene.access_m / 1000 / WALK_KMH * 60))
        return reason("walk_from_road", metres=round(scene.access_m), minutes=minutes)
    return None
