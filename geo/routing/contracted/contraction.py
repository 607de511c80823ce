"""The hierarchy of a road graph: which shortcuts there may ever be, whatever the speeds.

Contracting a junction joins its remaining neighbours with each other. All of these are ancestors
in the elimination tree, so a shortcut's upper end is told by its depth alone, and the shortcuts
of a junction form a few **runs** of successive depths. Weights lie run after run: a search adds
and compares whole runs, eight or sixteen numbers at a time, and never looks up a node.
"""

from dataclasses import dataclass, fields
from functools import cached_property
from typing import TypeAlias

import numpy as np

from geo.routing.contracted.compiled import Ints, Number, Shorts, compiled
from geo.routing.contracted.elimination import Tree, plant
from geo.routing.contracted.graph import Graph
from geo.routing.contracted.halves import Halves, halve
from geo.routing.contracted.order import Dissection, elimination_order
from geo.routing.contracted.thinning import neighbours

PARENT, DEPTH, LOWEST, RUN, ENTRY, ARC = range(6)
"""Columns of the node table: one row is one cache line away, not six."""

Nodes: TypeAlias = Ints
"""Per tree node (and one more row for the end): parent, depth, lowest node of the subtree, first
run, first entry, first of its arcs in the order of their slots."""

Runs: TypeAlias = Shorts
"""Per run: the depth of its first entry, and how many entries it has."""

DEPTH_MAX = 2**16 - 1
_BRIDGED = 4
_BRIDGED_ABOVE = 24
"""Gaps of up to four depths are filled with entries that are never used, above subtrees of this
size: fewer, longer runs. Measured: half the time of a search for a fifth more memory."""


@dataclass(frozen=True, eq=False)
class Hierarchy:
    """The contracted graph without weights.

    ``rank`` is the tree node of each graph node. ``arc_slot`` is, for each arc, twice the entry it
    belongs to, plus one where the arc leads down the tree; -1 for an arc that leads nowhere.
    ``slot_arcs`` are the arcs in the order of their slots.
    """

    rank: Ints
    nodes: Nodes
    runs: Runs
    arc_slot: Ints
    slot_arcs: Ints

    @property
    def entries(self) -> int:
        """How many weights each direction has."""
        return int(self.nodes[-1, ENTRY])

    @cached_property
    def height(self) -> int:
        """How many nodes the longest way to a root has."""
        return int(self.nodes[:-1, DEPTH].max()) + 1 if len(self.nodes) > 1 else 0

    @cached_property
    def halves(self) -> Halves:
        """How two threads share the tree."""
        return halve(self.nodes)

    @property
    def nbytes(self) -> int:
        """Memory taken."""
        return sum(getattr(self, field.name).nbytes for field in fields(self))


def contract(graph: Graph, dissection: Dissection | None = None) -> Hierarchy:
    """Order the graph, find all its shortcuts and where each arc belongs among them."""
    tail, head = graph.with_bonds()
    order = elimination_order(graph.node_count, tail, head, dissection)
    start, near = neighbours(graph.node_count, tail, head)
    tree = plant(order, start, near)
    rank = np.empty(graph.node_count, np.int32)
    rank[tree.order] = np.arange(graph.node_count, dtype=np.int32)
    if len(rank) and tree.depth.max() > DEPTH_MAX:
        raise ValueError(
            f"路网层级 {tree.depth.max()} 超过 {DEPTH_MAX}：不是道路网 / contraction depth "
            f"{tree.depth.max()} exceeds {DEPTH_MAX}: this is not a road network"
        )
    first, upper = _shortcuts(tree, rank, start, near)
    nodes, runs = _lay_runs(tree, first, upper)
    slot = _arc_slots(nodes, runs, rank, graph.tail, graph.head)
    slot_arcs = np.argsort(slot, kind="stable").astype(np.int32)
    nodes[:, ARC] = np.searchsorted(slot[slot_arcs], 2 * nodes[:, ENTRY].astype(np.int64))
    return Hierarchy(rank, nodes, runs, slot, slot_arcs)


@compiled
def _shortcuts(tree: Tree, rank: Ints, start: Ints, near: Ints) -> tuple[Ints, Shorts]:
    """The depths of every node's upper neighbours, ascending (symbolic Cholesky)."""
    count = len(rank)
    first = np.zeros(count + 1, np.int32)
    upper = np.empty(6 * count + 64, np.uint16)
    marked = np.zeros(tree.depth.max() + 1 if count else 0, np.bool_)
    filled = 0
    for v in range(count):
        depth = tree.depth[v]
        low = depth
        for k in range(start[tree.order[v]], start[tree.order[v] + 1]):
            u = rank[near[k]]
            if u > v:
                marked[tree.depth[u]] = True
                low = min(low, tree.depth[u])
        child = v - 1
        while child >= tree.lowest[v]:
            for k in range(first[child], first[child + 1]):
                marked[upper[k]] = True
                low = min(low, np.int32(upper[k]))
            child = tree.lowest[child] - 1
        marked[depth] = False
        if filled + depth > len(upper):
            upper = np.concatenate((upper, np.empty(len(upper) // 2 + depth, np.uint16)))
        for d in range(low, depth):
            if marked[d]:
                upper[filled] = d
                filled += 1
                marked[d] = False
        first[v + 1] = filled
    return first, upper[:filled].copy()


@compiled
def _lay_runs(tree: Tree, first: Ints, upper: Shorts) -> tuple[Nodes, Runs]:
    """Join the depths to runs. A gap that is bridged below is bridged above, never less."""
    count = len(tree.parent)
    nodes = np.zeros((count + 1, 6), np.int32)
    runs = np.empty((len(upper), 2), np.uint16)
    run, entry = 0, 0
    for v in range(count):
        nodes[v, 0] = tree.parent[v]
        nodes[v, 1] = tree.depth[v]
        nodes[v, 2] = tree.lowest[v]
        nodes[v, 3] = run
        nodes[v, 4] = entry
        bridged = _BRIDGED if v - tree.lowest[v] >= _BRIDGED_ABOVE else 0
        begin = end = np.int32(-1)
        for k in range(first[v], first[v + 1]):
            depth = np.int32(upper[k])
            if end >= 0 and depth > end + bridged:
                run, entry = _close_run(runs, run, entry, begin, end)
                begin = depth
            elif end < 0:
                begin = depth
            end = np.int32(depth + 1)
        if end >= 0:
            run, entry = _close_run(runs, run, entry, begin, end)
    nodes[count] = (-1, -1, count, run, entry, 0)
    return nodes, runs[:run].copy()


@compiled
def _close_run(
    runs: Runs, run: Number, entry: Number, begin: Number, end: Number
) -> tuple[Number, Number]:
    """Write a run down; gives the next run and the next entry."""
    runs[run, 0], runs[run, 1] = begin, end - begin
    return run + 1, entry + end - begin


@compiled
def entry_at(nodes: Nodes, runs: Runs, v: Number, depth: Number) -> Number:
    """The entry of ``v`` whose upper end lies at ``depth``; -1 where there is none."""
    end = nodes[v + 1, 4]
    for r in range(nodes[v + 1, 3] - 1, nodes[v, 3] - 1, -1):
        begin, length = np.int32(runs[r, 0]), np.int32(runs[r, 1])
        if depth >= begin:
            return end - length + depth - begin if depth < begin + length else -1
        end -= length
    return -1


@compiled
def _arc_slots(nodes: Nodes, runs: Runs, rank: Ints, tail: Ints, head: Ints) -> Ints:
    """Where each arc belongs."""
    slots = np.full(len(tail), -1, np.int32)
    for k in range(len(tail)):
        a, b = rank[tail[k]], rank[head[k]]
        if a != b:
            low, high = min(a, b), max(a, b)
            slots[k] = 2 * entry_at(nodes, runs, low, nodes[high, 1]) + (a > b)
    return slots
