"""Who owns an incident: hand-over with acknowledgement, take-over from above, giving back.

One owner at any moment; an offer that nobody answers bounces back, and a clock sees to it.
"""

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.acceptances import AcceptanceKind
from dispatch.domain.errors import Conflict, Refusal, no_such
from dispatch.domain.handovers import HandOver, HandOverKind, HandOverState
from dispatch.domain.identifiers import nth_acceptance_id, nth_handover_id
from dispatch.domain.limits import Limit
from dispatch.domain.records import Incident
from dispatch.handlers.context import Answer, Context
from dispatch.handlers.seats import staffed
from stations.organisation import UnitKind


def hand_over(ctx: Context, command: c.HandOverIncident) -> Answer:
    """Offer an incident to another desk that is staffed."""
    incident = ctx.get_open_incident(command.incident_id)
    _require_reason(command.reason)
    return _offer(ctx, incident, command.to_unit, HandOverKind.TRANSFER, command.reason)


def give_back(ctx: Context, command: c.GiveBackIncident) -> Answer:
    """Offer back what was taken over; the county acknowledges it like any other."""
    incident = ctx.get_open_incident(command.incident_id)
    if incident.taken_from is None:
        raise Conflict(
            "not_taken_over",
            f"事件 {incident.id} 不是接管来的",
            f"incident {incident.id} was not taken over from anybody",
            field="incident_id",
            value=incident.id,
            remedy="用转分中心 / hand it over instead",
        )
    return _offer(ctx, incident, incident.taken_from, HandOverKind.RETURN, command.reason)


def _offer(
    ctx: Context, incident: Incident, to_unit: str, kind: HandOverKind, reason: str
) -> Answer:
    _require_desk(ctx, incident, to_unit)
    if (pending := open_offer(ctx, incident)) is not None:
        raise Conflict(
            "already_offered",
            f"已转给 {ctx.region.units[pending.to_unit].name}，等待接收",
            f"it waits to be accepted by {ctx.region.units[pending.to_unit].name}",
            field="incident_id",
            value=incident.id,
            remedy="等待答复，或先撤回 / wait for the answer, or withdraw it first",
            handover_id=pending.id,
        )
    limit_s = ctx.limit_s(Limit.HAND_OVER, to_unit)
    event = e.HandOverOffered(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        handover_id=nth_handover_id(incident.id, 1 + _count(ctx, incident)),
        incident_id=incident.id,
        kind=kind,
        from_unit=incident.owner_unit,
        to_unit=to_unit,
        due_ms=ctx.now_ms + limit_s * 1000,
        reason=reason,
    )
    return Answer((event,), incident_id=incident.id, handover_id=event.handover_id)


def _require_desk(ctx: Context, incident: Incident, to_unit: str) -> None:
    unit = ctx.region.units.get(to_unit)
    if unit is None or unit.kind is UnitKind.STATION or not unit.stands(ctx.now_ms):
        raise Refusal(
            "no_desk",
            f"{unit.name if unit else to_unit} 没有调度台",
            f"{unit.name if unit else to_unit} has no dispatch desk",
            field="to_unit",
            value=to_unit,
            remedy="选一个急救中心 / choose a centre",
        )
    if to_unit == incident.owner_unit:
        raise Conflict(
            "owned_already",
            f"事件 {incident.id} 已在 {unit.name}",
            f"incident {incident.id} is {unit.name}'s already",
            field="to_unit",
            value=to_unit,
            remedy="选另一个中心 / choose another centre",
        )
    if not staffed(ctx.board, to_unit):
        partner = ctx.layouts.partner_of(to_unit, ctx.now_ms)
        helper = ctx.region.units[partner].name if partner and partner != to_unit else ""
        raise Conflict(
            "desk_not_staffed",
            f"{unit.name} 无人在席，不能转交",
            f"nobody sits at {unit.name}, it cannot take anything",
            field="to_unit",
            value=to_unit,
            remedy=f"继续处置，或转{helper or '其他中心'} / keep it, or take {helper or 'another'}",
            partner=partner,
        )


def answer(ctx: Context, command: c.AnswerHandOver) -> Answer:
    """The asked desk takes it, or says why not."""
    handover = _get_open(ctx, command.handover_id)
    if not command.accepted:
        _require_reason(command.reason)
        return _settle(ctx, handover, HandOverState.DECLINED, command.reason)
    incident = ctx.get_open_incident(handover.incident_id)
    settled = _settle(ctx, handover, HandOverState.ACCEPTED, command.reason)
    noted = e.AcceptanceOpened(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        acceptance_id=nth_acceptance_id(incident.id, len(incident.acceptance_ids) + 1),
        incident_id=incident.id,
        kind=AcceptanceKind.HANDED_OVER,
        incident_kind=incident.kind,
        target=handover.to_unit,
        note=handover.reason,
    )
    return Answer((*settled.events, noted), incident_id=incident.id, handover_id=handover.id)


def withdraw(ctx: Context, command: c.WithdrawHandOver) -> Answer:
    """Only while nobody has answered."""
    return _settle(ctx, _get_open(ctx, command.handover_id), HandOverState.WITHDRAWN, "")


def bounce(ctx: Context, command: c.BounceHandOver) -> Answer:
    """By rule, once the time to answer is over; one that was answered meanwhile stays answered."""
    handover = ctx.board.handovers.get(command.handover_id)
    if handover is None or not handover.open or ctx.now_ms < handover.due_ms:
        return Answer((), handover_id=command.handover_id)
    return _settle(ctx, handover, HandOverState.BOUNCED, "")


def take_over(ctx: Context, command: c.TakeOverIncident) -> Answer:
    """A centre takes what belongs to one beneath it; an offer on its way ends with that."""
    incident = ctx.get_open_incident(command.incident_id)
    _require_reason(command.reason)
    unit = ctx.actor.unit or ctx.region.meta.city_centre
    beneath = ctx.region.reaches[unit].units - {unit} if unit in ctx.region.reaches else ()
    if incident.owner_unit not in beneath:
        raise Conflict(
            "not_beneath",
            f"事件 {incident.id} 不属于下级中心",
            f"incident {incident.id} belongs to no centre beneath this one",
            field="incident_id",
            value=incident.id,
            remedy="只能接管下级中心的事件 / only a lower centre's incident can be taken over",
        )
    events: list[e.AnyEvent] = []
    if (pending := open_offer(ctx, incident)) is not None:
        events += _settle(ctx, pending, HandOverState.WITHDRAWN, command.reason).events
    taken = e.IncidentTakenOver(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        handover_id=nth_handover_id(incident.id, 1 + _count(ctx, incident)),
        incident_id=incident.id,
        from_unit=incident.owner_unit,
        to_unit=unit,
        reason=command.reason,
    )
    return Answer((*events, taken), incident_id=incident.id, handover_id=taken.handover_id)


def follow(ctx: Context, events: tuple[e.AnyEvent, ...]) -> list[e.HandOverSettled]:
    """Nobody is asked any longer to take an incident that has just been closed."""
    settled: list[e.HandOverSettled] = []
    for event in events:
        if isinstance(event, e.IncidentClosed):
            pending = open_offer(ctx, ctx.board.incidents[event.incident_id])
            if pending is not None:
                settled.append(_settled(ctx, pending, HandOverState.WITHDRAWN, ""))
    return settled


def open_offer(ctx: Context, incident: Incident) -> HandOver | None:
    """The hand-over of an incident that waits for an answer."""
    if incident.offered_to is None:
        return None
    handovers = ctx.board.handovers.values()
    return next((h for h in handovers if h.incident_id == incident.id and h.open), None)


def _count(ctx: Context, incident: Incident) -> int:
    return sum(h.incident_id == incident.id for h in ctx.board.handovers.values())


def _get_open(ctx: Context, handover_id: str) -> HandOver:
    handover = ctx.board.handovers.get(handover_id)
    if handover is None:
        raise no_such("转交", "hand-over", "handover_id", handover_id)
    if not handover.open:
        by = handover.settled_by.name if handover.settled_by else ""
        raise Conflict(
            "handover_settled",
            f"该转交已由 {by} 处理",
            f"{by} has settled this hand-over already",
            field="handover_id",
            value=handover.id,
            remedy="刷新后查看 / look at what became of it",
        )
    return handover


def _settle(ctx: Context, handover: HandOver, state: HandOverState, reason: str) -> Answer:
    event = _settled(ctx, handover, state, reason)
    return Answer((event,), incident_id=handover.incident_id, handover_id=handover.id)


def _settled(
    ctx: Context, handover: HandOver, state: HandOverState, reason: str
) -> e.HandOverSettled:
    return e.HandOverSettled(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        handover_id=handover.id,
        incident_id=handover.incident_id,
        state=state,
        reason=reason,
    )


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refusal(
            "reason_missing",
            "须写明原因",
            "a reason is needed",
            field="reason",
            remedy="写一句原因 / say why",
        )
