"""Tracks with a known truth: a drive along the network, reported as a poor terminal would.

Noise is that of GNSS in towns: it wanders (each error remembers the last), headings scatter and
now and then are stale, and there are silences.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.coordinates import Point
from geo.coordinates.metric import METRES_PER_DEGREE
from geo.matching import Sighting
from geo.roads.network import RoadNetwork


@dataclass(frozen=True)
class Terminal:
    """How well a vehicle's terminal reports."""

    sigma_m: float = 15.0
    interval_s: float = 5.0
    heading_sigma_deg: float = 12.0
    stale_heading: float = 0.05
    silence: float = 0.01
    silence_s: float = 60.0
    wander_s: float = 10.0
    has_heading: bool = True


@dataclass(frozen=True)
class Track:
    """What was reported, and on which arc the vehicle really was."""

    sightings: list[Sighting]
    arcs: list[int]
    fractions: list[float]
    route: list[int]
    entered_s: list[float]


def drive(
    network: RoadNetwork, route: list[int], terminal: Terminal, rng: np.random.Generator
) -> Track:
    """A drive along these arcs, each at its own pace around the network's."""
    pace_s = network.arc_seconds[route] / rng.uniform(0.7, 1.15, len(route))
    passed_s = np.concatenate([[0.0], np.cumsum(pace_s)])
    asked = [0.0]
    while asked[-1] < passed_s[-1]:
        silent = rng.random() < terminal.silence
        asked.append(asked[-1] + (terminal.silence_s if silent else terminal.interval_s))
    sightings, arcs, fractions = [], [], []
    error, last_heading, last_s = rng.normal(0, terminal.sigma_m, 2), 0.0, 0.0
    for at_s in asked[:-1]:
        i = int(np.searchsorted(passed_s, at_s, side="right")) - 1
        fraction = float((at_s - passed_s[i]) / pace_s[i])
        kept = np.exp(-(at_s - last_s) / terminal.wander_s)
        error = kept * error + rng.normal(0, terminal.sigma_m, 2) * np.sqrt(1 - kept**2)
        stale = rng.random() < terminal.stale_heading
        heading = last_heading if stale else bearing(network, route[i], fraction)
        last_heading, last_s = heading, at_s
        kmh = network.arc_metres[route[i]] / pace_s[i] * 3.6 * rng.normal(1.0, 0.05)
        sightings.append(
            Sighting(
                point=moved(network.point_at(route[i], fraction), *error),
                at_ms=1_700_000_000_000 + round(at_s * 1000),
                speed_kmh=max(float(kmh), 0.0),
                heading_deg=(heading + rng.normal(0, terminal.heading_sigma_deg)) % 360.0
                if terminal.has_heading
                else None,
            )
        )
        arcs.append(route[i])
        fractions.append(fraction)
    return Track(sightings, arcs, fractions, route, passed_s.tolist())


def moved(point: Point, east_m: float, north_m: float) -> Point:
    """A point some metres away."""
    shrink = np.cos(np.radians(point.lat))
    lon = point.lon + east_m / METRES_PER_DEGREE / shrink
    return Point(float(lon), float(point.lat + north_m / METRES_PER_DEGREE))


def bearing(network: RoadNetwork, arc: int, fraction: float) -> float:
    """The way an arc runs at a fraction."""
    at, lon, lat = network.shape(arc)
    i = min(int(np.searchsorted(at, fraction, side="right")), len(at) - 1)
    east = (lon[i] - lon[i - 1]) * np.cos(np.radians(lat[i]))
    return float(np.degrees(np.arctan2(east, lat[i] - lat[i - 1])) % 360.0)


def random_route(
    network: RoadNetwork, rng: np.random.Generator, seconds_min: float = 300.0
) -> list[int]:
    """A drive that is sensible but not the fastest: each arc's time is drawn anew."""
    weight = network.arc_seconds * rng.uniform(1.0, 2.0, network.arc_count)
    order = np.lexsort((weight, network.arc_head, network.arc_tail))
    tail, head = network.arc_tail[order], network.arc_head[order]
    new = np.concatenate([[True], (np.diff(tail) != 0) | (np.diff(head) != 0)])
    kept = order[new]
    arc_of = {(int(network.arc_tail[a]), int(network.arc_head[a])): int(a) for a in kept}
    size = network.node_count
    ends = (network.arc_tail[kept], network.arc_head[kept])
    graph = csr_array((weight[kept], ends), shape=(size, size))
    while True:
        source = int(rng.integers(size))
        reached, came_from = dijkstra(graph, indices=[source], return_predecessors=True)
        far = np.flatnonzero(np.isfinite(reached[0]) & (reached[0] > seconds_min))
        if not len(far):
            continue
        route, node = [], int(rng.choice(far))
        while node != source:
            route.append(arc_of[int(came_from[0, node]), node])
            node = int(came_from[0, node])
        if not network.arc_island[route].any():
            return route[::-1]


def stretch(network: RoadNetwork, arc: int) -> int:
    """One name for both directions of a stretch."""
    back = int(network.arc_reverse[arc]) if arc >= 0 else -1
    return arc if back < 0 else min(arc, back)
