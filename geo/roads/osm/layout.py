"""From stretches to the arrays of a road network: one arc per direction that may be driven."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.roads.osm.chains import Chains, row_of_each
from geo.roads.osm.edges import Edges
from geo.roads.osm.reading import PER_DEGREE
from geo.roads.osm.tags import Drive
from geo.roads.profiles import Profile
from geo.roads.traits import AreaKind, RoadClass, RoadTraits

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]

_POINTS = {"signal": "signals", "gate": "gates", "toll": "tolls", "rail": "rail_crossings"}
_WINDING_M_MIN = 200.0
"""A shorter stretch turns more per kilometre than any mountain road, at one street corner."""


@dataclass(frozen=True)
class Arcs:
    """Directed stretches: arc a drives ``half[first[a]:first[a + 1]]``; ends are vertices.

    ``twin`` is the same stretch the other way, -1 where that is closed.
    """

    first: Longs
    half: Ints
    drive: Ints
    twin: Longs
    tail: Ints
    head: Ints
    metres: Floats

    @property
    def count(self) -> int:
        """How many arcs."""
        return len(self.drive)

    def picked(self, kept: Flags) -> "Arcs":
        """Only the ``kept`` arcs, renumbered."""
        number = np.where(kept, np.cumsum(kept) - 1, -1)
        twin = np.where(self.twin >= 0, number[self.twin], -1)[kept]
        size = np.diff(self.first)
        return Arcs(
            first=np.concatenate([[0], np.cumsum(size[kept])]),
            half=self.half[np.repeat(kept, size)],
            drive=self.drive[kept],
            twin=twin,
            tail=self.tail[kept],
            head=self.head[kept],
            metres=self.metres[kept],
        )


def direct(edges: Edges, chains: Chains) -> Arcs:
    """Both directions of every chain that may be driven so, next to each other."""
    drives = np.stack([chains.along, chains.back], axis=1)
    chain, backwards = np.nonzero(drives >= 0)
    size = np.diff(chains.first)[chain]
    first = np.concatenate([[0], np.cumsum(size)])
    begin = np.where(backwards == 1, chains.first[chain + 1] - 1, chains.first[chain])
    half = chains.half[row_of_each(begin, backwards, size)]
    half ^= np.repeat(backwards.astype(np.int32), size)
    both = (drives.min(axis=1) >= 0)[chain]
    neighbour = np.arange(len(chain)) + np.where(backwards == 1, -1, 1)
    return Arcs(
        first=first,
        half=half,
        drive=drives[chain, backwards],
        twin=np.where(both, neighbour, -1),
        tail=tail_of(edges, half[first[:-1]]),
        head=head_of(edges, half[first[1:] - 1]),
        metres=np.add.reduceat(edges.metres[half >> 1], first[:-1]),
    )


def tail_of(edges: Edges, half: Ints) -> Ints:
    """The vertex a half-edge starts at."""
    tail: Ints = np.where(half & 1, edges.end[half >> 1], edges.start[half >> 1])
    return tail


def head_of(edges: Edges, half: Ints) -> Ints:
    """The vertex a half-edge ends at."""
    return tail_of(edges, half ^ 1)


def shapes(edges: Edges, arcs: Arcs) -> dict[str, NDArray[np.float64] | Ints]:
    """Vertices of every arc: its tail, then the head of each half-edge."""
    size = np.diff(arcs.first)
    first = np.concatenate([[0], np.cumsum(size + 1)])
    vertex = np.empty(int(first[-1]), dtype=np.int32)
    inner = np.ones(len(vertex), dtype=np.bool_)
    inner[first[:-1]] = False
    vertex[first[:-1]] = arcs.tail
    vertex[inner] = head_of(edges, arcs.half)
    so_far = np.cumsum(edges.metres[arcs.half >> 1])
    begin = np.repeat(np.concatenate([[0.0], so_far])[arcs.first[:-1]], size)
    at = np.zeros(len(vertex))
    at[inner] = np.minimum((so_far - begin) / np.repeat(arcs.metres, size), 1.0)
    at[first[1:] - 1] = 1.0
    return {
        "arc_first": first.astype(np.int32),
        "shape_lon": edges.lon[vertex] / PER_DEGREE,
        "shape_lat": edges.lat[vertex] / PER_DEGREE,
        "shape_at": at,
    }


def traits_of(
    edges: Edges,
    arcs: Arcs,
    drives: list[Drive],
    urban: BaseGeometry | None,
    profile: Profile,
    names: dict[str, int],
) -> RoadTraits:
    """What each arc is; ``names`` numbers every road name and reference."""
    counts: dict[str, Any] = {name: _count(edges, arcs, kind) for kind, name in _POINTS.items()}
    ferry_s = np.add.reduceat(edges.ferry_s[arcs.half >> 1], arcs.first[:-1])
    column: dict[str, NDArray[Any]] = {
        "road_class": np.array([d.road_class for d in drives], dtype=np.uint8),
        "flags": np.array([d.flags for d in drives], dtype=np.uint16),
        "limit_kmh": np.array([min(d.limit_kmh, 255) for d in drives], dtype=np.uint8),
        "wait_s": np.array([d.wait_s for d in drives], dtype=np.float32),
        "reference": np.array([names[d.reference] for d in drives], dtype=np.int32),
    }
    rows: dict[str, Any] = {name: values[arcs.drive] for name, values in column.items()}
    return RoadTraits(
        **rows,
        **counts,
        ferry_s=ferry_s.astype(np.float32),
        area=_areas(edges, arcs, rows["road_class"], urban, profile),
        way=edges.way_id[edges.way[arcs.half[arcs.first[:-1]] >> 1]],
    )


def _count(edges: Edges, arcs: Arcs, kind: str) -> NDArray[np.uint8]:
    """How many points of a kind one drives over; the one at the start belongs to the arc before."""
    is_such = np.zeros(len(edges.lon), dtype=np.int32)
    is_such[[vertex for vertex, found in edges.special.items() if found == kind]] = 1
    passed = np.add.reduceat(is_such[head_of(edges, arcs.half)], arcs.first[:-1])
    return np.minimum(passed, 255).astype(np.uint8)


def _areas(
    edges: Edges,
    arcs: Arcs,
    road_class: NDArray[np.uint8],
    urban: BaseGeometry | None,
    profile: Profile,
) -> NDArray[np.uint8]:
    """Town, country or mountain bends: by the middle of the arc, and by how much it turns."""
    turned = _turned_deg(edges, arcs) / np.maximum(arcs.metres, _WINDING_M_MIN) * 1000.0
    bends = (turned >= profile.speed.winding_deg_per_km) & (arcs.metres >= _WINDING_M_MIN)
    bends &= road_class != RoadClass.FERRY
    area = np.where(bends, AreaKind.WINDING, AreaKind.RURAL).astype(np.uint8)
    if urban is not None:
        shapely.prepare(urban)
        middle = head_of(edges, arcs.half[(arcs.first[:-1] + arcs.first[1:] - 1) // 2])
        inside = shapely.contains_xy(
            urban, edges.lon[middle] / PER_DEGREE, edges.lat[middle] / PER_DEGREE
        )
        area[inside] = AreaKind.URBAN
    return area


def _turned_deg(edges: Edges, arcs: Arcs) -> Floats:
    """Degrees of direction changed over each arc, left and right alike."""
    bearing = _bearings_deg(edges)[arcs.half]
    change = np.abs((np.diff(bearing, prepend=bearing[:1]) + 180.0) % 360.0 - 180.0)
    change[arcs.first[:-1]] = 0.0
    turned: Floats = np.add.reduceat(change, arcs.first[:-1])
    return turned


def _bearings_deg(edges: Edges) -> NDArray[np.float32]:
    """The direction of every half-edge; a hundredth of a degree is enough to tell a bend."""
    shrink = np.cos(np.radians(edges.lat[edges.start] / PER_DEGREE)).astype(np.float32)
    # int64 first: a difference of two int32 columns may leave int32 at the date line.
    east = (edges.lon[edges.end].astype(np.int64) - edges.lon[edges.start]) * shrink
    north = edges.lat[edges.end].astype(np.int64) - edges.lat[edges.start]
    along = np.degrees(np.arctan2(east, north)).astype(np.float32)
    bearings = np.empty(2 * edges.count, dtype=np.float32)
    bearings[0::2], bearings[1::2] = along, along + np.float32(180.0)
    return bearings
