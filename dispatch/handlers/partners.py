"""Alarms of partner services (联动来警): each opens an incident or joins one (CALL-14, CALL-16).

Whoever hands over an alarm is told our number at once, so the incident is open before anybody at a
desk has looked; what is sent is decided there as for any other.
"""

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.errors import Conflict, Forbidden, Refusal
from dispatch.domain.identifiers import next_incident_id
from dispatch.domain.partners import PartnerAlarm
from dispatch.handlers.context import Answer, Context
from dispatch.handlers.details import check_details, check_location
from dispatch.handlers.opening import begin

OPEN_MAX = 200
"""Open incidents that one partner may have: a sensor gone mad must not bury the desks."""

AHEAD_MAX_MS = 300_000
BEFORE_MAX_MS = 24 * 3600 * 1000


def alarm_call_id(partner: str, alarm_id: str) -> str:
    """The record a partner's alarm has with us."""
    return f"partner:{partner}:{alarm_id}"


def take(ctx: Context, command: c.TakeAlarm) -> Answer:
    """Open an incident for an alarm, or join it to the one named; told again, nothing happens."""
    _require_own_name(ctx, command)
    call_id = alarm_call_id(command.partner, command.alarm_id)
    known = ctx.board.calls.get(call_id)
    if known is not None:
        return Answer((), call_id=call_id, incident_id=known.incident_id)
    check_details(command.details)
    if command.location is not None:
        check_location(command.location)
    taken = e.AlarmTaken(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        call_id=call_id,
        alarm=_stamped(ctx, command),
        number=command.number,
        words=command.words,
        location=command.location,
        county_code=command.place.county_code,
        township_code=command.place.township_code,
    )
    if command.join_incident_id is not None:
        incident = ctx.get_open_incident(command.join_incident_id)
        joined = _joined(ctx, call_id, incident.id)
        return Answer((taken, joined), call_id=call_id, incident_id=incident.id)
    _require_room(ctx, command.partner)
    return _opened(ctx, command, taken)


def _opened(ctx: Context, command: c.TakeAlarm, taken: e.AlarmTaken) -> Answer:
    owner = command.place.owner_unit or ctx.region.meta.city_centre
    incident_id = next_incident_id(ctx.board.serials, owner, ctx.now_ms)
    opened, described = begin(
        ctx,
        incident_id,
        owner,
        command.details,
        command.place,
        moved=command.location is not None,
    )
    joined = _joined(ctx, taken.call_id, incident_id)
    events = (taken, opened, joined, described)
    return Answer(events, call_id=taken.call_id, incident_id=incident_id)


def _joined(ctx: Context, call_id: str, incident_id: str) -> e.CallJoined:
    return e.CallJoined(at_ms=ctx.now_ms, by=ctx.actor, call_id=call_id, incident_id=incident_id)


def _stamped(ctx: Context, command: c.TakeAlarm) -> PartnerAlarm:
    """The partner's own time beside ours; one that cannot be is refused by name."""
    ahead_ms = command.taken_ms - ctx.now_ms
    if not -BEFORE_MAX_MS <= ahead_ms <= AHEAD_MAX_MS:
        raise Refusal(
            "bad_taken_ms",
            f"接警时间与本机相差 {round(ahead_ms / 1000)} 秒",
            f"the time of the alarm is {round(ahead_ms / 1000)} s from ours",
            field="taken_ms",
            value=command.taken_ms,
            remedy="UTC 毫秒；校准贵方时钟，最多早 24 小时、晚 5 分钟"
            " / UTC milliseconds; set your clock, at most 24 h before and 5 min after ours",
        )
    return PartnerAlarm(
        partner=command.partner,
        kind=command.kind,
        name=ctx.actor.name,
        alarm_id=command.alarm_id,
        taken_ms=min(command.taken_ms, ctx.now_ms),
        told_ms=ctx.now_ms,
    )


def _require_own_name(ctx: Context, command: c.TakeAlarm) -> None:
    if ctx.actor.user != f"partner:{command.partner}":
        raise Forbidden(
            "not_own_alarm",
            "只能以本单位名义报警",
            "a partner speaks for itself only",
            field="partner",
            value=command.partner,
            remedy="使用本单位的密钥 / use your own key",
        )


def _require_room(ctx: Context, partner: str) -> None:
    mine = {
        call.incident_id
        for call in ctx.board.calls.values()
        if call.alarm is not None and call.alarm.partner == partner
    }
    open_now = sum(incident.id in mine for incident in ctx.board.list_open_incidents())
    if open_now >= OPEN_MAX:
        raise Conflict(
            "too_many_open_alarms",
            f"贵单位已有 {open_now} 个未结事件，上限 {OPEN_MAX}",
            f"{open_now} of your alarms are still open, the limit is {OPEN_MAX}",
            field="alarm_id",
            remedy="请拨打 120 / dial 120",
        )
