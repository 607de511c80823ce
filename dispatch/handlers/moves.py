"""Advice where a free vehicle should wait (DSP-18): proposed by rule, followed by a person only."""

from dispatch.board import vehicle_state
from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.errors import Conflict, no_such
from dispatch.domain.moves import MoveAdvice
from dispatch.domain.posts import PostKind
from dispatch.handlers import posts
from dispatch.handlers.context import Answer, Context
from stations.status import IDLE


def propose(ctx: Context, command: c.ProposeMove) -> Answer:
    """Keep what is advised now, as long as it could be done; the same again is no news."""
    if command.unit not in ctx.region.units:
        raise no_such("机构", "unit", "unit", command.unit)
    advice = command.advice
    if advice is not None and not _possible(ctx, command.unit, advice):
        advice = None
    former = ctx.board.moves.get(command.unit)
    if (advice is None and former is None) or (advice is not None and advice.same(former)):
        return Answer(())
    event = e.MoveProposed(at_ms=ctx.now_ms, by=ctx.actor, unit=command.unit, advice=advice)
    return Answer((event,))


def accept(ctx: Context, command: c.AcceptMove) -> Answer:
    """A standby post at that place until then, and the vehicle belongs to it: one act."""
    advice = _standing(ctx, command.unit, command.vehicle_id)
    if not _possible(ctx, command.unit, advice):
        raise Conflict(
            "advice_over",
            "该建议已不成立",
            "this advice does not hold any more: the vehicle is not free, or it is too late",
            field="vehicle_id",
            value=command.vehicle_id,
            remedy="等新的建议，或自行派驻 / wait for the next, or post one by hand",
        )
    opened = _post(ctx, command.unit, advice)
    assert opened.post_id is not None
    accepted = e.MoveAccepted(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        unit=command.unit,
        vehicle_id=advice.vehicle_id,
        post_id=opened.post_id,
    )
    posted = e.VehiclePosted(
        at_ms=ctx.now_ms, by=ctx.actor, vehicle_id=advice.vehicle_id, post_id=opened.post_id
    )
    events = (*opened.events, accepted, posted)
    return Answer(events, vehicle_id=advice.vehicle_id, post_id=opened.post_id)


def decline(ctx: Context, command: c.DeclineMove) -> Answer:
    """The vehicle stays where it is."""
    advice = _standing(ctx, command.unit, command.vehicle_id)
    event = e.MoveDeclined(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        unit=command.unit,
        vehicle_id=advice.vehicle_id,
        reason=command.reason,
    )
    return Answer((event,), vehicle_id=advice.vehicle_id)


def _standing(ctx: Context, unit: str, vehicle_id: str) -> MoveAdvice:
    """The open advice of this centre for this vehicle."""
    ctx.get_vehicle(vehicle_id)
    advice = ctx.board.moves.get(unit)
    if advice is None or not advice.open or advice.vehicle_id != vehicle_id:
        raise Conflict(
            "no_such_advice",
            f"现在没有关于 {vehicle_id} 的待命建议",
            f"there is no advice about {vehicle_id} now",
            field="vehicle_id",
            value=vehicle_id,
            remedy="刷新后重看 / look again",
        )
    return advice


def _possible(ctx: Context, unit: str, advice: MoveAdvice) -> bool:
    """Its own centre's vehicle, free, and time left."""
    vehicle = ctx.region.vehicles.get(advice.vehicle_id)
    if vehicle is None or advice.unit != unit or not advice.open:
        return False
    own = ctx.region.centre_of_county(vehicle.county_code) == unit
    free = vehicle_state(ctx.board, vehicle.id) in IDLE and ctx.region.serves(vehicle, ctx.now_ms)
    return own and free and ctx.now_ms < advice.until_ms


def _post(ctx: Context, unit: str, advice: MoveAdvice) -> Answer:
    """The post of this centre that stands there already, or a new one."""
    for post in ctx.board.posts.values():
        if (post.unit, post.point) == (unit, advice.point) and post.in_force(ctx.now_ms):
            return Answer((), post_id=post.id)
    wish = c.OpenPost(
        kind=PostKind.STANDBY,
        name=f"待命 {advice.place}",
        unit=unit,
        point=advice.point,
        from_ms=ctx.now_ms,
        until_ms=advice.until_ms,
    )
    return posts.open_post(ctx, wish)
