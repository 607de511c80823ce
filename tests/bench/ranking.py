"""Call answered → every ambulance ranked: how long, and where the time goes.

The product's engine (contracted, behind its guard), scipy's search and the reference engine
(networkx, what most Python dispatch code would reach for) answer the same questions in turn, in the
same run.
"""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from time import perf_counter
from typing import TypeVar

from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain.clock import ManualClock
from dispatch.journal.memory import MemoryJournal
from dispatch.pins import RoadPins
from dispatch.prospects import sort_out
from dispatch.ranking import Question, rank_vehicles
from geo.coordinates import Point
from geo.routing.contracted import ContractedRouter
from geo.routing.estimate import StraightLineRouter
from geo.routing.guarded import GuardedRouter
from geo.routing.reference import NetworkxRouter
from geo.routing.router import RoadPoint, Route, Router, TravelTimes
from geo.routing.scipy_router import ScipyRouter
from stations.positions.fix import LivePosition
from tests.bench import over_http
from tests.bench.figures import Cell, Effort, Table, ratio, spread
from tests.bench.shift import Shift, desk, roads, scene, shiyan

NOON_MS = 1_795_233_600_000
BUSY = 30
"""Vehicles that are out when the call comes in."""

ROUNDS = {Effort.FULL: 400, Effort.QUICK: 120, Effort.SMOKE: 2}
WARM_UP = 3
OURS = "contracted"
MOVED = (0, 45, 226)
"""Vehicles whose position is new since the last ranking: none, a second's worth of fixes, all."""

T = TypeVar("T")


def measure(effort: Effort) -> list[Table]:
    """The tables of this bench."""
    return [*engines(ROUNDS[effort]), *over_http.candidates(effort)]


@dataclass
class Stopwatch:
    """A router that notes how long the engine behind it takes, by question."""

    engine: Router
    locate_s: float = 0.0
    search_s: float = 0.0

    @property
    def network_version(self) -> str:
        """See ``Router``."""
        return self.engine.network_version

    def locate(self, point: Point) -> RoadPoint:
        """See ``Router``."""
        answer, seconds = _timed(lambda: self.engine.locate(point))
        self.locate_s += seconds
        return answer

    def locate_all(self, points: Sequence[Point]) -> list[RoadPoint]:
        """See ``Router``."""
        answer, seconds = _timed(lambda: self.engine.locate_all(points))
        self.locate_s += seconds
        return answer

    def times_to(self, target: RoadPoint, sources: Sequence[RoadPoint]) -> TravelTimes:
        """See ``Router``."""
        answer, seconds = _timed(lambda: self.engine.times_to(target, sources))
        self.search_s += seconds
        return answer

    def times_from(self, source: RoadPoint, targets: Sequence[RoadPoint]) -> TravelTimes:
        """See ``Router``."""
        return self.engine.times_from(source, targets)

    def route(self, source: RoadPoint, target: RoadPoint) -> Route | None:
        """See ``Router``."""
        return self.engine.route(source, target)


@dataclass
class Parts:
    """Seconds of each ranking, and of its steps."""

    whole: list[float] = field(default_factory=list)
    sort_out: list[float] = field(default_factory=list)
    locate: list[float] = field(default_factory=list)
    search: list[float] = field(default_factory=list)
    explain: list[float] = field(default_factory=list)


def engines(rounds: int) -> list[Table]:
    """The engines in turn, for each number of vehicles that have moved."""
    guarded = GuardedRouter(StraightLineRouter(shiyan().meta.detour_factor, 45.0), deadline_s=5.0)
    engine = ContractedRouter(roads())
    engine.wait()
    guarded.use(engine)
    watches = {
        OURS: Stopwatch(guarded),
        "scipy": Stopwatch(ScipyRouter(roads())),
        "networkx": Stopwatch(NetworkxRouter(roads())),
    }
    all_pins = {name: RoadPins(watch) for name, watch in watches.items()}
    found = {(name, moved): Parts() for moved in MOVED for name in watches}
    clock, chance = ManualClock(NOON_MS), Random(1)
    shift = Shift(MemoryJournal(), clock)
    try:
        positions = _send_some_out(shift, chance)
        for moved in MOVED:
            for nth in range(-WARM_UP, rounds):
                _move(positions, moved, chance)
                incident = shift.open_incident(desk(1), scene(chance))
                for name, pins in all_pins.items():
                    if name == "networkx" and nth >= rounds // 4:
                        continue  # the slow one answers fewer questions
                    q = Question(shift.board, shiyan(), positions, pins, incident, NOON_MS)
                    _ask(q, watches[name], found[name, moved] if nth >= 0 else Parts())
    finally:
        shift.stop()
    return [_whole_table(found), _parts_table(found)]


def _ask(q: Question, watch: Stopwatch, parts: Parts) -> None:
    """One ranking, with the time of its steps."""
    gc.collect(0)
    watch.locate_s = watch.search_s = 0.0
    ranking, whole_s = _timed(lambda: rank_vehicles(q))
    assert ranking.basis == "road"
    assert len(ranking.ranked) + len(ranking.passed_over) == len(shiyan().vehicles)
    _, sort_s = _timed(
        lambda: sort_out(q.board, q.region, q.positions, q.incident, q.now_ms),
    )
    parts.whole.append(whole_s)
    parts.sort_out.append(sort_s)
    parts.locate.append(watch.locate_s)
    parts.search.append(watch.search_s)
    parts.explain.append(whole_s - sort_s - watch.locate_s - watch.search_s)


def _send_some_out(shift: Shift, chance: Random) -> dict[str, LivePosition]:
    """An ordinary noon: every vehicle has a position, some are under way."""
    for vehicle_id in chance.sample(list(shiyan().vehicles), BUSY):
        incident = shift.open_incident(desk(1), scene(chance))
        order = c.DispatchVehicle(incident_id=incident.id, vehicle_id=vehicle_id)
        shift.give(desk(1), order)
    return {
        vehicle.id: LivePosition(
            vehicle_id=vehicle.id,
            point=shiyan().units[vehicle.station_code].point,
            at_ms=NOON_MS,
            received_ms=NOON_MS,
            speed_kmh=0.0,
            heading_deg=0.0,
        )
        for vehicle in shiyan().vehicles.values()
    }


def _move(positions: dict[str, LivePosition], moved: int, chance: Random) -> None:
    """So many vehicles are some hundred metres from where they were."""
    for vehicle_id in chance.sample(list(positions), moved):
        here = positions[vehicle_id]
        lon, lat = here.point.lon + chance.gauss(0, 3e-3), here.point.lat + chance.gauss(0, 3e-3)
        positions[vehicle_id] = replace(here, point=Point(lon, lat))


def _whole_table(found: dict[tuple[str, int], Parts]) -> Table:
    rows: list[dict[str, Cell]] = []
    for moved in MOVED:
        ours = found[OURS, moved].whole
        rows.append({"engine": f"{OURS} (ours)", "moved": moved, **spread(ours)})
        for name in ("scipy", "networkx"):
            peer = found[name, moved].whole
            times = {"× ours (p50)": ratio(peer, ours)} if peer else {}
            rows.append({"engine": name, "moved": moved, **spread(peer), **times})
    return Table(
        f"Call answered → {len(shiyan().vehicles)} vehicles ranked, in process",
        rows,
        (
            f"random scenes, {BUSY} vehicles under way; all 226 answered for",
            "moved: vehicles with a new position that has not been placed on the road yet; the",
            "server places them once a second, so that a ranking finds few",
        ),
    )


def _parts_table(found: dict[tuple[str, int], Parts]) -> Table:
    rows: list[dict[str, Cell]] = []
    for moved in MOVED:
        parts = found[OURS, moved]
        steps = {
            "sort out who could come": parts.sort_out,
            "place on the road (scene, moved vehicles)": parts.locate,
            "road times": parts.search,
            "order, reasons, answer": parts.explain,
        }
        rows += [{"step": step, "moved": moved, **spread(took)} for step, took in steps.items()]
    return Table(f"The parts of a ranking ({OURS})", rows)


def _timed(call: Callable[[], T]) -> tuple[T, float]:
    started = perf_counter()
    answer = call()
    return answer, perf_counter() - started
