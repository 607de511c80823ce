"""The nearest place on a road: for a vehicle's fix, a scene, a hospital gate."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.coordinates import Point, check_degrees, distance_m
from geo.coordinates.metric import METRES_PER_DEGREE
from geo.roads.network import RoadNetwork


class Near(NamedTuple):
    """Straight pieces of road near points: whose (``asked``), where, how far, which way they run.

    ``fraction`` is the nearest place on the piece, ``bearing_deg`` the way its arc runs there. Of a
    two-way stretch only the first arc stands here.
    """

    asked: NDArray[np.int64]
    arc: NDArray[np.int64]
    fraction: NDArray[np.float64]
    metres: NDArray[np.float64]
    bearing_deg: NDArray[np.float64]


class Snapper:
    """Finds the nearest straight piece of road in a tree of all pieces, on a local plane.

    The plane is stretched for the middle latitude of the network; over a prefecture that bends
    directions by about 1 %, far below the width of the question "which road".
    """

    def __init__(self, network: RoadNetwork) -> None:
        self._network = network
        shrink = np.cos(np.radians(network.node_lat.mean()))
        self._scale = np.array([shrink, 1.0]) * METRES_PER_DEGREE
        arc_of_vertex = np.repeat(np.arange(network.arc_count), np.diff(network.arc_first))
        arc, first = arc_of_vertex[:-1], np.arange(len(arc_of_vertex) - 1)
        once = (network.arc_reverse[arc] < 0) | (arc < network.arc_reverse[arc])
        kept = (arc == arc_of_vertex[1:]) & once & ~network.arc_island[arc]
        self._arc, self._first = arc[kept], first[kept]
        xy = np.column_stack([network.shape_lon, network.shape_lat]) * self._scale
        self._start, self._end = xy[self._first], xy[self._first + 1]
        lines = shapely.linestrings(np.stack([self._start, self._end], axis=1))
        self._tree = shapely.STRtree(np.asarray(lines, dtype=object))

    def nearest(self, point: Point) -> tuple[int, float, Point, float]:
        """Arc, fraction along it, the point on the road and the metres to it."""
        arc, fraction = self.nearest_many([point])
        on_road = self._network.point_at(int(arc[0]), float(fraction[0]))
        return int(arc[0]), float(fraction[0]), on_road, distance_m(point, on_road)

    def nearest_many(
        self, points: Sequence[Point]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Arc and fraction for each point; on a tie, the road that comes first in the network."""
        for point in points:
            check_degrees(point.lon, point.lat)
        xy = np.array([(point.lon, point.lat) for point in points]).reshape(-1, 2) * self._scale
        asked, pieces = self._tree.query_nearest(shapely.points(xy), all_matches=True)
        order = np.lexsort((pieces, asked))
        piece = pieces[order][np.unique(asked[order], return_index=True)[1]]
        start, along = self._start[piece], self._end[piece] - self._start[piece]
        share = np.einsum("ij,ij->i", xy - start, along) / np.einsum("ij,ij->i", along, along)
        share = np.clip(share, 0.0, 1.0)
        at = self._network.shape_at
        begin, end = at[self._first[piece]], at[self._first[piece] + 1]
        return self._arc[piece], begin + share * (end - begin)

    def around(self, points: Sequence[Point], radius_m: float) -> Near:
        """Every piece of road within a radius of each point, one search of the tree for all."""
        xy = np.array([(point.lon, point.lat) for point in points]).reshape(-1, 2) * self._scale
        asked, piece = self._tree.query(shapely.points(xy), "dwithin", radius_m)
        start, along = self._start[piece], self._end[piece] - self._start[piece]
        share = np.einsum("ij,ij->i", xy[asked] - start, along)
        share = np.clip(share / np.einsum("ij,ij->i", along, along), 0.0, 1.0)
        gap = xy[asked] - (start + share[:, None] * along)
        at = self._network.shape_at
        begin, end = at[self._first[piece]], at[self._first[piece] + 1]
        return Near(
            asked=asked,
            arc=self._arc[piece],
            fraction=begin + share * (end - begin),
            metres=np.hypot(gap[:, 0], gap[:, 1]),
            bearing_deg=np.degrees(np.arctan2(along[:, 0], along[:, 1])) % 360.0,
        )

    def sections_in(
        self, area: shapely.Geometry
    ) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """Arcs inside an area given in degrees, each once for both directions, from where to where.

        A road that leaves the area and comes back is taken as inside in between.
        """
        on_plane = shapely.transform(area, lambda xy: xy * self._scale)
        pieces = np.sort(self._tree.query(on_plane, predicate="intersects"))
        inside = shapely.intersection(self._tree.geometries[pieces], on_plane)
        corners, nth = shapely.get_coordinates(inside, return_index=True)
        piece = pieces[nth]
        start, along = self._start[piece], self._end[piece] - self._start[piece]
        share = np.einsum("ij,ij->i", corners - start, along) / np.einsum("ij,ij->i", along, along)
        at = self._network.shape_at
        begin, end = at[self._first[piece]], at[self._first[piece] + 1]
        fraction = np.clip(begin + share * (end - begin), 0.0, 1.0)
        arcs, of = np.unique(self._arc[piece], return_inverse=True)
        low, high = np.ones(len(arcs)), np.zeros(len(arcs))
        np.minimum.at(low, of, fraction)
        np.maximum.at(high, of, fraction)
        return arcs, low, high
