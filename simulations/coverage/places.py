"""Where it is asked: the places where people live, or a grid laid over the whole ground."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.coordinates import Point
from geo.coordinates.metric import METRES_PER_DEGREE
from geo.regions.areas import AreaIndex, AreaKind
from simulations.worlds.places import demand_places
from stations.region import Region

CELLS_MAX = 50_000

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Places:
    """Places in flat arrays; ``cell_km`` is the width of a grid's cells, 0 for lived-in places.

    ``people`` are residents (a grid has none: it shows the ground, not the people on it).
    """

    ids: tuple[str, ...]
    points: tuple[Point, ...]
    township: tuple[str, ...]
    county: tuple[str, ...]
    people: Floats
    urban: NDArray[np.bool_]
    cell_km: float = 0.0

    def __len__(self) -> int:
        return len(self.ids)


class GridInvalid(ValueError):
    """A grid too fine for the ground, or of no width; says what would do."""


def townships(region: Region) -> Places:
    """A few places for each township with its people shared among them (modelled, see worlds)."""
    found = demand_places(region.townships.values())
    return Places(
        ids=tuple(place.id for place in found),
        points=tuple(place.point for place in found),
        township=tuple(place.township for place in found),
        county=tuple(place.county for place in found),
        people=np.array([place.people for place in found], np.float64),
        urban=np.array([place.urban for place in found], np.bool_),
    )


def grid(region: Region, cell_km: float) -> Places:
    """The middle of every cell of the region's ground; raises ``GridInvalid``."""
    counties = [a for a in region.areas if a.kind is AreaKind.COUNTY]
    ground = shapely.union_all([a.polygon for a in counties])
    west, south, east, north = ground.bounds
    if not 0.1 <= cell_km <= 100.0:
        raise GridInvalid(f"网格 {cell_km} 公里：应为 0.1 至 100 / grid {cell_km} km: 0.1 to 100")
    step_lat = cell_km * 1000 / METRES_PER_DEGREE
    step_lon = step_lat / np.cos(np.radians((south + north) / 2))
    lon = np.arange(west + step_lon / 2, east, step_lon)
    lat = np.arange(south + step_lat / 2, north, step_lat)
    if len(lon) * len(lat) > CELLS_MAX * 4:
        raise _too_fine(cell_km)
    xs, ys = (axis.ravel() for axis in np.meshgrid(lon, lat))
    inside = shapely.contains_xy(ground, xs, ys)
    if inside.sum() > CELLS_MAX:
        raise _too_fine(cell_km)
    points = tuple(Point(float(x), float(y)) for x, y in zip(xs[inside], ys[inside], strict=True))
    index = AreaIndex(region.areas)
    chains = [index.chain(point) for point in points]
    of_kind = [{area.kind: area.code for area in chain} for chain in chains]
    towns = tuple(kinds.get(AreaKind.TOWNSHIP, "") for kinds in of_kind)
    return Places(
        ids=tuple(f"g{nth}" for nth in range(len(points))),
        points=points,
        township=towns,
        county=tuple(kinds.get(AreaKind.COUNTY, "") for kinds in of_kind),
        people=np.zeros(len(points)),
        urban=np.array(
            [code in region.townships and region.townships[code].urban for code in towns]
        ),
        cell_km=cell_km,
    )


def _too_fine(cell_km: float) -> GridInvalid:
    return GridInvalid(
        f"网格 {cell_km} 公里会超过 {CELLS_MAX} 格，请放宽 / "
        f"a grid of {cell_km} km has more than {CELLS_MAX} cells: take a coarser one"
    )
