"""Who is cut off: which places the closures have torn from the rest of the roads."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geo.roads.conditions import RoadState
from geo.roads.restrictions import Sections
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


@dataclass(frozen=True, eq=False)
class TornRoads:
    """The parts into which closures have torn the roads, and which closure lies between which.

    In a part everybody reaches everybody. ``_doors`` are (part, other part, closure).
    """

    _state: RoadState
    _part: NDArray[np.int32]
    _doors: dict[int, list[tuple[int, str]]]

    @classmethod
    def by(cls, state: RoadState, closures: Sequence[tuple[str, Sections]]) -> Self:
        """The roads of a state under these closures (identifier, where)."""
        part, network = _parts(state), state.network
        doors: dict[int, list[tuple[int, str]]] = {}
        for name, sections in closures:
            ends = part[network.arc_tail[sections.arc]], part[network.arc_head[sections.arc]]
            for a, b in sorted(set(zip(*(end.tolist() for end in ends), strict=True))):
                if a != b:
                    doors.setdefault(a, []).append((b, name))
                    doors.setdefault(b, []).append((a, name))
        return cls(state, part, doors)

    def between(self, one: RoadPoint, other: RoadPoint) -> tuple[str, ...]:
        """The fewest closures that stand between two places, in their order on the way.

        Empty when no closure parts them: then the roads themselves never met.
        """
        if {one.network, other.network} != {self._state.network.shape_version}:
            return ()
        goals = self._parts_at(other)
        came: dict[int, tuple[int, str] | None] = dict.fromkeys(self._parts_at(one))
        open_parts = deque(came)
        while open_parts:
            here = open_parts.popleft()
            if here in goals:
                return _way_back(came, here)
            for there, name in self._doors.get(here, ()):
                if there not in came:
                    came[there] = (here, name)
                    open_parts.append(there)
        return ()

    def _parts_at(self, place: RoadPoint) -> list[int]:
        """The part on this side of a barrier; inside a closure, those at both of its ends."""
        state, arc = self._state, place.arc
        tail, head = (
            self._part[state.network.arc_tail[arc]],
            self._part[state.network.arc_head[arc]],
        )
        if place.fraction <= state.enter_until[arc]:
            return [int(tail)]
        if place.fraction >= state.leave_from[arc]:
            return [int(head)]
        return [int(tail), int(head)]


def _way_back(came: dict[int, tuple[int, str] | None], here: int) -> tuple[str, ...]:
    names: list[str] = []
    step = came[here]
    while step is not None:
        names.append(step[1])
        step = came[step[0]]
    return tuple(dict.fromkeys(reversed(names)))


def _parts(state: RoadState) -> NDArray[np.int32]:
    """For each junction, the part in which everybody reaches everybody."""
    network = state.network
    open_arcs = np.flatnonzero(np.isfinite(state.arc_seconds))
    tail, head = network.arc_tail[open_arcs], network.arc_head[open_arcs]
    size = network.node_count
    graph = csr_array((np.ones(len(open_arcs), np.int8), (tail, head)), shape=(size, size))
    label: NDArray[np.int32] = connected_components(graph, connection="strong")[1]
    return label


def _joined(state: RoadState, places: Sequence[RoadPoint]) -> Flags:
    """Which places can be reached from the main part and left towards it."""
    network, label = state.network, _parts(state)
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
