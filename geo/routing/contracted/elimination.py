"""The elimination tree: whoever a junction is contracted into, up to the last one.

Any fastest way climbs this tree from its start, and from its end, and the two meet at a common
ancestor. Nodes are numbered so that children come before parents and a subtree is one range.
"""

from typing import NamedTuple

import numpy as np

from geo.routing.contracted.compiled import Ints, compiled


class Tree(NamedTuple):
    """``order`` names the original node of each tree node; the rest is by tree node.

    ``lowest[v]`` to ``v`` are the nodes of the subtree of ``v``; a root's parent is -1.
    """

    order: Ints
    parent: Ints
    depth: Ints
    lowest: Ints


@compiled
def plant(order: Ints, start: Ints, near: Ints) -> Tree:
    """The tree of an order, renumbered so that each subtree is a range."""
    count = len(order)
    parent = _parents(order, start, near)
    place, size = _places(parent)
    placed = np.empty(count, np.int32)
    parents = np.full(count, -1, np.int32)
    lowest = np.empty(count, np.int32)
    for v in range(count):
        at = place[v]
        placed[at] = order[v]
        lowest[at] = at - size[v] + 1
        if parent[v] >= 0:
            parents[at] = place[parent[v]]
    depth = np.zeros(count, np.int32)
    for v in range(count - 1, -1, -1):
        if parents[v] >= 0:
            depth[v] = depth[parents[v]] + 1
    return Tree(placed, parents, depth, lowest)


@compiled
def _parents(order: Ints, start: Ints, near: Ints) -> Ints:
    """Each node's parent: the first node after it that its subtree touches (Liu 1986)."""
    count = len(order)
    rank = np.empty(count, np.int32)
    for v in range(count):
        rank[order[v]] = v
    parent = np.full(count, -1, np.int32)
    top = np.full(count, -1, np.int32)
    for v in range(count):
        for k in range(start[order[v]], start[order[v] + 1]):
            u = rank[near[k]]
            if u > v:
                continue
            while top[u] != -1 and top[u] != v:
                above = top[u]
                top[u] = v
                u = above
            if top[u] == -1:
                top[u] = v
                parent[u] = v
    return parent


@compiled
def _places(parent: Ints) -> tuple[Ints, Ints]:
    """Where each node comes when every subtree is a range, and how large its subtree is."""
    count = len(parent)
    size = np.ones(count, np.int32)
    for v in range(count):
        if parent[v] >= 0:
            size[parent[v]] += size[v]
    place = np.empty(count, np.int32)
    free = np.empty(count, np.int32)
    end = count - 1
    for v in range(count - 1, -1, -1):
        if parent[v] < 0:
            place[v] = end
            end -= size[v]
        else:
            place[v] = free[parent[v]]
            free[parent[v]] -= size[v]
        free[v] = place[v] - 1
    return place, size
