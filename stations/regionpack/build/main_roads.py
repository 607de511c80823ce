"""Real main roads from OpenStreetMap, as PyPI ``scgraph_data`` carries them."""

import json
import re
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import networkx as nx

from geo.coordinates import Point, distance_m

BOX = (109.4, 31.4, 111.6, 33.3)
"""West, south, east, north; roads with one end inside are kept whole."""

LONG_M = 8_000.0
"""Beyond this a straight line is the package's simplification, not a road's true course."""

_LINES = ("graph=", "nodes=")

Vertex = tuple[float, float]


@dataclass
class RoadGraph:
    """Road lines as an undirected graph over (lon, lat) vertices, and what was left out."""

    graph: "nx.Graph[Vertex]" = field(default_factory=nx.Graph)
    dropped_components: int = 0
    dropped_edges: int = 0

    def add(self, a: Vertex, b: Vertex, length_m: float, road_class: str, schematic: bool) -> None:
        """A road between two vertices; the shorter one stays when there are two."""
        no_shorter = self.graph.has_edge(a, b) and self.graph.edges[a, b]["length_m"] <= length_m
        if a != b and not no_shorter:
            self.graph.add_edge(a, b, length_m=length_m, road_class=road_class, schematic=schematic)


def read_main_roads() -> RoadGraph:
    """The largest connected part of the main roads in the box."""
    graph, nodes = _read_package()
    west, south, east, north = BOX
    inside = [
        i for i, (lat, lon) in enumerate(nodes) if south <= lat <= north and west <= lon <= east
    ]
    roads = RoadGraph()
    for i in inside:
        for j, length_km in graph[i].items():
            a, b = (_vertex(nodes[k]) for k in sorted((i, int(j))))
            # The package rounds short lengths down to zero; a road is no shorter than its chord.
            length_m = max(length_km * 1000.0, distance_m(Point(*a), Point(*b)))
            road_class = "trunk" if length_m <= LONG_M else "trunk_simplified"
            roads.add(a, b, length_m, road_class, schematic=False)
    _keep_largest(roads)
    return roads


def _read_package() -> tuple[list[dict[str, float]], list[tuple[float, float]]]:
    """Lengths in km by neighbour, and (lat, lon), from the two long lines of the module.

    Read as text: importing it would need one exact version of ``scgraph`` and half a minute.
    """
    package = find_spec("scgraph_data")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("scgraph_data==2.0.0")
    text = Path(package.origin).with_name("world_highways.py").read_text(encoding="utf-8")
    parts = dict(
        line.split("=", 1) for line in text.splitlines() if line[:6] in ("graph=", "nodes=")
    )
    return json.loads(re.sub(r"(\d+):", r'"\1":', parts["graph"])), json.loads(parts["nodes"])


def _keep_largest(roads: RoadGraph) -> None:
    parts = sorted(nx.connected_components(roads.graph), key=len, reverse=True)
    edges = roads.graph.number_of_edges()
    for part in parts[1:]:
        roads.graph.remove_nodes_from(part)
    roads.dropped_components = len(parts) - 1
    roads.dropped_edges = edges - roads.graph.number_of_edges()


def _vertex(node: tuple[float, float]) -> Vertex:
    lat, lon = node
    return round(lon, 5), round(lat, 5)
