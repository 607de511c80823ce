"""Facts about incidents (事件), their acceptances and patients."""

from dispatch.domain.acceptances import AcceptanceKind, IncidentKind
from dispatch.domain.commands import IncidentDetails
from dispatch.domain.decisions import Decision
from dispatch.domain.events.base import Event
from dispatch.domain.triage import CallClass
from stations.status import ReasonKind


class IncidentOpened(Event, frozen=True, kw_only=True):
    """An event was opened (事件建立)."""

    incident_id: str
    kind: IncidentKind
    owner_unit: str
    first_call_ms: int
    referral_id: str | None = None


class CallJoined(Event, frozen=True, kw_only=True):
    """A call belongs to an incident (来电关联); as a chasing call (催车) it keeps that class."""

    call_id: str
    incident_id: str
    call_class: CallClass | None = None


class IncidentDescribed(Event, frozen=True, kw_only=True):
    """More became known of an incident (事件信息)."""

    incident_id: str
    details: IncidentDetails
    county_code: str | None = None
    township_code: str | None = None
    moved: bool = False


class IncidentParked(Event, frozen=True, kw_only=True):
    """The incident waits (挂起), until a moment if one was named."""

    incident_id: str
    until_ms: int | None = None


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
    incident_kind: IncidentKind | None = None
    """Kind of the event then: reports leave drills and tests out."""
    task_id: str | None = None
    vehicle_id: str | None = None
    reason: ReasonKind | None = None
    target: str | None = None
    note: str = ""
    decision: Decision | None = None
    """The list that lay on the table when no vehicle could be sent (欲派无车)."""


class PatientRecorded(Event, frozen=True, kw_only=True):
    """Somebody was put in the vehicle: a patient record is opened (病历)."""

    patient_id: str
    task_id: str


IncidentEvent = (
    IncidentOpened
    | CallJoined
    | IncidentDescribed
    | IncidentParked
    | IncidentWoken
    | IncidentClosed
    | AcceptanceOpened
    | PatientRecorded
)
