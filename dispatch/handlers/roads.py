"""Closed and slow roads (路况管制, DSP-20): what a desk was told, kept until lifted or over."""

from math import isfinite

import shapely

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.errors import Conflict, Refusal, no_such
from dispatch.domain.identifiers import next_restriction_id
from dispatch.handlers.context import Answer, Context
from geo.coordinates import CoordinateError, Point, check_degrees
from geo.roads.restrictions import Line, PostRange, RestrictionKind, Shape, Spot, Zone

RESTRICTIONS_MAX = 1000
CORNERS_MAX = 500
POSTS_CORNERS_MAX = 5000
"""What a hundred kilometres of mountain road between two posts need; nobody draws so much."""

RADIUS_MAX_M = 5000.0


def close(ctx: Context, command: c.CloseRoad) -> Answer:
    """Nobody gets through."""
    return _restrict(ctx, command, RestrictionKind.CLOSED, None)


def slow(ctx: Context, command: c.SlowRoad) -> Answer:
    """One gets through slowly; nothing is made faster than the profile says."""
    if not (isfinite(command.factor) and 0.0 < command.factor <= 1.0):
        raise Refusal(
            "bad_factor",
            f"慢行系数 {command.factor} 不在 0 与 1 之间",
            f"the speed factor {command.factor} is not within 0 and 1",
            field="factor",
            value=command.factor if isfinite(command.factor) else str(command.factor),
            remedy="0.5 为半速；完全不通请用封路 / 0.5 is half the speed; if none passes, close it",
        )
    return _restrict(ctx, command, RestrictionKind.SLOW, command.factor)


def reopen(ctx: Context, command: c.ReopenRoad) -> Answer:
    """The restriction is over."""
    if command.restriction_id not in ctx.board.restrictions:
        raise no_such("路况管制", "road restriction", "restriction_id", command.restriction_id)
    event = e.RoadReopened(at_ms=ctx.now_ms, by=ctx.actor, restriction_id=command.restriction_id)
    return Answer((event,), restriction_id=command.restriction_id)


def change_end(ctx: Context, command: c.ChangeRoadEnd) -> Answer:
    """It is over at another time; one that has just run out may so be in force again."""
    restriction = ctx.board.restrictions.get(command.restriction_id)
    if restriction is None:
        raise no_such("路况管制", "road restriction", "restriction_id", command.restriction_id)
    _check_time(ctx.now_ms, restriction.from_ms, command.until_ms)
    event = e.RoadEndChanged(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        restriction_id=restriction.id,
        until_ms=command.until_ms,
    )
    return Answer((event,), restriction_id=restriction.id)


def _restrict(
    ctx: Context,
    command: c.CloseRoad | c.SlowRoad,
    kind: RestrictionKind,
    factor: float | None,
) -> Answer:
    check_shape(command.shape)
    from_ms = ctx.now_ms if command.from_ms is None else command.from_ms
    _check_time(ctx.now_ms, from_ms, command.until_ms)
    if len(ctx.board.restrictions) >= RESTRICTIONS_MAX:
        raise Conflict(
            "too_many_restrictions",
            f"路况管制已达 {RESTRICTIONS_MAX} 条",
            f"there are already {RESTRICTIONS_MAX} road restrictions",
            field="shape",
            remedy="先解除已结束的管制 / lift those that are over first",
        )
    event = e.RoadRestricted(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        restriction_id=next_restriction_id(ctx.board.serials, ctx.now_ms),
        kind=kind,
        factor=factor,
        shape=command.shape,
        name=command.name,
        note=command.note,
        from_ms=from_ms,
        until_ms=command.until_ms,
    )
    return Answer((event,), restriction_id=event.restriction_id)


def _check_time(now_ms: int, from_ms: int, until_ms: int | None) -> None:
    if until_ms is None or until_ms > max(now_ms, from_ms):
        return
    past = until_ms <= now_ms
    raise Refusal(
        "until_is_past" if past else "until_before_from",
        "截止时间已过" if past else "截止时间不晚于开始时间",
        "the end lies in the past" if past else "the end is not after the beginning",
        field="until_ms",
        value=until_ms,
        remedy="填以后的时间，或留空至人工解除 / give a later time, or none until it is lifted",
    )


def check_shape(shape: Shape) -> None:
    """Refuse what encloses nothing, leads nowhere or is no place on Earth."""
    points = _points(shape)
    for point in points:
        try:
            check_degrees(point.lon, point.lat)
        except CoordinateError as error:
            raise Refusal(
                "bad_coordinate",
                error.detail,
                error.detail_en,
                field=f"shape.{error.field}",
                value=error.value if isfinite(error.value) else str(error.value),
                remedy=error.remedy,
            ) from error
    pairs = [(point.lon, point.lat) for point in points]
    most = POSTS_CORNERS_MAX if isinstance(shape, PostRange) else CORNERS_MAX
    if len(points) > most:
        raise _bad_shape(f"顶点超过 {most} 个", f"more than {most} corners")
    match shape:
        case Spot(radius_m=radius_m):
            if not 0.0 <= radius_m <= RADIUS_MAX_M:
                raise _bad_shape(
                    f"半径 {radius_m} 不在 0–{RADIUS_MAX_M:g} 米之内",
                    f"radius_m {radius_m} is not within 0 and {RADIUS_MAX_M:g}",
                )
        case Zone():
            if len(set(pairs)) < 3 or not shapely.Polygon(pairs).is_valid:
                raise _bad_shape(
                    "区域为空或边界自交", "the zone is empty or its border crosses itself"
                )
        case Line():
            _check_line(points)
        case PostRange(lines=lines):
            for line in lines or ((),):
                _check_line(line)


def _check_line(points: tuple[Point, ...]) -> None:
    if len(set(points)) < 2:
        raise _bad_shape("线路为空", "the line is empty")


def _points(shape: Shape) -> tuple[Point, ...]:
    match shape:
        case Spot(point=point):
            return (point,)
        case Zone(ring=ring):
            return ring
        case Line(points=points):
            return points
        case PostRange(lines=lines):
            return tuple(point for line in lines for point in line)


def _bad_shape(zh: str, en: str) -> Refusal:
    return Refusal(
        "bad_shape",
        zh,
        en,
        field="shape",
        remedy="在地图上重新点选 / pick it on the map again",
    )
