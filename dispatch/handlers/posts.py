"""Temporary stations and standby posts, with their hours (ORG-10)."""

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.errors import Conflict, Refusal, no_such
from dispatch.domain.identifiers import next_incident_id
from dispatch.domain.posts import Post
from dispatch.handlers.context import Answer, Context
from geo.coordinates import CoordinateError, check_degrees

POSTS_MAX = 100
HOURS_MAX = 31 * 24


def open_post(ctx: Context, command: c.OpenPost) -> Answer:
    """A place, a unit it belongs to, and hours that are not over yet."""
    if command.unit not in ctx.region.units:
        raise no_such("机构", "unit", "unit", command.unit)
    if len(ctx.board.posts) >= POSTS_MAX:
        raise Conflict(
            "too_many_posts",
            f"已有 {POSTS_MAX} 个临时站点",
            f"there are {POSTS_MAX} posts already",
            field="name",
            value=command.name,
            remedy="先撤销不用的 / give up one that is not needed",
        )
    try:
        check_degrees(command.point.lon, command.point.lat)
    except CoordinateError as error:
        raise Refusal(
            "bad_coordinate",
            error.detail,
            error.detail_en,
            field=error.field,
            value=error.value,
            remedy=error.remedy,
        ) from error
    _check_hours(ctx, command)
    event = e.PostOpened(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        post_id=next_incident_id(ctx.board.serials, "D", ctx.now_ms),
        kind=command.kind,
        name=command.name,
        unit=command.unit,
        point=command.point,
        from_ms=command.from_ms,
        until_ms=command.until_ms,
    )
    return Answer((event,), post_id=event.post_id)


def _check_hours(ctx: Context, command: c.OpenPost) -> None:
    lasts_ms = command.until_ms - command.from_ms
    if command.until_ms <= ctx.now_ms or not 0 < lasts_ms <= HOURS_MAX * 3_600_000:
        raise Refusal(
            "bad_hours",
            f"时间段须在将来结束，长于 0、不超过 {HOURS_MAX} 小时",
            f"it must end in the future and last up to {HOURS_MAX} h",
            field="until_ms",
            value=command.until_ms,
            remedy="核对起止时间 / check both times",
        )


def close_post(ctx: Context, command: c.ClosePost) -> Answer:
    """Its vehicles count from their stations again."""
    post = _get(ctx, command.post_id)
    event = e.PostClosed(at_ms=ctx.now_ms, by=ctx.actor, post_id=post.id)
    return Answer((event,), post_id=post.id)


def post_vehicle(ctx: Context, command: c.PostVehicle) -> Answer:
    """A vehicle waits at one post at a time; none takes it home."""
    vehicle = ctx.get_vehicle(command.vehicle_id)
    if command.post_id is not None and _get(ctx, command.post_id).until_ms <= ctx.now_ms:
        raise Conflict(
            "post_over",
            "该临时站点已到期",
            "this post is over",
            field="post_id",
            value=command.post_id,
            remedy="另设一个 / open another",
        )
    posted = next((p.id for p in ctx.board.posts.values() if vehicle.id in p.vehicle_ids), None)
    if posted == command.post_id:
        return Answer((), vehicle_id=vehicle.id, post_id=command.post_id)
    event = e.VehiclePosted(
        at_ms=ctx.now_ms, by=ctx.actor, vehicle_id=vehicle.id, post_id=command.post_id
    )
    return Answer((event,), vehicle_id=vehicle.id, post_id=command.post_id)


def _get(ctx: Context, post_id: str) -> Post:
    if post_id not in ctx.board.posts:
        raise no_such("临时站点", "post", "post_id", post_id)
    return ctx.board.posts[post_id]
