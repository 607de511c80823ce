"""The nearest few of thousands: at each great junction a short list of who is nearest to it.

Junctions high in the tree keep their nearest vehicles below them, sorted, at most 32. Whoever asks
climbs, reads the lists of its ancestors until they cannot help any more, and compares rows only
with the few vehicles of its own corner. A vehicle that moves is struck from its lists and entered
into others; only a list that runs short is made anew.
"""

from typing import NamedTuple

import numpy as np

from geo.routing.contracted.compiled import NEVER, Ints, Number, compiled
from geo.routing.contracted.ground import Ground
from geo.routing.contracted.labels import Ways, along, climb, stand, trail
from geo.routing.contracted.queries import Rows, shared

LISTED = 32
NEAREST_MAX = 16
"""The longest answer; a list is never shorter than this while there are vehicles for it."""

_CORNERS = 512
"""Subtrees of less than this share of the nodes keep no lists: their vehicles are compared."""


class Crowd(NamedTuple):
    """``list_of`` numbers the junctions with a list (-1: none); by list: how many vehicles could be
    on it, how many are, their ticks and slots. ``sorted_slots`` are the slots by node; the first
    entry of ``size`` says how many."""

    list_of: Ints
    possible: Ints
    listed: Ints
    ticks: Ints
    slots: Ints
    sorted_slots: Ints
    size: Ints

    @classmethod
    def room(cls, ways: Ways, vehicles: int) -> "Crowd":
        """Empty lists."""
        count = len(ways.nodes) - 1
        below = np.arange(count) - ways.nodes[:-1, 2]
        great = np.flatnonzero(below >= max(count // _CORNERS, 1))
        list_of = np.full(count, -1, np.int32)
        list_of[great] = np.arange(len(great), dtype=np.int32)
        zeros = np.zeros((2, len(great)), np.int32)
        names = np.zeros((2, len(great), LISTED), np.int32)
        slots = np.zeros(vehicles, np.int32)
        return cls(list_of, zeros[0], zeros[1], names[0], names[1], slots, np.zeros(1, np.int32))


@compiled
def join(ways: Ways, rows: Rows, crowd: Crowd, slot: Number) -> None:
    """Enter a labelled vehicle everywhere it belongs."""
    at, size = _place(rows, crowd, rows.node[slot], slot), crowd.size[0]
    for k in range(size, at, -1):
        crowd.sorted_slots[k] = crowd.sorted_slots[k - 1]
    crowd.sorted_slots[at] = slot
    crowd.size[0] = size + 1
    v = rows.node[slot]
    while v >= 0:
        n, ticks = crowd.list_of[v], rows.ticks[slot, ways.nodes[v, 1]]
        if n >= 0 and ticks < NEVER:
            complete = crowd.possible[n] == crowd.listed[n]
            crowd.possible[n] += 1
            _enter(crowd, n, ticks, slot, complete)
        v = ways.nodes[v, 0]


@compiled
def leave_crowd(ways: Ways, rows: Rows, crowd: Crowd, slot: Number) -> None:
    """Strike a vehicle from all lists, before its row changes."""
    at, size = _place(rows, crowd, rows.node[slot], slot), crowd.size[0] - 1
    for k in range(at, size):
        crowd.sorted_slots[k] = crowd.sorted_slots[k + 1]
    crowd.size[0] = size
    v = rows.node[slot]
    while v >= 0:
        n, ticks = crowd.list_of[v], rows.ticks[slot, ways.nodes[v, 1]]
        if n >= 0 and ticks < NEVER:
            crowd.possible[n] -= 1
            _strike(crowd, n, ticks, slot)
            wanted: Number = min(crowd.possible[n], NEAREST_MAX)
            if crowd.listed[n] < wanted:
                _refill(ways, rows, crowd, v, n)
        v = ways.nodes[v, 0]


@compiled
def _place(rows: Rows, crowd: Crowd, node: Number, slot: Number) -> Number:
    """Where a slot stands, or would stand, among those sorted by node and slot."""
    low, high = 0, crowd.size[0]
    while low < high:
        middle = (low + high) // 2
        other = crowd.sorted_slots[middle]
        if rows.node[other] < node or (rows.node[other] == node and other < slot):
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _enter(crowd: Crowd, n: Number, ticks: Number, slot: Number, complete: Number) -> None:
    """Put a vehicle on a list if it is among the nearest; a complete list has room for anyone."""
    size = crowd.listed[n]
    k = size
    while k > 0 and (
        ticks < crowd.ticks[n, k - 1]
        or (ticks == crowd.ticks[n, k - 1] and slot < crowd.slots[n, k - 1])
    ):
        k -= 1
    if k == LISTED or (k == size and not complete):
        return
    last: Number = min(size, LISTED - 1)
    for j in range(last, k, -1):
        crowd.ticks[n, j], crowd.slots[n, j] = crowd.ticks[n, j - 1], crowd.slots[n, j - 1]
    crowd.ticks[n, k], crowd.slots[n, k] = ticks, slot
    crowd.listed[n] = last + 1


@compiled
def _strike(crowd: Crowd, n: Number, ticks: Number, slot: Number) -> None:
    """Take a vehicle off a list if it is on it."""
    size = crowd.listed[n]
    if size == 0 or ticks > crowd.ticks[n, size - 1]:
        return
    for k in range(size):
        if crowd.slots[n, k] == slot:
            for j in range(k, size - 1):
                crowd.ticks[n, j], crowd.slots[n, j] = crowd.ticks[n, j + 1], crowd.slots[n, j + 1]
            crowd.listed[n] = size - 1
            return


@compiled
def _refill(ways: Ways, rows: Rows, crowd: Crowd, v: Number, n: Number) -> None:
    """Make a list anew from all vehicles below its junction."""
    crowd.listed[n] = 0
    depth, seen = ways.nodes[v, 1], 0
    first: Number = _place(rows, crowd, ways.nodes[v, 2], -1)
    for k in range(first, crowd.size[0]):
        slot = crowd.sorted_slots[k]
        if rows.node[slot] > v:
            break
        if rows.ticks[slot, depth] < NEVER:
            _enter(crowd, n, rows.ticks[slot, depth], slot, crowd.listed[n] == seen)
            seen += 1


@compiled
def nearest(
    ways: Ways,
    down: Ints,
    ground: Ground,
    rows: Rows,
    crowd: Crowd,
    arc: Number,
    fraction: Number,
    answer: Ints,
) -> Number:
    """Write the nearest vehicles as (ticks, slot) to ``answer``, sorted; gives how many."""
    scratch = np.empty((3, rows.ticks.shape[1]), np.int32)
    row, path, lowest = scratch[0], scratch[1], scratch[2]
    v = stand(ways, ground, arc, fraction, False, row)
    climb(ways.nodes, ways.runs, down, v, row)
    count = trail(ways.nodes, v, path, lowest)
    found, depth = 0, 0
    while depth < count and crowd.list_of[path[depth]] >= 0:
        n = crowd.list_of[path[depth]]
        for k in range(crowd.listed[n]):
            ticks = crowd.ticks[n, k] + row[depth]
            if found == len(answer) and ticks > answer[found - 1, 0]:
                break
            found = _offer(answer, found, ticks, crowd.slots[n, k])
        depth += 1
    if depth < count:
        low, high = lowest[depth], path[depth]
    else:
        low, high = v, v
    for k in range(_place(rows, crowd, low, -1), crowd.size[0]):
        slot = crowd.sorted_slots[k]
        if rows.node[slot] > high:
            break
        best = np.int32(NEVER)
        for j in range(shared(path, lowest, count, rows.node[slot])):
            best = min(best, np.int32(rows.ticks[slot, j] + row[j]))
        found = _offer(answer, found, best, slot)
    return _same_arc(ways, ground, rows, crowd, arc, fraction, answer, found)


@compiled
def _same_arc(
    ways: Ways,
    ground: Ground,
    rows: Rows,
    crowd: Crowd,
    arc: Number,
    fraction: Number,
    answer: Ints,
    found: Number,
) -> Number:
    """Offer those who need not leave the arc: all who are there have the same lowest node."""
    node, back = ways.rank[ways.head[arc]], ways.reverse[arc]
    if back >= 0:
        node = min(node, ways.rank[ways.head[back]])
    for k in range(_place(rows, crowd, node, -1), crowd.size[0]):
        slot = crowd.sorted_slots[k]
        if rows.node[slot] != node:
            break
        ticks = along(ways, ground, rows.arc[slot], rows.fraction[slot], arc, fraction)
        found = _offer(answer, found, ticks, slot)
    return found


@compiled
def _offer(answer: Ints, found: Number, ticks: Number, slot: Number) -> Number:
    """Let a vehicle into the answer, once, if it belongs there; gives how many are in it."""
    if ticks >= NEVER:
        return found
    for k in range(found):
        if answer[k, 1] == slot:
            if answer[k, 0] <= ticks:
                return found
            for j in range(k, found - 1):
                answer[j, 0], answer[j, 1] = answer[j + 1, 0], answer[j + 1, 1]
            found -= 1
            break
    k = found
    while k > 0 and (
        ticks < answer[k - 1, 0] or (ticks == answer[k - 1, 0] and slot < answer[k - 1, 1])
    ):
        k -= 1
    if k == len(answer):
        return found
    last = min(found, len(answer) - 1)
    for j in range(last, k, -1):
        answer[j, 0], answer[j, 1] = answer[j - 1, 0], answer[j - 1, 1]
    answer[k, 0], answer[k, 1] = ticks, slot
    return last + 1
