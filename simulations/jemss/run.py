"""A model and its calls from folder to answer (``liandong simulate jemss``)."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulations.jemss import engine
from simulations.jemss.answer import Answer
from simulations.jemss.config import MOVE_UP, read_config
from simulations.jemss.cover import no_cover
from simulations.jemss.demand import cover_of
from simulations.jemss.engine import COUNTS, Run, Totals
from simulations.jemss.errors import ModelInvalid
from simulations.jemss.files import find
from simulations.jemss.model import Calls, Model, read_calls, read_model
from simulations.jemss.nearest import Nearest
from simulations.jemss.network import Network, Progress, prepare
from simulations.jemss.records import (
    BEFORE,
    CALLS,
    FLEET,
    HOSPITALS,
    IDLE,
    STATES,
    STATIONS,
    Floats,
)
from simulations.jemss.roads import Roads, read_roads
from simulations.jemss.routes import way
from simulations.jemss.sending import City
from simulations.kernel.compiling import bare_door
from simulations.kernel.events import EVENTS, HAPPENED, STEP
from simulations.kernel.records import Records, blank, empty

DELAYS_DRAWN_MIN = 1000


class Silent:
    """Nobody wants to know how far it is."""

    def stage(self, zh: str, en: str, total: int) -> None:
        """A new stage begins."""

    def advance(self, done: int) -> None:
        """Some more of it is through."""


@dataclass(frozen=True)
class Ready:
    """A model with everything worked out that does not depend on the calls."""

    model: Model
    network: Network
    nearest: Nearest
    city: City
    stations: Records
    hospitals: Records


def make_ready(folder: Path, progress: Progress | None = None, cache: Path | None = None) -> Ready:
    """Read and check a model folder and prepare its roads."""
    model = read_model(read_config(folder))
    scale = float(model.map[4]), float(model.map[5])
    modes = len(model.travel.off_road)
    roads = read_roads(model.file("nodes"), model.file("arcs"), modes, scale)
    network = prepare(roads, progress or Silent(), cache)
    nearest = Nearest(roads, scale)
    station_node, station_km = nearest.find(model.station_x, model.station_y)
    hospital_node, hospital_km = nearest.find(model.hospital_x, model.hospital_y)
    off_road = model.travel.off_road
    to_hospital = np.empty((modes, len(roads.x)), dtype=np.int32)
    from_station = np.empty((modes, len(roads.x), len(station_node)))
    by_distance = np.empty(from_station.shape, dtype=np.uint16)
    for mode in range(modes):
        _from_stations(network, mode, station_node, from_station[mode])
        first_legs = station_km / off_road[mode]
        by_distance[mode] = np.argsort(from_station[mode] + first_legs, axis=1, kind="stable")
        _nearest_hospitals(network, mode, hospital_node, hospital_km / off_road[mode], to_hospital)
    travel, mobilising = model.travel, model.mobilising
    spots = np.column_stack([roads.x * scale[0], roads.y * scale[1]])
    city = City(
        off_road, travel.starts, travel.mode, model.response_priority, model.redispatch,
        from_station, by_distance, to_hospital, spots, _quickest(roads, spots),
        mobilising.use, mobilising.expected,
    )  # fmt: skip
    stations, hospitals = empty(STATIONS, len(station_node)), empty(HOSPITALS, len(hospital_node))
    stations["node"], stations["km"] = station_node, station_km
    hospitals["node"], hospitals["km"], hospitals["calls"] = hospital_node, hospital_km, 0
    return Ready(model, network, nearest, city, stations, hospitals)


def calls_for(ready: Ready, path: Path | None) -> Calls:
    """The calls of a file, or of the one that the model names."""
    model = ready.model
    if path is None and "calls" not in model.config.files:
        raise ModelInvalid(
            f"{model.config.path}：模型未指定呼叫文件（<calls>）。改法：用 --calls 给出",
            f"{model.config.path}: the model names no file of calls. Remedy: give it with --calls",
        )
    found = model.file("calls") if path is None else find(path.parent, path.name)
    return read_calls(found, len(model.hospital_x), model.map)


def move_up_of(model: Model, asked: str | None, busy: float | None) -> float | None:
    """The busy fraction of DMEXCLP, or None where nobody moves up: as asked, else as configured."""
    module = model.config.move_up if asked is None else asked
    if module not in MOVE_UP:
        known = ", ".join(sorted(MOVE_UP))
        raise ModelInvalid(
            f"{model.config.path}：机动待命模块 {module!r} 不支持。改法：--move-up 用 {known} 之一",
            f"{model.config.path}: the move-up module {module!r} is not simulated. Remedy: "
            f"--move-up with one of {known}",
        )
    if module == "none":
        return None
    share = model.config.busy_fraction if busy is None else busy
    if share is None or not 0 <= share <= 1:
        raise ModelInvalid(
            f"繁忙比例 {share} 应在 0 到 1 之间。改法：--busy 0.5",
            f"the busy fraction is {share} and should lie between 0 and 1. Remedy: --busy 0.5",
        )
    return share


def simulate(ready: Ready, calls: Calls, busy: float | None = None) -> Answer:
    """Drive all calls; with ``busy`` freed ambulances move by DMEXCLP."""
    run = lay_out(ready, calls, busy)
    engine.simulate(run)
    target = ready.model.target[calls.priority]
    return Answer(run.calls, run.totals, run.hospitals, int(run.counts[HAPPENED]), target)


def lay_out(ready: Ready, calls: Calls, busy: float | None = None) -> Run:
    """Everything as it is before the first call."""
    model, city = ready.model, ready.city
    if model.travel.starts[0] > calls.start:
        raise ModelInvalid(
            f"开始时间 {calls.start} 早于第一个交通时段 {model.travel.starts[0]}",
            f"the start, {calls.start}, is before the first travel set, {model.travel.starts[0]}",
        )
    cover = no_cover()
    if busy is not None:
        km = np.array(ready.stations["km"])
        cover = cover_of(model, city.from_station, km, ready.nearest, busy)
    home = model.ambulance_station
    fleet, stations = _fleet(ready, calls.start), _stations(ready, calls.start)
    totals = Totals(
        np.zeros((len(home), STATES)),
        np.zeros((len(home), STATES)),
        np.zeros((len(home), STATES, STATES), dtype=np.int64),
        np.zeros((len(stations), len(home) + 1)),
        np.full(len(home), IDLE, dtype=np.int8),
        home.astype(np.int32),
    )
    counts = np.zeros(COUNTS, dtype=np.int64)
    counts[STEP] = 1  # of equal times the last planned first
    delays = model.mobilising.draw(max(DELAYS_DRAWN_MIN, 2 * len(calls)))
    return Run(
        ready.network, city, cover, totals, fleet, _calls(ready, calls), stations,
        ready.hospitals.copy(), blank(EVENTS, 8 * (len(calls) + len(home)) + 16),
        counts, np.empty(len(calls) + 1, dtype=np.int64), delays,
    )  # fmt: skip


def _fleet(ready: Ready, start: float) -> Records:
    home = ready.model.ambulance_station
    fleet = empty(FLEET, len(home))
    fleet["state"], fleet["since"], fleet["station"] = IDLE, start, home
    fleet["first_node"] = fleet["last_node"] = ready.stations["node"][home]
    fleet["to_road_km"] = fleet["from_road_km"] = ready.stations["km"][home]
    fleet["seen"], fleet["seen_at"] = fleet["first_node"], start
    fleet["begins"] = fleet["on_road"] = fleet["off_road"] = np.inf
    fleet["ends"], fleet["stage"], fleet["mode"] = -1.0, BEFORE, 0
    return fleet


def _stations(ready: Ready, start: float) -> Records:
    home, stations = ready.model.ambulance_station, ready.stations.copy()
    stations["since"], stations["first_idle"] = start, -1
    stations["idle"] = np.bincount(home, minlength=len(stations))
    for who in range(len(home) - 1, -1, -1):
        stations["first_idle"][home[who]] = who
    return stations


def _calls(ready: Ready, calls: Calls) -> Records:
    told = empty(CALLS, len(calls))
    for name in ("priority", "arrival", "delay", "on_scene", "transport", "handover"):
        told[name] = getattr(calls, name)
    told["wished"] = calls.hospital
    told["node"], told["km"] = ready.nearest.find(calls.x, calls.y)
    told["queued"] = told["waited"] = 0.0
    told["since"], told["bumps"] = -1.0, 0
    return told


def _quickest(roads: Roads, spots: Floats) -> Floats:
    """The speed of each mode that no arc exceeds, as the crow flies."""
    across, along = (spots[roads.tail] - spots[roads.head]).T
    with np.errstate(divide="ignore", invalid="ignore"):
        speeds = np.hypot(across, along) / roads.times
    quickest: Floats = np.nan_to_num(speeds, posinf=np.inf).max(axis=1, initial=0.0)
    return quickest


@bare_door
def _from_stations(network: Network, mode: int, stations: NDArray[np.int64], days: Floats) -> None:
    for node in range(len(days)):
        for station in range(len(stations)):
            days[node, station] = way(network, mode, stations[station], node)[0]


@bare_door
def _nearest_hospitals(
    network: Network,
    mode: int,
    hospitals: NDArray[np.int64],
    off_road: Floats,
    nearest: NDArray[np.int32],
) -> None:
    for node in range(nearest.shape[1]):
        soonest = np.inf
        for hospital in range(len(hospitals)):
            days = way(network, mode, node, hospitals[hospital])[0] + off_road[hospital]
            if days < soonest:
                soonest = days
                nearest[mode, node] = hospital
