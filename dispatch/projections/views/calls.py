"""A call as shown."""

import msgspec

from dispatch.domain.lines import Line
from dispatch.domain.records import Call
from dispatch.projections.views.shared import LocationView, PersonView, location_view, person_view
from stations.region import Region


class MarkView(msgspec.Struct, frozen=True):
    """One change of a line, by the exchange's clock."""

    change: str
    at_ms: int
    extension: str


class LineView(msgspec.Struct, frozen=True, kw_only=True):
    """The line (话路) of a call: which telephone, held or not, where the recording lies."""

    extension: str
    held_since_ms: int | None
    recording: str
    trouble: str
    marks: tuple[MarkView, ...]


class CallView(msgspec.Struct, frozen=True, kw_only=True):
    """A call (来电) in the queue or at a desk."""

    id: str
    number: str
    trunk: str
    state: str
    rang_ms: int
    answered_ms: int | None
    ended_ms: int | None
    answered_by: PersonView | None
    call_class: str | None
    incident_id: str | None
    location: LocationView | None
    words: str
    earlier_calls: int
    to_call_back: bool = False
    """Lost, and to be rung back (CALL-07)."""
    call_backs: int = 0
    line: LineView | None = None
    """The telephone line behind it, when an exchange told the call."""


def _line_view(line: Line) -> LineView:
    marks = tuple(MarkView(m.change.value, m.at_ms, m.extension) for m in line.marks)
    return LineView(
        extension=line.extension,
        held_since_ms=line.held_since_ms,
        recording=line.recording,
        trouble=line.trouble,
        marks=marks,
    )


def call_view(call: Call, region: Region) -> CallView:
    """The view of a call."""
    place = call.location
    return CallView(
        id=call.id,
        number=call.number,
        trunk=call.trunk,
        state=call.state.value,
        rang_ms=call.rang_ms,
        answered_ms=call.answered_ms,
        ended_ms=call.ended_ms,
        answered_by=person_view(call.answered_by) if call.answered_by else None,
        call_class=call.call_class.value if call.call_class else None,
        incident_id=call.incident_id,
        location=location_view(place, region, call.county_code, call.township_code)
        if place
        else None,
        words=call.words,
        earlier_calls=call.earlier_calls,
        to_call_back=call.to_call_back,
        call_backs=len(call.call_backs),
        line=_line_view(call.line) if call.line else None,
    )
