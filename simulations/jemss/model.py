"""A city model as arrays: everything but its roads.

Units are JEMSS's own: days, and the map's unit of distance (kilometres in its cities). Indices here
begin at 0; the files count from 1, and so does everything that is written out.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulations.jemss.config import Config
from simulations.jemss.errors import ModelInvalid
from simulations.jemss.files import Found, find
from simulations.jemss.literals import Name, NotALiteral, literal
from simulations.jemss.mobilising import Mobilising, read_mobilising
from simulations.jemss.tables import Table, Tables

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

PRIORITIES: dict[str, int] = {"highPriority": 0, "medPriority": 1, "lowPriority": 2}
LOW = PRIORITIES["lowPriority"]

REDISPATCH_BY_DEFAULT = (("lowPriority", "highPriority"), ("medPriority", "highPriority"))
"""Who gives way where a model has no table of its own."""


@dataclass(frozen=True)
class Travel:
    """How fast whom when: the mode of each priority in each period."""

    off_road: Floats
    """(modes) distance a day off the roads."""
    starts: Floats
    """(periods) when each begins; the first not after the simulation's start."""
    mode: Ints
    """(periods, priorities)."""


@dataclass(frozen=True)
class Calls:
    """The calls of a run, in order of arrival."""

    start: float
    priority: Ints
    x: Floats
    y: Floats
    arrival: Floats
    delay: Floats
    on_scene: Floats
    transport: Flags
    hospital: Ints
    """-1 = the nearest one."""
    handover: Floats

    def __len__(self) -> int:
        return len(self.arrival)


@dataclass(frozen=True)
class Model:
    """What a model folder holds, checked."""

    config: Config
    map: Floats
    """xMin, xMax, yMin, yMax, xScale, yScale."""
    ambulance_station: Ints
    station_x: Floats
    station_y: Floats
    hospital_x: Floats
    hospital_y: Floats
    travel: Travel
    response_priority: Ints
    """(priorities) with whose mode one drives to a call of each priority."""
    target: Floats
    """(priorities) the response that is aimed at, days."""
    redispatch: Flags
    """(priorities, priorities) from a call of row's to one of column's."""
    mobilising: Mobilising

    def file(self, name: str, beside: Path | None = None) -> Found:
        """The input that the configuration names so."""
        return find_input(self.config, name, beside)


def find_input(config: Config, name: str, beside: Path | None = None) -> Found:
    """An input by JEMSS's name for it; an error where the configuration does not name it."""
    if name not in config.files:
        raise ModelInvalid(
            f"{config.path}：<simFiles> 缺少 <{name}>。改法：写上该文件名",
            f"{config.path}: <simFiles> names no <{name}>. Remedy: name the file",
        )
    return find(config.folder, config.files[name], beside)


def read_model(config: Config) -> Model:
    """All inputs of a model but roads, demand and calls."""
    stations = _tables(config, "stations")["stations"]
    ambulances = _tables(config, "ambulances")["ambulances"]
    hospitals = _tables(config, "hospitals")["hospitals"]
    for table in (stations, ambulances, hospitals):
        table.numbered()
    ambulances.whole("class")
    response, target = _priorities(_tables(config, "priorities")["priorities"])
    box = _map(_tables(config, "map")["map"])
    for table in (stations, hospitals):
        check_inside(table, box)
    return Model(
        config=config,
        map=box,
        ambulance_station=ambulances.whole("stationIndex", 1, len(stations)) - 1,
        station_x=stations.numbers("x"),
        station_y=stations.numbers("y"),
        hospital_x=hospitals.numbers("x"),
        hospital_y=hospitals.numbers("y"),
        travel=_travel(_tables(config, "travel")),
        response_priority=response,
        target=target,
        redispatch=_redispatch(config),
        mobilising=_mobilising(config),
    )


def read_calls(found: Found, hospitals: int, box: Floats) -> Calls:
    """A file of calls; ``box`` is the model's map, beyond which nobody is sent."""
    tables = Tables(found)
    table = tables["calls"]
    table.numbered()
    start = float(tables["miscData"].numbers("startTime", -1.0, above=True)[0])
    # Older files call these two otherwise.
    transport = "transport" if table.has("transport") else "transfer"
    handover = "handoverDuration" if table.has("handoverDuration") else "transferDuration"
    hospital = table.whole("hospitalIndex", -1, hospitals)
    for nowhere in np.flatnonzero(hospital == 0):
        raise table.wrong(int(nowhere), "hospitalIndex", 0, "应为 -1 或 1…", "give -1 or 1…")
    arrival = table.numbers("arrivalTime", 0.0)
    early = np.flatnonzero(np.diff(arrival, prepend=start) < 0)
    if len(early):
        row = int(early[0])
        zh, en = "早于前一行或开始时间", "is before the row above, or before the start"
        raise table.wrong(row, "arrivalTime", arrival[row], zh, en)
    check_inside(table, box)
    moved = table.flags(transport)
    return Calls(
        start=start,
        priority=table.whole("priority", 1, len(PRIORITIES)) - 1,
        x=table.numbers("x"),
        y=table.numbers("y"),
        arrival=arrival,
        delay=table.numbers("dispatchDelay", 0.0),
        on_scene=table.numbers("onSceneDuration", 0.0),
        transport=moved,
        hospital=np.where(hospital < 0, -1, hospital - 1),
        handover=table.numbers(handover, 0.0, only=moved),
    )


def check_inside(table: Table, box: Floats) -> None:
    """Everything lies on the map, as JEMSS demands: what lies beyond is a mistake in a file."""
    for column, low, high in (("x", *box[:2].tolist()), ("y", *box[2:4].tolist())):
        values = table.numbers(column)
        outside = np.flatnonzero((values < low) | (values > high))
        if len(outside):
            row = int(outside[0])
            zh = f"在地图范围 {low}–{high} 之外。改法：更正坐标，或放宽 map 文件"
            en = f"lies outside the map, {low} to {high}. Remedy: correct it, or widen the map file"
            raise table.wrong(row, column, table.texts(column)[row], zh, en)


def _tables(config: Config, name: str) -> Tables:
    return Tables(find_input(config, name))


def _map(table: Table) -> Floats:
    names = ("xMin", "xMax", "yMin", "yMax", "xScale", "yScale")
    box = np.array([table.numbers(name)[0] for name in names])
    for low, high in (("xMin", "xMax"), ("yMin", "yMax")):
        if table.numbers(low)[0] >= table.numbers(high)[0]:
            raise table.wrong(0, high, table.texts(high)[0], f"应大于 {low}", f"not above {low}")
    for name in ("xScale", "yScale"):
        table.numbers(name, 0.0, above=True)
    return box


def priorities_of(table: Table, column: str) -> Ints:
    """A column of priorities by their names."""
    texts = table.texts(column)
    for row, text in enumerate(texts):
        if text not in PRIORITIES:
            known = ", ".join(PRIORITIES)
            raise table.wrong(row, column, text, f"应为 {known} 之一", f"use one of {known}")
    return np.array([PRIORITIES[text] for text in texts], dtype=np.int64)


def _priorities(table: Table) -> tuple[Ints, Floats]:
    table.numbered("priority")
    names = priorities_of(table, "name")
    for row in np.flatnonzero(names != np.arange(len(names))):
        text = table.texts("name")[row]
        raise table.wrong(int(row), "name", text, "次序不对", "the names are not in order")
    response = np.arange(len(PRIORITIES), dtype=np.int64)
    if table.has("responseTravelPriority"):
        response[: len(names)] = priorities_of(table, "responseTravelPriority")
    aim = "targetResponseDuration" if table.has("targetResponseDuration") else "targetResponseTime"
    target = np.full(len(PRIORITIES), np.inf)
    target[: len(names)] = table.numbers(aim, 0.0, above=True)
    return response, target


def _travel(tables: Tables) -> Travel:
    modes, sets, timing = (
        tables[name] for name in ("travelModes", "travelSets", "travelSetsTiming")
    )
    modes.numbered("travelModeIndex")
    of_set = sets.whole("travelSetIndex", 1)
    mode = sets.whole("travelModeIndex", 1, len(modes)) - 1
    priority = priorities_of(sets, "priority")
    lookup = np.full((int(of_set.max()), len(PRIORITIES)), -1, dtype=np.int64)
    for row, (one, which) in enumerate(zip(of_set - 1, priority, strict=True)):
        if lookup[one, which] >= 0:
            zh, en = "该组该级别已有一行", "this set has a row for this priority already"
            raise sets.wrong(row, "priority", sets.texts("priority")[row], zh, en)
        lookup[one, which] = mode[row]
    check_lookup(sets, lookup, "travelSetIndex")
    starts, order = timing_of(timing, "travelSetIndex", len(lookup))
    speed = modes.numbers("offRoadSpeed", 0.0, above=True)
    return Travel(speed, starts, np.ascontiguousarray(lookup[order]))


def check_lookup(table: Table, lookup: Ints, column: str) -> None:
    """Every set must say something for every priority."""
    for one, which in np.argwhere(lookup < 0):
        name = list(PRIORITIES)[which]
        zh, en = f"该组没有 {name}。改法：补上", f"this set says nothing for {name}. Remedy: add it"
        raise table.wrong(0, column, int(one) + 1, zh, en)


def timing_of(table: Table, column: str, sets: int) -> tuple[Floats, Ints]:
    """When which set counts: strictly rising starts, and the sets from 0."""
    starts = table.numbers("startTime", -1.0, above=True)
    late = np.flatnonzero(np.diff(starts) <= 0)
    if len(late):
        row = int(late[0]) + 1
        raise table.wrong(
            row, "startTime", starts[row], "应晚于前一行", "is not after the row above"
        )
    return starts, table.whole(column, 1, sets) - 1


def _redispatch(config: Config) -> Flags:
    allowed = np.zeros((len(PRIORITIES), len(PRIORITIES)), dtype=np.bool_)
    if "redispatch" not in config.files:
        for one, other in REDISPATCH_BY_DEFAULT:
            allowed[PRIORITIES[one], PRIORITIES[other]] = True
        return allowed
    tables = _tables(config, "redispatch")
    if not tables["miscData"].flags("allowRedispatch")[0]:
        return allowed
    table = tables["redispatchConditions"]
    giving, taking = (priorities_of(table, f"{end}CallPriority") for end in ("from", "to"))
    told: set[tuple[int, int]] = set()
    for row, may in enumerate(table.flags("allowRedispatch")):
        pair = int(giving[row]), int(taking[row])
        if pair in told:
            text = table.texts("toCallPriority")[row]
            zh, en = "这一对已有一行", "this pair has a row already"
            raise table.wrong(row, "toCallPriority", text, zh, en)
        told.add(pair)
        allowed[pair] = may
        if np.linalg.matrix_power(allowed.astype(np.int64), len(PRIORITIES)).any():
            zh, en = "成环，会无休止改派", "goes round in a circle and would redispatch for ever"
            raise table.wrong(row, "toCallPriority", table.texts("toCallPriority")[row], zh, en)
    return allowed


def _mobilising(config: Config) -> Mobilising:
    if "mobilisationDelay" not in config.files:
        return Mobilising.none()
    return read_mobilising(_tables(config, "mobilisationDelay")["mobilisationDelay"])


def indices_in(table: Table, row: int, column: str) -> list[int]:
    """A cell that holds an array of whole numbers, such as ``[1; 2; 3]``."""
    text = table.texts(column)[row]
    try:
        value = literal(text)
    except NotALiteral:
        value = Name(text)
    items = value if isinstance(value, list) else [value]
    if not items or not all(isinstance(item, int) and not isinstance(item, bool) for item in items):
        raise table.wrong(row, column, text, "应为数组，如 [1; 2; 3]", "give an array: [1; 2; 3]")
    return [item for item in items if isinstance(item, int)]
