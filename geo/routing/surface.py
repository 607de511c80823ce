"""Minutes over an area (覆盖面): how soon the first of many vehicles is at each piece of ground.

The ground is laid out in square cells once for a network; each cell stands on the nearest point of
a road, if one is near enough. A sweep gives the seconds at every junction; on the way to a point in
the middle of a road its two ends say how soon, closures included, and from there to the middle of
the cell it goes as slowly as off every road. Cells without a road near them stay empty: nobody
knows a time there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.coordinates.metric import METRES_PER_DEGREE
from geo.roads.conditions import RoadState
from geo.roads.network import RoadNetwork
from geo.routing.router import RoadPoint
from geo.routing.stands import OFF_ROAD_KMH, access_s

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CELLS_MAX = 40_000
CELL_M_MIN = 400.0
STEP_M = 300.0
"""Roads are looked at this often along their way."""
BESIDE_M = 2_000.0
"""Ground further from every road has no time."""
NO_ROAD = -1


@dataclass(frozen=True, eq=False)
class Ground:
    """Cells of an area on one network: row 0 in the south, column 0 in the west.

    ``cells`` are the positions (row × columns + column) of those that have a road near them;
    ``arc``, ``at`` and ``beside_s`` say for each where it stands and the seconds from there.
    """

    west: float
    south: float
    lon_step: float
    lat_step: float
    rows: int
    columns: int
    cells: Ints
    arc: Ints
    at: Floats
    beside_s: Floats

    @classmethod
    def of(cls, network: RoadNetwork, area: shapely.Geometry) -> Self:
        """Lay out an area: about a kilometre a cell for a prefecture, finer for a town."""
        west, south, east, north = shapely.bounds(area).tolist()
        scale = np.array([np.cos(np.radians((south + north) / 2)), 1.0]) * METRES_PER_DEGREE
        width_m, height_m = (np.array([east - west, north - south]) * scale).tolist()
        cell_m = max(CELL_M_MIN, float(np.sqrt(width_m * height_m / CELLS_MAX)))
        lon_step, lat_step = (cell_m / scale).tolist()
        columns, rows = max(1, round(width_m / cell_m)), max(1, round(height_m / cell_m))
        lon = west + (np.arange(columns) + 0.5) * lon_step
        lat = south + (np.arange(rows) + 0.5) * lat_step
        middles = np.stack(np.meshgrid(lon, lat), axis=-1).reshape(-1, 2)
        inside = np.flatnonzero(shapely.contains_xy(area, middles[:, 0], middles[:, 1]))
        arc, at, where = _along_roads(network)
        found = cKDTree(where * scale).query(middles[inside] * scale)
        far, nearest = np.asarray(found[0]), np.asarray(found[1])
        near = far <= BESIDE_M
        nearest = nearest[near]
        return cls(
            west=west,
            south=south,
            lon_step=lon_step,
            lat_step=lat_step,
            rows=rows,
            columns=columns,
            cells=inside[near],
            arc=arc[nearest],
            at=at[nearest],
            # What lies within the cell of a road is on it, as far as a cell can tell.
            beside_s=np.maximum(0.0, far[near] - cell_m / 2) / OFF_ROAD_KMH * 3.6,
        )

    @property
    def middles(self) -> tuple[Floats, Floats]:
        """Longitudes and latitudes of the middles of the cells that have a time."""
        row, column = np.divmod(self.cells, self.columns)
        return self.west + (column + 0.5) * self.lon_step, self.south + (row + 0.5) * self.lat_step

    def seconds(
        self,
        state: RoadState,
        node_s: Floats,
        sources: Sequence[RoadPoint] = (),
        ready_s: Sequence[float] = (),
    ) -> Floats:
        """Seconds of every cell, ``inf`` where no way leads now.

        ``node_s`` are the seconds to every junction; ``sources`` reach what lies ahead of them on
        their own road without passing one.
        """
        network, back = state.network, state.network.arc_reverse[self.arc]
        along = _on_arcs(state, node_s, self.arc, self.at)
        against = _on_arcs(state, node_s, np.maximum(back, 0), 1.0 - self.at)
        best = np.minimum(along, np.where(back >= 0, against, np.inf))
        for place, ready in zip(sources, ready_s, strict=True):
            ready += access_s(place)
            other = int(network.arc_reverse[place.arc])
            stands = [(place.arc, place.fraction), (other, 1.0 - place.fraction)]
            for arc, fraction in stands[: 1 + (other >= 0)]:
                self._ahead(state, arc, fraction, ready, best)
        return best + self.beside_s

    def _ahead(
        self, state: RoadState, arc: int, fraction: float, ready: float, best: Floats
    ) -> None:
        """What is driven to on one's own road, as far as its barrier."""
        until = state.enter_until[arc] if fraction < state.leave_from[arc] else 1.0
        drive_s = float(state.network.arc_seconds[arc])
        for road, turned in ((arc, False), (int(state.network.arc_reverse[arc]), True)):
            cells = self._on(road)
            at = 1.0 - self.at[cells] if turned else self.at[cells]
            ahead = (at >= fraction) & (at <= until)
            soon = ready + (at[ahead] - fraction) * drive_s
            best[cells[ahead]] = np.minimum(best[cells[ahead]], soon)

    def _on(self, arc: int) -> Ints:
        """The cells that stand on an arc."""
        order, arcs = self._by_arc
        return order[np.searchsorted(arcs, arc) : np.searchsorted(arcs, arc, side="right")]

    @cached_property
    def _by_arc(self) -> tuple[Ints, Ints]:
        order = np.argsort(self.arc, kind="stable")
        return order, self.arc[order]


def bands_of(seconds: Floats, minutes: Sequence[float]) -> Ints:
    """The number of the first limit that is kept; one more than the last beyond all of them, and
    one more than that where no way leads."""
    bands = np.searchsorted(np.asarray(minutes) * 60.0, seconds, side="left")
    return np.where(np.isfinite(seconds), bands, len(minutes) + 1)


def _on_arcs(state: RoadState, node_s: Floats, arc: Ints, at: Floats) -> Floats:
    seconds: Floats = node_s[state.network.arc_tail[arc]] + at * state.network.arc_seconds[arc]
    return np.where(at <= state.enter_until[arc], seconds, np.inf)


def _along_roads(network: RoadNetwork) -> tuple[Ints, Floats, Floats]:
    """Points along every road, once for both ways: arc, how far along, and where."""
    arcs, ats, wheres = [], [], []
    for arc in range(network.arc_count):
        back = int(network.arc_reverse[arc])
        if 0 <= back < arc or network.arc_island[arc]:
            continue
        parts = max(2, int(np.ceil(network.arc_metres[arc] / STEP_M)) + 1)
        at = np.linspace(0.0, 1.0, parts)
        shape_at, lon, lat = network.shape(arc)
        arcs.append(np.full(parts, arc))
        ats.append(at)
        wheres.append(np.column_stack([np.interp(at, shape_at, f) for f in (lon, lat)]))
    return np.concatenate(arcs), np.concatenate(ats), np.concatenate(wheres)
