"""Planning: a table of times written as Parquet, and isochrones with their polygons."""

import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np

from geo.coordinates import Point
from geo.roads.conditions import RoadState
from geo.routing.contracted import ContractedRouter
from geo.routing.matrices import Ends, SecondsType, write_matrix
from geo.routing.rings import rings
from stations.region import Region
from stations.regionpack import builtin, load
from tests.bench.figures import Cell, Effort, Table, spread

ROUNDS = {Effort.FULL: 7, Effort.QUICK: 3, Effort.SMOKE: 1}
SOURCES = 226
TARGETS = {Effort.FULL: 2_000, Effort.QUICK: 2_000, Effort.SMOKE: 50}
MINUTES = (8.0, 12.0, 15.0)


def measure(effort: Effort) -> list[Table]:
    """The tables for the roads of the pack."""
    region = load(builtin("shiyan"))
    router = ContractedRouter(region.roads)
    router.wait()
    return [_matrix(region, router, effort), _isochrones(region, router, effort)]


def _matrix(region: Region, router: ContractedRouter, effort: Effort) -> Table:
    network, rng = region.roads, np.random.default_rng(120)
    ends = []
    for count in (SOURCES, TARGETS[effort]):
        nodes = rng.integers(0, network.node_count, count)
        where = zip(network.node_lon[nodes].tolist(), network.node_lat[nodes].tolist(), strict=True)
        ends.append(Ends([str(nth) for nth in range(count)], [Point(*pair) for pair in where]))
    sources, targets = ends
    starts, goals = router.locate_all(sources.points), router.locate_all(targets.points)
    pairs = len(starts) * len(goals)
    took: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "matrix.parquet"
        for _ in range(ROUNDS[effort] + 1):
            started = perf_counter()
            router.matrix(starts, goals)
            took.setdefault("matrix alone", []).append(perf_counter() - started)
            for kind in SecondsType:
                started = perf_counter()
                write_matrix(router, sources, targets, path, kind=kind)
                name = f"located, worked out, written: {kind}"
                took.setdefault(name, []).append(perf_counter() - started)
    rows: list[dict[str, Cell]] = []
    for name, seconds in took.items():
        warm = seconds[1:]
        rate = round(pairs / float(np.median(warm)) / 1e6, 2)
        rows.append({"what": name, **spread(warm), "million pairs/s": rate})
    return Table(f"planning: {SOURCES} x {TARGETS[effort]:,} on {region.meta.name}", rows)


def _isochrones(region: Region, router: ContractedRouter, effort: Effort) -> Table:
    state = RoadState.open(region.roads)
    took: dict[str, list[float]] = {"one to all": [], "rings of 8, 12, 15 min": []}
    for place in router.locate_all([unit.point for unit in region.units.values()])[
        : ROUNDS[effort] * 4 + 1
    ]:
        started = perf_counter()
        node_s = router.seconds_to_all(place)
        swept = perf_counter()
        rings(state, node_s, place, MINUTES)
        took["one to all"].append(swept - started)
        took["rings of 8, 12, 15 min"].append(perf_counter() - swept)
    rows: list[dict[str, Cell]] = [{"what": w, **spread(s[1:])} for w, s in took.items()]
    return Table(f"planning: isochrones on {region.meta.name}", rows)
