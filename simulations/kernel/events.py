"""What is planned to happen: a heap by time, compiled.

Of events at one moment the one with the higher number happens first. Where numbers rise (``STEP``
1) that is the one planned last, as in JEMSS; where they fall (-1), the one planned first.
"""

import numpy as np

from dispatch.policies.compiling import Ints
from simulations.kernel.compiling import bare
from simulations.kernel.records import Record, Records

EVENTS = np.dtype(
    [("at", np.float64), ("number", np.int64), ("kind", np.int64), ("who", np.int64)], align=True
)

GONE = 1 << 62
"""No event has this number."""

PLANNED, NEXT, STEP, HAPPENED = 0, 1, 2, 3
"""Places in the counts of a run: events that are planned, the next one's number, what is added to
it each time, events that have happened. Whoever counts more has further places."""
COUNTS = 4


@bare
def plan(events: Records, counts: Ints, at: float, kind: int, who: int) -> int:
    """Plan an event; tells its number."""
    number = int(counts[NEXT])
    counts[NEXT] += counts[STEP]
    place = counts[PLANNED]
    if place == len(events):
        raise IndexError("no room for a further event")
    counts[PLANNED] += 1
    while place > 0:
        above = (place - 1) >> 1
        if not _sooner(at, number, events[above]):
            break
        _copy(events[above], events[place])
        place = above
    event = events[place]
    event.at, event.number, event.kind, event.who = at, number, kind, who
    return number


@bare
def take(events: Records, counts: Ints) -> tuple[float, int, int, int]:
    """The next event: when, what, whose, number."""
    top = events[0]
    told = top.at, top.kind, top.who, top.number
    counts[PLANNED] -= 1
    last = counts[PLANNED]
    at, number = events[last].at, events[last].number
    place = 0
    while 2 * place + 1 < last:
        below = 2 * place + 1
        one = events[below]
        if below + 1 < last and not _sooner(one.at, one.number, events[below + 1]):
            below += 1
        if _sooner(at, number, events[below]):
            break
        _copy(events[below], events[place])
        place = below
    _copy(events[last], events[place])
    return told


@bare
def _sooner(at: float, number: int, event: Record) -> bool:
    return bool(at < event.at or (at == event.at and number > event.number))


@bare
def _copy(source: Record, goal: Record) -> None:
    goal.at, goal.number = source.at, source.number
    goal.kind, goal.who = source.kind, source.who
