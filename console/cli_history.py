"""``liandong plan calibrate`` and ``replay``: what the centre's own journal teaches the planner."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import typer
from rich.table import Table

from console.cli_plan_shared import region_of
from console.cli_progress import out, stop
from console.settings import load_settings
from dispatch.journal.port import JournalError
from dispatch.journal.stored import StoredJournal, open_journal
from geo.database import DatabaseUnusable
from simulations.scenarios import ScenarioInvalid, to_toml
from simulations.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from simulations.calibration.history import Case
    from simulations.calibration.replaying import Happened
    from simulations.planning import Planner
    from simulations.results.figures import Key

Database = Annotated[
    str, typer.Option(help="日志数据库地址，默认为本服务的 / the journal; by default this server's")
]
Region = Annotated[str, typer.Option(help="地区包：内置名称或文件夹 / a built-in pack or a folder")]
Day = Annotated[str, typer.Option(help="日期 2026-01-31 / a day")]


def calibrate(
    out_file: Annotated[Path, typer.Option("--out", help="写入的参数文件 .toml / the file")],
    region: Region = "shiyan",
    database: Database = "",
    since: Day = "",
    until: Day = "",
    chart: Annotated[Path | None, typer.Option(help="拟合图 .png / the fit as a picture")] = None,
) -> None:
    """校准：由日志拟合各环节分布，写成参数文件 / fit the journal's durations and demand."""
    from simulations.calibration.fitting import CASES_MIN
    from simulations.calibration.fitting import calibrate as fit
    from simulations.calibration.history import between

    pack = region_of(region)
    cases = between(_cases(database), since, until)
    if not cases:
        stop("日志中没有这段时间的事件", "the journal has no incidents of these days")
    learned = fit(pack, cases)
    table = Table(box=None, pad_edge=False)
    for head in ("环节 step", "n", "中位 median s", "均值 mean s", "σ", "KS D", "AD A²", ""):
        table.add_column(head)
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
    out.print(f"{learned.cases} 例，{learned.days} 天 / cases over days", markup=False)
    out.print(table)
    out.print(
        f"少于 {CASES_MIN} 例的环节沿用默认 / with fewer than {CASES_MIN} cases the default stays",
        markup=False,
    )
    out_file.write_text(to_toml(learned.scenario), "utf-8")
    out.print(f"{out_file}", markup=False, soft_wrap=True)
    if chart is not None:
        from simulations.calibration.charts import draw
        from simulations.reports.charts import ChartsMissing

        try:
            chart.write_bytes(draw(learned))
            out.print(f"{chart}", markup=False, soft_wrap=True)
        except ChartsMissing as missing:
            out.print(f"{missing.zh} / {missing.en}", markup=False, soft_wrap=True)


def replay(
    files: Annotated[list[Path] | None, typer.Argument(help="情景文件 / scenario files")] = None,
    region: Region = "shiyan",
    database: Database = "",
    day: Annotated[
        str, typer.Option(help="日期，默认最忙的一天 / a day; by default the busiest")
    ] = "",
    shelf: Annotated[Path, typer.Option(help="时间表缓存文件夹 / travel tables")] = Path(
        "var/planning/tables"
    ),
) -> None:
    """重演：真实的一天在别的规则下会怎样 / a real day under other rules."""
    from simulations.calibration.replaying import busiest, happened
    from simulations.planning import Planner

    cases = _cases(database)
    wanted = day or busiest(cases)
    if not wanted:
        stop("日志中没有事件", "the journal has no incidents")
    planner = Planner(region, shelf=shelf)
    today = Scenario(name="现状 / today", first_day=wanted, days=1, warm_up_days=0)
    try:
        scenarios = [today, *(_one_day(planner.read(file), wanted) for file in files or ())]
        columns = {one.name: _lived(planner, one, cases) for one in scenarios}
    except ScenarioInvalid as invalid:
        stop(*invalid.lines())
    except (OSError, ValueError) as error:
        stop(*str(error).split(" / ", 1))
    _beside(happened(planner.check(today), cases, wanted), columns)


def _lived(planner: "Planner", scenario: Scenario, cases: "list[Case]") -> "dict[Key, float]":
    """The figures of the day under a scenario's rules."""
    from simulations.calibration.replaying import calls_of_day
    from simulations.kernel.engine import simulate
    from simulations.results.measuring import measure
    from simulations.worlds import build_world, kernel_policy

    planned = planner.check(scenario)
    world = build_world(planned, planner.shelf)
    calls, _ = calls_of_day(planned, world, cases, scenario.first_day)
    outcome = simulate(world, calls, kernel_policy(planned, world))
    found = measure(planned, world, calls, outcome)
    return dict(zip(found.keys, found.values.tolist(), strict=True))


def _beside(real: "Happened", columns: "dict[str, dict[Key, float]]") -> None:
    """The day as it was, and as each scenario would have it."""
    from simulations.reports.tables import shown
    from simulations.results.figures import FIGURE_NAMES, HEADLINES, Figure, Group, Key
    from simulations.results.intervals import Estimate, estimate

    as_was = {
        Figure.RESPONSE_MEAN: real.response_mean_s,
        Figure.RESPONSE_MEDIAN: real.response_median_s,
        Figure.IN_TARGET: real.in_target_share,
    }
    out.print(
        f"{real.day}：{real.cases} 例，其中 {real.left_out} 例无位置未重演 / "
        f"{real.cases} cases, {real.left_out} without a place left out",
        markup=False,
    )
    table = Table(box=None, pad_edge=False)
    for head in ("指标 figure", "实际 as it was", *columns):
        table.add_column(head, overflow="fold")
    for figure in HEADLINES:
        told, key = FIGURE_NAMES[figure], Key(figure, Group.ALL, "")
        table.add_row(
            f"{told.zh} {told.en}",
            shown(Estimate(as_was.get(figure), None, 1), told.unit),
            *(shown(estimate(np.array([values[key]])), told.unit) for values in columns.values()),
        )
    out.print(table)


def _one_day(scenario: Scenario, day: str) -> Scenario:
    from msgspec.structs import replace

    return replace(scenario, first_day=day, days=1, warm_up_days=0)


def _cases(database: str) -> "list[Case]":
    from simulations.calibration.history import read_cases

    with _journal(database or load_settings().database_url) as journal:
        return read_cases(journal)


@contextmanager
def _journal(url: str) -> Iterator[StoredJournal]:
    try:
        journal = open_journal(url, read_only=True)
    except (JournalError, DatabaseUnusable) as error:
        stop(error.zh, error.en)
    try:
        yield journal
    finally:
        journal.close()
