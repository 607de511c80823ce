"""Where one leaves the road for a place: the nearest node that has access, by the map's scale."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from simulations.jemss.roads import Roads

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LOOKED_AT = 8
"""So many near nodes are measured exactly; more would have to share one spot."""


class Nearest:
    """Finds nodes; of equally near ones the first."""

    def __init__(self, roads: Roads, scale: tuple[float, float]) -> None:
        self._nodes = np.flatnonzero(roads.access)
        self._x, self._y = roads.x[self._nodes], roads.y[self._nodes]
        self._scale = scale
        self._tree = KDTree(np.column_stack([self._x * scale[0], self._y * scale[1]]))

    def find(self, x: Floats, y: Floats) -> tuple[Ints, Floats]:
        """The nodes nearest to these places, and how far each is."""
        count = min(LOOKED_AT, len(self._nodes))
        _, near = self._tree.query(
            np.column_stack([x * self._scale[0], y * self._scale[1]]), k=np.arange(1, count + 1)
        )
        near = np.sort(near, axis=1)
        across = ((self._x[near] - x[:, None]) * self._scale[0]) ** 2
        along = ((self._y[near] - y[:, None]) * self._scale[1]) ** 2
        square = across + along
        best = square.argmin(axis=1)
        rows = np.arange(len(x))
        return self._nodes[near[rows, best]], np.sqrt(square[rows, best])
