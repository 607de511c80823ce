"""Limits set for units, with the days from and until which they count (domain.md §2.3)."""

from datetime import UTC, datetime

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.errors import Conflict, Refusal, no_such
from dispatch.domain.identifiers import BEIJING, next_limit_id
from dispatch.domain.limits import LIMITS, LimitSetting
from dispatch.handlers.context import Answer, Context


def set_limit(ctx: Context, command: c.SetLimit) -> Answer:
    """Two values of one unit never count at the same moment; the past is not judged anew."""
    if command.unit not in ctx.region.units:
        raise no_such("单位", "unit", "unit", command.unit)
    _check_value(command)
    from_ms = ctx.now_ms if command.from_ms is None else command.from_ms
    _check_times(ctx, from_ms, command.until_ms)
    _check_overlap(ctx, command, from_ms)
    event = e.LimitSet(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        limit_id=next_limit_id(ctx.board.serials, ctx.now_ms),
        limit=command.limit,
        unit=command.unit,
        seconds=command.seconds,
        from_ms=from_ms,
        until_ms=command.until_ms,
    )
    return Answer((event,), limit_id=event.limit_id)


def end_limit(ctx: Context, command: c.EndLimit) -> Answer:
    """End a setting; one that has not begun may be ended before it begins, and never counts."""
    setting = ctx.board.limits.get(command.limit_id)
    if setting is None:
        raise no_such("时限设置", "limit setting", "limit_id", command.limit_id)
    until_ms = ctx.now_ms if command.until_ms is None else command.until_ms
    if setting.until_ms is not None and setting.until_ms <= ctx.now_ms:
        raise Conflict(
            "limit_over",
            f"该设置已于 {_day(setting.until_ms)} 终止",
            f"this setting ended {_day(setting.until_ms)}",
            field="limit_id",
            value=setting.id,
            remedy="新设一条 / set a new one",
        )
    _check_until(ctx, until_ms)
    others = _others_overlapping(ctx, setting, until_ms)
    if others:
        raise _overlap(others[0])
    event = e.LimitEnded(at_ms=ctx.now_ms, by=ctx.actor, limit_id=setting.id, until_ms=until_ms)
    return Answer((event,), limit_id=setting.id)


def _others_overlapping(ctx: Context, setting: LimitSetting, until_ms: int) -> list[LimitSetting]:
    return [
        other
        for other in ctx.board.limits.values()
        if (other.limit, other.unit) == (setting.limit, setting.unit)
        and other.id != setting.id
        and other.overlaps(setting.from_ms, until_ms)
    ]


def _check_value(command: c.SetLimit) -> None:
    spec = LIMITS[command.limit]
    if spec.least_s <= command.seconds <= spec.most_s:
        return
    raise Refusal(
        "limit_out_of_range",
        f"「{spec.zh}」须在 {spec.least_s} 至 {spec.most_s} 秒之间",
        f"'{spec.en}' must be between {spec.least_s} and {spec.most_s} s",
        field="seconds",
        value=command.seconds,
        remedy=f"国家或默认值为 {spec.default_s} 秒 / the default is {spec.default_s} s",
    )


def _check_times(ctx: Context, from_ms: int, until_ms: int | None) -> None:
    if from_ms < ctx.now_ms:
        raise Refusal(
            "limit_in_the_past",
            f"生效时间 {_day(from_ms)} 已过：已发生的不重新评判",
            f"{_day(from_ms)} is over: what has happened is not judged anew",
            field="from_ms",
            value=from_ms,
            remedy="留空即刻生效，或选以后的时间 / leave it out for now, or choose a later time",
        )
    if until_ms is not None and until_ms <= from_ms:
        raise Refusal(
            "limit_ends_before",
            f"终止时间 {_day(until_ms)} 不晚于生效时间 {_day(from_ms)}",
            f"it ends {_day(until_ms)}, not after it begins {_day(from_ms)}",
            field="until_ms",
            value=until_ms,
            remedy="选更晚的终止时间，或留空 / choose a later end, or leave it out",
        )


def _check_until(ctx: Context, until_ms: int) -> None:
    if until_ms < ctx.now_ms:
        raise Refusal(
            "limit_in_the_past",
            f"终止时间 {_day(until_ms)} 已过：已发生的不重新评判",
            f"{_day(until_ms)} is over: what has happened is not judged anew",
            field="until_ms",
            value=until_ms,
            remedy="留空即刻终止，或选以后的时间 / leave it out for now, or choose a later time",
        )


def _check_overlap(ctx: Context, command: c.SetLimit, from_ms: int) -> None:
    for other in ctx.board.limits.values():
        same = (other.limit, other.unit) == (command.limit, command.unit)
        if same and other.overlaps(from_ms, command.until_ms):
            raise _overlap(other)


def _overlap(other: LimitSetting) -> Conflict:
    until_zh = "长期" if other.until_ms is None else f"至 {_day(other.until_ms)}"
    until_en = "for good" if other.until_ms is None else f"until {_day(other.until_ms)}"
    spec = LIMITS[other.limit]
    return Conflict(
        "limit_overlaps",
        f"与 {other.id} 重叠：「{spec.zh}」{other.seconds} 秒，自 {_day(other.from_ms)} {until_zh}",
        f"overlaps {other.id}: '{spec.en}' {other.seconds} s from {_day(other.from_ms)} {until_en}",
        field="from_ms",
        value=other.id,
        remedy=f"先终止 {other.id}，或改时间 / end {other.id} first, or choose other times",
    )


def _day(at_ms: int) -> str:
    at = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(BEIJING)
    return at.strftime("%Y-%m-%d %H:%M")
