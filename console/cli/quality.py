"""``liandong report``: quality reports of real orders, out of the journal (QA-04, QA-05)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from console.cli.plan_shared import PackOption, cannot_write, region_of
from console.cli.progress import out, stop
from console.settings import load_settings
from dispatch.domain.identifiers import BEIJING

if TYPE_CHECKING:
    from console.history.quality_reports import QualityReports
    from dispatch.quality.areas import AreaReport
    from dispatch.quality.choices import ChoiceReport

report_app = typer.Typer(no_args_is_help=True, help="质控报表 / quality reports of real orders")

DEVIATIONS_SHOWN = 10
DAY_MS = 24 * 3_600_000

Since = Annotated[str, typer.Option("--from", help="首日 2026-01-31 / the first day")]
Until = Annotated[str, typer.Option("--to", help="末日，含；默认同首日 / the last day, included")]
Database = Annotated[str, typer.Option(help="日志数据库地址，默认本服务的 / the journal")]
Out = Annotated[Path | None, typer.Option("--out", help="写入的 .csv / the file to write")]


@report_app.command("choices")
def choices(
    since: Since,
    until: Until = "",
    region: PackOption = "",
    database: Database = "",
    out_file: Out = None,
) -> None:
    """推荐与实派对比 / recommended against chosen."""
    from console.history.quality_reports import choices_csv

    span = _span(since, until)
    with _reports(region, database) as reports:
        report = reports.choices(*span)
    _show_choices(report)
    _write(out_file, lambda: choices_csv(report))


@report_app.command("areas")
def areas(
    since: Since,
    until: Until = "",
    region: PackOption = "",
    database: Database = "",
    out_file: Out = None,
) -> None:
    """跨区与分级 / tiers and borders: whose vehicle was first there."""
    from console.history.quality_reports import areas_csv

    span = _span(since, until)
    with _reports(region, database) as reports:
        report = reports.areas(*span)
    _show_areas(report)
    _write(out_file, lambda: areas_csv(report))


def _show_choices(report: "ChoiceReport") -> None:
    told = {"all", "centre", "level", "reason"}
    table = _table("对象 of", "派车\norders", "采纳\nfollowed", "晚到，分\nlost, min",
                   "误差，分\nlate, min", "±2 分内\nin 2 min")  # fmt: skip
    for one in report.lines:
        if one.group in told:
            table.add_row(
                one.name, str(one.orders), _share(one.followed_share),
                _number(one.lost_mean_min), _number(one.late_mean_min),
                _share(one.within_2_min_share),
            )  # fmt: skip
    out.print(table)
    ranks = "  ".join(f"{rank}: {count}" for rank, count in report.ranks.items())
    out.print(f"实派车在名单中的名次 / place in the list  {ranks}", markup=False)
    for apart in report.deviations[:DEVIATIONS_SHOWN]:
        at = datetime.fromtimestamp(apart.at_ms / 1000, BEIJING).strftime("%m-%d %H:%M")
        out.print(
            f"  {at} {apart.incident_id} 派 sent {apart.chosen_name}，推荐 recommended "
            f"{apart.recommended_name} {_number(apart.lost_min)} min {apart.reason}".rstrip(),
            markup=False,
            soft_wrap=True,
        )
    _defined(report.definition_zh, report.definition_en)


def _show_areas(report: "AreaReport") -> None:
    table = _table("对象 of", "到达\nreached", "市\ncity", "县\ncounty", "乡\ntownship",
                   "跨区\ncrossed", "节省，分\nsaved, min", "反应，分\nresponse")  # fmt: skip
    for one in report.lines:
        if one.group != "township":
            table.add_row(
                one.name, str(one.reached), _share(one.city_share), _share(one.county_share),
                _share(one.township_share), _share(one.crossed_share),
                _number(one.saved_mean_min), _plain(one.response_mean_min),
            )  # fmt: skip
    out.print(table)
    for row in report.crossings:
        saved = _number(row.saved_mean_min)
        out.print(
            f"  {row.helper_name} → {row.ground_name}: {row.count}（{saved} min）", markup=False
        )
    _defined(report.definition_zh, report.definition_en)


def _span(since: str, until: str) -> tuple[int, int]:
    """From the first midnight to the one after the last day, in China."""
    first, last = _day("--from", since), _day("--to", until or since)
    if last < first:
        stop(
            f"--to {until}：末日早于首日 {since}。改法：对调两个日期",
            f"--to {until}: the last day is before the first, {since}. Change the two days",
        )
    return round(first.timestamp() * 1000), round((last + timedelta(days=1)).timestamp() * 1000)


def _day(option: str, text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=BEIJING)
    except ValueError:
        stop(
            f"{option} {text}：不是日期。改法：写成 2026-01-31",
            f"{option} {text}: no day. Write it as 2026-01-31",
        )


@contextmanager
def _reports(pack: str, database: str) -> Iterator["QualityReports"]:
    from console.history.quality_reports import QualityReports
    from dispatch.journal.port import JournalError
    from dispatch.journal.stored import open_journal
    from geo.database import DatabaseUnusable, create_engine

    url = database or load_settings().database_url
    try:
        open_journal(url, read_only=True).close()
        engine = create_engine(url)
    except (JournalError, DatabaseUnusable) as error:
        stop(error.zh, error.en)
    try:
        yield QualityReports(engine, region_of(pack, url))
    finally:
        engine.dispose()


def _write(path: Path | None, make: Callable[[], bytes]) -> None:
    if path is None:
        return
    try:
        path.write_bytes(make())
    except OSError as error:
        stop(*cannot_write(path, error))
    out.print(f"{path}", markup=False, soft_wrap=True)


def _table(*heads: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for nth, head in enumerate(heads):
        table.add_column(head, no_wrap=True, justify="right" if nth else "left")
    return table


def _share(value: float | None) -> str:
    return "—" if value is None else f"{100 * value:.1f} %"


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:+.1f}"


def _defined(zh: str, en: str) -> None:
    out.print(zh, style="dim", markup=False, soft_wrap=True)
    out.print(en, style="dim", markup=False, soft_wrap=True)


def _plain(value: float | None) -> str:
    return "—" if value is None else f"{value:.1f}"
