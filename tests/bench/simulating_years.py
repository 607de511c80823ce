"""Simulation: years replicated in a minute on two cores, and how fast the twin's time passes.

A replication is all that a sweep does for it: callers drawn, simulated, measured. The twin is the
real core (writer, journal in memory, rankings) with crews around it, on the same day's calls.
"""

import dataclasses
import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np

from simulations.demand.drawing import draw_calls
from simulations.kernel.model import Calls, Policy
from simulations.scenarios import Scenario, plan
from simulations.scenarios.scenario import DemandTerms
from simulations.sweeps.executors import local_processes
from simulations.sweeps.sweeping import Sweep
from simulations.sweeps.task import Spec
from simulations.twin.play import Twin
from simulations.worlds import Detail, build_world
from stations.regionpack import builtin, load
from tests.bench.figures import Cell, Effort, Table
from tests.support.scenario_stage import clock_ms

WORKERS = 2
DAYS = {Effort.FULL: 365, Effort.QUICK: 365, Effort.SMOKE: 2}
REPLICATIONS = {Effort.FULL: 40, Effort.QUICK: 10, Effort.SMOKE: 2}
TWIN_HOURS = {Effort.FULL: 24, Effort.QUICK: 6, Effort.SMOKE: 1}
COARSE = Detail(villages=0, docks=False)


def replications(effort: Effort) -> Table:
    """A sweep of one scenario in worker processes, as a planner's run is."""
    pack = builtin("shiyan")
    days, count = DAYS[effort], REPLICATIONS[effort]
    rows: list[dict[str, Cell]] = []
    with tempfile.TemporaryDirectory() as shelf:
        crew = local_processes(WORKERS)
        try:
            for what, many in (("first: compiling, tables", WORKERS), ("afterwards", count)):
                scenario = Scenario(name="bench", days=days, warm_up_days=0, replications=many)
                spec = Spec(str(pack), str(Path(shelf)), scenario, keep_calls=False)
                started = perf_counter()
                done = Sweep([spec], crew, lambda task, part: None).run().done
                took_s = perf_counter() - started
                rows.append(
                    {
                        "what": what,
                        "n": done,
                        "seconds": round(took_s, 2),
                        "a minute": round(60 * done / took_s, 1),
                    }
                )
        finally:
            crew.close()
    name = load(pack).meta.name
    note = "drawn, simulated and measured in worker processes of the lowest priority"
    title = f"replications of {days} days of {name}, {WORKERS} processes"
    return Table(title, rows, (note,))


def twin(effort: Effort) -> Table:
    """Some hours of three times the normal demand on the real core."""
    region = dataclasses.replace(load(builtin("shiyan")), boundary=(), transfer_legs=())
    terms = DemandTerms(factor=3.0)
    planned = plan(region, Scenario(name="bench", days=1, warm_up_days=0, demand=terms))
    world = build_world(planned, None, COARSE)
    calls = draw_calls(planned, world, 0)
    hours = TWIN_HOURS[effort]
    count = int((calls.arrival_s < hours * 3600).sum())
    run = Twin(region, world, _first(calls, count), Policy(meet=False), clock_ms("00:00:00"))
    started = perf_counter()
    lived = run.play()
    took_s = perf_counter() - started
    row: dict[str, Cell] = {
        "vehicles": len(world.vehicle_ids),
        "simulated hours": hours,
        "calls": count,
        "journal entries": lived.entries,
        "seconds": round(took_s, 2),
        "simulated ÷ real": round(hours * 3600 / took_s),
    }
    note = "every order through the core's writer, every choice a full ranking with its reasons"
    return Table("twin: the real core under a virtual clock", [row], (note,))


def _first(calls: Calls, count: int) -> Calls:
    """The first calls of a day, as a day of its own."""
    of_calls = {
        field.name: getattr(calls, field.name)[:count]
        for field in dataclasses.fields(calls)
        if isinstance(getattr(calls, field.name), np.ndarray) and "pause" not in field.name
    }
    return dataclasses.replace(calls, **of_calls)
