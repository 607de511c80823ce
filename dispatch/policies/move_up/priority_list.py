"""Priority list (优先待命表): the places to wait, the one to be filled first on top.

A place may stand in the list several times: so many vehicles should wait there. Only a vehicle
that has just become free is told a place; nobody who waits already is moved.
"""

import numpy as np

from dispatch.policies.compiling import Ints, compiled

NOWHERE = -1
"""Every place of the list is filled."""


@compiled
def place_for(priority: Ints, waiting: Ints) -> int:
    """The first place of the list that is not filled yet; ``waiting`` counts by place."""
    left = np.zeros(len(waiting), np.int64)
    left[:] = waiting
    for place in priority:
        left[place] -= 1
        if left[place] < 0:
            return int(place)
    return NOWHERE


@compiled
def missing(priority: Ints, waiting: Ints, free: int) -> Ints:
    """How many more each place should have when ``free`` vehicles are free in all."""
    wanted = np.zeros(len(waiting), np.int64)
    for place in priority[:free]:
        wanted[place] += 1
    short: Ints = np.maximum(wanted - waiting, 0)
    return short
