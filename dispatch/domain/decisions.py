"""The answer of a ranking, kept whole with the decision that was taken on it (ARCHITECTURE.md)."""

from enum import StrEnum

import msgspec

from dispatch.domain.choices import OverrideCode
from geo.coordinates import Point
from stations.boundary import BoundaryRule
from stations.crews import CrewLevel
from stations.organisation import Level
from stations.status import VehicleState
from stations.transfers import LegMode
from stations.vehicles import VehicleKind


class Reason(msgspec.Struct, frozen=True):
    """One reason for or against, in words; ``code`` is stable for statistics."""

    code: str
    zh: str
    en: str


class Group(StrEnum):
    """How a candidate could come: now, once free, or by being taken off another incident."""

    READY = "ready"
    SOON = "soon"
    DIVERTIBLE = "divertible"


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a way that leaves the road (DSP-21); ``to`` is empty when that is the scene."""

    mode: LegMode
    to: str
    seconds: float
    wait_s: float = 0.0


class CoverageLoss(msgspec.Struct, frozen=True, kw_only=True):
    """Share of a county's people that a free crew reaches in time, before and after it goes."""

    county_code: str
    before: float
    after: float


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """One ambulance in the ranking. ``eta_s`` = mobilisation left + drive time.

    Both are None while nobody knows where the incident is: it can be dispatched all the same.
    """

    rank: int
    vehicle_id: str
    name: str
    plate: str
    level: Level
    station_code: str
    station_name: str
    county_code: str
    state: VehicleState
    group: Group
    fit: bool
    eta_s: float | None
    mobilisation_s: float
    drive_s: float | None
    fix_age_s: float | None
    kind: VehicleKind = VehicleKind.REGULAR
    crew_level: CrewLevel = CrewLevel.DRIVER_ONLY
    capabilities: tuple[str, ...] = ()
    boundary: BoundaryRule = BoundaryRule.AUTO
    """What the asking centre must do to send it (DSP-04)."""
    legs: tuple[Leg, ...] = ()
    """Its way in parts, where it is not by road alone; then there is no ``drive_s`` to the scene
    but the whole way in it."""
    coverage: tuple[CoverageLoss, ...] = ()
    """Who is left without help in time once it has gone, by county, the worst first."""
    reasons_for: tuple[Reason, ...] = msgspec.field(default=(), name="for")
    reasons_against: tuple[Reason, ...] = msgspec.field(default=(), name="against")

    @property
    def ready(self) -> bool:
        """Whether it is free; the others must first become so."""
        return self.group is Group.READY

    @property
    def sendable(self) -> bool:
        """Whether it can be ordered at once, without asking anybody."""
        return self.ready and self.boundary is not BoundaryRule.ASK


class MeetingPlan(msgspec.Struct, frozen=True, kw_only=True):
    """Where a basic crew and an advanced one meet (会车点); ``place`` names it for the radio.

    Seconds from now. ``gain_s`` against letting the advanced crew come to the scene.
    """

    point: Point
    place: str
    on_scene: bool
    at_s: float
    basic_s: float
    advanced_s: float
    gain_s: float


class AlternativeKind(StrEnum):
    """The four ways to answer a call that lie on the table every time (DSP-03)."""

    NEAREST = "nearest"
    OWN_COUNTY = "own_county"
    CAPABLE = "capable"
    PAIR = "pair"


ALTERNATIVE_NAMES: dict[AlternativeKind, tuple[str, str]] = {
    AlternativeKind.NEAREST: ("全网最近", "nearest of all"),
    AlternativeKind.OWN_COUNTY: ("本县最近", "nearest of the county"),
    AlternativeKind.CAPABLE: ("能力最近", "nearest that is fit"),
    AlternativeKind.PAIR: ("基础＋高级会车", "basic + advanced, meeting"),
}


class Alternative(msgspec.Struct, frozen=True, kw_only=True):
    """One way to answer; ``reasons`` say why it is none, or why this pair.

    ``eta_s`` is when the first crew is there, ``advanced_s`` when advanced care begins; ``partner``
    is the advanced crew of a pair, ``vehicle_id`` its basic one.
    """

    kind: AlternativeKind
    vehicle_id: str | None = None
    partner_id: str | None = None
    eta_s: float | None = None
    advanced_s: float | None = None
    meeting: MeetingPlan | None = None
    reasons: tuple[Reason, ...] = ()


class PassedOver(msgspec.Struct, frozen=True, kw_only=True):
    """An ambulance that is not a candidate now, and why; nobody is silently dropped."""

    vehicle_id: str
    name: str
    level: Level
    station_name: str
    state: VehicleState
    why: tuple[Reason, ...]


class Ranking(msgspec.Struct, frozen=True, kw_only=True):
    """All ambulances of all levels for one incident, best first, with what it rests on."""

    answer_id: str
    incident_id: str
    incident_version: int
    computed_ms: int
    took_ms: float
    policy: str
    basis: str
    network_version: str
    note: Reason | None
    walk_m: float
    ranked: tuple[Candidate, ...]
    passed_over: tuple[PassedOver, ...]
    alternatives: tuple[Alternative, ...] = ()
    asking: str = ""
    """The centre that would send: its rules toward the others count."""

    def find(self, vehicle_id: str) -> Candidate | None:
        """The candidate of this vehicle, if it is one."""
        return next((c for c in self.ranked if c.vehicle_id == vehicle_id), None)

    def alternative(self, kind: AlternativeKind) -> Alternative | None:
        """The alternative of this kind."""
        return next((a for a in self.alternatives if a.kind is kind), None)

    def next_best(self, without: str) -> Candidate | None:
        """The best that can be sent when one vehicle is gone."""
        return next((c for c in self.ranked if c.sendable and c.vehicle_id != without), None)


class Considered(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a stored decision."""

    vehicle_id: str
    eta_s: float | None
    fit: bool
    codes: tuple[str, ...]


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What lay on the table when a vehicle was sent: stored with the order (DSP-05, QA-05)."""

    answer_id: str
    policy: str
    basis: str
    network_version: str
    computed_ms: int
    chosen_rank: int | None
    recommended: str | None
    override_reason: str | None
    considered: tuple[Considered, ...]
    passed_over: tuple[Considered, ...]
    override_code: OverrideCode | None = None
    recommended_eta_s: float | None = None
    chosen_eta_s: float | None = None
    alternatives: tuple[Alternative, ...] = ()
    asking: str = ""

    @property
    def minutes_lost(self) -> float | None:
        """How many minutes later the chosen one is than the recommended one (DSP-05)."""
        if self.chosen_eta_s is None or self.recommended_eta_s is None:
            return None
        return (self.chosen_eta_s - self.recommended_eta_s) / 60


def decision_of(
    ranking: Ranking,
    vehicle_id: str,
    override_reason: str | None,
    override_code: OverrideCode | None = None,
) -> Decision:
    """The compact, complete record of a choice made on this ranking."""
    chosen = ranking.find(vehicle_id)
    best = next((c for c in ranking.ranked if c.ready), None)
    return Decision(
        answer_id=ranking.answer_id,
        policy=ranking.policy,
        basis=ranking.basis,
        network_version=ranking.network_version,
        computed_ms=ranking.computed_ms,
        chosen_rank=chosen.rank if chosen else None,
        recommended=best.vehicle_id if best else None,
        override_reason=override_reason,
        considered=tuple(_considered(c) for c in ranking.ranked),
        passed_over=tuple(
            Considered(
                vehicle_id=p.vehicle_id, eta_s=None, fit=False, codes=tuple(r.code for r in p.why)
            )
            for p in ranking.passed_over
        ),
        override_code=override_code,
        recommended_eta_s=best.eta_s if best else None,
        chosen_eta_s=chosen.eta_s if chosen else None,
        alternatives=ranking.alternatives,
        asking=ranking.asking,
    )


def _considered(candidate: Candidate) -> Considered:
    c = candidate
    return Considered(
        vehicle_id=c.vehicle_id,
        eta_s=None if c.eta_s is None else round(c.eta_s, 1),
        fit=c.fit,
        codes=tuple(r.code for r in (*c.reasons_for, *c.reasons_against)),
    )
