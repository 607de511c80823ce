"""A call as shown."""

import msgspec

from dispatch.domain.lines import Line
from dispatch.domain.partners import PartnerAlarm
from dispatch.domain.records import Call
from dispatch.projections.views.locations import ReportView, report_views
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


class PartnerAlarmView(msgspec.Struct, frozen=True, kw_only=True):
    """Whose alarm (联动来警) it is; ``late`` when we were told after more than a minute."""

    kind: str
    name: str
    alarm_id: str
    taken_ms: int
    told_ms: int
    late: bool


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
    classified_ms: int | None = None
    """When its class was pressed: for a short while it can be taken back (CALL-04)."""
    missed_ms: int | None = None
    overflowed_to: str | None = None
    desk_unit: str | None = None
    """The centre at whose desk it rings; null: at every desk."""
    reopened: bool = False
    alarm: PartnerAlarmView | None = None
    reports: tuple[ReportView, ...] = ()


def _alarm_view(alarm: PartnerAlarm) -> PartnerAlarmView:
    return PartnerAlarmView(
        kind=alarm.kind.value,
        name=alarm.name,
        alarm_id=alarm.alarm_id,
        taken_ms=alarm.taken_ms,
        told_ms=alarm.told_ms,
        late=alarm.late,
    )


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
        classified_ms=call.classified_ms,
        missed_ms=call.missed_ms,
        overflowed_to=call.overflowed_to,
        desk_unit=call.desk_unit,
        reopened=call.reopened,
        alarm=_alarm_view(call.alarm) if call.alarm else None,
        reports=report_views(call, region),
    )
