"""What a start costs: mapped from the disk, and the compiler where its work is not yet kept."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec
import numpy as np

from geo.routing.contracted.store import save
from tests.bench.figures import Cell
from tests.bench.roads_own import Own

ROOT = Path(__file__).parents[2]

RESTART = """
import sys, json
from time import perf_counter
began = perf_counter()
import numpy as np
from pathlib import Path
from geo.routing.contracted.compiled import NEVER
from geo.routing.contracted.graph import Graph
from geo.routing.contracted.metrics import Metrics, Times
from geo.routing.contracted.fleet import Fleet
from geo.routing.contracted.prepared import Prepared
from geo.routing.contracted import store
imported = perf_counter()
folder = Path(sys.argv[1])
nodes, vehicles = int(sys.argv[2]), json.loads(sys.argv[3])
parts = ("tail", "head", "reverse")
tail, head, reverse = (np.load(folder / f"{part}.npy", mmap_mode="c") for part in parts)
graph = Graph.build(nodes, tail, head, reverse)
hierarchy, weights = store.load(folder / "kept", graph)
metrics = Metrics(graph, hierarchy, weights, Times.plain(weights.arc_ticks, "kept"))
engine = Prepared(graph, hierarchy, metrics)
loaded = perf_counter()
fleet = Fleet(engine, len(vehicles))
for number, arc in enumerate(vehicles):
    fleet.pin(number, arc, 1.0)
_, ticks = fleet.times_to(0, 0.0)
print(json.dumps([imported - began, loaded - imported, perf_counter() - loaded, ticks.tolist()]))
"""
"""Runs in a process of its own, as after a reboot but for the disk's cache."""


def restart(own: Own) -> dict[str, Cell]:
    """Milliseconds from nothing to the first ranking of 226 vehicles."""
    graph = own.roads.graph
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for array in ("tail", "head", "reverse"):
            np.save(folder / f"{array}.npy", getattr(graph, array))
        save(folder / "kept", graph, own.hierarchy, own.weights)
        size = sum(file.stat().st_size for file in (folder / "kept").iterdir())
        # Python keeps what it compiled, as it does wherever it may write beside its sources.
        usual = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        _run(own, folder, usual)
        runs = sorted((_run(own, folder, usual) for _ in range(3)), key=lambda run: sum(run[:3]))
        imported, loaded, asked, ticks = runs[1]
        cold = dict(usual, NUMBA_CACHE_DIR=str(folder / "compiled"))
        *_, compiled, _ = _run(own, folder, cold)
    own.label(own.slots)
    assert ticks == own.rank(0)[1].tolist()
    return {
        "import ms": round(imported * 1000),
        "map and check ms": round(loaded * 1000),
        "226 rows + first ranking ms": round(asked * 1000),
        "the same, nothing compiled yet ms": round(compiled * 1000),
        "on disk MB": round(size / 1e6, 1),
    }


def _run(
    own: Own, folder: Path, environment: dict[str, str]
) -> tuple[float, float, float, list[int]]:
    vehicles = msgspec.json.encode(own.rows.arc.tolist()).decode()
    done = subprocess.run(
        [sys.executable, "-c", RESTART, str(folder), str(own.roads.graph.node_count), vehicles],
        cwd=ROOT,
        env=environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
    )
    return msgspec.json.decode(done.stdout, type=tuple[float, float, float, list[int]])
