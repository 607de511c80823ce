"""A scenario against a region: every name known, every place a place, nothing twice (bad input).

Rows are told by their field (``vehicles.2.station``, counted from 0) and, where a file was read,
by their line.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from geo.coordinates import CoordinateError, Point, check_degrees, distance_m
from simulations.scenarios.lines import NO_LINES, Lines
from simulations.scenarios.naming import Lookup, Names
from simulations.scenarios.problems import problem
from simulations.scenarios.scenario import (
    DO_NAMES,
    Do,
    HospitalChange,
    Scenario,
    StationChange,
    VehicleChange,
)
from simulations.scenarios.shifts import overlapping, window_of, windows_of
from stations.region import Region
from stations.regionpack.problems import Problem, Say

FAR_M = 80_000.0
"""A place farther than this from every township is a slip of the keyboard, not a plan."""

PARTS_OF_DAY = (0, 12, 24)

Finding = tuple[str, object, Say, Say]

_ALLOWED: dict[str, frozenset[Do]] = {
    "stations": frozenset({Do.ADD, Do.REMOVE, Do.MOVE}),
    "vehicles": frozenset(Do),
    "hospitals": frozenset(Do),
}


def check(
    region: Region, scenario: Scenario, file: str = "scenario", lines: Lines = NO_LINES
) -> list[Problem]:
    """Everything that is wrong; an empty list for a scenario that can be simulated."""
    checker = _Checker(region, scenario)
    return [
        problem(file, lines.of(field), field, value, what, remedy)
        for field, value, what, remedy in checker.findings()
    ]


class _Checker:
    def __init__(self, region: Region, scenario: Scenario) -> None:
        self._region = region
        self._scenario = scenario
        self._names = Names(region)
        self._added = {s.code for s in scenario.stations if s.do is Do.ADD}
        self._closed = {
            self._names.stations.find(s.code) for s in scenario.stations if s.do is Do.REMOVE
        }

    def findings(self) -> Iterator[Finding]:
        yield from self._frame()
        for nth, station in enumerate(self._scenario.stations):
            yield from self._station(f"stations.{nth}", station)
        for nth, vehicle in enumerate(self._scenario.vehicles):
            yield from self._vehicle(f"vehicles.{nth}", vehicle)
        for nth, hospital in enumerate(self._scenario.hospitals):
            yield from self._hospital(f"hospitals.{nth}", hospital)
        yield from self._twice()
        yield from self._factors()

    def _frame(self) -> Iterator[Finding]:
        """Which region, which days."""
        meant, meta = self._scenario.baseline, self._region.meta
        if meant not in ("", meta.code, meta.name):
            what = Say(
                f"情景属于另一地区，此处为 {meta.code} {meta.name}",
                f"it is meant for another region, this one is {meta.code} {meta.name_en}",
            )
            remedy = Say("换用该地区的数据包，或删去此行", "use that pack, or remove the line")
            yield "baseline", meant, what, remedy  # fmt: skip
        try:
            date.fromisoformat(self._scenario.first_day)
        except ValueError:
            what = Say("没有这一天", "there is no such day")
            remedy = Say("写成 2026-01-05", "such as 2026-01-05")
            yield "first_day", self._scenario.first_day, what, remedy

    def _station(self, row: str, change: StationChange) -> Iterator[Finding]:
        known = self._names.stations.find(change.code)
        yield from self._allowed(row, change.do)
        if change.do is Do.ADD:
            if change.code in self._region.units:
                yield _exists(f"{row}.code", change.code)
        elif known is None:
            yield _unknown(f"{row}.code", change.code, "站点", "station", self._names.stations)
        if change.do is not Do.REMOVE:
            yield from self._place(row, change.township, change.lon, change.lat)
        elif change.vehicles_to:
            yield from self._open_station(f"{row}.vehicles_to", change.vehicles_to)

    def _vehicle(self, row: str, change: VehicleChange) -> Iterator[Finding]:
        names = self._names.vehicles
        if change.do is Do.ADD:
            if change.id and names.find(change.id):
                yield _exists(f"{row}.id", change.id)
            if change.like and names.find(change.like) is None:
                yield _unknown(f"{row}.like", change.like, "车辆", "vehicle", names)
        elif names.find(change.id) is None:
            yield _unknown(f"{row}.id", change.id, "车辆", "vehicle", names)
        if change.do in (Do.ADD, Do.MOVE) or change.station:
            yield from self._open_station(f"{row}.station", change.station)
        if change.do is Do.CHANGE and not (change.shifts or change.station):
            what = Say("没有说改什么", "does not say what changes")
            remedy = Say('写 shifts = ["08:00-20:00"]', 'write shifts = ["08:00-20:00"]')
            yield f"{row}.shifts", "", what, remedy
        yield from _shifts(f"{row}.shifts", change.shifts)

    def _hospital(self, row: str, change: HospitalChange) -> Iterator[Finding]:
        names = self._names.hospitals
        if change.do is Do.ADD:
            if names.find(change.code):
                yield _exists(f"{row}.code", change.code)
        elif names.find(change.code) is None:
            yield _unknown(f"{row}.code", change.code, "医院", "hospital", names)
        if change.do in (Do.ADD, Do.MOVE):
            yield from self._place(row, change.township, change.lon, change.lat)

    def _allowed(self, row: str, do: Do) -> Iterator[Finding]:
        allowed = _ALLOWED[row.partition(".")[0]]
        if do not in allowed:
            what = Say(f"站点不能“{DO_NAMES[do][0]}”", f"a station cannot be '{do.value}'d")
            words = ", ".join(sorted(one.value for one in allowed))
            yield f"{row}.do", do.value, what, Say(f"可用：{words}", f"use one of: {words}")

    def _place(
        self, row: str, township: str, lon: float | None, lat: float | None
    ) -> Iterator[Finding]:
        """A township's seat or a point, one of them, near this region."""
        if township and self._names.townships.find(township) is None:
            yield _unknown(f"{row}.township", township, "乡镇", "township", self._names.townships)
        if lon is None or lat is None:
            if not township or lon is not None or lat is not None:
                what = Say("没有说在哪里", "does not say where")
                remedy = Say("写 township，或 lon 和 lat", "give township, or lon and lat")
                yield f"{row}.lon", "" if lon is None else lon, what, remedy
            return
        try:
            check_degrees(lon, lat)
        except CoordinateError as error:
            yield (
                f"{row}.{error.field}", error.value,
                Say(error.detail, error.detail_en), _split(error.remedy),
            )  # fmt: skip
            return
        point = Point(lon, lat)
        towns = self._region.townships.values()
        if min(distance_m(town.point, point) for town in towns) > FAR_M:
            what = Say("不在本地区", "is not in this region")
            remedy = Say("核对经纬度，先经度后纬度（WGS-84）", "check lon and lat (WGS-84)")
            yield f"{row}.lon", f"{lon}, {lat}", what, remedy

    def _open_station(self, field: str, text: str) -> Iterator[Finding]:
        """A station that stands in this scenario, today's or a new one."""
        code = self._names.stations.find(text)
        if text in self._added:
            return
        if code is None:
            yield _unknown(field, text, "站点", "station", self._names.stations)
        elif code in self._closed:
            what = Say("该站点在本情景中已撤销", "this scenario closes that station")
            yield field, text, what, Say("换一个站点", "name another station")

    def _twice(self) -> Iterator[Finding]:
        """Two rows about the same thing contradict each other, whichever comes last."""
        scenario, names = self._scenario, self._names
        yield from _repeated("stations", "code", [
            names.stations.find(x.code) or x.code for x in scenario.stations
        ])  # fmt: skip
        yield from _repeated("hospitals", "code", [
            names.hospitals.find(x.code) or x.code for x in scenario.hospitals
        ])  # fmt: skip
        yield from _repeated("vehicles", "id", [
            names.vehicles.find(x.id) or x.id for x in scenario.vehicles
        ], shifts=[bool(x.shifts) for x in scenario.vehicles])  # fmt: skip

    def _factors(self) -> Iterator[Finding]:
        demand, names = self._scenario.demand, self._names
        tables: tuple[tuple[str, Mapping[str, object], Lookup, str, str], ...] = (
            ("demand.counties", demand.counties, names.counties, "区县", "county"),
            ("demand.townships", demand.townships, names.townships, "乡镇", "township"),
            ("policy.counties", self._scenario.policy.counties, names.counties, "区县", "county"),
        )
        for field, table, lookup, zh, en in tables:
            for key in table:
                if lookup.find(key) is None:
                    yield _unknown(f"{field}.{key}", key, zh, en, lookup)
        for field, hours in (
            ("demand.workday_hours", demand.workday_hours),
            ("demand.restday_hours", demand.restday_hours),
        ):
            if len(hours) not in PARTS_OF_DAY or (hours and sum(hours) <= 0):
                what = Say("须为 12 或 24 个数，和大于 0", "must be 12 or 24 numbers, some above 0")
                yield field, list(hours), what, Say("补齐各时段", "give each part of the day")


def _shifts(field: str, texts: tuple[str, ...]) -> Iterator[Finding]:
    bad = [text for text in texts if window_of(text) is None]
    for text in bad:
        what = Say("不是时段", "is no window of the day")
        yield field, text, what, Say("写成 08:00-20:00", "such as 08:00-20:00")
    if not bad and overlapping(windows_of(texts)) and texts:
        what = Say("同一辆车的两个班次重叠", "one vehicle would be on two shifts at once")
        yield field, "、".join(texts), what, Say("改为不重叠的时段", "make them follow each other")


def _repeated(
    table: str, key: str, codes: list[str], shifts: list[bool] | None = None
) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for nth, code in enumerate(codes):
        if not code:
            continue
        if code not in first:
            first[code] = nth
            continue
        if shifts and shifts[nth] and shifts[first[code]]:
            what = Say("同一辆车排了两个班次", "one vehicle is put on two shifts")
        else:
            what = Say("同一对象写了两行", "there are two rows about the same one")
        rows = f"{table}.{first[code]}"
        remedy = Say(f"与 {rows} 合并为一行", f"join it with {rows} into one row")
        yield f"{table}.{nth}.{key}", code, what, remedy


def _unknown(field: str, value: str, zh: str, en: str, lookup: Lookup) -> Finding:
    near = lookup.near(value)
    if not value:
        return field, value, Say(f"没有说哪个{zh}", f"does not say which {en}"), Say(
            f"填写编号，如 {near}", f"give its code, such as {near}"
        )  # fmt: skip
    what = Say(f"没有这个{zh}", f"there is no such {en}")
    return field, value, what, Say(f"核对编号，如 {near}", f"check the code, such as {near}")


def _exists(field: str, value: str) -> Finding:
    what = Say("编号已被使用", "this code is taken")
    return field, value, what, Say("换一个编号", "choose another")


def _split(text: str) -> Say:
    zh, _, en = text.partition(" / ")
    return Say(zh, en or zh)
