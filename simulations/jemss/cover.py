"""DMEXCLP as JEMSS reckons it: whom a freed ambulance would cover from each station.

Points where people live are put together into sets that the same stations reach in time; a set that
k free ambulances reach already gains ``(1 - busy) · busy**k`` of its demand from one more. The
live desk's form of the rule is ``dispatch.policies.move_up.dmexclp``; this one follows JEMSS in
what counts as reached, when, and by which rounding.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulations.kernel.compiling import inner

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Cover(NamedTuple):
    """A mode here is a pair of travel mode and time within which one should be there."""

    used: bool
    starts: Floats
    """When the following rows begin to count."""
    mode: Ints
    """(periods, priorities) which mode counts."""
    raster: Ints
    """(periods, priorities) which raster."""
    rate: Floats
    """(periods, priorities) calls a day for each unit of the raster."""
    sets: Ints
    """(modes + 1) the sets of each mode."""
    first: Ints
    """(sets + 1) the stations of each set in ``stations``."""
    stations: Ints
    demand: Floats
    """(rasters, sets)."""
    gain: Floats
    """By how many reach it already."""


def no_cover() -> Cover:
    """Everybody goes home."""
    none, nothing = np.zeros(0, dtype=np.int64), np.zeros(0)
    pairs, shares = np.zeros((0, 3), dtype=np.int64), np.zeros((0, 3))
    return Cover(False, nothing, pairs, pairs, shares, none, none, none, shares, nothing)


@inner
def best_station(cover: Cover, standing: Ints, now: float) -> int:
    """Where one more ambulance covers most, the first of equals; ``standing``: free, by home."""
    period = max(0, int(np.searchsorted(cover.starts, now, side="right")) - 1)
    gains = np.zeros(len(standing))
    for priority in range(cover.mode.shape[1]):
        mode, rate = cover.mode[period, priority], cover.rate[period, priority]
        demand = cover.demand[cover.raster[period, priority]]
        for one in range(cover.sets[mode], cover.sets[mode + 1]):
            reached = 0
            for place in range(cover.first[one], cover.first[one + 1]):
                reached += standing[cover.stations[place]]
            gain = demand[one] * rate * cover.gain[reached]
            for place in range(cover.first[one], cover.first[one + 1]):
                gains[cover.stations[place]] += gain
    return int(np.argmax(gains))
