"""The graphs that the roads bench is tried on: real maps, and any ``.npz`` of the agreed form."""

import csv
import gzip
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo.roads.network import TICKS_PER_S, RoadNetwork
from geo.routing.contracted.compiled import Ints
from geo.routing.contracted.customization import to_ticks
from geo.routing.contracted.graph import Graph
from stations.regionpack import builtin, load
from tests.bench.roads_files import read
from tests.geo.jinan import jinan_roads

SHARED = Path(__file__).parents[3] / "shared" / "data"
JEMSS_DAY_S = 86_400.0


class RoadGraph:
    """A graph with ticks and, for who orders by them, coordinates of its nodes (NaN: none)."""

    def __init__(
        self,
        name: str,
        graph: Graph,
        ticks: Ints,
        lat: NDArray[np.float64],
        lon: NDArray[np.float64],
        ticks_per_s: int = TICKS_PER_S,
    ) -> None:
        self.name = name
        self.graph = graph
        self.ticks = ticks
        self.lat = lat
        self.lon = lon
        self.ticks_per_s = ticks_per_s

    @property
    def title(self) -> str:
        """Name and size."""
        return f"{self.name}: {self.graph.node_count:,} nodes, {self.graph.arc_count:,} arcs"


def usual() -> Iterator[RoadGraph]:
    """The pack's own roads and whatever lies in the shared data folder, small ones first."""
    yield of_network("shiyan", load(builtin("shiyan")).roads)
    if (SHARED / "jinan").is_dir():
        yield of_network("jinan", jinan_roads(SHARED / "jinan"))
    if (SHARED / "jemss_auckland").is_dir():
        yield auckland(SHARED / "jemss_auckland" / "travel" / "roads")
    for name in ("eastasia", "ny", "ne"):
        if (SHARED / "graphs" / f"{name}.npz").is_file():
            yield of_file(SHARED / "graphs" / f"{name}.npz")


def of_file(path: Path) -> RoadGraph:
    """A graph of the agreed form, see ``roads_files``: its weights are taken as they are."""
    tail, head, ticks, lat, lon = read(path)
    graph = Graph.build(len(lat), tail, head, np.full(len(tail), -1, np.int32))
    return RoadGraph(path.stem, graph, ticks, lat, lon, ticks_per_s=1000)


def of_network(name: str, network: RoadNetwork) -> RoadGraph:
    """The graph of a road network, asked from junction to junction like the others."""
    tail, head = network.arc_tail, network.arc_head
    seconds = network.arc_seconds
    return _of_arrays(name, tail, head, seconds, network.node_lat, network.node_lon)


def auckland(folder: Path) -> RoadGraph:
    """The roads of the JEMSS city model, with its times under lights and sirens (in days)."""
    nodes = np.array(list(_table(folder / "nodes.csv.gz", "nodes")), dtype=np.float64)
    arcs = np.array(list(_table(folder / "arcs.csv.gz", "arcs")), dtype=np.float64)
    tail, head = (arcs[:, k].astype(np.int32) - 1 for k in (1, 2))
    return _of_arrays("auckland", tail, head, arcs[:, 4] * JEMSS_DAY_S, nodes[:, 2], nodes[:, 1])


def _of_arrays(
    name: str,
    tail: Ints,
    head: Ints,
    seconds: NDArray[np.float64],
    lat: NDArray[np.float64],
    lon: NDArray[np.float64],
) -> RoadGraph:
    graph = Graph.build(len(lat), tail, head, np.full(len(tail), -1, np.int32))
    return RoadGraph(name, graph, to_ticks(seconds), lat, lon)


def _table(path: Path, name: str) -> Iterator[list[float]]:
    """The numbers of one table of a JEMSS file: from the line after its headings to its end."""
    with gzip.open(path, "rt", newline="") as file:
        rows = csv.reader(file)
        for before, _ in pairwise(rows):
            if before[0] == name:
                break
        for row in rows:
            cells = [cell for cell in row if cell]
            if not cells:
                return
            yield [float(cell) for cell in cells]
