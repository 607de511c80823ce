"""Who is left uncovered when a vehicle goes: the kernel, on arrays (see ``options``)."""

import numpy as np

from dispatch.policies.options import Floats, Ints


def covered_people(within: Ints, people: Floats, county: Ints, counties: int) -> Floats:
    """People of each county whose township somebody free reaches in time.

    ``within`` is 1 where the vehicle (column) reaches the township (row) in time, else 0.
    """
    covered = np.zeros(counties)
    for town in np.flatnonzero(within.sum(axis=1) > 0):
        covered[county[town]] += people[town]
    return covered


def lost_people(within: Ints, people: Floats, county: Ints, counties: int) -> Floats:
    """People of each county (column) that are covered by one vehicle (row) alone."""
    lost = np.zeros((within.shape[1], counties))
    for town in np.flatnonzero(within.sum(axis=1) == 1):
        lost[np.argmax(within[town]), county[town]] += people[town]
    return lost
