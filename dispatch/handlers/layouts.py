"""How centres work together, set as data and without a restart (受理模式, ORG-02)."""

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.errors import Conflict, Refusal, no_such
from dispatch.handlers.context import Answer, Context
from stations.layouts import DAY_MINUTES, Layout, LayoutPlan
from stations.organisation import UnitKind

PLANS_MAX = 50
"""Plans kept of one centre; older ones have long lost their effect."""


def set_layout(ctx: Context, command: c.SetLayout) -> Answer:
    """A plan that would leave townships without a desk is refused."""
    _check_unit(ctx, command)
    _check_night(command)
    _check_partner(ctx, command)
    from_ms = ctx.now_ms if command.from_ms is None else command.from_ms
    if from_ms < ctx.now_ms:
        raise Refusal(
            "from_in_the_past",
            "生效时间不能早于现在",
            "it cannot count from a moment that is over",
            field="from_ms",
            value=from_ms,
            remedy="留空即刻生效，或填将来的时间 / leave it out for now, or name a later moment",
        )
    plans = ctx.board.layouts.get(command.unit, ())
    if len([plan for plan in plans if plan.from_ms > ctx.now_ms]) >= PLANS_MAX:
        raise Conflict(
            "too_many_plans",
            f"已有 {PLANS_MAX} 个待生效的模式",
            f"{PLANS_MAX} plans wait already",
            field="from_ms",
            value=from_ms,
            remedy="先改掉已有的 / change one that waits",
        )
    plan = LayoutPlan(
        unit=command.unit,
        from_ms=from_ms,
        layout=command.layout,
        night=command.night,
        partner=command.partner,
    )
    event = e.LayoutSet(at_ms=ctx.now_ms, by=ctx.actor, plan=plan, reason=command.reason)
    return Answer((event,))


def _check_unit(ctx: Context, command: c.SetLayout) -> None:
    unit = ctx.region.units.get(command.unit)
    if unit is None or unit.kind is UnitKind.STATION:
        raise no_such("急救中心", "centre", "unit", command.unit)
    nights = command.night.layout if command.night else Layout.OWN
    if unit.parent is None and (command.layout, nights) != (Layout.OWN, Layout.OWN):
        raise Refusal(
            "nobody_above",
            f"{unit.name} 没有上级，设为此模式将使乡镇无人受理",
            f"nobody is above {unit.name}: townships would be left without a desk",
            field="layout",
            value=command.layout.value,
            remedy="市中心只能自行受理 / the city centre takes its own calls",
        )


def _check_night(command: c.SetLayout) -> None:
    night = command.night
    if night is None:
        return
    for field, minute in (("from_minute", night.from_minute), ("to_minute", night.to_minute)):
        if not 0 <= minute < DAY_MINUTES:
            raise Refusal(
                "minute_out_of_range",
                f"{minute} 不是一天中的分钟",
                f"{minute} is no minute of a day",
                field=field,
                value=minute,
                remedy="0–1439，22:00 为 1320 / 0–1439, 22:00 is 1320",
            )
    if night.from_minute == night.to_minute:
        raise Refusal(
            "empty_window",
            "夜间起止时间相同",
            "the window begins when it ends",
            field="to_minute",
            value=night.to_minute,
            remedy="全天请直接改模式 / for the whole day change the layout itself",
        )


def _check_partner(ctx: Context, command: c.SetLayout) -> None:
    if command.partner is None:
        return
    unit = ctx.region.units.get(command.partner)
    if unit is None or unit.kind is UnitKind.STATION or unit.code == command.unit:
        raise Refusal(
            "no_partner",
            f"{command.partner} 不能作互助台",
            f"{command.partner} cannot help out",
            field="partner",
            value=command.partner,
            remedy="选另一个急救中心，或留空 / choose another centre, or none",
        )
