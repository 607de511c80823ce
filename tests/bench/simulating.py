"""Simulation: calls a second on one core, all statistics kept, against SimPy on the same case.

Real roads: Auckland's city model of JEMSS, and a prefecture's fleet (226 vehicles, 136 stations,
500 calls a day) on the same roads. The native kernel: a matrix case that a SimPy model plays too,
with the same vehicles sent, and a year of 十堰. Then whole replications, and the twin.
"""

import csv
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, thread_time

import numpy as np

from simulations.demand.drawing import draw_calls
from simulations.jemss import engine
from simulations.jemss.files import find
from simulations.jemss.run import Ready, calls_for, lay_out, make_ready
from simulations.jemss.tables import Tables
from simulations.kernel.engine import simulate
from simulations.kernel.model import Policy
from simulations.scenarios import plan
from simulations.scenarios.scenario import Scenario
from simulations.worlds import build_world, kernel_policy
from stations.regionpack import builtin, load
from tests.bench.figures import Cell, Effort, Table, ratio
from tests.bench.simulating_years import replications, twin
from tests.support.jemss_models import table
from tests.support.simpy_model import SimPyModel, matrix_world, random_calls

AUCKLAND = Path(__file__).parents[3] / "shared" / "data" / "jemss_auckland"
VEHICLES, STATIONS, CALLS_A_DAY = 226, 136, 500.0
DAYS = {Effort.FULL: 365, Effort.QUICK: 60, Effort.SMOKE: 2}
ROUNDS = {Effort.FULL: 7, Effort.QUICK: 3, Effort.SMOKE: 1}
SIMPY_DAYS = {Effort.FULL: 20, Effort.QUICK: 5, Effort.SMOKE: 1}
NOTE = "calls/s by the time the thread ran; 'first' holds compiling, or reading what was compiled"


def measure(effort: Effort) -> list[Table]:
    """The tables; what needs the shared data is left out where it is missing."""
    tables = [_matrix(effort), _year(effort), replications(effort), twin(effort)]
    return [_roads(effort), *tables] if AUCKLAND.is_dir() else tables


def _timed(rounds: int, make: Callable[[], Callable[[], object]]) -> tuple[float, list[float]]:
    """Seconds of the first run, as the clock went, and those of the others, as the thread ran."""
    run = make()
    started = perf_counter()
    run()
    first, took = perf_counter() - started, []
    for _ in range(rounds):
        run = make()
        started = thread_time()
        run()
        took.append(thread_time() - started)
    return first, took


def _row(what: str, calls: int, first: float, took: list[float]) -> dict[str, Cell]:
    median = float(np.median(took))
    return {
        "case": what,
        "calls": calls,
        "n": len(took),
        "p50 ms": round(median * 1000, 2),
        "calls/s": round(calls / median),
        "best calls/s": round(calls / min(took)),
        "first ms": round(first * 1000),
    }


def _roads(effort: Effort) -> Table:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder) / "cache"
        city = make_ready(AUCKLAND, cache=cache)
        path = AUCKLAND / "calls_1.csv.gz"
        for what, busy in (("Auckland, 16 vehicles", None), ("Auckland, DMEXCLP", 0.5)):
            rows.append(_on_roads(what, city, path, busy, effort))
        prefecture = Path(folder) / "prefecture"
        write_prefecture(prefecture, DAYS[effort])
        ready = make_ready(prefecture, cache=cache)
        what = f"{VEHICLES} vehicles, {STATIONS} stations, {CALLS_A_DAY:.0f} a day"
        rows.append(_on_roads(what, ready, prefecture / "calls.csv", None, effort))
    return Table("simulation on real roads (JEMSS mode), one core", rows, (NOTE,))


def _on_roads(
    what: str, ready: Ready, path: Path, busy: float | None, effort: Effort
) -> dict[str, Cell]:
    calls = calls_for(ready, path)

    def made() -> Callable[[], object]:
        run = lay_out(ready, calls, busy)
        return lambda: engine.simulate(run)

    return _row(what, len(calls), *_timed(ROUNDS[effort], made))


def write_prefecture(folder: Path, days: float) -> None:
    """A prefecture's fleet and calls on the roads of Auckland, as a model folder."""
    rng = np.random.default_rng(226)
    folder.mkdir()
    for name in ("hospitals", "maps", "travel", "misc"):
        (folder / name).symlink_to(AUCKLAND / name)
    nodes = Tables(find(AUCKLAND, "travel/roads/nodes.csv"))["nodes"]
    x, y = nodes.numbers("x"), nodes.numbers("y")
    spots = rng.choice(len(x), STATIONS, replace=False)
    homes = np.concatenate([np.arange(STATIONS), rng.integers(0, STATIONS, VEHICLES - STATIONS)])
    count = int(CALLS_A_DAY * days)
    at = rng.integers(0, len(x), count)
    told = zip(
        range(1, count + 1), 1 + rng.choice(3, count, p=[0.3, 0.4, 0.3]), x[at], y[at],
        np.sort(rng.uniform(0, days, count)), np.full(count, 0.0015),
        rng.exponential(12 / 1440, count), (rng.random(count) < 0.85).astype(int),
        np.full(count, -1), rng.exponential(12 / 1440, count), strict=True,
    )  # fmt: skip
    (folder / "stations.csv").write_text(
        table("stations", ("index", "x", "y", "capacity"),
              [(n + 1, x[s], y[s], 9) for n, s in enumerate(spots)])
    )  # fmt: skip
    (folder / "ambulances.csv").write_text(
        table("ambulances", ("index", "stationIndex", "class"),
              [(n + 1, home + 1, 1) for n, home in enumerate(homes)])
    )  # fmt: skip
    with (folder / "calls.csv").open("w", newline="") as opened:
        opened.write("miscData,\nstartTime,\n0.0,\n,\ncalls,\n")
        lines = csv.writer(opened)
        lines.writerow(
            ("index", "priority", "x", "y", "arrivalTime", "dispatchDelay", "onSceneDuration",
             "transport", "hospitalIndex", "handoverDuration")
        )  # fmt: skip
        lines.writerows(told)
    config = (AUCKLAND / "sim_config.xml").read_text()
    for old, new in (
        ("ambulances/ambulances_1.csv", "ambulances.csv"),
        ("stations/stations_1.csv", "stations.csv"),
    ):
        config = config.replace(old, new)
    (folder / "sim_config.xml").write_text(config)


def _matrix(effort: Effort) -> Table:
    places, days = 400, SIMPY_DAYS[effort]
    world = matrix_world(places, STATIONS, VEHICLES)
    calls = random_calls(places, days, CALLS_A_DAY)
    policy = Policy(redispatch=np.zeros((5, 5), np.bool_))
    outcome = simulate(world, calls, policy)
    first, took = _timed(ROUNDS[effort], lambda: lambda: simulate(world, calls, policy))
    started = thread_time()
    peer = SimPyModel(world, calls).run()
    simpy_s = thread_time() - started
    same = float((outcome.vehicle == peer.vehicle).mean())
    rows = [
        {**_row("kernel", len(calls), first, took), "times faster": ratio([simpy_s], took)},
        _row("SimPy, the same case", len(calls), simpy_s, [simpy_s]),
    ]
    note = f"{same:.2%} of the calls have the same vehicle in both"
    return Table(f"simulation by matrix: {VEHICLES} vehicles, {places} places", rows, (NOTE, note))


def _year(effort: Effort) -> Table:
    region = load(builtin("shiyan"))
    days = DAYS[effort]
    planned = plan(region, Scenario(name="bench", days=days))
    world = build_world(planned)
    calls, policy = draw_calls(planned, world, 0), kernel_policy(planned, world)
    first, took = _timed(ROUNDS[effort], lambda: lambda: simulate(world, calls, policy))
    row = _row(f"{region.meta.name}, {days} days", len(calls), first, took)
    note = "the kernel alone; roads and callers are drawn before, once for all scenarios"
    return Table("simulation of a prefecture, one core", [row], (NOTE, note))
