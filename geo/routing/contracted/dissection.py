"""The order without METIS: cuts a graph in halves along a wave front, and the halves again.

A wave that starts at the far end of a town passes its middle in a narrow line somewhere; the
junctions on that line separate the two sides. Not as short a line as METIS finds, but found with
nothing installed, the same on every machine.
"""

import numpy as np

from geo.routing.contracted.compiled import Ints, Number, compiled

_CELL = 12
_MIDDLE = 0.3
"""A cut leaves at least this share of the nodes on either side."""


@compiled
def dissect(start: Ints, near: Ints) -> Ints:
    """The nodes in the order of their elimination, separators after what they separate."""
    count = len(start) - 1
    order = np.arange(count).astype(np.int32)
    part = np.zeros(count, np.int32)
    wave = np.full(count, -1, np.int32)
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
            first, cut = _split(start, near, part, wave, front, order, low, high, name)
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
    part: Ints,
    wave: Ints,
    front: Ints,
    order: Ints,
    low: Number,
    high: Number,
    name: Number,
) -> tuple[Number, Number]:
    """Lay out near side, far side and separator; gives where the last two begin."""
    line = _thinnest(wave, front, high - low)
    sides = np.empty(high - low, np.int8)
    sizes = np.zeros(3, np.int32)
    for k in range(high - low):
        u = front[k]
        side = 0 if wave[u] < line else 1
        if wave[u] == line:
            side = 0
            for j in range(start[u], start[u + 1]):
                if part[near[j]] == name and wave[near[j]] > line:
                    side = 2
        sides[k] = side
        sizes[side] += 1
    at = np.array([low, low + sizes[0], low + sizes[0] + sizes[1]])
    begins = (at[1], at[2])
    for k in range(high - low):
        order[at[sides[k]]] = front[k]
        at[sides[k]] += 1
    return begins


@compiled
def _thinnest(wave: Ints, front: Ints, count: Number) -> Number:
    """The step of the wave near the middle at which its front is shortest."""
    last = wave[front[count - 1]]
    line, best, at = min(wave[front[count // 2]], last - 1), count, 0
    while at < count:
        step, first = wave[front[at]], at
        while at < count and wave[front[at]] == step:
            at += 1
        enough = _MIDDLE * count <= first and at <= (1 - _MIDDLE) * count
        if enough and at - first < best:
            line, best = step, at - first
    return line
