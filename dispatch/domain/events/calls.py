"""Facts about calls (来电)."""

from dispatch.domain.events.base import Event
from dispatch.domain.records import Location
from dispatch.domain.triage import CallBackOutcome, CallClass


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
    desk_unit: str | None = None
    exchange: str = ""


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


CallEvent = CallRang | CallAnswered | CallEnded | CallClassified | CalledBack
