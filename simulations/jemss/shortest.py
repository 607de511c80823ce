"""Times between all pairs of junctions, and which stretch to take at each.

One search against the traffic from every junction. Where two ways take equally long, the search
that JEMSS uses keeps the one it found first; the heap here is the same plain binary heap, so that
the same one is kept.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulations.jemss.reduction import Reduced
from simulations.kernel.compiling import compiled, inner

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int32]
Bytes = NDArray[np.uint8]

NONE = 255
"""No further stretch: the junction is where one wants to be."""

BLOCK = 64


class Neighbours(NamedTuple):
    """Junctions that a junction has a stretch to, each once, in order; and the other way round."""

    first: Ints
    head: Ints
    back_first: Ints
    back: Ints
    back_of: Ints
    """Which of the neighbours ``head`` this is."""


class Ways(NamedTuple):
    """Of one travel mode; row = where to, column = where from."""

    days: Floats
    """(R, R)."""
    km: Singles
    """(R, R) along the same ways."""
    step: Bytes
    """(R, R) which neighbour comes next."""
    stretch: Ints
    """(neighbours) the stretch to a neighbour."""


def neighbours_of(reduced: Reduced) -> Neighbours:
    """Who is next to whom."""
    count = len(reduced.node)
    pairs = np.unique(reduced.start.astype(np.int64) * count + reduced.end)
    tail, head = (pairs // count).astype(np.int32), (pairs % count).astype(np.int32)
    first = np.searchsorted(tail, np.arange(count + 1)).astype(np.int32)
    order = np.lexsort((tail, head))
    back_first = np.searchsorted(head[order], np.arange(count + 1)).astype(np.int32)
    return Neighbours(first, head, back_first, tail[order], order.astype(np.int32))


def search_all(
    reduced: Reduced, mode: int, next_to: Neighbours, on_done: Callable[[int], None]
) -> Bytes:
    """The step to take from every junction to every other; ``on_done`` hears of finished rows."""
    count = len(reduced.node)
    days = reduced.times[mode][reduced.first[1:] - 1]
    shortest = _shortest(reduced.start, reduced.end, days, next_to.first, next_to.head)
    step = np.empty((count, count), dtype=np.uint8)

    def some(top: int) -> None:
        rows = np.arange(top, min(top + BLOCK, count), dtype=np.int32)
        _search(rows, *next_to, shortest, step)
        on_done(len(rows))

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        list(pool.map(some, range(0, count, BLOCK)))
    _settle_ties(reduced.start, reduced.end, next_to.first, next_to.head, step)
    return step


def ways_of(reduced: Reduced, mode: int, next_to: Neighbours, step: Bytes) -> Ways:
    """Times and lengths by following the steps; far quicker than searching again."""
    last = reduced.first[1:] - 1
    days, km = reduced.times[mode][last], reduced.km[last]
    shortest = _shortest(reduced.start, reduced.end, days, next_to.first, next_to.head)
    stretch = _stretch_to(reduced.start, reduced.end, days, next_to.first, next_to.head, shortest)
    count = len(step)
    found, length = np.empty((count, count)), np.empty((count, count), dtype=np.float32)

    def some(top: int) -> None:
        rows = np.arange(top, min(top + BLOCK, count), dtype=np.int32)
        _follow(rows, next_to.first, next_to.head, step, shortest, km[stretch], found, length)

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        list(pool.map(some, range(0, count, BLOCK)))
    return Ways(found, length, step, stretch)


@compiled
def _shortest(start: Ints, end: Ints, days: Floats, first: Ints, head: Ints) -> Floats:
    """Days to each neighbour by the quickest of the stretches to it."""
    shortest = np.full(len(head), np.inf)
    for stretch in range(len(start)):
        for place in range(first[start[stretch]], first[start[stretch] + 1]):
            if head[place] == end[stretch]:
                shortest[place] = min(shortest[place], days[stretch])
    return shortest


@compiled
def _stretch_to(
    start: Ints, end: Ints, days: Floats, first: Ints, head: Ints, shortest: Floats
) -> Ints:
    """The stretch to each neighbour; of equally quick ones the last."""
    chosen = np.full(len(head), -1, np.int32)
    for stretch in range(len(start)):
        for place in range(first[start[stretch]], first[start[stretch] + 1]):
            if head[place] == end[stretch] and days[stretch] == shortest[place]:
                chosen[place] = stretch
    return chosen


@inner
def _sift_up(heap: Ints, where: Ints, days: Floats, at: int) -> None:
    one = heap[at]
    while at > 1:
        above = at // 2
        if not days[one] < days[heap[above]]:
            break
        heap[at] = heap[above]
        where[heap[at]] = at
        at = above
    heap[at] = one
    where[one] = at


@inner
def _sift_down(heap: Ints, where: Ints, days: Floats, size: int) -> None:
    at, one = 1, heap[1]
    while 2 * at <= size:
        below = 2 * at
        if below < size and not days[heap[below]] < days[heap[below + 1]]:
            below += 1
        if not days[heap[below]] < days[one]:
            break
        heap[at] = heap[below]
        where[heap[at]] = at
        at = below
    heap[at] = one
    where[one] = at


@compiled
def _search(
    rows: Ints,
    first: Ints,
    head: Ints,
    back_first: Ints,
    back: Ints,
    back_of: Ints,
    shortest: Floats,
    step: Bytes,
) -> None:
    count = len(first) - 1
    days, where = np.empty(count), np.empty(count, np.int32)
    heap = np.empty(count + 1, np.int32)
    for goal in rows:
        days[:] = np.inf
        where[:] = 0
        step[goal, :] = NONE
        days[goal] = 0.0
        heap[1], where[goal], size = goal, 1, 1
        while size > 0:
            here = heap[1]
            heap[1] = heap[size]
            size -= 1
            if size > 0:
                _sift_down(heap, where, days, size)
            for i in range(back_first[here], back_first[here + 1]):
                one = back[i]
                new = days[here] + shortest[back_of[i]]
                if new < days[one]:
                    if where[one] == 0:
                        size += 1
                        heap[size] = one
                        where[one] = size
                    days[one] = new
                    step[goal, one] = back_of[i] - first[one]
                    _sift_up(heap, where, days, where[one])


@compiled
def _settle_ties(start: Ints, end: Ints, first: Ints, head: Ints, step: Bytes) -> None:
    """Where a neighbour is reached as quickly over another one, always go over that one."""
    for stretch in range(len(start)):
        here, goal = start[stretch], end[stretch]
        through = goal
        while head[first[here] + step[through, here]] != through:
            through = head[first[here] + step[through, here]]
        if through != goal:
            direct = over = 0
            for place in range(first[here], first[here + 1]):
                direct = place - first[here] if head[place] == goal else direct
                over = place - first[here] if head[place] == through else over
            for row in range(len(step)):
                if row != here and step[row, here] == direct:
                    step[row, here] = over


@compiled
def _follow(
    rows: Ints,
    first: Ints,
    head: Ints,
    step: Bytes,
    shortest: Floats,
    km: Floats,
    days: Floats,
    length: Singles,
) -> None:
    count = len(first) - 1
    path = np.empty(count, np.int32)
    for goal in rows:
        days[goal, :] = -1.0
        days[goal, goal] = 0.0
        length[goal, goal] = 0.0
        for source in range(count):
            one, steps = source, 0
            while days[goal, one] < 0:
                path[steps] = one
                steps += 1
                one = head[first[one] + step[goal, one]]
            so_far, far = days[goal, one], float(length[goal, one])
            while steps > 0:
                steps -= 1
                one = path[steps]
                place = first[one] + step[goal, one]
                so_far += shortest[place]
                far += km[place]
                days[goal, one], length[goal, one] = so_far, far
