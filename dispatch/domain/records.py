"""The four-level records (四级记录): 事件 incident → 受理 acceptance → 任务 task → 病历 patient.

Records are immutable; the board replaces a record when an event touches it, so that a reader may
keep what it was given. Calls (电话) attach to incidents. Sources: domain.md §0, §1.3, §3 (DSP-01).
"""

from enum import StrEnum

import msgspec

from dispatch.domain.acceptances import AcceptanceKind, IncidentKind
from dispatch.domain.actors import Actor
from dispatch.domain.decisions import Leg
from dispatch.domain.edits import FieldEdit
from dispatch.domain.key_questions import Triage
from dispatch.domain.lines import Line
from dispatch.domain.meetings import MeetingOrder
from dispatch.domain.offers import Offer
from dispatch.domain.partners import PartnerAlarm
from dispatch.domain.proposals import SwapProposal
from dispatch.domain.requests import CrewRequestKind, WhyKept
from dispatch.domain.triage import (
    CALL_BACK_TRIES,
    CallBackOutcome,
    CallClass,
    LocationMethod,
    Urgency,
)
from geo.coordinates import Datum, Point
from geo.roads.restrictions import RestrictionKind, Shape
from stations.crews import CrewMember
from stations.status import Origin, ReasonKind, TaskResult, VehicleState
from stations.vehicles import Capability


class Location(msgspec.Struct, frozen=True, kw_only=True):
    """Where it is, how sure that is, and how it is known. ``point`` is WGS-84."""

    point: Point
    radius_m: float
    method: LocationMethod
    datum: Datum
    at_ms: int


class LocationReport(msgspec.Struct, frozen=True, kw_only=True):
    """One word on where it is (定位报告, CALL-12): what was said, by whom, and in which area.

    All are kept beside the one in force, whoever was right; ``no`` counts from 1 within a record,
    ``via`` names the incident that brought it when two were merged.
    """

    no: int
    location: Location
    received_ms: int
    by: Actor
    note: str = ""
    county_code: str | None = None
    township_code: str | None = None
    via: str = ""


class CallState(StrEnum):
    """State of a call (来电状态, domain.md §3.1)."""

    RINGING = "ringing"
    TALKING = "talking"
    ENDED = "ended"
    ABANDONED = "abandoned"


class CallBack(msgspec.Struct, frozen=True, kw_only=True):
    """One try to ring a lost caller back (回拨)."""

    at_ms: int
    by: Actor
    outcome: CallBackOutcome


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One telephone call (来电)."""

    id: str
    number: str
    trunk: str
    state: CallState
    rang_ms: int
    words: str = ""
    location: Location | None = None
    answered_ms: int | None = None
    answered_by: Actor | None = None
    ended_ms: int | None = None
    call_class: CallClass | None = None
    incident_id: str | None = None
    earlier_calls: int = 0
    county_code: str | None = None
    township_code: str | None = None
    call_backs: tuple[CallBack, ...] = ()
    desk_unit: str | None = None
    """The centre at whose desk it rings (ORG-02); None: at every desk, nobody knows where it is."""
    classified_ms: int | None = None
    classified_by: Actor | None = None
    reopened: bool = False
    """Its class or its incident was taken back; hung up, it waits to be called back."""
    missed_ms: int | None = None
    """Since when it counts as missed (未接); it may still ring, and be answered."""
    overflowed_ms: int | None = None
    overflowed_to: str | None = None
    """The desk that helps out, since nobody answered in time (CALL-02)."""
    declined: tuple[str, ...] = ()
    """Incidents that somebody said it is not about (CALL-06)."""
    reports: tuple[LocationReport, ...] = ()
    alarm: PartnerAlarm | None = None
    line: Line | None = None
    """What the exchange did with it, when one told the call (CALL-01)."""

    @property
    def to_call_back(self) -> bool:
        """Whether it is on the call-back list: lost, and not yet reached, joined or given up."""
        settled = self.incident_id is not None or self.call_class is not None
        over = self.state is CallState.ABANDONED or (
            self.state is CallState.ENDED and self.reopened
        )
        return over and len(self.call_backs) < CALL_BACK_TRIES and not settled


class Stamp(msgspec.Struct, frozen=True, kw_only=True):
    """A time stamp of a task, with its origin. ``pressed_ms`` keeps a terminal's own time."""

    state: VehicleState
    at_ms: int
    received_ms: int
    origin: Origin
    by: str
    late: bool = False
    pressed_ms: int | None = None


class Observation(msgspec.Struct, frozen=True, kw_only=True):
    """What a vehicle's track shows (围栏提议, VEH-03); a proposal beside what was pressed.

    ``at_ms`` is when the fence was crossed, ``point`` where the vehicle was then (WGS-84).
    """

    state: VehicleState
    at_ms: int
    received_ms: int
    point: Point


class KeptPress(msgspec.Struct, frozen=True, kw_only=True):
    """A press that cannot count but is kept and shown (留存的按键): too late, or twice."""

    state: VehicleState
    pressed_ms: int
    received_ms: int
    by: str
    why: WhyKept


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One sortie of one vehicle (任务). It is the task, not the vehicle, that has a state."""

    id: str
    incident_id: str
    acceptance_id: str
    vehicle_id: str
    state: VehicleState
    stamps: tuple[Stamp, ...]
    ordered_by: Actor
    eta_ms: int | None = None
    eta_basis: str = ""
    hospital_code: str | None = None
    result: TaskResult | None = None
    reason: ReasonKind | None = None
    ended_ms: int | None = None
    observed: tuple[Observation, ...] = ()
    kept: tuple[KeptPress, ...] = ()
    legs: tuple[Leg, ...] = ()
    """Its way in parts, where it is not by road alone (DSP-21)."""
    meeting: MeetingOrder | None = None
    """Where it meets the other crew of its pair (会车)."""

    @property
    def active(self) -> bool:
        """Whether the vehicle is still bound by it."""
        return self.result is None


class Acceptance(msgspec.Struct, frozen=True, kw_only=True):
    """One acceptance (受理): a decision taken at a desk on an incident."""

    id: str
    incident_id: str
    kind: AcceptanceKind
    opened_ms: int
    by: Actor
    closed_ms: int | None = None
    task_id: str | None = None
    reason: ReasonKind | None = None
    target: str | None = None
    """Whom it went to: a unit (转分中心) or a hospital (分诊调度)."""
    note: str = ""


class Patient(msgspec.Struct, frozen=True, kw_only=True):
    """The stub of a patient record (病历), opened when somebody is put in the vehicle."""

    id: str
    task_id: str
    opened_ms: int


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """An event (事件): one place, one happening, however many calls and vehicles."""

    id: str
    kind: IncidentKind
    owner_unit: str
    opened_ms: int
    first_call_ms: int
    address: str = ""
    complaint: str = ""
    urgency: Urgency | None = None
    needs: frozenset[Capability] = frozenset()
    patient_count: int = 1
    infection: bool = False
    triage: Triage | None = None
    """What the caller answered, and what came of it (CALL-09)."""
    own_county_hospital: bool = False
    """The patient wants a hospital of the own county: its vehicles go first (DSP-04)."""
    location: Location | None = None
    county_code: str | None = None
    township_code: str | None = None
    call_ids: tuple[str, ...] = ()
    acceptance_ids: tuple[str, ...] = ()
    task_ids: tuple[str, ...] = ()
    parked: bool = False
    closed_ms: int | None = None
    version: int = 0
    edits: dict[str, FieldEdit] = {}
    """Who wrote which field last (UI-06)."""
    offered_to: str | None = None
    """The centre that is asked to take it; until it has answered, the owner stays."""
    taken_from: str | None = None
    """The centre it was taken over from."""
    merged_into: str | None = None
    absorbed: tuple[str, ...] = ()
    """Incidents that turned out to be this one, and can be taken apart again (CALL-06)."""
    apart_from: tuple[str, ...] = ()
    """Incidents that somebody said are others; they are not proposed again."""
    reports: tuple[LocationReport, ...] = ()
    placed_by_no: int = 0
    """The newest report that was known when somebody last chose the place."""
    meeting_place: str = ""
    """Where somebody waits for the crew (接车地点)."""
    contact_phone: str = ""
    """Whom the crew rings when it is not the caller (联系电话)."""
    special_needs: str = ""
    """What the crew must bring or know, in words (特殊要求)."""
    destination_code: str | None = None
    """Hospital a transfer is meant for; every task of it starts with this one."""
    wake_ms: int | None = None
    """When it is taken up again by itself while parked (DSP-11)."""
    reinforcement_parked: bool = False
    """A further vehicle is wanted and none was sent yet (增援挂起)."""
    referral_id: str | None = None
    swap: SwapProposal | None = None
    """A nearer vehicle for one that is on its way; exchanged by nobody but a person."""
    swap_declined: tuple[str, ...] = ()
    offer: Offer | None = None
    """The vehicle that is proposed for it now (DSP-11); sent by nobody but a person."""


class Pause(msgspec.Struct, frozen=True, kw_only=True):
    """Why and until when a vehicle may not be called (暂停调用, VEH-08)."""

    reason: str
    since_ms: int
    expected_end_ms: int | None
    by: str


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a vehicle apart from its position; its status is computed from this."""

    vehicle_id: str
    since_ms: int = 0
    received_ms: int = 0
    """When that became known: a press may have waited on a phone without network."""
    signed_on: bool = True
    at_station: bool = True
    pause: Pause | None = None
    task_id: str | None = None
    crew: tuple[CrewMember, ...] = ()


class CrewRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Something a crew asks or tells its desk, open until somebody there has answered (VEH-07)."""

    id: str
    kind: CrewRequestKind
    vehicle_id: str
    asked_ms: int
    received_ms: int
    by: Actor
    text: str = ""
    minutes: int | None = None
    needs: frozenset[Capability] = frozenset()
    task_id: str | None = None
    incident_id: str | None = None
    granted: bool | None = None
    answered_ms: int | None = None
    answered_by: Actor | None = None
    reason: str = ""

    def settled(self, now_ms: int) -> bool:
        """Whether it was answered by then, or is so old that nobody will."""
        return (self.answered_ms or self.received_ms) < now_ms


class RoadRestriction(msgspec.Struct, frozen=True, kw_only=True):
    """What a desk was told of a road (路况管制, DSP-20): closed, or slow by ``factor``.

    It counts from ``from_ms`` until it is lifted, or until ``until_ms``; the shape is WGS-84.
    """

    id: str
    kind: RestrictionKind
    factor: float | None
    shape: Shape
    name: str
    note: str
    from_ms: int
    until_ms: int | None
    by: Actor

    def in_force(self, now_ms: int) -> bool:
        """Whether it counts at this moment."""
        return self.from_ms <= now_ms and not self.expired(now_ms)

    def expired(self, now_ms: int) -> bool:
        """Whether its time is over."""
        return self.until_ms is not None and self.until_ms <= now_ms
