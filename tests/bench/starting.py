"""From ``liandong demo`` to the first usable screen: a fresh database, and the start after it.

Usable means what a dispatcher needs: the page is there, the server is healthy, ranking is by road.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import NamedTuple

from geo.roads.network import RoadNetwork
from geo.routing.scipy_router import ScipyRouter
from stations.regionpack import builtin, load
from tests.bench.figures import Cell, Effort, Table
from tests.bench.stores import scratch
from tests.bench.watching import cpu_s
from tests.support.http_line import BROKEN, HttpLine
from tests.support.server import ServerProcess, free_port

ROUNDS = {Effort.FULL: 5, Effort.QUICK: 2, Effort.SMOKE: 1}
WITHIN_S = 60.0
CLEAN_WITHIN_S = 900.0
CLONED = Path("var/bench/clean-clone")


def measure(effort: Effort) -> list[Table]:
    """First and second starts, and what a start consists of."""
    first: list[Start] = []
    again: list[Start] = []
    for _ in range(ROUNDS[effort]):
        with scratch() as folder:
            demo = ServerProcess(folder, command="demo", accounts=False, log_level="error")
            first.append(_start(demo))
            again.append(_start(demo))
    starts = [
        {"start": name, **_told([s.took_s for s in runs]), "CPU s": _cpu(runs)}
        for name, runs in (
            ("liandong demo, fresh database", first),
            ("liandong demo, the day goes on", again),
        )
    ]
    parts = [{"part": part, **_told(took_s)} for part, took_s in _parts(ROUNDS[effort]).items()]
    return [
        Table(
            "Start to first usable screen",
            starts,
            (
                "usable: page served, health ok, road network ready; aim of a second start: ≤ 5 s",
                "CPU s: the server's own, which another program's load does not stretch",
            ),
        ),
        Table("What a start consists of", parts, ("the road network is built beside serving",)),
    ]


class Start(NamedTuple):
    """How long one start took, and the processor's share of it."""

    took_s: float
    spent_s: float


def _start(demo: ServerProcess) -> Start:
    started = perf_counter()
    demo.start(wait=False)
    assert demo.process is not None
    _until_usable(demo.port, WITHIN_S)
    start = Start(perf_counter() - started, cpu_s(demo.process.pid))
    demo.stop()
    return start


def _cpu(starts: list[Start]) -> float:
    return round(median(start.spent_s for start in starts), 2)


def measure_clean_clone(effort: Effort) -> list[Table]:
    """``make demo`` on a clone with nothing installed, then once more; fetches all packages."""
    shutil.rmtree(CLONED, ignore_errors=True)
    subprocess.run(["git", "clone", "--quiet", ".", str(CLONED)], check=True)
    port = free_port()
    kept = {name: os.environ[name] for name in os.environ if not name.startswith("LIANDONG_")}
    environment = {**kept, "LIANDONG_PORT": str(port)}
    try:
        rows: list[dict[str, Cell]] = [
            {"start": start, "s": round(_make_demo(port, environment), 1)}
            for start in ("make demo, clean clone", "make demo again")
        ]
    finally:
        shutil.rmtree(CLONED, ignore_errors=True)
    return [Table("make demo to first usable screen", rows, ("with this machine's network",))]


def _make_demo(port: int, environment: Mapping[str, str]) -> float:
    started = perf_counter()
    quiet = subprocess.DEVNULL
    make = subprocess.Popen(["make", "demo"], cwd=CLONED, env=environment, stdout=quiet)
    try:
        _until_usable(port, CLEAN_WITHIN_S, make)
        return perf_counter() - started
    finally:
        make.terminate()
        make.wait(20)


def _until_usable(
    port: int, within_s: float, process: subprocess.Popen[bytes] | None = None
) -> None:
    line = HttpLine(port)
    deadline = perf_counter() + within_s
    while perf_counter() < deadline:
        try:
            health = line.get("/api/health").body
            if health["status"] == "ok" and health["router"]["ready"] and line.get("/").ok:
                line.close()
                return
        except BROKEN:
            pass
        assert process is None or process.poll() is None, "make demo failed"
        sleep(0.01)
    raise AssertionError(f"no usable screen within {within_s} s")


def _parts(rounds: int) -> dict[str, list[float]]:
    took: dict[str, list[float]] = {"program loaded (imports)": [], "region pack read": []}
    took["road network and engine built"] = []
    imports, pack, roads = took.values()
    for _ in range(rounds):
        started = perf_counter()
        subprocess.run([sys.executable, "-c", "import console.cli.main"], check=True)
        imports.append(perf_counter() - started)
        started = perf_counter()
        region = load(builtin("shiyan"))
        pack.append(perf_counter() - started)
        started = perf_counter()
        ScipyRouter(RoadNetwork.build(region.road_segments, region.meta.speeds_kmh))
        roads.append(perf_counter() - started)
    return took


def _told(seconds: list[float]) -> dict[str, Cell]:
    return {
        "n": len(seconds),
        "median s": round(median(seconds), 2),
        "fastest s": round(min(seconds), 2),
        "slowest s": round(max(seconds), 2),
    }
