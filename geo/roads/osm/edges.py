"""From ways to edges: single straight pieces between two vertices, the grain everything is cut to.

A vertex here is a place where pieces meet. Nodes of the file that lie on one spot and are joined
by a piece without length are one vertex; a barrier that cannot be passed is as many vertices as
pieces end there.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from geo.coordinates.metric import METRES_PER_DEGREE
from geo.roads.osm.findings import Finding, Findings
from geo.roads.osm.reading import MISSING, PER_DEGREE, RawRoads

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]
Pieces = tuple[Ints, Ints, Ints]
"""Start and end vertex of each piece, and the row of its way."""


@dataclass(frozen=True)
class Edges:
    """Pieces in the order of their ways. ``along`` drives from ``start`` to ``end``, ``back`` the
    other way; both are rows of the drives, -1 where closed.

    ``vertex_of`` and ``node`` (sorted) translate OSM nodes; ``special`` holds the vertices that
    have a meaning of their own. ``way`` is a row of ``way_id`` and never falls.
    """

    start: Ints
    end: Ints
    way: Ints
    along: Ints
    back: Ints
    metres: NDArray[np.float64]
    ferry_s: NDArray[np.float32]
    lon: Ints
    lat: Ints
    node: Longs
    vertex_of: Ints
    special: dict[int, str]
    way_id: Longs

    @property
    def count(self) -> int:
        """How many pieces."""
        return len(self.start)

    def vertex(self, node: int) -> int:
        """The vertex of an OSM node, -1 when no road runs over it."""
        row = int(np.searchsorted(self.node, node))
        found = row < len(self.node) and self.node[row] == node
        return int(self.vertex_of[row]) if found else -1

    def of_way(self, way: int) -> Ints:
        """The edges of a way in its order; none when it is no road or lies outside."""
        row = self._row_of_way.get(way, -1)
        begin, end = np.searchsorted(self.way, [row, row + 1])
        return np.arange(begin, end, dtype=np.int32)

    @cached_property
    def _row_of_way(self) -> dict[int, int]:
        return {way: row for row, way in enumerate(self.way_id.tolist())}


def cut_into_edges(raw: RawRoads, clip: BaseGeometry | None, findings: Findings) -> Edges:
    """Every usable piece of every way inside ``clip`` (all of them without one)."""
    findings.subject = ""
    node, lon, lat, pieces = _all_pieces(raw)
    known = (lon[pieces[0]] != MISSING) & (lon[pieces[1]] != MISSING)
    findings.add(Finding.MISSING_NODE, "", int((~known).sum()))
    pieces = _only(known, pieces)
    inside = _inside(lon, lat, pieces[0], pieces[1], clip)
    findings.add(Finding.OUTSIDE, "", int((~inside).sum()))
    start, end, way = _only(inside, pieces)
    merged = _merge_spots(lon, lat, start, end)
    pieces = merged[start], merged[end], way
    real = pieces[0] != pieces[1]
    findings.add(Finding.ZERO_LENGTH, "", int((~real).sum()))
    pieces = _only(real, pieces)
    single = _not_repeated(*pieces, raw)
    findings.add(Finding.DUPLICATE, "", int((~single).sum()))
    start, end, way = _only(single, pieces)
    special = {int(merged[v]): kind for v, kind in _special(raw, node).items()}
    start, end, lon, lat = _cut_at_barriers(start, end, lon, lat, special, findings)
    metres = _lengths(lon, lat, start, end)
    return Edges(
        start=start,
        end=end,
        way=way,
        along=raw.along[way],
        back=raw.back[way],
        metres=metres,
        ferry_s=_sailing(raw.duration_s[way], metres, way),
        lon=lon,
        lat=lat,
        node=node,
        vertex_of=merged,
        special=special,
        way_id=raw.way,
    )


def _all_pieces(raw: RawRoads) -> tuple[Longs, Ints, Ints, Pieces]:
    """The nodes of all ways, where they are, and the pieces between them."""
    node, vertex = np.unique(raw.node, return_inverse=True)
    lon = np.empty(len(node), dtype=np.int32)
    lat = np.empty(len(node), dtype=np.int32)
    lon[vertex], lat[vertex] = raw.lon, raw.lat
    corner: Ints = vertex.astype(np.int32)
    row = np.delete(np.arange(len(raw.node) - 1, dtype=np.int32), raw.first[1:-1] - 1)
    way = np.repeat(np.arange(len(raw.way), dtype=np.int32), np.diff(raw.first) - 1)
    return node, lon, lat, (corner[row], corner[row + 1], way)


def _only(kept: Flags, columns: Pieces) -> Pieces:
    """The kept rows of three columns."""
    one, two, three = (column[kept] for column in columns)
    return one, two, three


def _inside(lon: Ints, lat: Ints, start: Ints, end: Ints, clip: BaseGeometry | None) -> Flags:
    """Pieces with at least one end inside; the one that crosses the border stays whole."""
    if clip is None:
        return np.ones(len(start), dtype=np.bool_)
    shapely.prepare(clip)
    west, south, east, north = (bound * PER_DEGREE for bound in clip.bounds)
    near = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
    vertex = np.zeros(len(lon), dtype=np.bool_)
    vertex[near] = shapely.contains_xy(clip, lon[near] / PER_DEGREE, lat[near] / PER_DEGREE)
    inside: Flags = vertex[start] | vertex[end]
    return inside


def _merge_spots(lon: Ints, lat: Ints, start: Ints, end: Ints) -> Ints:
    """For each node the vertex it becomes: the lowest of those joined on one spot."""
    same = (lon[start] == lon[end]) & (lat[start] == lat[end]) & (start != end)
    merged = np.arange(len(lon), dtype=np.int32)
    if same.any():
        pairs = (np.ones(int(same.sum()), np.bool_), (start[same], end[same]))
        _, label = connected_components(coo_array(pairs, shape=(len(lon), len(lon))))
        lowest = np.full(int(label.max()) + 1, len(lon), dtype=np.int32)
        np.minimum.at(lowest, label, merged)
        merged = lowest[label]
    return merged


def _not_repeated(start: Ints, end: Ints, way: Ints, raw: RawRoads) -> Flags:
    """False for a piece that a greater or earlier one between the same vertices makes needless."""
    along, back = raw.along[way], raw.back[way]
    low, high = np.minimum(start, end), np.maximum(start, end)
    up, down = np.where(start < end, along, back) >= 0, np.where(start < end, back, along) >= 0
    rank = np.array([drive.road_class for drive in raw.drives], dtype=np.int32)[
        np.maximum(along, back)
    ]
    closed = ~up & ~down
    order = np.lexsort((np.arange(len(start)), rank, closed, high, low))
    lows, highs = low[order], high[order]
    begins = np.ones(len(order), dtype=np.bool_)
    begins[1:] = (lows[1:] != lows[:-1]) | (highs[1:] != highs[:-1])
    leader = order[np.maximum.accumulate(np.where(begins, np.arange(len(order)), 0))]
    covered = np.zeros(len(start), dtype=np.bool_)
    covered[order] = ~begins & (~up[order] | up[leader]) & (~down[order] | down[leader])
    return ~(covered | closed)


def _special(raw: RawRoads, node: Longs) -> dict[int, str]:
    """The special nodes that a road runs over, by row of ``node``."""
    found = {int(np.searchsorted(node, osm_id)): kind for osm_id, kind in raw.special.items()}
    return dict(sorted(found.items()))


def _cut_at_barriers(
    start: Ints, end: Ints, lon: Ints, lat: Ints, special: dict[int, str], findings: Findings
) -> tuple[Ints, Ints, Ints, Ints]:
    """Give every piece that ends at a closed barrier an end of its own."""
    shut = np.zeros(len(lon), dtype=np.bool_)
    shut[[vertex for vertex, kind in special.items() if kind == "shut"]] = True
    ends = np.concatenate([start, end])
    at = np.flatnonzero(shut[ends])
    findings.add(Finding.BARRIER, "", len(np.unique(ends[at])))
    old = ends[at]
    ends[at] = np.arange(len(lon), len(lon) + len(at), dtype=np.int32)
    count = len(start)
    return ends[:count], ends[count:], np.append(lon, lon[old]), np.append(lat, lat[old])


def _lengths(lon: Ints, lat: Ints, start: Ints, end: Ints) -> NDArray[np.float64]:
    """Metres of each piece on its own local plane."""
    south, north = lat[start] / PER_DEGREE, lat[end] / PER_DEGREE
    east = (lon[end] / PER_DEGREE - lon[start] / PER_DEGREE) * np.cos(
        np.radians((south + north) / 2)
    )
    metres: NDArray[np.float64] = METRES_PER_DEGREE * np.hypot(east, north - south)
    return metres


def _sailing(
    duration_s: NDArray[np.float32], metres: NDArray[np.float64], way: Ints
) -> NDArray[np.float32]:
    """The share of its ferry's duration that each piece takes, 0 where no duration is told."""
    whole = np.bincount(way, weights=metres)[way] if len(way) else metres
    share: NDArray[np.float32] = (duration_s * metres / whole).astype(np.float32)
    return share
