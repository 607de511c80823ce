"""The order without METIS: cuts a graph in two where it is narrowest, and the parts again.

A wave that starts at one end of a town reaches the other end last. The fewest junctions that keep
its first quarter from its last are the separator. Found with nothing installed, the same on every
machine; METIS finds shorter ones sooner.
"""

import numpy as np

from geo.routing.contracted.compiled import Ints, Number, compiled
from geo.routing.contracted.cutting import cut_apart

_CELL = 12
_WHOLE = 0.25
"""The share of the nodes at either end that a cut must leave whole."""


@compiled
def dissect(start: Ints, near: Ints) -> Ints:
    """The nodes in the order of their elimination, separators after what they separate."""
    count = len(start) - 1
    order = np.arange(count).astype(np.int32)
    part = np.zeros(count, np.int32)
    wave, place = np.full(count, -1, np.int32), np.full(count, -1, np.int32)
    front = np.empty(count, np.int32)
    todo = [(0, count)]
    name = 0
    while todo:
        low, high = todo.pop()
        if high - low <= _CELL:
            continue
        name += 1
        for k in range(low, high):
            part[order[k]] = name
        reached = _far_apart(start, near, part, wave, front, order[low], name)
        if reached < high - low:
            first = _unreached_first(order, wave, low, high)
            todo.append((low, first))
            todo.append((first, high))
        else:
            first, cut = _split(start, near, place, wave, front, order, low, high)
            todo.append((low, first))
            todo.append((first, cut))
        for k in range(low, high):
            wave[order[k]] = -1
    return order


@compiled
def _far_apart(
    start: Ints, near: Ints, part: Ints, wave: Ints, front: Ints, v: Number, name: Number
) -> Number:
    """Send a wave from a node at the rim; gives the number of nodes it reaches."""
    reached = 0
    for _ in range(3):
        for k in range(reached):
            wave[front[k]] = -1
        reached = 1
        front[0] = v
        wave[v] = 0
        at = 0
        while at < reached:
            u = front[at]
            at += 1
            for k in range(start[u], start[u + 1]):
                w = near[k]
                if part[w] == name and wave[w] < 0:
                    wave[w] = wave[u] + 1
                    front[reached] = w
                    reached += 1
        v = front[reached - 1]
    return reached


@compiled
def _unreached_first(order: Ints, wave: Ints, low: Number, high: Number) -> Number:
    """Bring together what the wave did not reach; gives where the rest begins."""
    first = low
    for k in range(low, high):
        if wave[order[k]] < 0:
            order[k], order[first] = order[first], order[k]
            first += 1
    return first


@compiled
def _split(
    start: Ints,
    near: Ints,
    place: Ints,
    wave: Ints,
    front: Ints,
    order: Ints,
    low: Number,
    high: Number,
) -> tuple[Number, Number]:
    """Lay out near side, far side and separator; gives where the last two begin."""
    size = high - low
    for k in range(size):
        place[front[k]] = k
    ends = max(np.int32(size * _WHOLE), np.int32(1))
    cut, sides = cut_apart(start, near, place, front, size, ends)
    if cut < 0:
        line = wave[front[size // 2]]
        for k in range(size):
            step = wave[front[k]]
            sides[k] = 2 if step == line else (0 if step < line else 1)
    for k in range(size):
        place[front[k]] = -1
    begins = np.array([low, low, low])
    for k in range(size):
        begins[1] += sides[k] == 0
        begins[2] += sides[k] != 2
    far, separator = begins[1], begins[2]
    for k in range(size):
        order[begins[sides[k]]] = front[k]
        begins[sides[k]] += 1
    return far, separator
