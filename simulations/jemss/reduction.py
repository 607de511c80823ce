"""The reduced graph: only junctions, dead ends and changes of one-way rule remain as nodes.

All nodes between two of these lie on one *stretch* that runs one way. A route is decided at
junctions alone, so that times between all pairs of junctions suffice.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulations.jemss.roads import Roads
from simulations.kernel.compiling import compiled, inner

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]


class Reduced(NamedTuple):
    """Junctions (R), stretches between them (A), and what of the full graph (N) lies on which."""

    junction: Ints
    """(N) number as a junction, -1 = it lies inside stretches."""
    node: Ints
    """(R) the node of a junction."""
    out: Ints
    """(R + 1) the stretches that start at a junction."""
    start: Ints
    end: Ints
    """(A) junctions of a stretch."""
    first: Ints
    """(A + 1) its nodes in ``nodes``, ends included."""
    nodes: Ints
    times: Floats
    """(modes, nodes) days from the stretch's start."""
    km: Floats
    """(nodes) distance from the stretch's start."""
    on: Ints
    """(N, 2) stretches that an inner node lies on, -1 = none."""
    at: Ints
    """(N, 2) its place on them."""


def reduce(roads: Roads) -> Reduced:
    """The reduced graph of these roads."""
    into = np.lexsort((roads.tail, roads.head))
    back = roads.tail[into]
    back_first = np.searchsorted(roads.head[into], np.arange(len(roads.x) + 1)).astype(np.int32)
    junction = _junctions(roads.first, roads.head, back_first, back)
    node = np.flatnonzero(junction).astype(np.int32)
    number = np.full(len(roads.x), -1, dtype=np.int32)
    number[node] = np.arange(len(node), dtype=np.int32)
    start, end, first, nodes, arcs = _stretches(roads.first, roads.head, number, node)
    times = np.stack([_running(roads.times[m], first, arcs) for m in range(len(roads.times))])
    on, at = _inner(first, nodes, number)
    out = np.searchsorted(start, np.arange(len(node) + 1)).astype(np.int32)
    km = _running(roads.km, first, arcs)
    return Reduced(number, node, out, start, end, first, nodes, times, km, on, at)


@inner
def _onward(first: Ints, head: Ints, node: int, before: int) -> int:
    """The next node of a stretch: the first way out that does not lead back."""
    for arc in range(first[node], first[node + 1]):
        if head[arc] != before:
            return int(head[arc])
    return before


@compiled
def _junctions(first: Ints, head: Ints, back_first: Ints, back: Ints) -> Flags:
    count = len(first) - 1
    keep = np.zeros(count, np.bool_)
    for node in range(count):
        ways_out = first[node + 1] - first[node]
        ways_in = back_first[node + 1] - back_first[node]
        neighbours = ways_out
        for i in range(back_first[node], back_first[node + 1]):
            known = False
            for arc in range(first[node], first[node + 1]):
                known |= head[arc] == back[i]
            neighbours += 0 if known else 1
        if neighbours >= 3 or neighbours == 1 or (neighbours == 2 and ways_out + ways_in == 3):
            keep[node] = True
    if not keep.any():
        keep[0] = True
    # A loop with one junction leaves open which way round to take: its first node decides.
    for junction in np.flatnonzero(keep):
        for arc in range(first[junction], first[junction + 1]):
            before, here = int(junction), int(head[arc])
            while not keep[here]:
                before, here = here, _onward(first, head, here, before)
            if here == junction:
                keep[head[arc]] = True
    return keep


@compiled
def _stretches(
    first: Ints, head: Ints, junction: Ints, node: Ints
) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Starts, ends, where each begins in the list of nodes, the nodes, and the arc *to* each."""
    count = 0
    for one in node:
        count += first[one + 1] - first[one]
    start, end = np.empty(count, np.int32), np.empty(count, np.int32)
    begins = np.zeros(count + 1, np.int32)
    nodes, arcs = np.empty(len(head) + count, np.int32), np.empty(len(head) + count, np.int32)
    stretch = place = 0
    for one in node:
        for leaving in range(first[one], first[one + 1]):
            nodes[place], arcs[place] = one, -1
            place += 1
            before, here, arc = one, head[leaving], leaving
            while True:
                nodes[place], arcs[place] = here, arc
                place += 1
                if junction[here] >= 0:
                    break
                onward = _onward(first, head, here, before)
                for other in range(first[here], first[here + 1]):
                    if head[other] == onward:
                        arc = other
                before, here = here, onward
            start[stretch], end[stretch] = junction[one], junction[here]
            stretch += 1
            begins[stretch] = place
    return start, end, begins, nodes[:place].copy(), arcs[:place].copy()


@compiled
def _running(values: Floats, first: Ints, arcs: Ints) -> Floats:
    """Of each node of each stretch, the sum from its start, added in the order of driving."""
    sums = np.zeros(len(arcs))
    for stretch in range(len(first) - 1):
        total = 0.0
        for place in range(first[stretch] + 1, first[stretch + 1]):
            total += values[arcs[place]]
            sums[place] = total
    return sums


@compiled
def _inner(first: Ints, nodes: Ints, junction: Ints) -> tuple[Ints, Ints]:
    on = np.full((len(junction), 2), -1, np.int32)
    at = np.full((len(junction), 2), -1, np.int32)
    for stretch in range(len(first) - 1):
        for place in range(first[stretch] + 1, first[stretch + 1] - 1):
            node = nodes[place]
            slot = 0 if on[node, 0] < 0 else 1
            on[node, slot], at[node, slot] = stretch, place
    return on, at
