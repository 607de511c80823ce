"""A dispatch acknowledged, which means: on the disk. By the writer alone, and over HTTP.

One desk measures what a single key press costs; twenty desks at once show what is gained by
writing the commands that wait together in one transaction (group commit).
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from random import Random
from time import perf_counter

from dispatch.domain import commands as c
from dispatch.domain.actors import Actor
from dispatch.domain.clock import SystemClock
from dispatch.domain.decisions import Ranking
from dispatch.journal.stored import open_journal
from dispatch.pins import RoadPins
from dispatch.ranking import Question, rank_vehicles
from geo.routing.scipy_router import ScipyRouter
from tests.bench import over_http
from tests.bench.figures import Cell, Effort, Table, spread
from tests.bench.shift import Shift, desk, roads, scene, shiyan
from tests.bench.stores import databases

DESKS = (1, 20)
ROUNDS = {Effort.FULL: 400, Effort.QUICK: 120, Effort.SMOKE: 20}
"""Dispatches for each number of desks, shared among them."""


def measure(effort: Effort) -> list[Table]:
    """The tables of this bench."""
    with databases() as urls:
        rows = [row for name, url in urls.items() for row in _rows(name, url, ROUNDS[effort])]
        return [
            Table(
                "Dispatch acknowledged (durable), the writer alone",
                rows,
                (
                    "with the whole ranking as it lay on the table, some 20 kB in the journal",
                    "SQLite: WAL, synchronous=FULL; PostgreSQL: fsync and synchronous_commit on",
                ),
            ),
            over_http.dispatches(effort, urls),
        ]


def _rows(name: str, url: str, rounds: int) -> list[dict[str, Cell]]:
    if not url:
        return [{"database": name}]
    with closing(open_journal(url)) as journal:
        shift = Shift(journal, SystemClock())
        try:
            rows: list[dict[str, Cell]] = []
            for desks in DESKS:
                took_s, wall_s = _together(shift, desks, rounds // desks)
                pace = {"dispatches/s": round(len(took_s) / wall_s)}
                rows.append({"database": name, "desks at once": desks, **spread(took_s), **pace})
            return rows
        finally:
            shift.stop()


def _together(shift: Shift, desks: int, rounds: int) -> tuple[list[float], float]:
    """Seconds of every dispatch of all desks, and of the whole work including what lies between."""
    vehicles = list(shiyan().vehicles)[:desks]
    ranking = _ranking(shift)
    _work(shift, desk(0), vehicles[0], ranking, 3)  # warm up
    started = perf_counter()
    with ThreadPoolExecutor(desks) as pool:
        work = [
            pool.submit(_work, shift, desk(nth), vehicle_id, ranking, rounds)
            for nth, vehicle_id in enumerate(vehicles, start=1)
        ]
        took_s = [seconds for done in work for seconds in done.result()]
    return took_s, perf_counter() - started


def _work(shift: Shift, who: Actor, vehicle_id: str, ranking: Ranking, rounds: int) -> list[float]:
    """One desk: a call, the dispatch that is measured, and the vehicle called back."""
    took_s: list[float] = []
    chance = Random(who.user)
    for _ in range(rounds):
        incident = shift.open_incident(who, scene(chance))
        order = c.DispatchVehicle(incident_id=incident.id, vehicle_id=vehicle_id, ranking=ranking)
        started = perf_counter()
        receipt = shift.give(who, order)
        took_s.append(perf_counter() - started)
        shift.recall(who, receipt.task_id, receipt.incident_id)
    return took_s


def _ranking(shift: Shift) -> Ranking:
    """A true one: what is written down with each order has the size it has in service."""
    incident = shift.open_incident(desk(0), scene(Random(0)))
    pins = RoadPins(ScipyRouter(roads()))
    ranking = rank_vehicles(Question(shift.board, shiyan(), {}, pins, incident, incident.opened_ms))
    shift.give(desk(0), c.CloseIncident(incident_id=incident.id))
    return ranking
