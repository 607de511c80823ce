"""Greedy choice and best exchange on flat arrays: the answer at once.

``shut`` sites are never used. ``kept_min`` of the ``existing`` sites must stay open.
"""

import numpy as np

from dispatch.policies.compiling import Floats, Ints, compiled
from simulations.siting.question import Flags

EPS = 1e-9


@compiled
def _may_close(units: Ints, existing: Flags, kept_min: int, site: int) -> bool:
    """Whether enough existing sites stay open when one vehicle leaves this site."""
    if not existing[site] or units[site] > 1 or kept_min == 0:
        return True
    open_ones = 0
    for other in range(len(units)):
        if existing[other] and units[other] > 0:
            open_ones += 1
    return open_ones > kept_min


@compiled
def _still_missing(units: Ints, existing: Flags, kept_min: int) -> int:
    open_ones = 0
    for site in range(len(units)):
        if existing[site] and units[site] > 0:
            open_ones += 1
    return max(0, kept_min - open_ones)


@compiled
def _change(site: int, by: int, first: Ints, rows: Ints, counts: Ints) -> None:
    for at in range(first[site], first[site + 1]):
        counts[rows[at]] += by


@compiled
def _gain(site: int, first: Ints, rows: Ints, counts: Ints, worth: Floats) -> float:
    """What one more vehicle at this site adds."""
    total = 0.0
    last = worth.shape[1] - 1
    for at in range(first[site], first[site + 1]):
        row = rows[at]
        if counts[row] <= last:
            total += worth[row, counts[row]]
    return total


@compiled
def cover(
    first: Ints,
    rows: Ints,
    worth: Floats,
    low: Ints,
    high: Ints,
    existing: Flags,
    kept_min: int,
    count: int,
) -> Ints:
    """How many at each site: greedy, then exchanges of one for one as long as any helps.

    Site ``j`` reaches ``rows[first[j]:first[j+1]]``; ``worth[r, k]`` is what the (k+1)-th vehicle
    that reaches row ``r`` adds, never more than the one before it.
    """
    units = low.copy()
    counts = np.zeros(len(worth), np.int64)
    for site in range(len(units)):
        for _ in range(units[site]):
            _change(site, 1, first, rows, counts)
    left = count - units.sum()
    while left > 0:
        must = left <= _still_missing(units, existing, kept_min)
        best, most = -1, -1.0 if must else EPS
        for site in range(len(units)):
            if units[site] >= high[site] or (must and (not existing[site] or units[site] > 0)):
                continue
            gain = _gain(site, first, rows, counts, worth)
            if gain > most:
                best, most = site, gain
        if best < 0 and not must:
            left = min(left - 1, _still_missing(units, existing, kept_min))
            continue
        if best < 0:
            break
        units[best] += 1
        _change(best, 1, first, rows, counts)
        left -= 1
    _exchange(first, rows, worth, low, high, existing, kept_min, units, counts)
    return units


@compiled
def cover_from(
    first: Ints,
    rows: Ints,
    worth: Floats,
    low: Ints,
    high: Ints,
    existing: Flags,
    kept_min: int,
    units: Ints,
) -> None:
    """Exchange in ``units`` as long as it helps."""
    counts = np.zeros(len(worth), np.int64)
    for site in range(len(units)):
        for _ in range(units[site]):
            _change(site, 1, first, rows, counts)
    _exchange(first, rows, worth, low, high, existing, kept_min, units, counts)


@compiled
def _exchange(
    first: Ints,
    rows: Ints,
    worth: Floats,
    low: Ints,
    high: Ints,
    existing: Flags,
    kept_min: int,
    units: Ints,
    counts: Ints,
) -> None:
    """Move one vehicle at a time to where it adds most, until a whole round moves none."""
    quiet, site, sites = 0, 0, len(units)
    while quiet < sites:
        moved = False
        if units[site] > low[site]:
            free = _may_close(units, existing, kept_min, site)
            _change(site, -1, first, rows, counts)
            units[site] -= 1
            best, most = site, _gain(site, first, rows, counts, worth) + EPS
            for other in range(sites):
                swaps_kept = free or (existing[other] and units[other] == 0)
                if other == site or units[other] >= high[other] or not swaps_kept:
                    continue
                gain = _gain(other, first, rows, counts, worth)
                if gain > most:
                    best, most = other, gain
            units[best] += 1
            _change(best, 1, first, rows, counts)
            moved = best != site
        quiet = 0 if moved else quiet + 1
        site = (site + 1) % sites


@compiled
def median(
    seconds: Floats,
    people: Floats,
    low: Ints,
    high: Ints,
    existing: Flags,
    kept_min: int,
    count: int,
) -> Ints:
    """0 or 1 at each site: greedy, then the best exchange of all as long as it helps.

    The nearest and the second nearest open site of every cell are known, so that one pass over a
    candidate's column tells what it saves with any open site in exchange (Whitaker 1983).
    """
    cells, sites = seconds.shape
    units = np.minimum(low, 1)
    near, nearest = np.full(cells, np.inf), np.full(cells, -1, np.int64)
    for site in range(sites):
        if units[site] > 0:
            _open(seconds, near, nearest, site)
    left = min(count, sites) - units.sum()
    while left > 0:
        must = left <= _still_missing(units, existing, kept_min)
        best, least = -1, np.inf
        for site in range(sites):
            if units[site] or not high[site] or (must and not existing[site]):
                continue
            total = 0.0
            for cell in range(cells):
                total += people[cell] * min(near[cell], seconds[cell, site])
            if total < least:
                best, least = site, total
        if best < 0:
            break
        units[best] = 1
        _open(seconds, near, nearest, best)
        left -= 1
    settle(seconds, people, low, high, existing, kept_min, units)
    return units


@compiled
def settle(
    seconds: Floats,
    people: Floats,
    low: Ints,
    high: Ints,
    existing: Flags,
    kept_min: int,
    units: Ints,
) -> None:
    """Exchange in ``units`` as long as it helps."""
    while _best_exchange(seconds, people, low, high, existing, kept_min, units):
        continue


@compiled
def _open(seconds: Floats, near: Floats, nearest: Ints, site: int) -> None:
    for cell in range(len(near)):
        if seconds[cell, site] < near[cell]:
            near[cell], nearest[cell] = seconds[cell, site], site


@compiled
def _best_exchange(
    seconds: Floats,
    people: Floats,
    low: Ints,
    high: Ints,
    existing: Flags,
    kept_min: int,
    units: Ints,
) -> bool:
    """Make the exchange that saves most; False when none saves anything."""
    cells, sites = seconds.shape
    near, second = np.full(cells, np.inf), np.full(cells, np.inf)
    nearest = np.zeros(cells, np.int64)
    for site in range(sites):
        if units[site]:
            for cell in range(cells):
                s = seconds[cell, site]
                if s < near[cell]:
                    second[cell], near[cell], nearest[cell] = near[cell], s, site
                elif s < second[cell]:
                    second[cell] = s
    total = 0.0
    for cell in range(cells):
        total += people[cell] * near[cell]
    leave, enter, most = -1, -1, total * 1e-12 + EPS
    lost = np.zeros(sites)
    for site in range(sites):
        if units[site] or not high[site]:
            continue
        saved = 0.0
        lost[:] = 0.0
        for cell in range(cells):
            s = seconds[cell, site]
            if s < near[cell]:
                saved += people[cell] * (near[cell] - s)
            else:
                lost[nearest[cell]] += people[cell] * (min(s, second[cell]) - near[cell])
        for other in range(sites):
            if not units[other] or low[other] or saved - lost[other] <= most:
                continue
            if existing[site] or _may_close(units, existing, kept_min, other):
                leave, enter, most = other, site, saved - lost[other]
    if enter < 0:
        return False
    units[leave], units[enter] = 0, 1
    return True
