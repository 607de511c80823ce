"""A closed bridge in well under two milliseconds: only what rested on the changed arcs is redone.

From the lowest changed row upwards, a row is worked out again from its arcs and from all nodes
below that touch it. What it finds unchanged is left alone; where a shortcut changed, the rows that
it mattered to, and no others, are put on the list.
"""

from heapq import heapify, heappop, heappush

import numpy as np

from geo.routing.contracted.compiled import NEVER, Flags, Ints, Number, U, compiled
from geo.routing.contracted.contraction import Nodes, Runs, entry_at
from geo.routing.contracted.customization import offer


@compiled
def revise(
    nodes: Nodes,
    runs: Runs,
    slots: tuple[Ints, Ints],
    arc_ticks: Ints,
    lowest: Ints,
    up: Ints,
    down: Ints,
    height: Number,
) -> Ints:
    """Work out again what depends on the arcs whose lower tree nodes are given.

    Gives the rows that came out different.
    """
    waiting = np.zeros(len(nodes), np.bool_)
    todo = [np.int32(v) for v in lowest]
    heapify(todo)
    for v in todo:
        waiting[v] = True
    changed = [np.int32(0) for _ in range(0)]
    path = np.empty(height, np.int32)
    while todo:
        v = heappop(todo)
        if not waiting[v]:
            continue
        waiting[v] = False
        first, last = nodes[v, 4], nodes[v + 1, 4]
        was_up, was_down = up[first:last].copy(), down[first:last].copy()
        _redo(nodes, runs, slots, arc_ticks, up, down, v)
        moved = (up[first:last] != was_up) | (down[first:last] != was_down)
        if moved.any():
            changed.append(v)
            a = nodes[v, 0]
            while a >= 0:
                path[nodes[a, 1]] = a
                a = nodes[a, 0]
            _alert(nodes, runs, up, down, v, was_up, was_down, moved, path, waiting, todo)
    return np.array(changed)


@compiled
def _redo(
    nodes: Nodes,
    runs: Runs,
    slots: tuple[Ints, Ints],
    arc_ticks: Ints,
    up: Ints,
    down: Ints,
    v: Number,
) -> None:
    """One row from its arcs and from every node below that touches it."""
    first, last = nodes[v, 4], nodes[v + 1, 4]
    up[first:last] = NEVER
    down[first:last] = NEVER
    arc_slot, slot_arcs = slots
    for k in range(nodes[v, 5], nodes[v + 1, 5]):
        arc = slot_arcs[k]
        weights = down if arc_slot[arc] & 1 else up
        entry = arc_slot[arc] >> 1
        weights[entry] = min(weights[entry], arc_ticks[arc])
    depth = nodes[v, 1]
    u = v - 1
    while u >= nodes[v, 2]:
        entry = entry_at(nodes, runs, u, depth)
        if entry < 0:
            u = nodes[u, 2] - 1
            continue
        to_u, from_u = down[entry], up[entry]
        if to_u < NEVER or from_u < NEVER:
            offer(nodes, runs, U(u), up, down, U(v), U(depth), to_u, from_u, up, down, first)
        u -= 1


@compiled
def _alert(
    nodes: Nodes,
    runs: Runs,
    up: Ints,
    down: Ints,
    v: Number,
    was_up: Ints,
    was_down: Ints,
    moved: Flags,
    path: Ints,
    waiting: Flags,
    todo: list[Number],
) -> None:
    """Put those upper neighbours of ``v`` on the list that its changed shortcuts matter to.

    They had the best way over ``v`` before, or have a better one now.
    """
    depths = _depths(nodes, runs, v)
    first = nodes[v, 4]
    for i in range(len(depths)):
        a = path[depths[i]]
        if waiting[a]:
            continue
        for j in range(i):
            if not (moved[i] or moved[j]):
                continue
            over = entry_at(nodes, runs, a, depths[j])
            was = was_down[i] + was_up[j] == up[over] or was_down[j] + was_up[i] == down[over]
            now_up, now_down = down[first + i] + up[first + j], down[first + j] + up[first + i]
            if was or now_up < up[over] or now_down < down[over]:
                waiting[a] = True
                heappush(todo, a)
                break


@compiled
def _depths(nodes: Nodes, runs: Runs, v: Number) -> Ints:
    """The depth of each entry's upper end."""
    depths = np.empty(nodes[v + 1, 4] - nodes[v, 4], np.int32)
    at = 0
    for r in range(nodes[v, 3], nodes[v + 1, 3]):
        for depth in range(runs[r, 0], np.int32(runs[r, 0]) + np.int32(runs[r, 1])):
            depths[at] = depth
            at += 1
    return depths


@compiled
def copy_rows(nodes: Nodes, changed: Ints, source: Ints, into: Ints) -> None:
    """Bring the weights of some rows up to date."""
    for v in changed:
        into[nodes[v, 4] : nodes[v + 1, 4]] = source[nodes[v, 4] : nodes[v + 1, 4]]
