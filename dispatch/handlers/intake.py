"""Calls set right at once, and calls that nobody answers (CALL-02, CALL-03, CALL-04)."""

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.actors import Actor
from dispatch.domain.errors import Conflict
from dispatch.domain.records import Call, CallState
from dispatch.domain.triage import CallClass
from dispatch.handlers.context import Answer, Context

CORRECTION_S = 20
"""So long whoever pressed may take it back, as TicketsCAD's first answer claims (peers.md §2.2)."""


def undo_class(ctx: Context, command: c.UndoClassify) -> Answer:
    """Take a class back; a chasing call leaves its incident with it."""
    call = ctx.get_call(command.call_id)
    if call.call_class is None:
        raise Conflict(
            "not_classified",
            "该来电没有归类，无可撤销",
            "this call has no class to take back",
            field="call_id",
            value=call.id,
            remedy="刷新后再看 / refresh and look again",
        )
    remedy = "改为受理该来电即可 / accept the call instead, that corrects it at any time"
    _require_own_slip(ctx, call, call.classified_by, call.classified_ms, remedy)
    if call.call_class is CallClass.CHASING and call.incident_id is not None:
        return _detached(ctx, call, call.incident_id)
    event = e.ClassUndone(at_ms=ctx.now_ms, by=ctx.actor, call_id=call.id)
    return Answer((event,), call_id=call.id)


def release(ctx: Context, command: c.ReleaseCall) -> Answer:
    """Put a call that was picked up by mistake back into the queue."""
    call = ctx.get_call(command.call_id)
    if call.state is CallState.RINGING:
        return Answer((), call_id=call.id)
    if call.state is not CallState.TALKING or call.incident_id is not None or call.call_backs:
        raise Conflict(
            "not_to_release",
            "该来电不能放回队列：已挂断、已受理或是回拨",
            "this call cannot go back to the queue: it is over, accepted, or was rung back",
            field="call_id",
            value=call.id,
            remedy="受理、归类或转接 / accept it, classify it, or transfer it",
        )
    remedy = "请转接给其他席位 / transfer it to another desk"
    _require_own_slip(ctx, call, call.answered_by, call.answered_ms, remedy)
    event = e.CallReleased(at_ms=ctx.now_ms, by=ctx.actor, call_id=call.id)
    return Answer((event,), call_id=call.id)


def _require_own_slip(
    ctx: Context, call: Call, by: Actor | None, since_ms: int | None, remedy: str
) -> None:
    """Only who pressed, and only at once: later others have relied on it."""
    if by is None or by.user != ctx.actor.user:
        name = by.name if by is not None else "—"
        raise Conflict(
            "not_own_press",
            f"只能由按键者本人撤销：{name}",
            f"only who pressed it may take it back: {name}",
            field="call_id",
            value=call.id,
            remedy=remedy,
        )
    gone_s = (ctx.now_ms - (since_ms or 0)) // 1000
    if gone_s > CORRECTION_S:
        raise Conflict(
            "correction_over",
            f"已过 {gone_s} 秒，{CORRECTION_S} 秒内才能撤销",
            f"{gone_s} s have gone by, it can be taken back within {CORRECTION_S} s",
            field="call_id",
            value=call.id,
            remedy=remedy,
        )


def detach(ctx: Context, command: c.DetachCall) -> Answer:
    """A call joined to the wrong incident belongs nowhere again; an incident keeps one call."""
    call = ctx.get_call(command.call_id)
    if call.incident_id is None:
        return Answer((), call_id=call.id)
    incident = ctx.get_open_incident(call.incident_id)
    if incident.call_ids == (call.id,) or call.alarm is not None:
        raise Conflict(
            "only_call",
            f"事件 {incident.id} 由该来电建立，不能取消关联",
            f"incident {incident.id} rests on this call, which cannot be taken from it",
            field="call_id",
            value=call.id,
            remedy="结束该事件，或并入另一事件 / close the incident, or merge it into another",
        )
    return _detached(ctx, call, incident.id)


def _detached(ctx: Context, call: Call, incident_id: str) -> Answer:
    event = e.CallDetached(at_ms=ctx.now_ms, by=ctx.actor, call_id=call.id, incident_id=incident_id)
    return Answer((event,), call_id=call.id, incident_id=incident_id)


def miss(ctx: Context, command: c.MissCall) -> Answer:
    """Mark a call that has rung too long; whoever answers it still may."""
    call = ctx.get_call(command.call_id)
    if call.state is not CallState.RINGING or call.missed_ms is not None:
        return Answer((), call_id=call.id)
    event = e.CallMissed(at_ms=ctx.now_ms, by=ctx.actor, call_id=call.id)
    return Answer((event,), call_id=call.id)


def overflow(ctx: Context, command: c.OverflowCall) -> Answer:
    """Have the partner desk's phones ring too; once, and only while it rings."""
    call = ctx.get_call(command.call_id)
    if call.state is not CallState.RINGING or call.overflowed_to is not None:
        return Answer((), call_id=call.id)
    event = e.CallOverflowed(
        at_ms=ctx.now_ms, by=ctx.actor, call_id=call.id, to_unit=command.to_unit
    )
    return Answer((event,), call_id=call.id)
