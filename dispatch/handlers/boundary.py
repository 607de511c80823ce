"""Between centres: ask for a vehicle, answer, let it lapse, agree on other rules (DSP-04)."""

from dataclasses import replace

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.actors import Role
from dispatch.domain.boundary import BoundaryRequest, BoundaryState
from dispatch.domain.errors import Conflict, Forbidden, Refusal, no_such
from dispatch.handlers.context import Answer, Context
from dispatch.handlers.incidents import require_idle_for, sent
from dispatch.handlers.leave import asked, term_for
from stations.boundary import ASK_WITHIN_MAX_S, BoundaryRule, Fallback
from stations.organisation import Unit, UnitKind

OPEN_REQUESTS_MAX = 5
"""Neighbours that may be asked at once for one incident; more would only make vehicles wait."""

_EVERYWHERE = frozenset({Role.ADMIN, Role.SYSTEM})


def ask(ctx: Context, command: c.AskNeighbour) -> Answer:
    """Ask the centre that a vehicle belongs to; asking again changes nothing."""
    incident = ctx.get_open_incident(command.incident_id)
    vehicle = ctx.get_vehicle(command.vehicle_id)
    require_idle_for(ctx, vehicle)
    term = term_for(ctx, incident, vehicle)
    if term.rule is not BoundaryRule.ASK:
        raise Conflict(
            "no_need_to_ask",
            f"{vehicle.name} 无须征求同意",
            f"nobody needs to be asked for {vehicle.name}",
            field="vehicle_id",
            value=vehicle.id,
            remedy="直接派车 / send it",
        )
    waiting = [
        request
        for request in ctx.board.boundaries.values()
        if request.state is BoundaryState.OPEN and request.incident_id == incident.id
    ]
    for request in waiting:
        if request.vehicle_id == vehicle.id and request.asking == term.asking:
            return _answer(request, ())
    if len(waiting) >= OPEN_REQUESTS_MAX:
        raise Conflict(
            "too_many_boundary_requests",
            f"该事件已有 {len(waiting)} 个跨界请求待答复",
            f"{len(waiting)} requests of this incident wait for an answer already",
            field="incident_id",
            value=incident.id,
            remedy="先撤回一个，或电话联系 / withdraw one first, or ring them up",
        )
    event = asked(ctx, incident, vehicle, term, command.ranking, command.override_reason)
    return Answer(
        (event,),
        incident_id=incident.id,
        vehicle_id=vehicle.id,
        boundary_id=event.boundary_id,
    )


def answer(ctx: Context, command: c.AnswerNeighbour) -> Answer:
    """Grant, which sends the vehicle for the asker in the same breath; refuse; or see a note."""
    request = _get(ctx, command.boundary_id)
    _require_seat(ctx, request.asked_of)
    answered = e.NeighbourAnswered(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        boundary_id=request.id,
        granted=command.granted,
        reason=command.reason.strip(),
    )
    if request.state is BoundaryState.NOTED:
        return _answer(request, (replace_granted(answered),))
    _require_open(request)
    if not command.granted:
        if not answered.reason:
            raise Refusal(
                "reason_missing",
                "不同意须写明原因",
                "refusing needs a reason",
                field="reason",
                remedy="写一句原因 / say why",
            )
        return _answer(request, (answered,))
    incident = ctx.get_open_incident(request.incident_id)
    vehicle = ctx.get_vehicle(request.vehicle_id)
    require_idle_for(ctx, vehicle)
    task_id, orders = sent(
        replace(ctx, actor=request.by), incident, vehicle, None, None, granted=request
    )
    return replace(_answer(request, (answered, *orders)), task_id=task_id)


def replace_granted(seen: e.NeighbourAnswered) -> e.NeighbourAnswered:
    """A note can only be seen: it asks for nothing."""
    return e.NeighbourAnswered(
        at_ms=seen.at_ms, by=seen.by, boundary_id=seen.boundary_id, granted=True
    )


def withdraw(ctx: Context, command: c.WithdrawRequest) -> Answer:
    """The asker, or the machine once the incident is over, takes a request back."""
    request = _get(ctx, command.boundary_id)
    _require_seat(ctx, request.asking)
    if request.state is BoundaryState.WITHDRAWN:
        return _answer(request, ())
    _require_open(request)
    event = e.RequestWithdrawn(at_ms=ctx.now_ms, by=ctx.actor, boundary_id=request.id)
    return _answer(request, (event,))


def lapse(ctx: Context, command: c.LapseRequest) -> Answer:
    """Its time is over: the city decides, or the next best is to be sent instead."""
    request = _get(ctx, command.boundary_id)
    due = request.until_ms is not None and request.until_ms <= ctx.now_ms
    if request.state is not BoundaryState.OPEN or not due:
        return _answer(request, ())
    city = ctx.region.meta.city_centre
    to_city = request.fallback is Fallback.CITY and request.asked_of != city
    event = e.RequestLapsed(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        boundary_id=request.id,
        asked_of=city if to_city else None,
    )
    return _answer(request, (event,))


def change(ctx: Context, command: c.ChangeBoundary) -> Answer:
    """Agree on another rule from now on, or from a later moment."""
    asking, lending = (_centre(ctx, unit) for unit in (command.asking, command.lending))
    if asking.code == lending.code:
        raise Refusal(
            "same_centre",
            "请求与出车是同一中心",
            "a centre need not ask itself",
            field="lending",
            value=lending.code,
            remedy="选两个不同的中心 / choose two different centres",
        )
    if command.timeout_s is not None and not 0 < command.timeout_s <= ASK_WITHIN_MAX_S:
        raise Refusal(
            "timeout_out_of_range",
            f"答复时限 {command.timeout_s} 秒，须为 1 至 {ASK_WITHIN_MAX_S}",
            f"a timeout of {command.timeout_s} s is not from 1 to {ASK_WITHIN_MAX_S}",
            field="timeout_s",
            value=command.timeout_s,
            remedy="通常 30 秒 / 30 s is usual",
        )
    event = e.BoundaryChanged(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        asking=asking.code,
        lending=lending.code,
        rule=command.rule,
        timeout_s=command.timeout_s,
        fallback=command.fallback,
        from_ms=_from_ms(ctx, command.from_ms),
    )
    return Answer((event,))


def choose_policy(ctx: Context, command: c.ChoosePolicy) -> Answer:
    """A centre's vehicles are proposed in another order from now on, or from a later moment."""
    unit = _centre(ctx, command.unit, "unit")
    _require_seat(ctx, unit.code)
    event = e.PolicyChosen(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        unit=unit.code,
        policy=command.policy,
        from_ms=_from_ms(ctx, command.from_ms),
    )
    return Answer((event,))


def _get(ctx: Context, boundary_id: str) -> BoundaryRequest:
    request = ctx.board.boundaries.get(boundary_id)
    if request is None:
        raise no_such("跨界请求", "boundary request", "boundary_id", boundary_id)
    return request


def _require_open(request: BoundaryRequest) -> None:
    if request.state is BoundaryState.OPEN:
        return
    by = request.answered_by.name if request.answered_by else "系统"
    raise Conflict(
        "boundary_settled",
        f"请求已由 {by} 处理",
        f"{by} has settled this request",
        field="boundary_id",
        value=request.id,
        remedy="刷新后查看 / look at what came of it",
    )


def _require_seat(ctx: Context, unit: str) -> None:
    """Only who is concerned may speak, or the city for everybody."""
    own = ctx.actor.unit in (unit, ctx.region.meta.city_centre)
    if own or ctx.actor.role in _EVERYWHERE:
        return
    name = ctx.region.units[unit].name
    raise Forbidden(
        "not_your_request",
        f"应由{name}处理",
        f"this is for {name} to settle",
        remedy="请该中心或市中心处理 / leave it to that centre or the city",
    )


def _centre(ctx: Context, code: str, field: str = "asking") -> Unit:
    unit = ctx.region.units.get(code)
    if unit is None or unit.kind is UnitKind.STATION:
        raise no_such("急救中心", "centre", field, code)
    return unit


def _from_ms(ctx: Context, wanted_ms: int | None) -> int:
    """Nothing is agreed for the past: what was decided then was decided by the rules of then."""
    return max(ctx.now_ms, wanted_ms or 0)


def _answer(request: BoundaryRequest, events: tuple[e.AnyEvent, ...]) -> Answer:
    return Answer(
        events,
        incident_id=request.incident_id,
        vehicle_id=request.vehicle_id,
        boundary_id=request.id,
    )
