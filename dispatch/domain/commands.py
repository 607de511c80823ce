"""Wishes put to the core. A command may be refused; an event may not (ARCHITECTURE.md)."""

import msgspec

from dispatch.domain.actors import Actor
from dispatch.domain.decisions import Ranking
from dispatch.domain.records import Location
from dispatch.domain.requests import CrewRequestKind
from dispatch.domain.triage import CallBackOutcome, CallClass, IncidentKind, Urgency
from geo.coordinates import Point
from geo.roads.restrictions import Shape
from stations.crews import CrewMember
from stations.status import Origin, ReasonKind, VehicleState
from stations.vehicles import Capability


class Command(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of all commands; the tag is the class name."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """The areas a location lies in, looked up before the command reaches the core."""

    county_code: str | None = None
    township_code: str | None = None
    owner_unit: str | None = None


class RingCall(Command, frozen=True, kw_only=True):
    """A call rings (振铃)."""

    call_id: str
    number: str
    trunk: str = ""
    rang_ms: int | None = None
    words: str = ""
    location: Location | None = None
    place: Place = Place()


class AnswerCall(Command, frozen=True, kw_only=True):
    """A desk picks up (接听); of several desks exactly one gets it."""

    call_id: str


class EndCall(Command, frozen=True, kw_only=True):
    """The line goes down (挂机); before an answer it is an abandoned call (早释)."""

    call_id: str
    by_caller: bool


class ClassifyCall(Command, frozen=True, kw_only=True):
    """The call is no request for an ambulance (非受理)."""

    call_id: str
    call_class: CallClass


class IncidentDetails(msgspec.Struct, frozen=True, kw_only=True):
    """What a desk writes down; a field left out stays as it is."""

    address: str | msgspec.UnsetType = msgspec.UNSET
    complaint: str | msgspec.UnsetType = msgspec.UNSET
    urgency: Urgency | msgspec.UnsetType | None = msgspec.UNSET
    needs: frozenset[Capability] | msgspec.UnsetType = msgspec.UNSET
    patient_count: int | msgspec.UnsetType = msgspec.UNSET
    infection: bool | msgspec.UnsetType = msgspec.UNSET
    location: Location | msgspec.UnsetType = msgspec.UNSET


class CallBack(Command, frozen=True, kw_only=True):
    """A desk has rung a lost caller back (回拨, CALL-07); who is reached is on the line again."""

    call_id: str
    outcome: CallBackOutcome


class AcceptCall(Command, frozen=True, kw_only=True):
    """The call is a request: open an incident, or join one that is open (受理)."""

    call_id: str
    join_incident_id: str | None = None
    kind: IncidentKind = IncidentKind.RESCUE
    details: IncidentDetails = IncidentDetails()
    place: Place = Place()


class DescribeIncident(Command, frozen=True, kw_only=True):
    """More is known of an incident: "locate, dispatch, then ask" (CALL-08)."""

    incident_id: str
    details: IncidentDetails
    place: Place | None = None


class DispatchVehicle(Command, frozen=True, kw_only=True):
    """Send this vehicle (派车), on this ranking."""

    incident_id: str
    vehicle_id: str
    ranking: Ranking | None = None
    override_reason: str | None = None


class ParkIncident(Command, frozen=True, kw_only=True):
    """Accepted, but nothing is sent yet (挂起, DSP-11)."""

    incident_id: str


class WakeIncident(Command, frozen=True, kw_only=True):
    """A parked incident is taken up again (唤醒, DSP-11)."""

    incident_id: str


class CloseIncident(Command, frozen=True, kw_only=True):
    """Nothing more is to be done for an incident (结束事件)."""

    incident_id: str
    reason: str = ""


class ReportStatus(Command, frozen=True, kw_only=True):
    """A crew's button, a geofence's proposal taken, or a dispatcher's entry (状态)."""

    task_id: str
    state: VehicleState
    pressed_ms: int | None = None
    origin: Origin = Origin.TERMINAL
    hospital_code: str | None = None
    eta_ms: int | None = None
    eta_basis: str = ""
    reason: ReasonKind | None = None
    keep: bool = False
    """A press from a queue that was off-line: what cannot count any more is kept, not refused."""


class NoteFence(Command, frozen=True, kw_only=True):
    """The track shows that the vehicle left or reached a place of its task (VEH-03)."""

    task_id: str
    state: VehicleState
    crossed_ms: int
    point: Point


class ChooseHospital(Command, frozen=True, kw_only=True):
    """The destination changes or becomes known (送往医院)."""

    task_id: str
    hospital_code: str
    eta_ms: int | None = None
    eta_basis: str = ""


class RecallTask(Command, frozen=True, kw_only=True):
    """The dispatcher calls the vehicle back (中止任务, DSP-10)."""

    task_id: str
    reason: ReasonKind


class RefuseTask(Command, frozen=True, kw_only=True):
    """The crew or station refuses the order, with a reason (拒绝出车, DSP-14)."""

    task_id: str
    reason: ReasonKind


class ReturnToStation(Command, frozen=True, kw_only=True):
    """The vehicle is back in its station (返回站中)."""

    vehicle_id: str


class LeaveStation(Command, frozen=True, kw_only=True):
    """An idle vehicle waits away from its station (途中待命)."""

    vehicle_id: str


class PauseVehicle(Command, frozen=True, kw_only=True):
    """The vehicle may not be called for a while (暂停调用, VEH-08)."""

    vehicle_id: str
    reason: str
    expected_end_ms: int | None = None


class ResumeVehicle(Command, frozen=True, kw_only=True):
    """The pause is over (恢复调用)."""

    vehicle_id: str


class SignOn(Command, frozen=True, kw_only=True):
    """A crew takes the vehicle over (上班, ORG-08); once more with other people is a change."""

    vehicle_id: str
    crew: tuple[CrewMember, ...] = ()


class SignOff(Command, frozen=True, kw_only=True):
    """The crew leaves the vehicle (下班); only when idle."""

    vehicle_id: str


class AskDesk(Command, frozen=True, kw_only=True):
    """A crew asks for a pause or reinforcement, or leaves a note (车组请求, VEH-07, VEH-08)."""

    vehicle_id: str
    kind: CrewRequestKind
    text: str = ""
    minutes: int | None = None
    needs: frozenset[Capability] = frozenset()
    pressed_ms: int | None = None


class AnswerCrew(Command, frozen=True, kw_only=True):
    """A desk grants or declines what a crew asked, or has read its note (答复车组)."""

    request_id: str
    granted: bool
    reason: str = ""


class CloseRoad(Command, frozen=True, kw_only=True):
    """Nobody gets through there (封路, DSP-20); ``name`` is the road as the map calls it."""

    shape: Shape
    name: str = ""
    note: str = ""
    from_ms: int | None = None
    until_ms: int | None = None


class SlowRoad(Command, frozen=True, kw_only=True):
    """One gets through at this share of the usual speed (慢行, DSP-20)."""

    shape: Shape
    factor: float
    name: str = ""
    note: str = ""
    from_ms: int | None = None
    until_ms: int | None = None


class ReopenRoad(Command, frozen=True, kw_only=True):
    """A closure or slow zone is over (解除管制)."""

    restriction_id: str


class ChangeRoadEnd(Command, frozen=True, kw_only=True):
    """It will last longer, or shorter, than was told (改期); without a time, until it is lifted."""

    restriction_id: str
    until_ms: int | None


AnyCommand = (
    RingCall
    | AnswerCall
    | EndCall
    | ClassifyCall
    | CallBack
    | AcceptCall
    | DescribeIncident
    | DispatchVehicle
    | ParkIncident
    | WakeIncident
    | CloseIncident
    | ReportStatus
    | NoteFence
    | ChooseHospital
    | RecallTask
    | RefuseTask
    | ReturnToStation
    | LeaveStation
    | PauseVehicle
    | ResumeVehicle
    | SignOn
    | SignOff
    | AskDesk
    | AnswerCrew
    | CloseRoad
    | SlowRoad
    | ReopenRoad
    | ChangeRoadEnd
)


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A command with its author and its idempotency key (幂等键).

    ``intent`` is what the author asked, in his own words: a retry must repeat it exactly, while
    what the rim adds (a ranking, an ETA) may differ. Without it the command itself is compared.
    """

    command_id: str
    actor: Actor
    command: AnyCommand
    intent: bytes = b""


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What the author is told once it is durable; the same for a retry with the same key."""

    seq: int
    call_id: str | None = None
    incident_id: str | None = None
    task_id: str | None = None
    vehicle_id: str | None = None
    restriction_id: str | None = None
    request_id: str | None = None
    kept: str | None = None
    """Why a press changed nothing although it was kept (``WhyKept``)."""
