"""The roads of a ``World`` behind the live core's ``Router`` door.

The kernel drives on the very same arrays, so that what differs between kernel and twin is a
decision and never a road. Every node has a point of its own, drawn on a grid far from anywhere:
the live core speaks in points, the world in nodes.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from geo.coordinates import Point
from geo.routing.router import Basis, RoadPoint, Route, TravelTimes
from simulations.kernel.model import Drive, Roads

_ROW = 1000
_STEP_DEG = 0.001
_WEST, _SOUTH = 100.0, 30.0


def point_of(node: int) -> Point:
    """The point that stands for a node."""
    return Point(_WEST + node % _ROW * _STEP_DEG, _SOUTH + node // _ROW * _STEP_DEG)


def node_at(point: Point) -> int:
    """The node that a point stands for."""
    row, column = round((point.lat - _SOUTH) / _STEP_DEG), round((point.lon - _WEST) / _STEP_DEG)
    return row * _ROW + column


class GraphRouter:
    """A ``Router`` on the arrays of a world, in one slot of the day and one manner of driving.

    A ``RoadPoint`` whose ``arc`` is beyond the last one is a node; any other lies ``fraction`` of
    the way along its arc.
    """

    def __init__(self, roads: Roads, drive: Drive) -> None:
        self._roads, self._drive = roads, drive
        self.slot = 0
        self._arcs = len(roads.arc_head)

    @property
    def network_version(self) -> str:
        """The world's own; one slot is one version."""
        return f"{self._roads.version}/{self.slot}"

    def on_arc(self, point: Point, arc: int, fraction: float) -> RoadPoint:
        """A place between two nodes; ``point`` is any that no other vehicle stands at."""
        return RoadPoint(point, arc, fraction, 0.0, point, self._roads.version)

    def at_node(self, node: int) -> RoadPoint:
        """A node as a place."""
        point = point_of(node)
        return RoadPoint(point, self._arcs + node, 0.0, 0.0, point, self._roads.version)

    def locate(self, point: Point) -> RoadPoint:
        """The node that the point stands for."""
        return self.at_node(node_at(point))

    def locate_all(self, points: Sequence[Point]) -> list[RoadPoint]:
        """The same for many."""
        return [self.locate(point) for point in points]

    def times_to(self, target: RoadPoint, sources: Sequence[RoadPoint]) -> TravelTimes:
        """Seconds from every source to a node that is a target."""
        table = self._roads.to_target_s[self.slot, self._drive, target.arc - self._arcs]
        seconds = np.array([self._ahead_s(s) + float(table[self._next(s)]) for s in sources])
        return TravelTimes(seconds.astype(np.float64), Basis.ROAD, self.network_version)

    def times_from(self, source: RoadPoint, targets: Sequence[RoadPoint]) -> TravelTimes:
        """Seconds from a place to every target."""
        tables = self._roads.to_target_s[self.slot, self._drive]
        node, ahead_s = self._next(source), self._ahead_s(source)
        seconds = [ahead_s + float(tables[t.arc - self._arcs, node]) for t in targets]
        return TravelTimes(np.array(seconds, np.float64), Basis.ROAD, self.network_version)

    def route(self, source: RoadPoint, target: RoadPoint) -> Route | None:
        """Not drawn: nobody in the twin looks at a map."""
        return None

    def way(self, node: int, target: int) -> list[tuple[int, float]] | None:
        """The arcs of the fastest way with their seconds; None where there is none."""
        roads, table = self._roads, self._roads.to_target_s[self.slot, self._drive, target]
        arc_s = roads.arc_s[self.slot, self._drive]
        arcs: list[tuple[int, float]] = []
        if not np.isfinite(table[node]):
            return None
        while node != target:
            first, last = roads.arc_first[node], roads.arc_first[node + 1]
            onward = arc_s[first:last] + table[roads.arc_head[first:last]]
            arc = int(first + np.argmin(onward))
            arcs.append((arc, float(arc_s[arc])))
            node = int(roads.arc_head[arc])
        return arcs

    def _next(self, place: RoadPoint) -> int:
        """The node a place is at, or the one its arc leads to."""
        return (
            place.arc - self._arcs
            if place.arc >= self._arcs
            else int(self._roads.arc_head[place.arc])
        )

    def _ahead_s(self, place: RoadPoint) -> float:
        """Seconds to that node."""
        if place.arc >= self._arcs:
            return 0.0
        arc_s: NDArray[np.float32] = self._roads.arc_s[self.slot, self._drive]
        return (1 - place.fraction) * float(arc_s[place.arc])
