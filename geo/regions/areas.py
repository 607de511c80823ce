"""Areas (辖区) and the chain of areas that a point lies in."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.coordinates import Point


class AreaKind(StrEnum):
    """Kind of area, from the largest to the smallest."""

    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"


@dataclass(frozen=True)
class Area:
    """One area with its WGS-84 polygon. ``modelled`` marks a border that is not an official one."""

    code: str
    name: str
    kind: AreaKind
    parent: str | None
    polygon: BaseGeometry
    modelled: bool


class AreaIndex:
    """Answers which county and township a point lies in; built once, read by every thread."""

    def __init__(self, areas: Iterable[Area]) -> None:
        """Sort by code, so that a point on a shared border always goes to the lowest code."""
        self._areas = tuple(sorted(areas, key=lambda area: area.code))
        self._codes = frozenset(area.code for area in self._areas)
        self._polygons = np.array([area.polygon for area in self._areas], dtype=object)
        shapely.prepare(self._polygons)
        self._tree = shapely.STRtree(self._polygons)

    def chain(self, point: Point) -> tuple[Area, ...]:
        """The areas around a point, largest first: prefecture, county, township as present.

        Empty outside all areas. Each area of the chain belongs to the one before it, also where
        borders overlap or touch.
        """
        covering = self._covering(point)
        chain: list[Area] = []
        for kind in AreaKind:
            above = chain[-1].code if chain else None
            chain += [a for a in covering if a.kind is kind and self._may_follow(a, above)][:1]
        return tuple(chain)

    def _may_follow(self, area: Area, above: str | None) -> bool:
        """Whether the area lies under ``above``, or under an area that nobody drew."""
        return above is None or area.parent == above or area.parent not in self._codes

    def _covering(self, point: Point) -> list[Area]:
        """Every area that holds the point, borders included, by code."""
        boxes = np.sort(self._tree.query(shapely.Point(point.lon, point.lat)))
        inside = shapely.intersects_xy(self._polygons[boxes], point.lon, point.lat)
        return [self._areas[i] for i in boxes[inside]]
