"""``liandong plan coverage``: how soon somebody is there, and what another fleet would change."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table

from console.cli.plan_shared import (
    Day,
    Hours,
    Pack,
    ahead_of,
    cannot_read,
    cannot_write,
    region_of,
    roads_of,
)
from console.cli.progress import ShownProgress, out, stop
from console.planning.of_pack import Day as KindOfDay
from geo.roads.conditions import RoadState
from geo.roads.driving import Driving
from stations.organisation import Level
from stations.region import Region
from stations.vehicles import Capability

if TYPE_CHECKING:
    from geo.routing.contracted import ContractedRouter
    from simulations.coverage import Change, Places, Stand, Summary, Surface

KIND_NAMES = {"all": ("全部", "all"), "urban": ("城区", "urban"), "rural": ("乡村", "rural")}
NAMED_MAX = 5
"""So many townships are named; the others are counted."""
LOST_SHOWN = 0.5
"""Fewer people than this are a matter of rounding."""


def coverage(
    pack: Pack = "",
    hour: Hours = [9, 3],  # noqa: B006 - typer wants a list, and nobody changes it
    day: Day = KindOfDay.WORKDAY,
    level: Annotated[
        list[Level] | None, typer.Option(help="只计这些级别的车组，可多次 / only these levels")
    ] = None,
    need: Annotated[
        list[Capability] | None, typer.Option(help="只计具备这些能力的 / only with all of these")
    ] = None,
    grid_km: Annotated[
        float, typer.Option("--grid", help="改为公里网格 / a grid of so many km instead of places")
    ] = 0.0,
    drive_only: Annotated[
        bool, typer.Option("--drive-only", help="不计出车准备 / leave getting ready out")
    ] = False,
    compare: Annotated[
        Path | None,
        typer.Option(help="另一方案（情景 .toml），出差值 / a scenario to compare"),
    ] = None,
    out_file: Annotated[
        Path | None, typer.Option("--out", help=".parquet、.csv 或 .geojson，每时段一份 / per hour")
    ] = None,
    map_file: Annotated[
        Path | None, typer.Option("--map", help="地图 .png，每时段一份 / a picture for each hour")
    ] = None,
    isochrones: Annotated[
        Path | None, typer.Option(help="等时圈 .geojson，每时段一份 / isochrones of the fleet")
    ] = None,
) -> None:
    """覆盖：最近车组几分钟到、单双覆盖、最差乡镇，可比较两套方案 / coverage of a fleet."""
    from simulations.coverage import Wanted, at_stations, change, summarise, surface

    region = region_of(pack)
    other = None if compare is None else _other(region, compare)
    places = _places(region, grid_km)
    wanted = Wanted(levels=frozenset(level or ()), needs=frozenset(need or ()))
    stands = at_stations(region, wanted)
    told = {
        "region": region.meta.code,
        "day": day,
        "levels": "+".join(sorted(wanted.levels)) or "all",
        "needs": "+".join(sorted(wanted.needs)) or "none",
        "from": "order" if not drive_only else "wheels turning",
        "people": "modelled: townships shared over their places" if not grid_km else "none (grid)",
    }
    with ShownProgress() as progress:
        progress.stage("计算覆盖", "coverage", len(hour))
        ready = roads_of(region, hour, day, Driving.SIREN)
        for at, (state, router) in zip(hour, ready, strict=True):
            found = surface(router, places, stands, ready=not drive_only)
            progress.advance(1)
            titled = f"{region.meta.name} {at}:00"
            if not grid_km:
                _show(region, titled, summarise(found))
                show_beyond_reach(region, found)
            handed: Surface | Change = found
            if other is not None:
                theirs = surface(router, places, at_stations(other, wanted), ready=not drive_only)
                handed = change(found, theirs)
                if not grid_km:
                    _show_change(handed)
            labels = {**told, "hour": at}
            _write(handed, out_file, at, len(hour), labels)
            _draw(handed, other or region, map_file, at, len(hour), titled)
            _rings(router, state, stands, isochrones, at, len(hour), labels)


def _other(region: Region, path: Path) -> Region:
    from simulations.scenarios import ScenarioInvalid, plan, read_scenario

    try:
        return plan(region, read_scenario(path), path.name).region
    except ScenarioInvalid as invalid:
        stop(*str(invalid).splitlines())
    except OSError as error:
        stop(*cannot_read(path, error))


def _places(region: Region, grid_km: float) -> "Places":
    from simulations.coverage import grid, townships
    from simulations.coverage.places import GridInvalid

    if not grid_km:
        return townships(region)
    try:
        return grid(region, grid_km)
    except GridInvalid as error:
        stop(*str(error).split(" / ", 1))


def _show(region: Region, titled: str, summary: "Summary") -> None:
    """One table: all of it and each county, in town and country."""
    names = {"": region.meta.name, **{c.code: c.name for c in region.counties.values()}}
    limits = {kind: [s.minutes for s in summary.of("", kind).shares] for kind in KIND_NAMES}
    columns = sorted({limit for some in limits.values() for limit in some})
    table = Table(
        title=f"{titled} · {summary.vehicles} 辆 vehicles · 一次/二次覆盖 once/twice, %",
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    for words in ("地区\narea", "", "人口\npeople", "平均\nmin", "\nGini"):
        left = words in ("地区\narea", "")
        table.add_column(words, justify="left" if left else "right", no_wrap=True)
    for limit in columns:
        table.add_column(f"\n≤{limit:g}", justify="right", no_wrap=True)
    for row in summary.areas:
        if not row.people or (row.area and row.kind == "all"):
            continue
        by_limit = {s.minutes: f"{s.once * 100:.0f}/{s.twice * 100:.0f}" for s in row.shares}
        zh, en = KIND_NAMES[row.kind]
        table.add_row(
            names.get(row.area, row.area),
            f"{zh} {en}",
            f"{row.people:,.0f}",
            "-" if row.mean_min is None else f"{row.mean_min:.1f}",
            "-" if row.gini is None else f"{row.gini:.2f}",
            *(by_limit.get(limit, "") for limit in columns),
        )
    out.print(table)
    towns = region.townships
    worst = "、".join(
        f"{towns[w.township].name} {'—' if w.mean_min is None else f'{w.mean_min:.0f}'}"
        for w in summary.worst
    )
    out.print(f"最远的乡镇（平均分钟）/ farthest townships (mean min): {worst}", markup=False)


def show_beyond_reach(region: Region, surface: "Surface") -> None:
    """Whom no road leads to: they count in no share and no mean, so they are named."""
    from simulations.coverage import beyond_reach

    lost = beyond_reach(surface)
    if not lost:
        return
    most = sorted(lost, key=lambda code: (-lost[code], code))[:NAMED_MAX]
    names = "、".join(
        region.townships[code].name if code in region.townships else code for code in most
    )
    more = f" … ({len(lost)})" if len(lost) > NAMED_MAX else ""
    out.print(
        f"无车可到 / nobody gets there: {sum(lost.values()):,.0f} 人 people: {names}{more}。"
        "不计入均值与基尼，覆盖率按未覆盖计 / in no mean and no Gini, not covered in the shares. "
        "改法：补道路或渡口（船）路段，或放宽级别、能力条件 / add the road or ferry, or ask less",
        markup=False,
        soft_wrap=True,
    )


def _show_change(change: "Change") -> None:
    """Who comes into reach and who goes out of it."""
    out.print("与另一方案相比 / compared with the other fleet:", markup=False)
    for one in change.moved:
        if one.gained >= LOST_SHOWN or one.lost >= LOST_SHOWN:
            zh, en = KIND_NAMES[one.kind]
            out.print(
                f"  {zh} {en} ≤{one.minutes:g} min: +{one.gained:,.0f} −{one.lost:,.0f} 人 people",
                markup=False,
            )


def _write(
    found: "Surface | Change", path: Path | None, hour: int, hours: int, told: dict[str, object]
) -> None:
    if path is None:
        return
    from simulations.coverage.files import KindUnknown, write

    named = ahead_of(path, hour, hours)
    try:
        write(found, named, told)
    except KindUnknown as error:
        stop(*str(error).split(" / ", 1))
    except ImportError:
        stop("缺少 pyarrow。改法：pip install 'liandong120[planning]'", "pyarrow is missing")
    except OSError as error:
        stop(*cannot_write(named, error))
    out.print(f"已写 / written: {named}", markup=False, soft_wrap=True)


def _draw(
    found: "Surface | Change", region: Region, path: Path | None, hour: int, hours: int, titled: str
) -> None:
    if path is None:
        return
    from simulations.coverage import Change
    from simulations.coverage.picture import PicturesMissing, draw

    named = ahead_of(path, hour, hours)
    changed = isinstance(found, Change)
    zh = f"{titled} {'另一方案快慢（分钟）' if changed else '最近车组到达（分钟）'}"
    en = f"{hour}:00 {'change by the other fleet' if changed else 'minutes to the nearest crew'}"
    try:
        draw(found, region, named, zh, en)
    except PicturesMissing as error:
        stop(error.zh, error.en)
    except OSError as error:
        stop(*cannot_write(named, error))
    out.print(f"已画 / drawn: {named}", markup=False, soft_wrap=True)


def _rings(
    router: "ContractedRouter",
    state: RoadState,
    stands: "list[Stand]",
    path: Path | None,
    hour: int,
    hours: int,
    told: dict[str, object],
) -> None:
    if path is None:
        return
    import json

    from geo.routing.matrices import appearing_whole
    from geo.routing.rings import as_geojson
    from simulations.coverage.shares import EVERY_LIMIT
    from simulations.coverage.surface import isochrones

    ready = told["from"] == "order"
    drawn = isochrones(router, state, stands, EVERY_LIMIT, ready=ready)
    named = ahead_of(path, hour, hours)
    try:
        with appearing_whole(named) as temporary:
            temporary.write_text(json.dumps(as_geojson(drawn, told), ensure_ascii=False), "utf-8")
    except OSError as error:
        stop(*cannot_write(named, error))
    for ring in drawn:
        out.print(f"  ≤{ring.minutes:g} min: {ring.area_km2:,.0f} km²", markup=False)
