"""Who is cut off: which places the closures have torn from the rest of the roads."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geo.roads.conditions import RoadState
from geo.routing.router import RoadPoint

Flags = NDArray[np.bool_]


def cut_off(usual: RoadState, now: RoadState, places: Sequence[RoadPoint]) -> Flags:
    """Which places could be driven to and from before, and now cannot.

    The rest of the roads is the largest part in which everybody reaches everybody. Places must
    stand on this network (``settle``).
    """
    if not places or not np.isinf(now.arc_seconds).any():
        return np.zeros(len(places), dtype=np.bool_)
    return _joined(usual, places) & ~_joined(now, places)


def _joined(state: RoadState, places: Sequence[RoadPoint]) -> Flags:
    """Which places can be reached from the main part and left towards it."""
    network = state.network
    open_arcs = np.flatnonzero(np.isfinite(state.arc_seconds))
    tail, head = network.arc_tail[open_arcs], network.arc_head[open_arcs]
    size = network.node_count
    graph = csr_array((np.ones(len(open_arcs), np.int8), (tail, head)), shape=(size, size))
    _, label = connected_components(graph, connection="strong")
    main = label == np.bincount(label).argmax()
    here = np.array([place.arc for place in places])
    fraction = np.array([place.fraction for place in places])
    arcs = np.stack([here, network.arc_reverse[here]])
    fractions = np.stack([fraction, 1.0 - fraction])
    real = arcs >= 0
    enters = real & (fractions <= state.enter_until[arcs]) & main[network.arc_tail[arcs]]
    leaves = real & (fractions >= state.leave_from[arcs]) & main[network.arc_head[arcs]]
    joined: Flags = enters.any(axis=0) & leaves.any(axis=0)
    return joined
