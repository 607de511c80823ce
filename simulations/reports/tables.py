"""The rows of every report: each figure of each scenario with interval and difference, in words."""

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

from simulations.results.figures import (
    FIGURE_NAMES,
    GROUP_NAMES,
    HEADLINES,
    Described,
    Figure,
    Group,
    Key,
    Unit,
)
from simulations.results.intervals import Estimate
from simulations.results.run import Results
from stations.region import Region

URGENCY_NAMES = {"1": "I 濒危", "2": "II 危重", "3": "III 急症", "4": "IV 非急"}
LEVEL_NAMES = {"city": "市级 city", "county": "县级 county", "township": "乡级 township"}
SETTING_NAMES = {"urban": "城区 town", "rural": "乡村 country"}

_SCALES: dict[Unit, tuple[float, int, str]] = {
    Unit.SECONDS: (1 / 60, 2, "分 min"),
    Unit.SHARE: (100.0, 2, "%"),
    Unit.COUNT: (1.0, 2, ""),
    Unit.KM: (1.0, 1, "km"),
}
"""How a unit is shown: factor, decimals, sign."""


class Row(NamedTuple):
    """One figure of one group in one scenario."""

    scenario: int
    key: Key
    here: Estimate
    against: Estimate | None
    """The paired difference from the first scenario; None for that itself."""

    @property
    def described(self) -> Described:
        """The figure's names and definition."""
        return FIGURE_NAMES[self.key.figure]

    @property
    def verdict(self) -> str:
        """Whether it is better or worse than the first scenario, as far as that can be told."""
        if self.against is None or self.against.mean is None:
            return ""
        if not self.against.sure:
            return "无显著差异 no clear difference"
        if not float(_mean_shown(self.against.mean, self.described.unit)):
            return "差异极小 negligible"
        sign = self.described.better * self.against.mean
        if sign == 0:
            return "有差异 differs"
        return "更好 better" if sign > 0 else "更差 worse"


def headline_rows(results: Results) -> Iterator[Row]:
    """The region's main figures."""
    for figure in HEADLINES:
        yield from _rows(results, Key(figure, Group.ALL, ""))


def grouped_rows(results: Results, figure: Figure, group: Group) -> Iterator[Row]:
    """A figure by county, urgency …"""
    for key in results.keys(figure, group):
        yield from _rows(results, key)


def all_rows(results: Results) -> Iterator[Row]:
    """Everything that was measured."""
    for nth, by_key in enumerate(results.values):
        for key in by_key:
            yield _row(results, nth, key)


def _rows(results: Results, key: Key) -> Iterator[Row]:
    for nth in range(len(results.scenarios)):
        yield _row(results, nth, key)


def _row(results: Results, scenario: int, key: Key) -> Row:
    against = results.difference(scenario, key) if scenario else None
    return Row(scenario, key, results.estimate(scenario, key), against)


def shown(estimate: Estimate | None, unit: Unit, *, signed: bool = False) -> str:
    """A figure with its interval as people read it; seconds as minutes, shares as per cent."""
    if estimate is None or estimate.mean is None:
        return "—"
    factor, digits, sign = _SCALES[unit]
    mean = _mean_shown(estimate.mean, unit, "+" if signed else "")
    half = "" if estimate.half is None else f" ± {estimate.half * factor:.{digits}f}"
    return f"{mean}{half} {sign}".strip()


def _mean_shown(mean: float, unit: Unit, plus: str = "") -> str:
    factor, digits, _ = _SCALES[unit]
    return f"{mean * factor:{plus}.{digits}f}"


def name_of(region: Region, group: Group, of: str) -> str:
    """What a part is called."""
    if group is Group.COUNTY and of in region.counties:
        return region.counties[of].name
    if group is Group.TOWNSHIP and of in region.townships:
        town = region.townships[of]
        return f"{region.counties[town.county_code].name}{town.name}"
    tables = {Group.URGENCY: URGENCY_NAMES, Group.LEVEL: LEVEL_NAMES, Group.SETTING: SETTING_NAMES}
    return tables.get(group, {}).get(of, of or GROUP_NAMES[Group.ALL][0])


COLUMNS = (
    "情景 scenario", "指标 figure", "代码 code", "分组 group", "对象 of", "名称 name", "单位 unit",
    "均值 mean", "±95%", "重复 n", "与第一情景之差 difference", "±95%", "结论 verdict",
)  # fmt: skip


def table_of(results: Results, region: Region) -> Iterator[tuple[str | float | None, ...]]:
    """Every row as cells, in the figures' own units (seconds, shares, km)."""
    for row in all_rows(results):
        told, diff = row.described, row.against
        yield (
            results.scenarios[row.scenario].name,
            f"{told.zh} {told.en}",
            row.key.figure.value,
            row.key.group.value,
            row.key.of,
            name_of(region, row.key.group, row.key.of),
            told.unit.value,
            row.here.mean,
            row.here.half,
            row.here.n,
            diff.mean if diff else None,
            diff.half if diff else None,
            row.verdict,
        )


def as_csv(results: Results, region: Region) -> bytes:
    """Every row as CSV, UTF-8 with the mark that Excel needs (QA-06)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for cells in table_of(results, region):
        writer.writerow(["" if cell is None else cell for cell in cells])
    return buffer.getvalue().encode("utf-8-sig")
