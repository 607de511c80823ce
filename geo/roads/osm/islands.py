"""The part of the roads one can drive to and back from, and what falls away with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from geo.coordinates import Point
from geo.coordinates.metric import METRES_PER_DEGREE
from geo.roads.osm.edges import Edges
from geo.roads.osm.layout import Arcs, head_of
from geo.roads.osm.reading import PER_DEGREE

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

ISLANDS_MAX = 20
_NEAR_PLACE_M = 2_000.0
_MUCH_FARTHER_M = 500.0


class Place(NamedTuple):
    """Where people are: a township seat, a station, a hospital."""

    name: str
    point: Point


class Island(msgspec.Struct, frozen=True):
    """A piece of road that nothing joins to the rest. ``near`` is the nearest place."""

    km: float
    lon: float
    lat: float
    near: str
    near_km: float


class Stranded(msgspec.Struct, frozen=True):
    """A place whose own road is on an island; ambulances would be sent ``main_m`` beside it."""

    place: str
    island_m: float
    main_m: float


@dataclass(frozen=True)
class Dropped:
    """What fell away: ``island_km`` without any joint to the rest, ``oneway_km`` with one that
    leads only in or only out.
    """

    islands: int
    island_km: float
    oneway_km: float
    largest: tuple[Island, ...]
    stranded: tuple[Stranded, ...]


def keep_main_part(
    edges: Edges, arcs: Arcs, places: Sequence[Place]
) -> tuple[Arcs, Flags, Dropped]:
    """The largest strongly connected part, which arcs it is, and the rest told."""
    vertices, ends = np.unique(np.concatenate([arcs.tail, arcs.head]), return_inverse=True)
    tail, head = ends[: arcs.count], ends[arcs.count :]
    shape = (len(vertices), len(vertices))
    graph = csr_array((np.ones(arcs.count, dtype=np.int8), (tail, head)), shape=shape)
    _, strong = connected_components(graph, connection="strong")
    count, weak = connected_components(graph, directed=False)
    main = np.bincount(strong).argmax()
    kept = (strong[tail] == main) & (strong[head] == main)
    on_main_ground = weak[tail] == weak[np.flatnonzero(strong == main)[0]]
    # A stretch counts once, whether one or both of its directions may be driven.
    once = np.where(arcs.twin > np.arange(arcs.count), 0.0, arcs.metres) / 1000.0
    island = ~kept & ~on_main_ground
    dropped = Dropped(
        islands=count - 1,
        island_km=float(once[island].sum()),
        oneway_km=float(once[~kept & on_main_ground].sum()),
        largest=_largest(edges, arcs, np.where(island, weak[tail], -1), once, places),
        stranded=_stranded(edges, arcs, island, kept, places),
    )
    return arcs.picked(kept), kept, dropped


def _largest(
    edges: Edges, arcs: Arcs, island_of: NDArray[np.int32], km: Floats, places: Sequence[Place]
) -> tuple[Island, ...]:
    """The longest islands, each with the place nearest to one of its junctions."""
    on_island = island_of >= 0
    if not on_island.any():
        return ()
    length = np.bincount(island_of[on_island], weights=km[on_island])
    order = np.lexsort((np.arange(len(length)), -length))[:ISLANDS_MAX]
    found: list[Island] = []
    for label in order[length[order] > 0]:
        arc = int(np.flatnonzero(island_of == label)[0])
        vertex = arcs.tail[arc]
        lon, lat = edges.lon[vertex] / PER_DEGREE, edges.lat[vertex] / PER_DEGREE
        near, metres = _nearest_place(lon, lat, places)
        found.append(
            Island(round(float(length[label]), 3), lon, lat, near, round(metres / 1000, 2))
        )
    return tuple(found)


def _nearest_place(lon: float, lat: float, places: Sequence[Place]) -> tuple[str, float]:
    if not places:
        return "", 0.0
    spots = np.array([(place.point.lon, place.point.lat) for place in places])
    east = (spots[:, 0] - lon) * np.cos(np.radians(lat))
    metres = np.hypot(east, spots[:, 1] - lat) * METRES_PER_DEGREE
    nearest = int(metres.argmin())
    return places[nearest].name, float(metres[nearest])


def _stranded(
    edges: Edges, arcs: Arcs, island: Flags, kept: Flags, places: Sequence[Place]
) -> tuple[Stranded, ...]:
    """Places that lie on an island and well away from the main part."""
    if not places or not island.any():
        return ()
    shrink = float(np.cos(np.radians(np.mean([place.point.lat for place in places]))))
    scale = np.array([shrink, 1.0]) * METRES_PER_DEGREE
    spots = np.array([(place.point.lon, place.point.lat) for place in places]) * scale
    to_island = _distances(edges, arcs, island, spots, scale)
    near = np.flatnonzero(to_island < _NEAR_PLACE_M)
    if not len(near):
        return ()
    to_main = _distances(edges, arcs, kept, spots[near], scale)
    return tuple(
        Stranded(places[i].name, round(float(to_island[i])), round(float(metres)))
        for i, metres in zip(near.tolist(), to_main, strict=True)
        if metres > to_island[i] + _MUCH_FARTHER_M
    )


def _distances(edges: Edges, arcs: Arcs, which: Flags, spots: Floats, scale: Floats) -> Floats:
    """Metres from each spot to the nearest vertex of the chosen arcs."""
    half = arcs.half[np.repeat(which, np.diff(arcs.first))]
    vertex = np.unique(head_of(edges, half))
    corner = spots.min(axis=0) - 10 * _NEAR_PLACE_M, spots.max(axis=0) + 10 * _NEAR_PLACE_M
    xy = np.stack([edges.lon[vertex], edges.lat[vertex]], axis=1) / PER_DEGREE * scale
    xy = xy[((xy >= corner[0]) & (xy <= corner[1])).all(axis=1)]
    if not len(xy):
        return np.full(len(spots), np.inf)
    distances: Floats = np.asarray(cKDTree(xy).query(spots)[0], dtype=np.float64)
    return distances
