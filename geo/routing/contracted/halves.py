"""Work on the tree for two threads: each takes subtrees of its own, the rest is done alone.

Nodes of different subtrees never meet but at their common ancestors. So the great separators at
the top are set apart, and the subtrees below are dealt out to two threads, about equally much work
to each, once per hierarchy. Numbers are compared and kept, never summed up: the weights come out
the same whoever does what when.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from geo.routing.contracted.compiled import Ints

WORTHWHILE = 300_000
"""Hierarchies of fewer shortcuts stay with one thread. Measured: with 90,000 (12,000 junctions) the
second thread is started in the time that it saves; with 750,000 it saves 40 %."""

_SHARES = (4, 8, 16, 32, 64)
"""Subtrees may cost up to this part of the whole: small ones are dealt out evenly, but leave more
nodes above them to be done alone. The best is taken."""


class Halves(NamedTuple):
    """Ranges of tree nodes as rows of (first, end, depth of the range's own roots).

    ``top`` are the nodes above both halves, also as ranges, and ``rows`` says where the entries of
    each are in a buffer of ``entries`` entries.
    """

    first: Ints
    second: Ints
    above: Ints
    top: Ints
    rows: Ints
    entries: int


def whole(count: int) -> Ints:
    """All nodes in one range."""
    return np.array([[0, count, 0]], dtype=np.int32)


def two_threads(entries: int) -> bool:
    """Whether a second thread pays: for so many shortcuts, on this machine."""
    return entries >= WORTHWHILE and (os.cpu_count() or 1) > 1


def halve(nodes: Ints) -> Halves:
    """Deal a tree out (the table of nodes of a ``Hierarchy``)."""
    parent, depth, lowest = (nodes[:-1, k] for k in range(3))
    width = np.diff(nodes[:, 4])
    cost = np.concatenate([[0.0], np.cumsum(width * (width + 8.0))])
    below = cost[1:] - cost[lowest]
    great = below > cost[-1] / _SHARES[-1]
    near = np.flatnonzero(great | (parent < 0) | great[parent])
    best, least = (near[:0], near, len(near)), np.inf
    for share in _SHARES:
        great[near] = below[near] > cost[-1] / share
        top = near[great[near]]
        roots = near[~great[near] & ((parent[near] < 0) | great[parent[near]])]
        dealt = np.concatenate([[0.0], np.cumsum(below[roots])])
        middle = int(np.searchsorted(dealt, dealt[-1] / 2))
        longer = max(dealt[middle], dealt[-1] - dealt[middle])
        alone = (cost[top + 1] - cost[top]).sum()
        if alone + longer < least:
            best, least = (top, roots, middle), alone + longer
    top, roots = best[0].astype(np.int32), best[1].astype(np.int32)
    middle = best[2]
    rows = np.concatenate([[0], np.cumsum(width[top])])
    return Halves(
        _joined(lowest[roots[:middle]], parent, depth, roots[:middle]),
        _joined(lowest[roots[middle:]], parent, depth, roots[middle:]),
        _joined(top, np.full_like(parent, -1), np.zeros_like(depth), top),
        top,
        rows[:-1].astype(np.int32),
        int(rows[-1]),
    )


def _joined(first: Ints, parent: Ints, depth: Ints, roots: Ints) -> Ints:
    """Ranges from these firsts to their roots, bottom up; brothers beside each other become one."""
    if not len(roots):
        return np.empty((0, 3), np.int32)
    apart = (first[1:] != roots[:-1] + 1) | (parent[roots[1:]] != parent[roots[:-1]])
    starts = np.concatenate([[0], np.flatnonzero(apart) + 1])
    ends = np.concatenate([starts[1:] - 1, [len(roots) - 1]])
    ranges = np.column_stack([first[starts], roots[ends] + 1, depth[roots[starts]]])
    return np.ascontiguousarray(ranges.astype(np.int32))


def side_by_side(one: Callable[[], None], other: Callable[[], None]) -> None:
    """Both at once, in this thread and another; raises what either raises, when both are done."""
    with ThreadPoolExecutor(1, "liandong-half") as second:
        waiting = second.submit(other)
        one()
        waiting.result()
