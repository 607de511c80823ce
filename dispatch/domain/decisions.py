"""The answer of a ranking, kept whole with the decision that was taken on it (ARCHITECTURE.md)."""

from enum import StrEnum

import msgspec

from stations.organisation import Level
from stations.status import VehicleState


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
    reasons_for: tuple[Reason, ...] = msgspec.field(default=(), name="for")
    reasons_against: tuple[Reason, ...] = msgspec.field(default=(), name="against")

    @property
    def sendable(self) -> bool:
        """Whether it can be ordered with one key; the others must first become free."""
        return self.group is Group.READY


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

    def find(self, vehicle_id: str) -> Candidate | None:
        """The candidate of this vehicle, if it is one."""
        return next((c for c in self.ranked if c.vehicle_id == vehicle_id), None)

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


def decision_of(ranking: Ranking, vehicle_id: str, override_reason: str | None) -> Decision:
    """The compact, complete record of a choice made on this ranking."""
    chosen = ranking.find(vehicle_id)
    best = next((c.vehicle_id for c in ranking.ranked if c.sendable), None)
    return Decision(
        answer_id=ranking.answer_id,
        policy=ranking.policy,
        basis=ranking.basis,
        network_version=ranking.network_version,
        computed_ms=ranking.computed_ms,
        chosen_rank=chosen.rank if chosen else None,
        recommended=best,
        override_reason=override_reason,
        considered=tuple(
            Considered(
                vehicle_id=c.vehicle_id,
                eta_s=None if c.eta_s is None else round(c.eta_s, 1),
                fit=c.fit,
                codes=tuple(r.code for r in (*c.reasons_for, *c.reasons_against)),
            )
            for c in ranking.ranked
        ),
        passed_over=tuple(
            Considered(
                vehicle_id=p.vehicle_id, eta_s=None, fit=False, codes=tuple(r.code for r in p.why)
            )
            for p in ranking.passed_over
        ),
    )
