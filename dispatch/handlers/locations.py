"""Where it is: every word is kept, and a better one is taken with one key (CALL-08, CALL-12)."""

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.actors import Role
from dispatch.domain.errors import NotFound, Refusal, no_such
from dispatch.domain.records import Call, Incident
from dispatch.handlers.context import Answer, Context
from dispatch.handlers.details import check_location
from dispatch.locating import same


def report(ctx: Context, command: c.ReportLocation) -> Answer:
    """Keep one more word on where it is; said before, it is no news."""
    check_location(command.location)
    call, incident = _about(ctx, command)
    record = incident or call
    assert record is not None
    call_id = call.id if call is not None else None
    incident_id = incident.id if incident is not None else None
    if any(same(known.location, command.location) for known in record.reports):
        return Answer((), call_id=call_id, incident_id=incident_id)
    event = e.LocationReported(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        location=command.location,
        call_id=call_id,
        incident_id=incident_id,
        note=command.note,
        county_code=command.place.county_code,
        township_code=command.place.township_code,
    )
    return Answer((event,), call_id=call_id, incident_id=incident_id)


def _about(ctx: Context, command: c.ReportLocation) -> tuple[Call | None, Incident | None]:
    """A call that became an incident reports for it; a machine speaks of calls only."""
    if command.call_id is not None:
        call = ctx.get_call(command.call_id)
        if ctx.actor.role is Role.PARTNER and not _own(ctx, call):
            raise no_such("来电", "call", "call_id", call.id)
        if call.incident_id is None:
            return call, None
        return call, ctx.get_open_incident(call.incident_id)
    if command.incident_id is not None and ctx.actor.role not in (Role.PARTNER, Role.GATEWAY):
        return None, ctx.get_open_incident(command.incident_id)
    raise Refusal(
        "nowhere_named",
        "未指明是哪个来电或事件的位置",
        "whose location it is is not named",
        field="call_id",
        remedy="填 call_id / give call_id",
    )


def _own(ctx: Context, call: Call) -> bool:
    return call.alarm is not None and ctx.actor.user == f"partner:{call.alarm.partner}"


def promote(ctx: Context, command: c.PromoteLocation) -> Answer:
    """Take another report for where the incident is."""
    incident = ctx.get_open_incident(command.incident_id)
    chosen = next((r for r in incident.reports if r.no == command.report_no), None)
    if chosen is None:
        raise NotFound(
            "unknown_report_no",
            f"事件 {incident.id} 没有第 {command.report_no} 条定位",
            f"incident {incident.id} has no location report {command.report_no}",
            field="report_no",
            value=command.report_no,
            remedy="刷新定位列表 / refresh the list of reports",
        )
    if incident.location is not None and same(chosen.location, incident.location):
        return Answer((), incident_id=incident.id)
    event = e.LocationPromoted(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        incident_id=incident.id,
        report_no=chosen.no,
        location=chosen.location,
        county_code=chosen.county_code,
        township_code=chosen.township_code,
    )
    return Answer((event,), incident_id=incident.id)
