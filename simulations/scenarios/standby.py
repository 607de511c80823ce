"""Compliance tables and priority lists of a scenario (待命表), checked against the planned region.

A table is a centre's: its own vehicles at its own stations, as in the advice on its desk.
"""

from collections.abc import Iterator

from simulations.scenarios.fleet import stations_of, transports
from simulations.scenarios.naming import Names
from simulations.scenarios.scenario import MoveUpName, Scenario, StandbyRow
from stations.region import Region
from stations.regionpack.problems import Say

Finding = tuple[str, object, Say, Say]

BY_TABLE = frozenset({MoveUpName.COMPLIANCE, MoveUpName.PRIORITY})
"""Rules that need rows of ``[[standby]]``."""


def standby_findings(region: Region, scenario: Scenario) -> Iterator[Finding]:
    """Everything that is wrong with the rows, by their fields; ``region`` as planned."""
    rule, rows = scenario.policy.move_up, scenario.standby
    if rule in BY_TABLE and not rows:
        what = Say("该规则要有待命表", "this rule needs a table")
        remedy = Say("写 [[standby]]：county、stations", "add [[standby]] with county and stations")
        yield "policy.move_up", rule.value, what, remedy
    if rows and rule not in BY_TABLE:
        what = Say("写了待命表，却没有用它的规则", "there is a table and no rule that goes by it")
        remedy = Say("move_up 写 compliance 或 priority", "set move_up to compliance or priority")
        yield "policy.move_up", rule.value, what, remedy
        return
    checker = _Checker(region, scenario)
    for nth, row in enumerate(rows):
        yield from checker.row(f"standby.{nth}", row)
    yield from checker.gaps()


class StandbyNames:
    """Whom the rows mean: centres and stations by code or name."""

    def __init__(self, region: Region, first_day: str) -> None:
        self.names, self._region = Names(region), region
        self.stations = stations_of(region, first_day)

    def centre(self, text: str) -> str | None:
        """The centre of the county that is meant."""
        county = self.names.counties.find(text)
        return None if county is None else self._region.centre_of_county(county)

    def station(self, text: str) -> str | None:
        """A station that stands, of whichever centre."""
        code = self.names.stations.find(text)
        return code if code in self.stations else None


class _Checker:
    def __init__(self, region: Region, scenario: Scenario) -> None:
        self._region = region
        self._by_free = scenario.policy.move_up is MoveUpName.COMPLIANCE
        self._meant = StandbyNames(region, scenario.first_day)
        self._first: dict[tuple[str, int], str] = {}

    def row(self, field: str, row: StandbyRow) -> Iterator[Finding]:
        counties = self._meant.names.counties
        centre = self._meant.centre(row.county)
        if centre is None:
            what = Say("没有这个区县", "there is no such county")
            near = counties.near(row.county)
            yield f"{field}.county", row.county, what, _such(near)
            return
        yield from self._stations(f"{field}.stations", row, centre)
        yield from self._free(f"{field}.free", row, centre)
        first = self._first.setdefault((centre, row.free), field)
        if first != field:
            what = Say("同一中心的同一行写了两次", "this row of this centre is there twice")
            remedy = Say(f"与 {first} 合并为一行", f"join it with {first} into one row")
            yield field, row.free or row.county, what, remedy

    def _stations(self, field: str, row: StandbyRow, centre: str) -> Iterator[Finding]:
        for text in row.stations:
            code = self._meant.station(text)
            if code is None:
                what = Say("本情景中没有这个站点", "this scenario has no such station")
                yield field, text, what, _such(self._meant.names.stations.near(text))
                continue
            if self._region.centre_of_county(self._meant.stations[code].county_code) != centre:
                what = Say("该站点属于另一中心", "this station is another centre's")
                remedy = Say("换本中心的站点", "name one of this centre's own")
                yield field, text, what, remedy
        if self._by_free and len(row.stations) > row.free > 0:
            what = Say(
                f"空闲 {row.free} 辆，却写了 {len(row.stations)} 个待命点",
                f"{row.free} vehicles are free and {len(row.stations)} places are named",
            )
            remedy = Say(f"最多写 {row.free} 个", f"name {row.free} at most")
            yield field, list(row.stations), what, remedy

    def _free(self, field: str, row: StandbyRow, centre: str) -> Iterator[Finding]:
        if not self._by_free:
            if row.free:
                what = Say("优先序没有空闲车数", "a priority list has no number of free vehicles")
                yield field, row.free, what, Say("删去 free", "take free out")
            return
        has = sum(
            transports(v) and self._region.centre_of_county(v.county_code) == centre
            for v in self._region.vehicles.values()
        )
        if not 1 <= row.free <= has:
            what = Say(f"该中心共 {has} 辆车", f"this centre has {has} vehicles in all")
            yield field, row.free, what, Say(f"写 1 至 {has}", f"give 1 to {has}")

    def gaps(self) -> Iterator[Finding]:
        """A compliance table has a row for each number up to its last."""
        if not self._by_free:
            return
        for (centre, free), field in self._first.items():
            if free > 1 and (centre, free - 1) not in self._first:
                what = Say(
                    f"缺空闲 {free - 1} 辆时的一行",
                    f"the row for {free - 1} free vehicles is missing",
                )
                remedy = Say("从 1 起逐行补齐", "give every row from 1 on")
                yield f"{field}.free", free, what, remedy


def _such(near: str) -> Say:
    return Say(f"核对编号，如 {near}", f"check the code, such as {near}")
