"""Answer → recommendation on the desk with 300 vehicles and 60 open incidents, over HTTP; all
sixty ranked anew after one closure; networkx, asked the same in the same run, beside it.
"""

import csv
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from time import perf_counter, sleep
from typing import Any

from dispatch.domain.clock import ManualClock
from dispatch.journal.memory import MemoryJournal
from dispatch.pins import RoadPins
from dispatch.ranking import Question, rank_vehicles
from geo.roads.conditions import Restricted, RoadState
from geo.routing.reference import NetworkxRouter
from stations.positions.fix import LivePosition
from stations.regionpack import builtin, load
from tests.bench.figures import Cell, Effort, Table, ratio, spread
from tests.bench.over_http import ROADS_WITHIN_S, Desk
from tests.bench.ranking import NOON_MS
from tests.bench.shift import Shift, desk, roads, scene, shiyan
from tests.bench.stores import scratch
from tests.support.server import ServerProcess

VEHICLES = 300
OPEN = {Effort.FULL: 60, Effort.QUICK: 60, Effort.SMOKE: 3}
ASKED = {Effort.FULL: 300, Effort.QUICK: 120, Effort.SMOKE: 2}
CLOSURES = {Effort.FULL: 40, Effort.QUICK: 12, Effort.SMOKE: 1}
BY_NETWORKX = {Effort.FULL: 20, Effort.QUICK: 6, Effort.SMOKE: 1}


def measure(effort: Effort) -> list[Table]:
    """The tables of this bench."""
    rows: list[dict[str, Cell]] = []
    with _server() as running:
        city, chance = Desk(running.port), Random(5)
        incidents = [city.open_incident(chance) for _ in range(OPEN[effort])]
        _send(city, incidents)
        for _ in range(3):
            city.rank(incidents[0])
        answered = [_answered(city, chance) for _ in range(ASKED[effort])]
        ranked = [city.rank(incidents[nth % len(incidents)]) for nth in range(ASKED[effort])]
        closed = [_closed(city, chance, len(incidents)) for _ in range(CLOSURES[effort])]
        city.close()
    reference_s, renewed_s = _networkx(effort)
    ours = [s for _, s in ranked]
    again = [s for _, s in closed]
    rows.append({"part": "accept sent → recommendation read", **spread(answered)})
    rows.append({"part": "recommendation alone, sent → read", **spread(ours)})
    computed = [ranking["took_ms"] / 1000 for ranking, _ in ranked]
    rows.append({"part": "of which ranking in the server", **spread(computed)})
    slower = ratio(reference_s, computed)
    rows.append({"part": "networkx, the ranking alone", **spread(reference_s), "× ours": slower})
    whole = [s for s, _ in closed]
    rows.append({"part": "closure sent → all open incidents ranked anew", **spread(whole)})
    rows.append({"part": "of which all open incidents ranked", **spread(again)})
    slower = ratio(renewed_s, again)
    rows.append({"part": "networkx, all of them ranked", **spread(renewed_s), "× ours": slower})
    first = ranked[0][0]
    notes = (
        f"{VEHICLES} vehicles, {OPEN[effort]} open incidents, every second one with a vehicle sent",
        f"every answer has reasons for {len(first['ranked'])} candidates, four alternatives with a "
        "meeting point, and what each one leaves uncovered",
        "networkx ranks by the same code with its own search; after a closure one search for each "
        "incident, no reasons",
    )
    return [Table("Recommendation over HTTP, one desk", rows, notes)]


@contextmanager
def _server() -> Iterator[ServerProcess]:
    with scratch() as folder:
        pack = _larger_pack(folder / "pack")
        settings: dict[str, Any] = {"region": pack, "log_level": "error"}
        with ServerProcess(folder, **settings) as running:
            waited_s = 0.0
            while not running.health()["router"]["ready"]:
                sleep(0.05)
                waited_s += 0.05
                assert waited_s < ROADS_WITHIN_S, "the road network did not get ready"
            yield running


def _larger_pack(folder: Path) -> Path:
    """The region with 300 vehicles: some stations have one more."""
    shutil.copytree(builtin("shiyan"), folder)
    path = folder / "vehicles.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *lines = list(csv.reader(file))
    more = [
        [f"X{nth:03d}", f"增{nth:03d}", f"鄂C·9{nth:04d}", *line[3:]]
        for nth, line in enumerate(lines[: VEHICLES - len(lines)])
    ]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([header, *lines, *more])
    assert len(load(folder).vehicles) == VEHICLES
    return folder


def _send(city: Desk, incidents: list[str]) -> None:
    """Every second incident has its best vehicle on the way."""
    for incident_id in incidents[::2]:
        ranking, _ = city.rank(incident_id)
        ready = (c for c in ranking["ranked"] if c["group"] == "ready" and c["boundary"] != "ask")
        city.send(incident_id, next(ready)["vehicle_id"], ranking["answer_id"])


def _answered(city: Desk, chance: Random) -> float:
    """A call is accepted with its place, and the recommendation is read; then it is closed."""
    call_id = city.ring()
    started = perf_counter()
    incident_id = city.accept(call_id, chance)
    city.rank(incident_id)
    took_s = perf_counter() - started
    city.done(incident_id)
    return took_s


def _closed(city: Desk, chance: Random, open_incidents: int) -> tuple[float, float]:
    """A road is closed and all open incidents are ranked by what is left; it is opened again."""
    point = chance.choice(list(shiyan().townships.values())).point
    shape = {"type": "spot", "lon": point.lon, "lat": point.lat, "radius_m": 500}
    started = perf_counter()
    receipt = city.must("/api/roads/restrictions", {"kind": "closed", "shape": shape})
    asked = perf_counter()
    standings = city.line.get("/api/standings").body
    done = perf_counter()
    assert len(standings) >= open_incidents
    city.must(f"/api/roads/restrictions/{receipt['restriction_id']}/reopen", {})
    return done - started, done - asked


def _networkx(effort: Effort) -> tuple[list[float], list[float]]:
    """Seconds of one ranking, and of all open incidents after a closure, by networkx."""
    engine, chance = NetworkxRouter(roads()), Random(6)
    shift = Shift(MemoryJournal(), ManualClock(NOON_MS))
    try:
        incidents = [shift.open_incident(desk(1), scene(chance)) for _ in range(OPEN[effort])]
        pins, positions = RoadPins(engine), _at_home()
        places = pins.locate({i: p.point for i, p in positions.items()})
        took_s = []
        for nth in range(BY_NETWORKX[effort]):
            incident = incidents[nth % len(incidents)]
            started = perf_counter()
            rank_vehicles(Question(shift.board, shiyan(), positions, pins, incident, NOON_MS))
            took_s.append(perf_counter() - started)
        started = perf_counter()
        state = RoadState.of(roads(), RoadState.open(roads()).base, _no_closures())
        renewed = engine.under(state)
        for incident in incidents:
            assert incident.location is not None
            renewed.times_to(renewed.locate(incident.location.point), places)
        return took_s, [perf_counter() - started]
    finally:
        shift.stop()


def _no_closures() -> list[Restricted]:
    return []


def _at_home() -> dict[str, LivePosition]:
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
