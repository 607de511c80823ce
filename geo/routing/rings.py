"""Isochrones (等时圈) as they are handed out: one ring for each limit, as GeoJSON.

Every figure rests on ``isochrones``: a ring is the ground beside stretches that are really reached,
so that the far bank of a river stays out until a bridge leads there in time.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
import shapely

from geo.coordinates.metric import METRES_PER_DEGREE
from geo.roads.conditions import RoadState
from geo.routing.isochrones import Floats, areas, lines, reached_arcs
from geo.routing.router import RoadPoint

RINGS_MAX, MINUTES_MAX = 6, 90.0
TOLERANCE_DEG = 2e-4
"""Outlines are thinned by at most 20 m: less than a walk, and a tenth of the vertices."""
DIGITS = 5


class Ring(msgspec.Struct, frozen=True, eq=False):
    """The ground reached within so many minutes, and the stretches it was made from."""

    minutes: float
    area: shapely.MultiPolygon
    area_km2: float
    edges: shapely.MultiLineString | None = None


def minutes_of(text: str) -> tuple[float, ...]:
    """``8,12,15`` as limits in rising order; raises ``ValueError`` with what would do."""
    try:
        limits = sorted({float(part) for part in text.replace("，", ",").split(",")})
    except ValueError:
        limits = []
    if not (1 <= len(limits) <= RINGS_MAX and limits[0] > 0.0 and limits[-1] <= MINUTES_MAX):
        raise ValueError(
            f"minutes={text!r} 不可用，请给 1 至 {RINGS_MAX} 个不超过 {MINUTES_MAX:g} 的分钟数，"
            f"如 8,12,15 / give 1 to {RINGS_MAX} minutes up to {MINUTES_MAX:g}, such as 8,12,15"
        )
    return tuple(limits)


def rings(
    state: RoadState,
    node_s: Floats,
    source: RoadPoint,
    minutes: Sequence[float],
    *,
    with_lines: bool = False,
) -> list[Ring]:
    """A ring for each limit, given the seconds from ``source`` to every junction."""
    reached = reached_arcs(state, node_s, source, [limit * 60.0 for limit in minutes])
    drawn = areas(state.network, reached)
    metres = METRES_PER_DEGREE * np.array([np.cos(np.radians(source.point.lat)), 1.0])
    out = []
    for limit, part, area in zip(minutes, reached, drawn, strict=True):
        thin = shapely.simplify(area, TOLERANCE_DEG)
        whole = shapely.MultiPolygon([p for p in shapely.get_parts(thin) if not p.is_empty])
        km2 = shapely.transform(whole, lambda xy: xy * metres).area / 1e6
        edges = shapely.MultiLineString(list(lines(state.network, part))) if with_lines else None
        out.append(Ring(limit, whole, float(km2), edges))
    return out


def as_geojson(drawn: Sequence[Ring], told: Mapping[str, object]) -> dict[str, Any]:
    """The rings as features, the longest first so that the shorter are drawn above it."""
    features = []
    for ring in sorted(drawn, key=lambda one: -one.minutes):
        facts = {**told, "minutes": ring.minutes, "area_km2": round(ring.area_km2, 2)}
        features.append(_feature(ring.area, {**facts, "part": "area"}))
        if ring.edges is not None:
            features.append(_feature(ring.edges, {**facts, "part": "edges"}))
    return {"type": "FeatureCollection", "features": features}


def _feature(shape: shapely.Geometry, facts: dict[str, object]) -> dict[str, Any]:
    rounded = shapely.transform(shape, lambda xy: xy.round(DIGITS))
    geometry = json.loads(shapely.to_geojson(rounded))
    return {"type": "Feature", "properties": facts, "geometry": geometry}
