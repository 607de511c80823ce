"""DMEXCLP: where one more vehicle adds most expected cover (Jagtenberg, Bhulai, van der Mei 2015).

Of a place that k other vehicles reach in time, a further one helps when all of those are busy and
it is not: ``(1 - busy) · busy**k`` of its people. A free vehicle goes where that adds up to most;
of equals, to the place that comes first.
"""

import numpy as np

from dispatch.policies.compiling import Floats, Ints, compiled
from dispatch.policies.move_up.cover import add_cover, cover_counts, expected_people

STAY = -1
"""No move is worth it."""


@compiled
def gains(counts: Ints, people: Floats, reach_s: Floats, within_s: float, busy: float) -> Floats:
    """Expected people that one more vehicle at each place to wait (row of ``reach_s``) adds.

    ``counts`` are the other free vehicles that reach each place where people live.
    """
    added = people * ((1.0 - busy) * busy**counts)
    found = np.zeros(len(reach_s))
    for place in range(len(reach_s)):
        total = 0.0
        for home in range(len(people)):
            if reach_s[place, home] <= within_s:
                total += added[home]
        found[place] = total
    return found


@compiled
def place_for(counts: Ints, people: Floats, reach_s: Floats, within_s: float, busy: float) -> int:
    """Where a vehicle that has just become free should wait; ``STAY`` where it helps nobody."""
    found = gains(counts, people, reach_s, within_s, busy)
    best, most = STAY, 0.0
    for place in range(len(found)):
        if found[place] > most:
            best, most = place, found[place]
    return best


@compiled
def best_move(
    now_s: Floats,
    there_s: Floats,
    drive_s: Floats,
    people: Floats,
    within_s: float,
    busy: float,
    drive_max_s: float,
) -> tuple[int, int, float]:
    """The one move of a free vehicle that adds most: vehicle, place to wait, expected people more.

    ``now_s`` vehicles × homes from where each counts now, ``there_s`` places × homes from each
    place to wait, ``drive_s`` vehicles × places; nobody is moved farther than ``drive_max_s``. Of
    equals the shorter drive, then the first. ``(STAY, STAY, 0)`` when no move adds anything.
    """
    counts = np.zeros(len(people), np.int64)
    cover_counts(now_s, within_s, counts)
    before = expected_people(counts, people, busy)
    best, where, most, shortest = STAY, STAY, 1e-9, 0.0
    for vehicle in range(len(now_s)):
        add_cover(counts, now_s[vehicle], within_s, -1)
        without = expected_people(counts, people, busy)
        for place in range(len(there_s)):
            drive = drive_s[vehicle, place]
            if drive > drive_max_s:
                continue
            gain = without - before
            for home in range(len(people)):
                if there_s[place, home] <= within_s:
                    gain += people[home] * (1.0 - busy) * busy ** counts[home]
            if gain > most + 1e-9 or (gain > most - 1e-9 and best != STAY and drive < shortest):
                best, where, most, shortest = vehicle, place, gain, drive
        add_cover(counts, now_s[vehicle], within_s, 1)
    return best, where, most if best != STAY else 0.0
