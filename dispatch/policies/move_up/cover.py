"""Who reaches whom in time: counting cover, and what it is worth when vehicles may be busy.

``reach_s`` holds seconds from each vehicle or waiting place (row) to each place where people live
(column), getting ready included; infinite where there is no way.
"""

from dispatch.policies.compiling import Floats, Ints, compiled


@compiled
def add_cover(counts: Ints, reach_s: Floats, within_s: float, by: int) -> None:
    """Count one vehicle in (``by`` = 1) or out (-1) at every place that it reaches in time."""
    for home in range(len(counts)):
        if reach_s[home] <= within_s:
            counts[home] += by


@compiled
def cover_counts(reach_s: Floats, within_s: float, counts: Ints) -> None:
    """How many vehicles (rows) reach each place in time, into ``counts``."""
    counts[:] = 0
    for vehicle in range(len(reach_s)):
        add_cover(counts, reach_s[vehicle], within_s, 1)


@compiled
def expected_people(counts: Ints, people: Floats, busy: float) -> float:
    """People who find a free vehicle in time: each one that covers them is busy now and then.

    ``busy`` is the share of time that a vehicle is on a task, 0 … 1; with 0 it counts simply whom
    anybody reaches (Daskin 1983's expected covering).
    """
    total = 0.0
    for home in range(len(counts)):
        total += people[home] * (1.0 - busy ** counts[home])
    return total
