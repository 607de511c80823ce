"""What the two ends of a drive stand on: the times of every arc, and the barriers of closed ones.

A closed arc is no way through, and yet one drives on it up to the barrier: to a place in front of
it, and away from a place behind it. Closed arcs are few, so only those have a row of their own.
"""

from typing import NamedTuple

import numpy as np

from geo.roads.conditions import RoadState
from geo.roads.network import TICKS_PER_S
from geo.routing.contracted.compiled import NEVER, Floats, Ints, Number, compiled

_ARC, _DRIVE, _ENTER_UNTIL, _LEAVE_FROM = range(4)


class Ground(NamedTuple):
    """``ticks`` of every arc and copy, ``NEVER`` where closed; ``barriers`` of those, by arc.

    A barrier's row: the arc, the ticks of driving it, how far one gets into it from its start, and
    from where one gets out over its end. A closed arc without a row is not driven at all.
    """

    ticks: Ints
    barriers: Floats

    @classmethod
    def unbarred(cls, ticks: Ints) -> "Ground":
        """Arcs that are driven whole or not at all."""
        return cls(ticks, np.empty((0, 4)))


def barriers_of(state: RoadState) -> Floats:
    """The barriers of the closed arcs of a state; see ``Ground``."""
    closed = np.flatnonzero(np.isinf(state.arc_seconds))
    drive = np.minimum(np.rint(state.network.arc_seconds[closed] * TICKS_PER_S), NEVER)
    return np.column_stack([closed, drive, state.enter_until[closed], state.leave_from[closed]])


@compiled
def to_end(ground: Ground, arc: Number, fraction: Number) -> Number:
    """Ticks from a place on an arc out over its end; ``NEVER`` where that is closed."""
    whole: Number = ground.ticks[arc]
    if whole == NEVER:
        k = _barrier(ground.barriers, arc)
        if k < 0 or fraction < ground.barriers[k, _LEAVE_FROM]:
            return np.int32(NEVER)
        whole = np.int32(ground.barriers[k, _DRIVE])
    return np.int32(whole - _part(whole, fraction))


@compiled
def from_start(ground: Ground, arc: Number, fraction: Number) -> Number:
    """Ticks from the start of an arc to a place on it; ``NEVER`` where that is closed."""
    whole: Number = ground.ticks[arc]
    if whole == NEVER:
        k = _barrier(ground.barriers, arc)
        if k < 0 or fraction > ground.barriers[k, _ENTER_UNTIL]:
            return np.int32(NEVER)
        whole = np.int32(ground.barriers[k, _DRIVE])
    return _part(whole, fraction)


@compiled
def within(ground: Ground, arc: Number, start: Number, end: Number) -> Number:
    """Ticks from a place on an arc to one not before it, both on the same side of a barrier."""
    whole: Number = ground.ticks[arc]
    if whole == NEVER:
        k = _barrier(ground.barriers, arc)
        if k < 0:
            return np.int32(NEVER)
        if start < ground.barriers[k, _LEAVE_FROM] and end > ground.barriers[k, _ENTER_UNTIL]:
            return np.int32(NEVER)
        whole = np.int32(ground.barriers[k, _DRIVE])
    return np.int32(_part(whole, end) - _part(whole, start))


@compiled
def _part(whole: Number, fraction: Number) -> Number:
    """Ticks from the start of an arc to a fraction of it, as ``RoadNetwork.seconds_at`` rounds."""
    return np.int32(np.rint(whole * fraction))


@compiled
def _barrier(barriers: Floats, arc: Number) -> Number:
    """The row of a closed arc; -1 if it has none."""
    low, high = 0, len(barriers)
    while low < high:
        middle = (low + high) // 2
        if barriers[middle, _ARC] < arc:
            low = middle + 1
        else:
            high = middle
    return low if low < len(barriers) and barriers[low, _ARC] == arc else -1
