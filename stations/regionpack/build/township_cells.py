"""Township areas modelled as cells along roads: a place belongs to the seat nearest by road.

Points every kilometre along the roads take the township that they reach first; the plane between
them goes to the nearest such point (Voronoi). Counties and the prefecture are unions, so that all
borders agree. The outline is a hull around the seats: no official border is used or shipped.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import networkx as nx
import shapely
from shapely.geometry.base import BaseGeometry

from geo.coordinates import Point
from stations.regionpack.build.facts import TownshipFact
from stations.regionpack.build.main_roads import RoadGraph, Vertex

HULL_RATIO = 0.25
HULL_MARGIN_DEG = 0.09
STEP_M = 1_000.0
SIMPLIFY_DEG = 0.004
_EAST_SCALE = 0.843
"""Cosine of 32.5°: makes a degree of longitude as long as one of latitude."""


def model_cells(roads: RoadGraph, townships: Sequence[TownshipFact]) -> dict[str, BaseGeometry]:
    """A polygon for every township; together they fill the hull without gaps."""
    hull = _hull([township.point for township in townships])
    owners = _owners_along_roads(roads, townships)
    inside = [v for v in owners if hull.buffer(0.2).covers(_flat(v))]
    diagram = shapely.voronoi_polygons(
        shapely.MultiPoint([_flat(v) for v in inside]), extend_to=hull.buffer(0.3), ordered=True
    )
    pieces: defaultdict[str, list[BaseGeometry]] = defaultdict(list)
    for vertex, cell in zip(inside, shapely.get_parts(diagram), strict=True):
        pieces[owners[vertex]].append(cell)
    cells = {code: shapely.union_all(parts).intersection(hull) for code, parts in pieces.items()}
    codes = [township.code for township in townships]
    simple = shapely.coverage_simplify([cells[code] for code in codes], SIMPLIFY_DEG)
    return {code: _unflat(cell) for code, cell in zip(codes, simple, strict=True)}


def _owners_along_roads(roads: RoadGraph, townships: Sequence[TownshipFact]) -> dict[Vertex, str]:
    """Vertices and points along the roads with the township that is nearest by road."""
    seats: Mapping[Vertex, str] = {_vertex(t.point): t.code for t in townships}
    metres: dict[Vertex, float]
    paths: dict[Vertex, list[Vertex]]
    metres, paths = nx.multi_source_dijkstra(roads.graph, set(seats), weight="length_m")  # type: ignore[assignment]
    owners = {vertex: seats[path[0]] for vertex, path in paths.items()}
    for a, b, data in roads.graph.edges(data=True):
        pieces = max(1, round(data["length_m"] / STEP_M))
        for i in range(1, pieces):
            at = i / pieces
            from_a = metres[a] + at * data["length_m"]
            from_b = metres[b] + (1 - at) * data["length_m"]
            point = (round(a[0] + (b[0] - a[0]) * at, 5), round(a[1] + (b[1] - a[1]) * at, 5))
            owners.setdefault(point, owners[a if from_a <= from_b else b])
    return owners


def _hull(points: Sequence[Point]) -> BaseGeometry:
    seats = shapely.MultiPoint([_flat(_vertex(point)) for point in points])
    return shapely.concave_hull(seats, ratio=HULL_RATIO).buffer(HULL_MARGIN_DEG)


def _flat(vertex: Vertex) -> shapely.Point:
    return shapely.Point(vertex[0] * _EAST_SCALE, vertex[1])


def _unflat(geometry: BaseGeometry) -> BaseGeometry:
    return shapely.transform(geometry, lambda xy: (xy / [_EAST_SCALE, 1.0]).round(5))


def _vertex(point: Point) -> Vertex:
    return round(point.lon, 5), round(point.lat, 5)
