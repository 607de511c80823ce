"""Facts, as the journal keeps them. An event is applied, never refused (ARCHITECTURE.md).

Names and fields are stored for years: add fields with defaults, never rename or remove one.
"""

import msgspec

from dispatch.domain.actors import Actor
from dispatch.domain.commands import IncidentDetails
from dispatch.domain.decisions import Decision
from dispatch.domain.records import Location
from dispatch.domain.requests import CrewRequestKind, WhyKept
from dispatch.domain.triage import AcceptanceKind, CallBackOutcome, CallClass, IncidentKind
from geo.coordinates import Point
from geo.roads.restrictions import RestrictionKind, Shape
from stations.crews import CrewMember
from stations.status import Origin, ReasonKind, TaskResult, VehicleState
from stations.vehicles import Capability


class Event(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of all events: when it counts from, and who caused it."""

    at_ms: int
    by: Actor


class CallRang(Event, frozen=True, kw_only=True):
    """A call rang (振铃)."""

    call_id: str
    number: str
    trunk: str
    words: str
    location: Location | None
    earlier_calls: int
    county_code: str | None = None
    township_code: str | None = None


class CallAnswered(Event, frozen=True, kw_only=True):
    """A desk picked up (接听)."""

    call_id: str


class CallEnded(Event, frozen=True, kw_only=True):
    """The line went down (挂机)."""

    call_id: str
    abandoned: bool


class CallClassified(Event, frozen=True, kw_only=True):
    """The call was no request (非受理)."""

    call_id: str
    call_class: CallClass


class CalledBack(Event, frozen=True, kw_only=True):
    """A lost caller was rung back (回拨)."""

    call_id: str
    outcome: CallBackOutcome


class IncidentOpened(Event, frozen=True, kw_only=True):
    """An event was opened (事件建立)."""

    incident_id: str
    kind: IncidentKind
    owner_unit: str
    first_call_ms: int


class CallJoined(Event, frozen=True, kw_only=True):
    """A call belongs to an incident (来电关联)."""

    call_id: str
    incident_id: str


class IncidentDescribed(Event, frozen=True, kw_only=True):
    """More became known of an incident (事件信息)."""

    incident_id: str
    details: IncidentDetails
    county_code: str | None = None
    township_code: str | None = None
    moved: bool = False


class IncidentParked(Event, frozen=True, kw_only=True):
    """The incident waits (挂起)."""

    incident_id: str


class IncidentWoken(Event, frozen=True, kw_only=True):
    """The incident is taken up again (唤醒)."""

    incident_id: str


class IncidentClosed(Event, frozen=True, kw_only=True):
    """Nothing more is to be done (事件结束)."""

    incident_id: str
    reason: str


class AcceptanceOpened(Event, frozen=True, kw_only=True):
    """A desk took a decision on an incident (受理)."""

    acceptance_id: str
    incident_id: str
    kind: AcceptanceKind


class VehicleDispatched(Event, frozen=True, kw_only=True):
    """A vehicle was ordered out (派车), with the whole ranking that lay on the table."""

    task_id: str
    incident_id: str
    acceptance_id: str
    vehicle_id: str
    eta_ms: int | None
    eta_basis: str
    decision: Decision | None


class TaskStepped(Event, frozen=True, kw_only=True):
    """A task passed into its next state (任务状态)."""

    task_id: str
    state: VehicleState
    origin: Origin
    received_ms: int
    late: bool = False
    pressed_ms: int | None = None
    hospital_code: str | None = None
    eta_ms: int | None = None
    eta_basis: str = ""


class FenceCrossed(Event, frozen=True, kw_only=True):
    """The track shows that the vehicle left or reached a place of its task (围栏提议)."""

    task_id: str
    state: VehicleState
    received_ms: int
    point: Point


class PressKept(Event, frozen=True, kw_only=True):
    """A press came too late or twice: it counts for nothing, and is shown (留存的按键)."""

    task_id: str
    state: VehicleState
    pressed_ms: int
    why: WhyKept


class HospitalChosen(Event, frozen=True, kw_only=True):
    """The destination became known or changed (送往医院)."""

    task_id: str
    hospital_code: str
    eta_ms: int | None
    eta_basis: str


class PatientRecorded(Event, frozen=True, kw_only=True):
    """Somebody was put in the vehicle: a patient record is opened (病历)."""

    patient_id: str
    task_id: str


class TaskEnded(Event, frozen=True, kw_only=True):
    """The vehicle is free again (任务结束)."""

    task_id: str
    result: TaskResult
    reason: ReasonKind | None
    at_station: bool
    origin: Origin
    received_ms: int
    pressed_ms: int | None = None


class VehicleParkedAt(Event, frozen=True, kw_only=True):
    """An idle vehicle is in its station, or waits elsewhere (站内/途中待命)."""

    vehicle_id: str
    at_station: bool


class VehiclePaused(Event, frozen=True, kw_only=True):
    """A vehicle may not be called (暂停调用)."""

    vehicle_id: str
    reason: str
    expected_end_ms: int | None


class VehicleResumed(Event, frozen=True, kw_only=True):
    """A vehicle may be called again (恢复调用)."""

    vehicle_id: str


class CrewSigned(Event, frozen=True, kw_only=True):
    """A crew signed on or off (上下班)."""

    vehicle_id: str
    on: bool
    crew: tuple[CrewMember, ...] = ()


class CrewAsked(Event, frozen=True, kw_only=True):
    """A crew asked or told its desk something (车组请求)."""

    request_id: str
    kind: CrewRequestKind
    vehicle_id: str
    received_ms: int
    text: str = ""
    minutes: int | None = None
    needs: frozenset[Capability] = frozenset()
    task_id: str | None = None
    incident_id: str | None = None


class CrewAnswered(Event, frozen=True, kw_only=True):
    """The desk granted or declined it (答复车组)."""

    request_id: str
    granted: bool
    reason: str = ""


class RoadRestricted(Event, frozen=True, kw_only=True):
    """A road was closed or slowed (路况管制), as it lies on the ground and on no network."""

    restriction_id: str
    kind: RestrictionKind
    factor: float | None
    shape: Shape
    name: str
    note: str
    from_ms: int
    until_ms: int | None


class RoadReopened(Event, frozen=True, kw_only=True):
    """A restriction was lifted (解除管制)."""

    restriction_id: str


class RoadEndChanged(Event, frozen=True, kw_only=True):
    """A restriction has another end than was told before (改期)."""

    restriction_id: str
    until_ms: int | None


AnyEvent = (
    CallRang
    | CallAnswered
    | CallEnded
    | CallClassified
    | CalledBack
    | IncidentOpened
    | CallJoined
    | IncidentDescribed
    | IncidentParked
    | IncidentWoken
    | IncidentClosed
    | AcceptanceOpened
    | VehicleDispatched
    | TaskStepped
    | FenceCrossed
    | PressKept
    | HospitalChosen
    | PatientRecorded
    | TaskEnded
    | VehicleParkedAt
    | VehiclePaused
    | VehicleResumed
    | CrewSigned
    | CrewAsked
    | CrewAnswered
    | RoadRestricted
    | RoadReopened
    | RoadEndChanged
)

# Sets sorted: the same event is the same bytes in every process, and so is the hash chain.
_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(AnyEvent)


def encode(event: AnyEvent) -> bytes:
    """The journal's JSON of an event."""
    return _encoder.encode(event)


def decode(payload: bytes) -> AnyEvent:
    """The event of a journal payload."""
    event: AnyEvent = _decoder.decode(payload)
    return event
