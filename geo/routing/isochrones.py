"""How far an ambulance gets within so many minutes: the stretches reached, and areas to draw.

Any engine's seconds to every junction will do (``seconds_to_all``, in the same state); the two ends
of each arc then say which part of it lies within the limit, to the metre and closures included.

An area is the ground within ``BESIDE_M`` of a reached stretch, with small holes filled. A hull
would be smoother and wrong: it covers the mountain between two valleys. The area of a longer limit
always covers that of a shorter one, because each is grown from the one before.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.coordinates.metric import METRES_PER_DEGREE
from geo.roads.conditions import RoadState
from geo.roads.network import RoadNetwork
from geo.routing.router import RoadPoint
from geo.routing.stands import access_s

Floats = NDArray[np.float64]
Arcs = NDArray[np.int64]

BESIDE_M = 150.0
"""How far beside a reached road an address still counts as reached: as far as one walks with a
stretcher, and as far as houses stand from mapped roads."""

HOLE_KM2 = 0.5
"""Smaller holes are blocks between streets and are filled."""


@dataclass(frozen=True, eq=False)
class ReachedArcs:
    """Parts of directed arcs that are driven within a limit, each from ``start`` to ``end``."""

    limit_s: float
    arc: Arcs
    start: Floats
    end: Floats


def reached_arcs(
    state: RoadState, node_s: Floats, source: RoadPoint, limits_s: Sequence[float]
) -> list[ReachedArcs]:
    """What is reached within each limit, given the seconds from ``source`` to every junction.

    ``source`` stands on these roads and its way to the road counts. An arc is there twice when
    both its far part (from the source that stands on it) and its near part (round the block) are
    reached.
    """
    network = state.network
    every = np.arange(network.arc_count)
    begun_s = node_s[network.arc_tail]
    own, own_at = _own_arcs(network, source)
    own_s = access_s(source)
    # Whoever starts behind the barrier of a closed arc may drive out over its end.
    own_until = np.where(own_at >= state.leave_from[own], 1.0, state.enter_until[own])
    arcs = np.concatenate([every, own])
    start = np.concatenate([np.zeros(len(every)), own_at])
    begun = np.concatenate([begun_s, np.full(len(own), own_s)])
    until = np.minimum(np.concatenate([state.enter_until, own_until]), 1.0)
    out = []
    for limit_s in limits_s:
        _check(limit_s)
        end = np.minimum(start + (limit_s - begun) / network.arc_seconds[arcs], until)
        reached = end > start
        out.append(ReachedArcs(limit_s, arcs[reached], start[reached], end[reached]))
    return out


def lines(network: RoadNetwork, reached: ReachedArcs) -> NDArray[np.object_]:
    """The reached parts as lines in degrees, in the same order."""
    drawn = np.empty(len(reached.arc), dtype=object)
    rows = zip(reached.arc.tolist(), reached.start.tolist(), reached.end.tolist(), strict=True)
    for i, (arc, start, end) in enumerate(rows):
        at, lon, lat = network.shape(arc)
        inner = (at > start) & (at < end)
        part = np.concatenate([[start], at[inner], [end]])
        drawn[i] = np.column_stack([np.interp(part, at, lon), np.interp(part, at, lat)])
    bounds = np.repeat(np.arange(len(drawn)), [len(line) for line in drawn])
    together = np.concatenate(drawn) if len(drawn) else np.empty((0, 2))
    return np.asarray(shapely.linestrings(together, indices=bounds), dtype=object)


def areas(
    network: RoadNetwork,
    reached: Sequence[ReachedArcs],
    beside_m: float = BESIDE_M,
    hole_km2: float = HOLE_KM2,
) -> list[shapely.MultiPolygon]:
    """The area to draw for each limit, in degrees and in the order asked."""
    scale = np.array([np.cos(np.radians(network.node_lat.mean())), 1.0]) * METRES_PER_DEGREE
    grown: shapely.Geometry = shapely.MultiPolygon()
    drawn: dict[int, shapely.MultiPolygon] = {}
    before = np.zeros(network.arc_count)
    for nth in sorted(range(len(reached)), key=lambda i: reached[i].limit_s):
        fresh = _grown_since(network, reached[nth], before)
        strips = shapely.transform(lines(network, fresh), lambda xy: xy * scale)
        around = shapely.buffer(strips, beside_m, quad_segs=2)
        grown = _filled(shapely.union_all([grown, *around]), hole_km2 * 1e6)
        drawn[nth] = shapely.transform(grown, lambda xy: xy / scale)
    return [drawn[nth] for nth in range(len(reached))]


def _grown_since(network: RoadNetwork, reached: ReachedArcs, before: Floats) -> ReachedArcs:
    """What a longer limit adds, whole stretches once; ``before`` is brought up to date."""
    whole = (reached.start == 0.0) & (reached.end >= 1.0)
    back = network.arc_reverse[reached.arc]
    both = np.zeros(network.arc_count, dtype=np.bool_)
    both[reached.arc[whole]] = True
    twin = whole & (back >= 0) & (back < reached.arc) & both[back]
    grows = (reached.end > before[reached.arc]) & ~twin
    np.maximum.at(before, reached.arc, np.where(reached.start == 0.0, reached.end, 0.0))
    return ReachedArcs(
        reached.limit_s, reached.arc[grows], reached.start[grows], reached.end[grows]
    )


def _filled(area: shapely.Geometry, hole_m2: float) -> shapely.MultiPolygon:
    """The area without its small holes."""
    parts = [
        shapely.Polygon(
            part.exterior, [r for r in part.interiors if shapely.Polygon(r).area >= hole_m2]
        )
        for part in shapely.get_parts(area)
    ]
    return shapely.MultiPolygon(parts)


def _own_arcs(network: RoadNetwork, source: RoadPoint) -> tuple[Arcs, Floats]:
    """The one or two arcs the source stands on, and where."""
    back = int(network.arc_reverse[source.arc])
    arcs = [source.arc] if back < 0 else [source.arc, back]
    return np.array(arcs), np.array([source.fraction, 1.0 - source.fraction][: len(arcs)])


def _check(limit_s: float) -> None:
    """A limit is a time one can drive."""
    if not (np.isfinite(limit_s) and limit_s > 0):
        raise ValueError(
            f"时限 limit_s={limit_s} 不可用，请给大于 0 的秒数 / "
            f"limit_s={limit_s} is no time to drive, give seconds above 0"
        )
