"""The fewest junctions that keep two sides of a graph apart (minimum vertex cut).

Ways from side to side are added one after another, no two through the same junction, rerouting
former ones where that helps, until there is no other. What then still can be reached from the one
side ends at the cut. Every place counts twice: as entered (even) and as left (odd).
"""

import numpy as np

from geo.routing.contracted.compiled import Ints, Number, compiled

NEAR, FAR, CUT = 0, 1, 2


@compiled
def cut_apart(
    start: Ints, near: Ints, at: Ints, front: Ints, size: Number, ends: Number
) -> tuple[Number, Ints]:
    """Which side each node of ``front`` is on, or in the cut; its first and last ``ends`` nodes are
    the sides. Gives the size of the cut too, -1 where the sides touch.

    ``at`` is the place of each node in ``front``, -1 for nodes of other parts.
    """
    before, after = np.full(size, -1, np.int32), np.full(size, -1, np.int32)
    came, queue = np.empty(2 * size, np.int32), np.empty(2 * size, np.int32)
    sides, ways = np.empty(size, np.int32), 0
    while True:
        last = _reach_over(start, near, at, front, size, ends, before, after, came, queue)
        if last < 0:
            break
        if came[2 * last] >> 1 < ends:
            return -1, sides
        _add_way(last, size - ends, ends, before, after, came, queue)
        ways += 1
    for k in range(size):
        entered, left = came[2 * k] != -1, came[2 * k + 1] != -1
        sides[k] = NEAR if left else (CUT if entered else FAR)
    return ways, sides


@compiled
def _reach_over(
    start: Ints,
    near: Ints,
    at: Ints,
    front: Ints,
    size: Number,
    ends: Number,
    before: Ints,
    after: Ints,
    came: Ints,
    queue: Ints,
) -> Number:
    """Search from the near side; gives the first place of the far side that is entered, or -1."""
    came[:] = -1
    for k in range(ends):
        came[2 * k + 1] = -2
        queue[k] = 2 * k + 1
    head, tail = 0, ends
    while head < tail:
        state = queue[head]
        head += 1
        k = state >> 1
        if state & 1:
            for j in range(start[front[k]], start[front[k] + 1]):
                other = at[near[j]]
                if other >= ends and other != k and came[2 * other] == -1:
                    came[2 * other] = state
                    if other >= size - ends:
                        return other
                    queue[tail] = 2 * other
                    tail += 1
            back = 2 * k if after[k] >= 0 else -1
        else:
            back = 2 * k + 1 if before[k] < 0 else 2 * before[k] + 1
        if back >= 0 and came[back] == -1:
            came[back] = state
            queue[tail] = back
            tail += 1
    return -1


@compiled
def _add_way(
    last: Number, far: Number, ends: Number, before: Ints, after: Ints, came: Ints, queue: Ints
) -> None:
    """Write down one more way, step by step from the near side; ``queue`` serves as scratch."""
    count, state = 0, np.int32(2 * last)
    while state >= 0:
        queue[count] = state
        count += 1
        state = came[state]
    for i in range(count - 1, 0, -1):
        here, there = queue[i], queue[i - 1]
        k, other = here >> 1, there >> 1
        if here & 1 and not there & 1:
            if k == other:
                before[k] = after[k] = -1
            else:
                if k >= ends:
                    after[k] = other
                if other < far:
                    before[other] = k
