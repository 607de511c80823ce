"""Schematic roads from the main network to places that it does not reach.

The package knows main roads only. Every other place is joined the way mountain roads grow: the
nearest place first, to the main road or to a place already joined, whichever is nearer; then a road
between neighbours wherever the way around would be absurd. Lengths are straight lines × a factor.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import combinations, pairwise

import networkx as nx
import shapely

from geo.coordinates import Point, distance_m
from stations.regionpack.build.main_roads import RoadGraph, Vertex

MOUNTAIN_FACTOR = 1.4
TOWN_FACTOR = 1.25
TOWN_M = 3_000.0
"""Up to here a connector is a street of a town, beyond it a mountain road."""

NEIGHBOURS_M = 20_000.0
STRETCH_MAX = 2.5
"""Neighbours are joined when the road between them is this many times longer than a direct one."""

_STOP_M = 500.0

Stop = tuple[Vertex, Vertex, float] | None
"""The main road and the fraction of it where a vertex lies; None for an end of a road."""

# Centre line of the 丹江口 reservoir, sketched: no connector crosses it where there is no bridge.
_RESERVOIR = shapely.LineString(
    [(110.93, 32.81), (111.08, 32.74), (111.13, 32.70), (111.22, 32.66), (111.33, 32.62),
     (111.42, 32.60), (111.48, 32.57)]
)  # fmt: skip


def join_places(roads: RoadGraph, seats: Iterable[Point], streets: Iterable[Point]) -> None:
    """Join township seats and places in towns (``streets``) to the network, then neighbours."""
    seat_vertices = {_vertex(point) for point in seats}
    _grow(roads, sorted(seat_vertices | {_vertex(point) for point in streets}), seat_vertices)
    _shorten(roads, sorted(seat_vertices))


def _grow(roads: RoadGraph, places: Sequence[Vertex], seats: Set[Vertex]) -> None:
    """Prim's tree out of the main network; main roads are split where connectors meet them."""
    stops = _stops(roads)
    tree = shapely.STRtree([shapely.Point(stop) for stop in stops])
    vertices = list(stops)
    waiting: dict[Vertex, tuple[float, Vertex]] = {}
    for place in places:
        stop = vertices[tree.nearest(shapely.Point(place))]
        waiting[place] = (_metres(place, stop), stop)
    met: set[Vertex] = set()
    while waiting:
        place = min(waiting, key=lambda p: (waiting[p][0], p))
        _, target = waiting.pop(place)
        met.add(target)
        _connect(roads, place, target, place in seats)
        for other, (best, _) in waiting.items():
            metres = _metres(other, place)
            if metres < best and not _is_barred(other, place):
                waiting[other] = (metres, place)
    _split(roads, {vertex: stops[vertex] for vertex in sorted(met & stops.keys())})


def _stops(roads: RoadGraph) -> dict[Vertex, Stop]:
    """Where a connector may meet a main road: every vertex, and every half kilometre between."""
    stops: dict[Vertex, Stop] = {}
    for a, b, data in roads.graph.edges(data=True):
        pieces = max(1, round(data["length_m"] / _STOP_M))
        for i in range(1, pieces):
            at = i / pieces
            stops[_between(a, b, at)] = (a, b, at)
    return stops | dict.fromkeys(roads.graph)


def _split(roads: RoadGraph, met: Mapping[Vertex, Stop]) -> None:
    """Give each main road the vertices at which connectors meet it."""
    cuts: defaultdict[tuple[Vertex, Vertex], list[tuple[float, Vertex]]] = defaultdict(list)
    for vertex, stop in met.items():
        if stop:
            a, b, at = stop
            cuts[a, b].append((at, vertex))
    for (a, b), inner in cuts.items():
        data = roads.graph.edges[a, b]
        roads.graph.remove_edge(a, b)
        for (from_at, head), (to_at, tail) in pairwise([(0.0, a), *sorted(inner), (1.0, b)]):
            length_m = data["length_m"] * (to_at - from_at)
            roads.add(head, tail, length_m, data["road_class"], schematic=False)


def _connect(roads: RoadGraph, place: Vertex, target: Vertex, township: bool) -> None:
    """One schematic road."""
    metres = _metres(place, target)
    in_town = metres <= TOWN_M
    road_class = "connector_township" if township and not in_town else "connector_county"
    factor = TOWN_FACTOR if in_town else MOUNTAIN_FACTOR
    roads.add(place, target, metres * factor, road_class, schematic=True)


def _shorten(roads: RoadGraph, seats: Sequence[Vertex]) -> None:
    """Join neighbouring seats, nearest first, when the way around is far longer."""
    for metres, a, b in sorted((_metres(a, b), a, b) for a, b in combinations(seats, 2)):
        if metres > NEIGHBOURS_M:
            return
        around = nx.dijkstra_path_length(roads.graph, a, b, weight="length_m")
        if around > STRETCH_MAX * MOUNTAIN_FACTOR * metres and not _is_barred(a, b):
            _connect(roads, a, b, township=True)


def _is_barred(a: Vertex, b: Vertex) -> bool:
    return bool(shapely.LineString([a, b]).crosses(_RESERVOIR))


def _between(a: Vertex, b: Vertex, at: float) -> Vertex:
    return round(a[0] + (b[0] - a[0]) * at, 5), round(a[1] + (b[1] - a[1]) * at, 5)


def _metres(a: Vertex, b: Vertex) -> float:
    return distance_m(Point(*a), Point(*b))


def _vertex(point: Point) -> Vertex:
    return round(point.lon, 5), round(point.lat, 5)
