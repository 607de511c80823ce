"""``liandong plan calibrate`` and ``replay``: what the centre's own journal teaches the planner."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from console.cli.plan_shared import SHELF, PackOption, Shelf, cannot_write, planner_of
from console.cli.progress import ShownProgress, out, stop
from console.cli.scenarios import read_files
from console.settings import load_settings
from dispatch.domain.identifiers import BEIJING
from dispatch.journal.port import JournalError
from geo.database import DatabaseUnusable
from simulations.scenarios import ScenarioInvalid, to_toml

if TYPE_CHECKING:
    from simulations.calibration.comparing import Replayed
    from simulations.calibration.fitting import Calibration
    from simulations.calibration.history import Case
    from simulations.planning import Planner

REPLAYING = (
    "重演，首次须编译（约一分钟）",
    "replaying; the first time compiles for about a minute",
)
CALLS_SHOWN = 8
TOWNSHIPS_SHOWN = 12

Database = Annotated[
    str, typer.Option(help="日志数据库地址，默认为本服务的 / the journal; by default this server's")
]
Day = Annotated[str, typer.Option(help="日期 2026-01-31 / a day")]


def calibrate(
    out_file: Annotated[Path, typer.Option("--out", help="写入的参数文件 .toml / the file")],
    region: PackOption = "",
    database: Database = "",
    since: Day = "",
    until: Day = "",
    chart: Annotated[Path | None, typer.Option(help="拟合图 .png / the fit as a picture")] = None,
) -> None:
    """校准：由日志拟合各环节分布，写成参数文件 / fit the journal's durations and demand."""
    _check_days(since=since, until=until)
    planner = planner_of(region, SHELF, database=database)
    cases = _cases(planner, database, since, until)
    if not cases:
        stop("日志中没有这段时间的事件", "the journal has no incidents of these days")
    learned = planner.calibrate(cases)
    _show_fits(learned)
    _show_terms(learned)
    _show_townships(learned)
    _write(out_file, to_toml(learned.scenario).encode())
    if chart is not None:
        from simulations.calibration.charts import draw
        from simulations.reports.charts import ChartsMissing

        try:
            _write(chart, draw(learned))
        except ChartsMissing as missing:
            out.print(f"{missing.zh} / {missing.en}", markup=False, soft_wrap=True)


def _show_fits(learned: "Calibration") -> None:
    out.print(
        f"{learned.cases} 例，{learned.days} 天（{learned.first_day} 至 {learned.last_day}） / "
        "cases over days",
        markup=False,
        soft_wrap=True,
    )
    table = _table("环节 step", "n", "中位 s", "均值 s", "σ", "KS D", "AD A²", "")
    for one in learned.fits:
        verdict = "用默认 default" if not one.used else "合 fits" if one.holds else "偏离 off"
        table.add_row(
            f"{one.zh} {one.en}",
            str(one.n),
            f"{one.median_s:g}",
            f"{one.mean_s:g}",
            f"{one.sigma_log:.3f}",
            f"{one.ks_d:.3f} / {one.ks_limit:.3f}",
            f"{one.ad_a2:.2f} / {one.ad_limit:g}",
            verdict,
        )
    out.print(table)


def _show_terms(learned: "Calibration") -> None:
    """What was learned beside what it was before, and what is kept for want of cases."""
    from simulations.calibration.demand import CASES_MIN, DAYS_MIN

    table = _table("参数 parameter", "n", "原值 was", "校准 is now")
    for term in learned.terms:
        table.add_row(f"{term.zh} {term.en}", str(term.n), term.usual, term.learned or "沿用 kept")
    out.print(table)
    out.print(
        f"少于 {CASES_MIN} 例者沿用原值；乡镇与时段另须 {DAYS_MIN} 天 / kept with fewer than "
        f"{CASES_MIN} cases; townships and hours need {DAYS_MIN} days as well",
        markup=False,
        soft_wrap=True,
    )


def _show_townships(learned: "Calibration") -> None:
    """Where people call more or less often than chance explains."""
    from simulations.calibration.demand import APART_SD

    apart = [one for one in learned.townships if abs(one.apart_sd) > APART_SD]
    if not learned.townships:
        return
    out.print(
        f"呼叫多于或少于人口所示（超过 {APART_SD:g} 个标准差）的乡镇 {len(apart)} 个，"
        f"共 {len(learned.townships)} 个 / townships that call more or less often than their "
        "people let expect",
        markup=False,
        soft_wrap=True,
    )
    if not apart:
        return
    table = _table("乡镇 township", "呼叫 calls", "预期 expected", "倍数 factor", "σ")
    for one in apart[:TOWNSHIPS_SHOWN]:
        table.add_row(
            f"{one.code} {one.name}",
            str(one.calls),
            f"{one.expected:g}",
            f"{one.factor:.2f}",
            f"{one.apart_sd:+.1f}",
        )
    out.print(table)


def replay(
    files: Annotated[list[Path] | None, typer.Argument(help="情景文件 / scenario files")] = None,
    region: PackOption = "",
    database: Database = "",
    day: Annotated[
        str, typer.Option(help="日期，默认最忙的一天 / a day; by default the busiest")
    ] = "",
    out_folder: Annotated[
        Path | None, typer.Option("--out", help="写入 calls.csv 与 replay.html 的文件夹 / a folder")
    ] = None,
    shelf: Shelf = SHELF,
) -> None:
    """重演：真实的一天在同样与别的规则下会怎样 / a real day under the same and other rules."""
    _check_days(day=day)
    planner = planner_of(region, shelf, database=database)
    scenarios = read_files(planner, files or [])
    cases = _cases(planner, database)
    if not cases:
        stop("日志中没有事件", "the journal has no incidents")
    try:
        with ShownProgress() as shown:
            shown.stage(*REPLAYING, 1 + len(scenarios))
            shown.advance(0)
            replayed = planner.replay(cases, day, scenarios, on_run=lambda _: shown.advance(1))
    except ScenarioInvalid as invalid:
        stop(*invalid.lines())
    except ValueError as error:
        stop(*str(error).split(" / ", 1), _days_known(cases))
    _beside(planner, replayed)
    if out_folder is not None:
        from simulations.reports.replayed import as_csv, as_html

        _write(out_folder / "calls.csv", as_csv(planner.region, replayed))
        _write(out_folder / "replay.html", as_html(planner.region, replayed).encode())


def _days_known(cases: "list[Case]") -> str:
    days = sorted({case.day for case in cases})
    return f"日志中的日期 / days of the journal: {days[0]} … {days[-1]}（{len(days)}）"


def _beside(planner: "Planner", day: "Replayed") -> None:
    """The day as it was and as each scenario has it, how close that is, and what would change."""
    from simulations.reports.replayed import (
        change_rows,
        close_rows,
        figure_rows,
        minutes,
        most_changed,
        vehicle_name,
    )

    out.print(
        f"{day.real.day}：{day.real.cases} 例，其中 {day.left_out} 例无位置未重演 / "
        f"{day.real.cases} cases, {day.left_out} without a place left out",
        markup=False,
    )
    table = _table("指标 figure", "实际 real", *(one.name for one in day.scenarios))
    for named, real, values in figure_rows(day):
        table.add_row(f"{named.zh} {named.en}", real, *values)
    out.print(table)
    out.print("推演与实际有多近 / how close the simulated day is", style="bold")
    close = Table(box=None, pad_edge=False, show_header=False)
    for say, value in close_rows(day):
        close.add_row(f"{say.zh} {say.en}", value)
    out.print(close)
    if day.changes:
        out.print("规则之差 / what other rules would have changed", style="bold")
    for name, told in change_rows(day):
        out.print(f"  {name}：{told}", markup=False, soft_wrap=True)
    out.print("差别最大的呼叫 / calls with the greatest difference", style="bold")
    for call in most_changed(day)[:CALLS_SHOWN]:
        at = datetime.fromtimestamp(call.rang_ms / 1000, BEIJING).strftime("%H:%M")
        ways = "  →  ".join(
            f"{vehicle_name(planner.region, went.vehicle) or '—'} {minutes(went) or '—'}"
            for went in (call.real, *call.runs)
        )
        out.print(f"  {at} {call.township} {call.urgency}  {ways}", markup=False, soft_wrap=True)


def _check_days(**days: str) -> None:
    for name, text in days.items():
        try:
            if text:
                datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=BEIJING)
        except ValueError:
            stop(
                f"--{name} {text}：不是日期。改法：写成 2026-01-31",
                f"--{name} {text}: no day. Write it as 2026-01-31",
            )


def _table(*heads: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for nth, head in enumerate(heads):
        table.add_column(head, overflow="fold", justify="right" if nth else "left")
    return table


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        stop(*cannot_write(path, error))
    out.print(f"{path}", markup=False, soft_wrap=True)


def _cases(planner: "Planner", database: str, since: str = "", until: str = "") -> "list[Case]":
    try:
        return planner.history(database or load_settings().database_url, since, until)
    except (JournalError, DatabaseUnusable) as error:
        stop(error.zh, error.en)
