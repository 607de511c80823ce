"""The quality reports of real orders, read from the journal (QA-04, QA-05), and as CSV (QA-06).

A leader of a centre is told of orders by its own desks and of its own vehicles; times are +08:00.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Engine, select

from dispatch.domain import events as e
from dispatch.domain.choices import OVERRIDE_NAMES
from dispatch.domain.identifiers import BEIJING
from dispatch.journal.tables import journal_entry
from dispatch.quality.areas import AreaReport, areas
from dispatch.quality.choices import ChoiceReport, choices
from dispatch.quality.sendings import KINDS, OPENED_BEFORE_MS, Sending, sendings
from stations.reach import Reach
from stations.region import Region

READ_CHUNK = 5000
ARRIVES_WITHIN_MS = 24 * 3_600_000
"""How long after its order an arrival is looked for."""

EVERYTHING = Reach(whole=True)

CHOICE_HEADS = (
    "时间 time", "中心 centre", "调度员 person", "事件 event", "任务 task", "实派 sent",
    "名次 rank", "推荐 recommended", "晚到(分) lost (min)", "理由 reason", "说明 words",
    "推荐车预计(分) promised (min)", "实派车实际(分) arrived after (min)",
)  # fmt: skip
AREA_HEADS = (
    "分组 group", "对象 of", "名称 name", "到达事件 reached", "市级 city", "县级 county",
    "乡级 township", "跨区 crossed", "跨区率 share", "节省(分) saved (min)",
    "平均反应(分) mean response (min)", "反应中位(分) median (min)",
)  # fmt: skip


class QualityReports:
    """Reads the journal; waits for the database, so ask it in a thread."""

    def __init__(self, engine: Engine, region: Region) -> None:
        self._engine, self._region = engine, region

    def choices(self, from_ms: int, to_ms: int, reach: Reach = EVERYTHING) -> ChoiceReport:
        """Recommended against chosen, from one moment up to another."""
        orders = self._orders(from_ms, to_ms, reach)
        return choices(orders, self._region, from_ms, to_ms)

    def areas(self, from_ms: int, to_ms: int, reach: Reach = EVERYTHING) -> AreaReport:
        """Tiers and borders, from one moment up to another."""
        orders = self._orders(from_ms, to_ms, reach)
        return areas(orders, self._region, from_ms, to_ms)

    def _orders(self, from_ms: int, to_ms: int, reach: Reach) -> list[Sending]:
        found = sendings(self._events(from_ms, to_ms), from_ms, to_ms)
        return [one for one in found if _concerns(one, reach)]

    def _events(self, from_ms: int, to_ms: int) -> Iterator[e.AnyEvent]:
        entry = journal_entry.c
        query = (
            select(entry.payload)
            .where(entry.kind.in_(KINDS), entry.payload.is_not(None))
            .where(entry.at_ms >= from_ms - OPENED_BEFORE_MS)
            .where(entry.at_ms < to_ms + ARRIVES_WITHIN_MS)
            .order_by(entry.seq)
        )
        with self._engine.connect() as connection:
            rows = connection.execution_options(yield_per=READ_CHUNK).execute(query)
            for (payload,) in rows:
                yield e.decode(payload)


def _concerns(one: Sending, reach: Reach) -> bool:
    return (
        reach.whole
        or one.by.unit in reach.units
        or one.vehicle_id in reach.vehicles
        or one.county in reach.counties
    )


def choices_csv(report: ChoiceReport) -> bytes:
    """Every order on which another than the recommended vehicle went."""
    codes = {code.value: " ".join(names) for code, names in OVERRIDE_NAMES.items()}
    return _csv(
        CHOICE_HEADS,
        (
            (
                _time(one.at_ms), one.centre, one.by_name, one.incident_id, one.task_id,
                one.chosen_name, one.rank, one.recommended_name, one.lost_min,
                codes.get(one.code, one.code), one.reason, one.promised_min,
                one.arrived_after_min,
            )
            for one in report.deviations
        ),
    )  # fmt: skip


def areas_csv(report: AreaReport) -> bytes:
    """The lines of the report of tiers and borders."""
    return _csv(
        AREA_HEADS,
        (
            (
                one.group, one.of, one.name, one.reached, one.city_share, one.county_share,
                one.township_share, one.crossed, one.crossed_share, one.saved_mean_min,
                one.response_mean_min, one.response_median_min,
            )
            for one in report.lines
        ),
    )  # fmt: skip


def _csv(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(heads)
    for cells in rows:
        writer.writerow(["" if cell is None else _harmless(cell) for cell in cells])
    return buffer.getvalue().encode("utf-8-sig")


def _harmless(cell: object) -> object:
    """Words that a spreadsheet would take for a formula are told as words."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@")) else cell


def _time(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, BEIJING).strftime("%Y-%m-%d %H:%M:%S")
