"""Minutes from the order to the nearest crew's arrival, and to the second nearest's."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from geo.coordinates import Point
from geo.roads.conditions import RoadState
from geo.routing.contracted import ContractedRouter
from geo.routing.rings import Ring, rings
from geo.routing.router import TableRouter
from simulations.coverage.places import Floats, Places
from simulations.coverage.stands import Stand


@dataclass(frozen=True)
class Surface:
    """For each place, in minutes: the first crew, the second (infinite: no way, or nobody).

    ``nearest`` are the vehicles that would be there first, "" where nobody would. ``ready``:
    getting ready is counted; without it these are minutes of driving alone.
    """

    places: Places
    first_min: Floats
    second_min: Floats
    nearest: tuple[str, ...]
    vehicles: int
    ready: bool
    network_version: str


def surface(
    router: TableRouter, places: Places, stands: Sequence[Stand], *, ready: bool = True
) -> Surface:
    """Ask the roads: from every point where somebody waits to every place."""
    count = len(places)
    if not stands:
        never = np.full(count, np.inf)
        return Surface(places, never, never, ("",) * count, 0, ready, router.network_version)
    points = list(dict.fromkeys(stand.point for stand in stands))
    row_of = {point: nth for nth, point in enumerate(points)}
    table = router.matrix(router.locate_all(points), router.locate_all(places.points))
    rows = np.array([row_of[stand.point] for stand in stands])
    wait_s = np.array([stand.ready_s if ready else 0.0 for stand in stands])
    eta_s = table[rows] + wait_s[:, None]
    first = np.argmin(eta_s, axis=0)
    each = np.arange(count)
    first_s = eta_s[first, each]
    eta_s[first, each] = np.inf
    nearest = tuple(
        stands[who].vehicle.id if np.isfinite(s) else ""
        for who, s in zip(first.tolist(), first_s.tolist(), strict=True)
    )
    second_s = eta_s.min(axis=0)
    version = router.network_version
    return Surface(places, first_s / 60, second_s / 60, nearest, len(stands), ready, version)


def isochrones(
    router: ContractedRouter,
    state: RoadState,
    stands: Sequence[Stand],
    minutes: Sequence[float],
    *,
    ready: bool = True,
) -> list[Ring]:
    """The ground that anybody reaches within each limit, getting ready included unless told not."""
    reached: list[list[shapely.Geometry]] = [[] for _ in minutes]
    soonest: dict[Point, float] = {}
    for stand in stands:
        wait_s = stand.ready_s if ready else 0.0
        soonest[stand.point] = min(wait_s, soonest.get(stand.point, np.inf))
    sources = router.locate_all(list(soonest))
    for source, wait_s in zip(sources, soonest.values(), strict=True):
        node_s = router.seconds_to_all(source)
        left = [limit - wait_s / 60 for limit in minutes]
        drives = [limit for limit in left if limit > 0]
        for nth, ring in zip(
            [n for n, limit in enumerate(left) if limit > 0],
            rings(state, node_s, source, drives),
            strict=True,
        ):
            reached[nth].append(ring.area)
    found = []
    for limit, areas in zip(minutes, reached, strict=True):
        whole = shapely.union_all(areas) if areas else shapely.MultiPolygon()
        parts = [p for p in shapely.get_parts(whole) if isinstance(p, shapely.Polygon)]
        found.append(Ring(limit, shapely.MultiPolygon(parts), _km2(parts)))
    return found


def _km2(parts: Sequence[shapely.Polygon]) -> float:
    """The ground of polygons in degrees, by the scale at each one's middle."""
    total = 0.0
    for part in parts:
        width = np.cos(np.radians(part.centroid.y))
        total += part.area * width * 111.195**2
    return float(total)
