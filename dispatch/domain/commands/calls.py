"""Wishes about calls (来电)."""

from dispatch.domain.acceptances import IncidentKind
from dispatch.domain.commands.base import Command, IncidentDetails, Place
from dispatch.domain.records import Location
from dispatch.domain.triage import CallBackOutcome, CallClass


class RingCall(Command, frozen=True, kw_only=True):
    """A call rings (振铃)."""

    call_id: str
    number: str
    trunk: str = ""
    rang_ms: int | None = None
    words: str = ""
    location: Location | None = None
    place: Place = Place()
    exchange: str = ""
    """Whose line it is, when a telephone exchange told it."""


class AnswerCall(Command, frozen=True, kw_only=True):
    """A desk picks up (接听); exactly one gets it. ``at_ms`` is the exchange's own time."""

    call_id: str
    at_ms: int | None = None


class EndCall(Command, frozen=True, kw_only=True):
    """The line goes down (挂机); before an answer it is an abandoned call (早释)."""

    call_id: str
    by_caller: bool
    at_ms: int | None = None


class ClassifyCall(Command, frozen=True, kw_only=True):
    """The call is no request for an ambulance (非受理)."""

    call_id: str
    call_class: CallClass


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


CallCommand = RingCall | AnswerCall | EndCall | ClassifyCall | CallBack | AcceptCall
