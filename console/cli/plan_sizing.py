"""``liandong plan fleet`` and ``plan seats``: what the norms ask for, by county and by hour."""

from typing import Annotated

import typer
from rich import box
from rich.table import Table

from console.cli.plan_shared import Pack, region_of
from console.cli.progress import out, stop

TOWNS_NAMED = 6


def fleet(
    pack: Pack = "",
    per: Annotated[
        int, typer.Option(help="多少人一辆：30000、40000、50000 / people per vehicle")
    ] = 30_000,
    factor: Annotated[
        float, typer.Option(help="县域人口系数 k，1 至 3 / county factor k, 1 to 3")
    ] = 1.0,
    per_town: Annotated[
        int, typer.Option(help="每个乡镇至少几辆 / at least so many in every town")
    ] = 1,
) -> None:
    """配车标准：每县应配、实有、缺额 / the fleet against the norm, county by county."""
    from simulations.sizing.fleet import Norm, NormInvalid, against

    region = region_of(pack)
    try:
        counties = against(
            region, Norm(people_per_vehicle=per, county_factor=factor, per_town=per_town)
        )
    except NormInvalid as error:
        stop(*str(error).split(" / ", 1))
    table = Table(
        title=f"{region.meta.name} · 1/{per:,} · k={factor:g}",
        title_justify="left",
        box=box.SIMPLE_HEAD,
    )
    for words in (
        "区县 county",
        "人口 people",
        "k",
        "应配 norm",
        "实有 has",
        "缺 short",
        "负压\nneg. pr.",
        "缺车乡镇\ntowns",
    ):
        table.add_column(words, justify="right" if words != "区县 county" else "left")
    for one in counties:
        table.add_row(
            one.name,
            f"{one.people:,}",
            f"{one.factor:g}",
            str(one.by_people),
            str(one.vehicles),
            str(one.missing or "-"),
            f"{one.negative_pressure}/{one.negative_pressure_wanted}",
            f"{len(one.towns_without)}/{one.towns}",
        )
    table.add_row(
        "合计 all",
        f"{sum(c.people for c in counties):,}",
        "",
        str(sum(c.by_people for c in counties)),
        str(sum(c.vehicles for c in counties)),
        str(sum(c.missing for c in counties) or "-"),
        f"{sum(c.negative_pressure for c in counties)}"
        f"/{sum(c.negative_pressure_wanted for c in counties)}",
        f"{sum(len(c.towns_without) for c in counties)}/{sum(c.towns for c in counties)}",
    )
    out.print(table)
    for one in counties:
        if one.towns_without:
            named = "、".join(one.towns_without[:TOWNS_NAMED])
            more = " …" if len(one.towns_without) > TOWNS_NAMED else ""
            out.print(f"{one.name} 无车 / without: {named}{more}", markup=False, soft_wrap=True)
    out.print(
        "依据 国卫医发〔2020〕19号；县域系数由省级自定 / after N19 (2020); provinces choose k",
        markup=False,
    )


def seats(
    pack: Pack = "",
    unit: Annotated[
        str, typer.Option(help="某个中心的编号，默认全地区合一 / one centre's code; all together")
    ] = "",
    handling_s: Annotated[
        float, typer.Option("--handling", help="每通占席秒数 / seconds a call keeps its seat")
    ] = 90.0,
    answer_s: Annotated[
        float, typer.Option("--answer", help="须在几秒内接听 / to be answered within")
    ] = 10.0,
    share: Annotated[float, typer.Option(help="达标比例 / share of calls")] = 0.95,
    peak: Annotated[
        float, typer.Option(help="高峰倍数：平均日的几倍 / times the calls of a mean day")
    ] = 1.0,
) -> None:
    """席位测算：各时段需几个席位（Erlang-C）/ how many seats, two hours by two hours."""
    from simulations.sizing.queues import LoadInvalid
    from simulations.sizing.seats import calls_per_day, seats_by_band

    region = region_of(pack)
    centres = {u.code: u.name for u in region.centres}
    if unit and unit not in centres:
        known = "、".join(f"{code} {name}" for code, name in centres.items())
        stop(f"没有中心 {unit}。可用：{known}", f"there is no centre {unit}: {', '.join(centres)}")
    day = calls_per_day(region, unit or None, peak)
    try:
        bands = seats_by_band(
            day,
            region.meta.demand.two_hour_weights,
            handling_s=handling_s,
            answer_s=answer_s,
            share=share,
        )
    except LoadInvalid as error:
        stop(*str(error).split(" / ", 1))
    named = centres.get(unit, region.meta.name)
    table = Table(
        title=f"{named} · {day:.0f} 通/日 calls a day · {share:.0%} ≤ {answer_s:g} s",
        title_justify="left",
        box=box.SIMPLE_HEAD,
    )
    heads = ("时段 hours", "通/时 calls/h", "Erlang", "席位 seats", "达标 in time", "等待 wait s")
    for words in heads:
        table.add_column(words, justify="right")
    for band in bands:
        until = band.from_hour + 24 // len(bands)
        table.add_row(
            f"{band.from_hour:02d}–{until:02d}",
            f"{band.calls_per_hour:.1f}",
            f"{band.load_erlang:.2f}",
            str(band.seats),
            f"{band.answered_in_time:.1%}",
            f"{band.mean_wait_s:.1f}",
        )
    out.print(table)
    out.print(
        f"推定：来电按人口与缺省比例；每通占席 {handling_s:g} 秒；来电随机、按序接听 / "
        "assumed: calls by people and default rates; at random; first come first served",
        markup=False,
        soft_wrap=True,
    )
