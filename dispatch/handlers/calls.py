"""Calls: ring, answer, end, classify, accept (CALL-01, CALL-04, CALL-05, DSP-01)."""

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.errors import Conflict
from dispatch.domain.identifiers import next_incident_id
from dispatch.domain.records import Call, CallState
from dispatch.handlers.context import Answer, Context
from dispatch.handlers.details import check_details, check_location
from dispatch.handlers.opening import begin
from dispatch.handlers.owning import first_owner, offer_new, owner_of


def ring(ctx: Context, command: c.RingCall) -> Answer:
    """A call id seen before is the same call: the exchange may repeat itself."""
    if command.call_id in ctx.board.calls:
        return Answer((), call_id=command.call_id)
    if command.location is not None:
        check_location(command.location)
    rang_ms = ctx.now_ms if command.rang_ms is None else min(command.rang_ms, ctx.now_ms)
    event = e.CallRang(
        at_ms=rang_ms,
        by=ctx.actor,
        call_id=command.call_id,
        number=command.number,
        trunk=command.trunk,
        words=command.words,
        location=command.location,
        earlier_calls=ctx.board.numbers.get(command.number, 0),
        county_code=command.place.county_code,
        township_code=command.place.township_code,
        exchange=command.exchange,
        desk_unit=_desk_of(ctx, command.place.county_code),
    )
    return Answer((event,), call_id=command.call_id)


def _desk_of(ctx: Context, county_code: str | None) -> str | None:
    """The desk at which it rings, by the layout of this hour; nobody knows where: at every desk."""
    return None if county_code is None else ctx.layouts.desk_of(county_code, ctx.now_ms)


def answer(ctx: Context, command: c.AnswerCall) -> Answer:
    """Exactly one desk gets a call; the other is told which."""
    call = ctx.get_call(command.call_id)
    if call.state is CallState.TALKING and call.answered_by == ctx.actor:
        return Answer((), call_id=call.id)
    if call.state is not CallState.RINGING:
        raise _not_ringing(call)
    at_ms = _told(ctx, call, command.at_ms)
    event = e.CallAnswered(at_ms=at_ms, by=ctx.actor, call_id=call.id)
    return Answer((event,), call_id=call.id)


def _told(ctx: Context, call: Call, at_ms: int | None) -> int:
    """The exchange's own time (CALL-01), unless it lies before the call or in the future."""
    if at_ms is None:
        return ctx.now_ms
    return min(max(at_ms, call.answered_ms or call.rang_ms), ctx.now_ms)


def _not_ringing(call: Call) -> Conflict:
    by = call.answered_by
    if call.state is CallState.TALKING and by is not None:
        return Conflict(
            "call_taken",
            f"该来电已由 {by.name}（{by.unit}）接听",
            f"{by.name} ({by.unit}) has already answered this call",
            field="call_id",
            value=call.id,
            remedy="接听下一个来电 / take the next call",
            winner={"user": by.user, "name": by.name, "unit": by.unit},
        )
    return Conflict(
        "call_over",
        "该来电已挂断",
        "this call is over",
        field="call_id",
        value=call.id,
        remedy="如未接听请回拨 / call back if nobody answered it",
    )


def end(ctx: Context, command: c.EndCall) -> Answer:
    """Hanging up twice is no fault."""
    call = ctx.get_call(command.call_id)
    if call.ended_ms is not None:
        return Answer((), call_id=call.id)
    abandoned = command.by_caller and call.state is CallState.RINGING
    at_ms = _told(ctx, call, command.at_ms)
    event = e.CallEnded(at_ms=at_ms, by=ctx.actor, call_id=call.id, abandoned=abandoned)
    return Answer((event,), call_id=call.id)


def classify(ctx: Context, command: c.ClassifyCall) -> Answer:
    """A call that opened an incident is a request, whatever is pressed later."""
    call = ctx.get_call(command.call_id)
    if call.incident_id is not None:
        raise Conflict(
            "call_accepted",
            f"该来电已受理为事件 {call.incident_id}",
            f"this call has become incident {call.incident_id}",
            field="call_id",
            value=call.id,
            remedy="在事件中结束或退车 / close or recall in the incident",
        )
    events: list[e.AnyEvent] = [
        e.CallClassified(
            at_ms=ctx.now_ms, by=ctx.actor, call_id=call.id, call_class=command.call_class
        )
    ]
    if call.ended_ms is None:
        ended = e.CallEnded(at_ms=ctx.now_ms, by=ctx.actor, call_id=call.id, abandoned=False)
        events.append(ended)
    return Answer(tuple(events), call_id=call.id)


def call_back(ctx: Context, command: c.CallBack) -> Answer:
    """Only who gave up before anybody answered is rung back, and of two desks one does it."""
    call = ctx.get_call(command.call_id)
    if call.state is CallState.TALKING and call.answered_by != ctx.actor:
        raise _not_ringing(call)
    if not call.to_call_back:
        raise Conflict(
            "no_call_back",
            "该来电不在回拨名单上",
            "this call is not on the call-back list",
            field="call_id",
            value=call.id,
            remedy="已接通、已归类、已并入事件，或已两次无人接听 / it has been settled",
        )
    event = e.CalledBack(at_ms=ctx.now_ms, by=ctx.actor, call_id=call.id, outcome=command.outcome)
    return Answer((event,), call_id=call.id)


def accept(ctx: Context, command: c.AcceptCall) -> Answer:
    """Open an incident from a call, or join the call to one that is open."""
    call = ctx.get_call(command.call_id)
    if call.incident_id is not None:
        return Answer((), call_id=call.id, incident_id=call.incident_id)
    # A lost call that is about a known incident joins it without having been answered.
    if call.answered_ms is None and not (call.to_call_back and command.join_incident_id):
        raise Conflict(
            "call_not_answered",
            "来电尚未接听，不能受理",
            "a call must be answered before it is accepted",
            field="call_id",
            value=call.id,
            remedy="先接听 / answer it first",
        )
    if command.join_incident_id is not None:
        incident = ctx.get_open_incident(command.join_incident_id)
        joined = _joined(ctx, call.id, incident.id)
        return Answer((joined,), call_id=call.id, incident_id=incident.id)
    check_details(command.details)
    return _open(ctx, call, command)


def _open(ctx: Context, call: Call, command: c.AcceptCall) -> Answer:
    wanted = owner_of(ctx, command.place)
    owner = first_owner(ctx, command.place, wanted)
    incident_id = next_incident_id(ctx.board.serials, owner, ctx.now_ms)
    opened, described = begin(
        ctx,
        incident_id,
        owner,
        command.details,
        command.place,
        kind=command.kind,
        first_call_ms=call.rang_ms,
    )
    offered = offer_new(ctx, incident_id, owner, wanted)
    joined = _joined(ctx, call.id, incident_id)
    events: tuple[e.AnyEvent, ...] = (opened, joined, described, *offered)
    return Answer(events, call_id=call.id, incident_id=incident_id)


def _joined(ctx: Context, call_id: str, incident_id: str) -> e.CallJoined:
    return e.CallJoined(at_ms=ctx.now_ms, by=ctx.actor, call_id=call_id, incident_id=incident_id)
