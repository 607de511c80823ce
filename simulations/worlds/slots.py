"""Which parts of the day have road times of their own: few enough to keep them all in memory."""

from typing import NamedTuple

import numpy as np

from geo.roads.driving import HOURS_PER_DAY, PARTS_OF_DAY, Profile
from geo.roads.traits import AreaKind
from simulations.kernel.model import HOURS_PER_WEEK, Ints

WORKDAYS = 5
ALIKE = 0.061
"""Speed factors in town that differ by less are taken as one; the profile's own steps are 0.05."""


class Slots(NamedTuple):
    """The profile's slots that are kept, and which of them each hour of the week goes by."""

    kept: tuple[int, ...]
    of_hour: Ints


def merged(profile: Profile) -> Slots:
    """Slots whose times in town are alike are one: the one that most hours of a week go by."""
    hours = [
        profile.slot(hour % HOURS_PER_DAY, hour // HOURS_PER_DAY < WORKDAYS)
        for hour in range(HOURS_PER_WEEK)
    ]
    weight = np.bincount(hours, minlength=2 * PARTS_OF_DAY)
    factor = [profile.hours.factor(slot, AreaKind.URBAN) for slot in range(2 * PARTS_OF_DAY)]
    used = sorted(set(hours), key=lambda slot: (-weight[slot], slot))
    kept: list[int] = []
    stands_for: dict[int, int] = {}
    for slot in used:
        alike = [k for k in kept if abs(factor[k] - factor[slot]) < ALIKE]
        nearest = min(alike, key=lambda k: abs(factor[k] - factor[slot]), default=None)
        if nearest is None:
            kept.append(slot)
        stands_for[slot] = slot if nearest is None else nearest
    of_hour = np.array([kept.index(stands_for[slot]) for slot in hours], dtype=np.int32)
    return Slots(tuple(kept), of_hour)
