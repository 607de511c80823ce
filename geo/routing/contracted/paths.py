"""From one place to another with every arc on the way: two climbs that meet, then unpacked.

No shortcut remembers what it stands for; that would double the weights. It is either an arc of the
same ticks, or the sum of two shortcuts over a node below both its ends, which is looked for.
"""

import numpy as np

from geo.routing.contracted.compiled import NEVER, Ints, Number, compiled
from geo.routing.contracted.contraction import Nodes, entry_at
from geo.routing.contracted.ground import Ground
from geo.routing.contracted.labels import Ways, climb, stand, trail

TORN = -1
"""The weights do not add up: they were being replaced while they were read. Ask again."""


@compiled
def find_way(
    ways: Ways,
    up: Ints,
    down: Ints,
    ground: Ground,
    slots: tuple[Ints, Ints],
    ends: tuple[tuple[Number, Number], tuple[Number, Number]],
    height: Number,
) -> tuple[Number, Ints, Ints]:
    """Ticks of the fastest way over junctions, its first and last tree node, the arcs between.

    The arcs are those of the graph. ``NEVER`` ticks mean that there is no way, ``TORN`` see there.
    """
    rows, stood = np.empty((2, height), np.int32), np.empty((2, height), np.int32)
    path, lowest = np.empty((2, height), np.int32), np.empty((2, height), np.int32)
    count = np.empty(2, np.int32)
    for side in range(2):
        arc, fraction = ends[side]
        v = stand(ways, ground, arc, fraction, side == 0, rows[side])
        stood[side] = rows[side]
        climb(ways.nodes, ways.runs, up if side == 0 else down, v, rows[side])
        count[side] = trail(ways.nodes, v, path[side], lowest[side])
    ticks, top = _meet(rows, path, min(count[0], count[1]))
    arcs, tips = np.empty(0, np.int32), np.full(2, -1, np.int32)
    if ticks == NEVER:
        return ticks, tips, arcs
    steps = np.empty((2 * height, 3), np.int32)
    first = _descend(ways, up, rows[0], stood[0], path[0], top, count[0], steps, height, -1)
    last = _descend(ways, down, rows[1], stood[1], path[1], top, count[1], steps, height, 1)
    if first == TORN or last == TORN:
        return TORN, tips, arcs
    tips[0] = path[0, top] if first == height else steps[first, 0]
    tips[1] = path[1, top] if last == height else steps[last - 1, 0]
    arcs = _unpack(ways, up, down, ground.ticks, slots, steps[first:last])
    return (TORN if len(arcs) and arcs[-1] < 0 else ticks), tips, arcs


@compiled
def _meet(rows: Ints, path: Ints, count: Number) -> tuple[Number, Number]:
    """Ticks and depth of the best common ancestor, the nearest to the root among equals."""
    ticks, top = NEVER, -1
    for depth in range(count):
        if path[0, depth] != path[1, depth]:
            break
        if rows[0, depth] + rows[1, depth] < ticks:
            ticks, top = rows[0, depth] + rows[1, depth], depth
    return ticks, top


@compiled
def _descend(
    ways: Ways,
    weights: Ints,
    row: Ints,
    stood: Ints,
    path: Ints,
    depth: Number,
    count: Number,
    steps: Ints,
    at: Number,
    step: Number,
) -> Number:
    """Write down the shortcuts from ``depth`` to where the climb began, each as lower node, entry
    and whether it leads down. Upward ones fill ``steps`` backwards from ``at``, others forwards."""
    while row[depth] != stood[depth]:
        found = False
        for under in range(count - 1, depth, -1):
            v = path[under]
            entry = entry_at(ways.nodes, ways.runs, v, depth)
            if entry >= 0 and row[under] + weights[entry] == row[depth]:
                found = True
                break
        if not found:
            return TORN
        spot = at - 1 if step < 0 else at
        steps[spot, 0], steps[spot, 1], steps[spot, 2] = v, entry, step > 0
        at += step
        depth = under
    return at


@compiled
def _unpack(
    ways: Ways, up: Ints, down: Ints, arc_ticks: Ints, slots: tuple[Ints, Ints], steps: Ints
) -> Ints:
    """The arcs of these shortcuts in order; a -1 at the end if one could not be explained."""
    stack = np.empty((len(steps) + 64, 4), np.int32)
    size = 0
    for k in range(len(steps) - 1, -1, -1):
        v, entry = steps[k, 0], steps[k, 1]
        stack = _push(stack, size, v, _upper_depth(ways, v, entry), entry, steps[k, 2])
        size += 1
    arcs, count = np.empty(256, np.int32), 0
    while size:
        size -= 1
        v, depth = stack[size, 0], stack[size, 1]
        entry, falling = stack[size, 2], stack[size, 3]
        ticks = down[entry] if falling else up[entry]
        arc = _arc_of(ways.nodes, slots, arc_ticks, v, 2 * entry + falling, ticks)
        if arc < 0:
            middle, low, high = _between(ways, up, down, v, depth, falling, ticks)
            if middle >= 0:
                here = ways.nodes[v, 1]
                near, far = (low, high) if falling else (high, low)
                begin, end = (depth, here) if falling else (here, depth)
                stack = _push(stack, size, middle, end, near, 0)
                stack = _push(stack, size + 1, middle, begin, far, 1)
                size += 2
                continue
        if count == len(arcs):
            arcs = np.concatenate((arcs, np.empty_like(arcs)))
        arcs[count] = arc
        count += 1
        if arc < 0:
            break
    return arcs[:count].copy()


@compiled
def _push(
    stack: Ints, size: Number, v: Number, depth: Number, entry: Number, falling: Number
) -> Ints:
    """One more shortcut to be explained, with room made for it."""
    if size == len(stack):
        stack = np.concatenate((stack, np.empty_like(stack)))
    stack[size, 0], stack[size, 1], stack[size, 2], stack[size, 3] = v, depth, entry, falling
    return stack


@compiled
def _upper_depth(ways: Ways, v: Number, entry: Number) -> Number:
    """The depth of an entry's upper end."""
    at = ways.nodes[v, 4]
    for r in range(ways.nodes[v, 3], ways.nodes[v + 1, 3]):
        length = np.int32(ways.runs[r, 1])
        if entry < at + length:
            return np.int32(ways.runs[r, 0]) + entry - at
        at += length
    return -1


@compiled
def _arc_of(
    nodes: Nodes,
    slots: tuple[Ints, Ints],
    arc_ticks: Ints,
    v: Number,
    slot: Number,
    ticks: Number,
) -> Number:
    """The first arc in a slot of ``v`` that takes exactly these ticks; -1 if there is none."""
    arc_slot, slot_arcs = slots
    for k in range(nodes[v, 5], nodes[v + 1, 5]):
        arc = slot_arcs[k]
        if arc_slot[arc] == slot and arc_ticks[arc] == ticks:
            return arc
    return np.int32(-1)


@compiled
def _between(
    ways: Ways, up: Ints, down: Ints, v: Number, depth: Number, falling: Number, ticks: Number
) -> tuple[Number, Number, Number]:
    """A node below ``v`` over which the shortcut leads, and its entries to either end.

    Whoever touches both ends has a parent that does, or is the lower end: what does not is passed
    over with all below it.
    """
    nodes, runs = ways.nodes, ways.runs
    u = v - 1
    while u >= nodes[v, 2]:
        low = entry_at(nodes, runs, u, nodes[v, 1])
        high = entry_at(nodes, runs, u, depth) if low >= 0 else -1
        if high < 0:
            u = nodes[u, 2] - 1
            continue
        over = down[high] + up[low] if falling else down[low] + up[high]
        if over == ticks:
            return u, low, high
        u -= 1
    return -1, -1, -1
