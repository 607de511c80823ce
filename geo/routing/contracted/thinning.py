"""Takes dead ends and bends out of a graph before it is dissected: they need no separator.

A junction with at most two neighbours is driven past first at no cost in shortcuts. Neighbours are
never taken in the same round, so that a road of a thousand bends becomes a tree of height ten.
"""

import numpy as np

from geo.routing.contracted.compiled import Flags, Ints, Number, compiled

_ROUNDS_MAX = 16


@compiled
def neighbours(count: Number, tail: Ints, head: Ints) -> tuple[Ints, Ints]:
    """Each node's neighbours without regard to direction, once each, no node its own."""
    start = np.zeros(count + 2, np.int32)
    for k in range(len(tail)):
        if tail[k] != head[k]:
            start[tail[k] + 2] += 1
            start[head[k] + 2] += 1
    for v in range(count + 1):
        start[v + 1] += start[v]
    near = np.empty(start[count + 1], np.int32)
    for k in range(len(tail)):
        a, b = tail[k], head[k]
        if a != b:
            near[start[a + 1]] = b
            start[a + 1] += 1
            near[start[b + 1]] = a
            start[b + 1] += 1
    seen = np.full(count, -1, np.int32)
    kept = 0
    for v in range(count):
        first = start[v]
        start[v] = kept
        for k in range(first, start[v + 1]):
            u = near[k]
            if seen[u] != v:
                seen[u] = v
                near[kept] = u
                kept += 1
    start[count] = kept
    return start[: count + 1].copy(), near[:kept].copy()


@compiled
def thin(start: Ints, near: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """The nodes taken out, in their order; the nodes left, and their neighbours (renumbered)."""
    count = len(start) - 1
    near = near.copy()
    degree = np.empty(count, np.int32)
    for v in range(count):
        degree[v] = start[v + 1] - start[v]
    gone = np.zeros(count, np.bool_)
    resting = np.full(count, -1, np.int32)
    taken = np.empty(count, np.int32)
    done = 0
    for turn in range(_ROUNDS_MAX):
        before = done
        for v in range(count):
            if gone[v] or degree[v] > 2 or resting[v] == turn:
                continue
            gone[v] = True
            taken[done] = v
            done += 1
            first = start[v]
            for k in range(first, first + degree[v]):
                resting[near[k]] = turn
            if degree[v] == 1:
                _forget(start, near, degree, near[first], v)
            elif degree[v] == 2:
                _join(start, near, degree, near[first], near[first + 1], v)
        if done - before < count // 1000:
            break
    return (taken[:done].copy(), *_remaining(start, near, degree, gone))


@compiled
def _forget(start: Ints, near: Ints, degree: Ints, v: Number, gone: Number) -> None:
    """Strike one neighbour from ``v``'s list."""
    last = start[v] + degree[v] - 1
    for k in range(start[v], last + 1):
        if near[k] == gone:
            near[k] = near[last]
            degree[v] -= 1
            return


@compiled
def _join(start: Ints, near: Ints, degree: Ints, a: Number, b: Number, gone: Number) -> None:
    """Make ``a`` and ``b`` neighbours in place of the node between them."""
    for k in range(start[a], start[a] + degree[a]):
        if near[k] == b:
            _forget(start, near, degree, a, gone)
            _forget(start, near, degree, b, gone)
            return
    for v, other in ((a, b), (b, a)):
        for k in range(start[v], start[v] + degree[v]):
            if near[k] == gone:
                near[k] = other


@compiled
def _remaining(start: Ints, near: Ints, degree: Ints, gone: Flags) -> tuple[Ints, Ints, Ints]:
    """The nodes that are left and their neighbours, numbered among themselves."""
    left = np.flatnonzero(~gone).astype(np.int32)
    number = np.empty(len(gone), np.int32)
    number[left] = np.arange(len(left)).astype(np.int32)
    begin = np.zeros(len(left) + 1, np.int32)
    for i in range(len(left)):
        begin[i + 1] = begin[i] + degree[left[i]]
    among = np.empty(begin[-1], np.int32)
    for i in range(len(left)):
        first = start[left[i]]
        for k in range(degree[left[i]]):
            among[begin[i] + k] = number[near[first + k]]
    return left, begin, among
