"""Ranking (推荐): every ambulance of every level for one incident, by road, with reasons.

The steps, in order: sort out who could come (``prospects``), ask the router once for all of them,
look for a way over water (``crossings``), let the unit's policy order them, say why
(``explaining``), and lay the four alternatives beside (``alternatives``). Nobody is shortlisted by
straight line and nobody is dropped without a word (DSP-02, ARCHITECTURE.md).
"""

import hashlib
import time
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from dispatch.alternatives import Table, alternatives
from dispatch.board import Board
from dispatch.coverage import Left
from dispatch.crossings import FOOT_KMH, WALK_FROM_M, Detours, better_ways
from dispatch.domain.choices import PolicyName
from dispatch.domain.decisions import Candidate, Group, PassedOver, Ranking, Reason
from dispatch.domain.records import Incident
from dispatch.domain.triage import Urgency
from dispatch.explaining import Line, reasons_against, reasons_for
from dispatch.hospital_choice import seconds_to_first
from dispatch.lending import in_sight, policy_of, terms_of
from dispatch.pins import RoadPins
from dispatch.policies.options import Options
from dispatch.policies.reasons import known_codes, reason
from dispatch.policies.table import POLICIES
from dispatch.prospects import Prospect, pass_over, sort_out
from geo.roads.reach import TornRoads
from geo.routing.router import Basis, RoadPoint, Router, TravelTimes
from stations.boundary import BoundaryRule, BoundaryTerm
from stations.crews import CREW_RANK, crew_level
from stations.positions.fix import LivePosition
from stations.region import Region
from stations.vehicles import Capability, Vehicle, VehicleKind, missing_capabilities

GROUP_INDEX = {Group.READY: 0, Group.SOON: 1, Group.DIVERTIBLE: 2}

CRITICAL = frozenset({Urgency.I, None})
"""Where minutes are all that counts; whatever is not triaged yet may be that."""


@dataclass(frozen=True)
class Question:
    """What a ranking is asked about; everything in it stays still while it is answered.

    ``router`` has the times of this trip (``policies/sirens``); by default, of whom the pins ask.
    ``asking`` is the centre that would send; by default the incident's owner. ``left`` is what each
    vehicle alone covers, as far as that is known already.
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
    asking: str = ""
    left: Left | None = None

    @property
    def times(self) -> Router:
        """Who says how long the drive takes."""
        return self.router or self.pins.router

    @cached_property
    def asker(self) -> str:
        """The centre whose rules count."""
        return self.asking or self.incident.owner_unit

    @cached_property
    def policy(self) -> PolicyName:
        """The policy of the incident's owner; the patient's wish for the own county overrules."""
        if self.incident.own_county_hospital:
            return PolicyName.OWN_COUNTY_FIRST
        return policy_of(self.board, self.incident.owner_unit, self.now_ms)

    @cached_property
    def terms(self) -> dict[str, BoundaryTerm]:
        """What must be done to send a vehicle of each centre."""
        lenders = [county.centre_code for county in self.region.counties.values()]
        return terms_of(self.board, self.region, self.asker, lenders, self.now_ms)

    def term(self, vehicle: Vehicle) -> BoundaryTerm:
        """What must be done to send this vehicle."""
        term = self.terms[self.region.centre_of_county(vehicle.county_code)]
        if in_sight(self.region, self.asker, vehicle.id):
            return term
        return replace(term, rule=BoundaryRule.ASK)


@dataclass(frozen=True)
class _Found:
    """The prospects with their ways, in register order."""

    prospects: list[Prospect]
    roads: list[RoadPoint]
    way_s: NDArray[np.float64]
    ways: Detours
    lacking: list[frozenset[Capability]]
    fit: NDArray[np.bool_]


def rank_vehicles(question: Question) -> Ranking:
    """All vehicles for an incident, best first, and who was passed over and why."""
    started = time.perf_counter()
    q = question
    prospects, passed_over = sort_out(q.board, q.region, q.positions, q.incident, q.now_ms)
    scene = q.times.locate(q.incident.location.point) if q.incident.location else None
    matched = {i: p.road for i, p in q.positions.items() if p.road is not None}
    roads = q.pins.locate({p.vehicle.id: p.point for p in prospects}, matched)
    times = _drive_times(q, scene, roads)
    found = _find_ways(q, scene, prospects, roads, times.seconds)
    ranked: list[Candidate] = []
    for i in _order(q, found):
        prospect = prospects[i]
        if scene is not None and np.isinf(found.way_s[i]):
            why = _why_unreachable(q, prospect, roads[i], scene)
            passed_over.append(pass_over(q.region, prospect.vehicle, prospect.state, why))
            continue
        seconds = float(found.way_s[i]) if scene is not None else None
        ranked.append(_candidate(q, found, i, len(ranked) + 1, seconds))
    ranked = _mark_fastest(ranked)
    return _answer(q, scene, times, found, ranked, passed_over, started)


def _drive_times(q: Question, scene: RoadPoint | None, roads: list[RoadPoint]) -> TravelTimes:
    if scene is None or not roads:
        nowhere = np.full(len(roads), np.inf)
        return TravelTimes(nowhere, Basis.ROAD, q.times.network_version)
    return q.times.times_to(scene, roads)


def _find_ways(
    q: Question,
    scene: RoadPoint | None,
    prospects: list[Prospect],
    roads: list[RoadPoint],
    drive_s: NDArray[np.float64],
) -> _Found:
    """The road or, where that is sooner, a way with a leg by boat or helicopter."""
    boats = np.array([p.vehicle.kind is VehicleKind.BOAT for p in prospects], dtype=np.bool_)
    road_s = np.where(boats, np.inf, drive_s)
    if scene is not None:
        ways = better_ways(q.region, q.times, q.pins, scene, roads, road_s)
    else:
        ways = Detours(np.full(len(roads), np.inf), {})
    lacking = [missing_capabilities(p.vehicle, q.incident.needs) for p in prospects]
    return _Found(
        prospects,
        roads,
        np.where(np.isfinite(ways.seconds), ways.seconds, road_s),
        ways,
        lacking,
        np.array([_is_fit(p, lacks) for p, lacks in zip(prospects, lacking, strict=True)], bool),
    )


def _why_unreachable(
    q: Question, prospect: Prospect, road: RoadPoint, scene: RoadPoint
) -> tuple[Reason, ...]:
    """No road, and the closures that took it; those lifted meanwhile have no name any more."""
    if prospect.vehicle.kind is VehicleKind.BOAT:
        return (reason("boat_without_dock"),)
    standing = q.torn.between(road, scene) if q.torn is not None else ()
    known = [q.board.restrictions[i] for i in standing if i in q.board.restrictions]
    if not known:
        return (reason("unreachable"),)
    names = "、".join(f"{one.name} {one.id}".strip() for one in known)
    return reason("unreachable"), reason("cut_off_by", roads=names)


def _order(q: Question, found: _Found) -> list[int]:
    """The policy's order; without a place, the vehicles of the incident's own centre go first."""
    prospects = found.prospects
    own = np.array(
        [q.region.centre_of_county(p.vehicle.county_code) == _centre(q) for p in prospects], bool
    )
    mobilisation_s = np.array([p.mobilisation_s for p in prospects], dtype=np.float64)
    eta_s = mobilisation_s + found.way_s
    if q.incident.location is None:
        eta_s = np.where(own, 0.0, 1.0)
    level = [CREW_RANK[crew_level(p.vehicle)] for p in prospects]
    lost = [q.left.worst(p.vehicle.id) if q.left else 0.0 for p in prospects]
    options = Options(
        eta_s,
        found.fit,
        np.array([GROUP_INDEX[p.group] for p in prospects], dtype=np.int64),
        own,
        np.array(level, dtype=np.int64),
        np.array(lost, dtype=np.float64),
        q.incident.urgency in CRITICAL,
    )
    return [int(i) for i in POLICIES[q.policy](options)]


def _centre(q: Question) -> str:
    """The centre on whose ground it happened, or that owns it while nobody knows where it is."""
    if q.incident.location is None or q.incident.county_code is None:
        return q.incident.owner_unit
    return q.region.centre_of_county(q.incident.county_code)


def _is_fit(prospect: Prospect, lacks: frozenset[Capability]) -> bool:
    return not lacks and bool(prospect.vehicle.capabilities)


def _candidate(q: Question, found: _Found, i: int, rank: int, way_s: float | None) -> Candidate:
    prospect = found.prospects[i]
    vehicle = prospect.vehicle
    station = q.region.units[vehicle.station_code]
    eta_s = None if way_s is None else prospect.mobilisation_s + way_s
    coverage = q.left.losses(vehicle.id) if q.left else ()
    term, legs = q.term(vehicle), found.ways.legs.get(i, ())
    lacks, road = found.lacking[i], found.roads[i]
    line = Line(q.region, q.incident, prospect, eta_s, lacks, road, term, legs, coverage)
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
        fit=bool(found.fit[i]),
        eta_s=None if eta_s is None else round(eta_s, 1),
        mobilisation_s=round(prospect.mobilisation_s, 1),
        drive_s=None if way_s is None else round(way_s, 1),
        fix_age_s=prospect.fix_age_s,
        kind=vehicle.kind,
        crew_level=crew_level(vehicle),
        capabilities=_sorted(vehicle.capabilities),
        boundary=term.rule,
        legs=legs,
        coverage=coverage,
        reasons_for=reasons_for(line),
        reasons_against=reasons_against(line),
    )


@lru_cache(maxsize=256)
def _sorted(capabilities: frozenset[Capability]) -> tuple[str, ...]:
    return tuple(sorted(capability.value for capability in capabilities))


def _mark_fastest(ranked: list[Candidate]) -> list[Candidate]:
    ready = [c for c in ranked if c.ready and c.eta_s is not None]
    if not ready:
        return ranked
    best = min(ready, key=lambda c: (c.eta_s or 0.0, c.rank))
    marked = replace(best, reasons_for=(reason("fastest"), *best.reasons_for))
    return [marked if c is best else c for c in ranked]


def _answer(
    q: Question,
    scene: RoadPoint | None,
    times: TravelTimes,
    found: _Found,
    ranked: list[Candidate],
    passed_over: list[PassedOver],
    started: float,
) -> Ranking:
    walk_m = scene.access_m if scene is not None else 0.0
    key = f"{q.incident.id}|{q.incident.version}|{q.now_ms}|{q.board.seq}|{times.network_version}"
    roads = {p.vehicle.id: road for p, road in zip(found.prospects, found.roads, strict=True)}
    table = Table(q.region, q.times, q.incident, scene, roads, lambda: _hospital_s(q, scene))
    ways = alternatives(table, ranked)
    return Ranking(
        answer_id=hashlib.sha256(f"{key}|{q.asker}".encode()).hexdigest()[:16],
        incident_id=q.incident.id,
        incident_version=q.incident.version,
        computed_ms=q.now_ms,
        took_ms=round((time.perf_counter() - started) * 1000, 2),
        policy=q.policy.value,
        basis=times.basis.value,
        network_version=times.network_version,
        note=_note(scene, times),
        walk_m=round(walk_m, 1),
        ranked=tuple(ranked),
        passed_over=tuple(passed_over),
        alternatives=ways,
        asking=q.asker,
    )


def _hospital_s(q: Question, scene: RoadPoint | None) -> float:
    """Drive from the scene to the hospital that is first for this patient."""
    if scene is None:
        return float("inf")
    points = {f"hospital {h.code}": h.point for h in q.region.hospitals.values()}
    return seconds_to_first(q.region, q.times, q.incident, scene, q.pins.locate(points))


def _note(scene: RoadPoint | None, times: TravelTimes) -> Reason | None:
    if scene is None:
        return reason("no_location")
    if times.basis is Basis.ESTIMATE:
        return reason(times.note if times.note in known_codes() else "estimate")
    if scene.access_m > WALK_FROM_M:
        minutes = max(1, round(scene.access_m / 1000 / FOOT_KMH * 60))
        return reason("walk_from_road", metres=round(scene.access_m), minutes=minutes)
    return None
