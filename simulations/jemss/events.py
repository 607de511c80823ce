"""The list of what is planned: a heap by time, of equal times the last planned first."""

from dispatch.policies.compiling import compiled
from simulations.jemss.records import Ints, Record, Records

ARRIVES, CONSIDER = 0, 1
"""Of a call: it comes in; somebody is looked for."""
MOBILISED, SCENE, LEAVES_SCENE, HOSPITAL, FREED, STATION = 2, 3, 4, 5, 6, 7
"""Of an ambulance."""

GONE = -1
"""No event of an ambulance has this number."""

PLANNED, EVER, HAPPENED, QUEUED, DRAWN = 0, 1, 2, 3, 4
"""Places in the counts of a run: events now and ever planned, happened; calls in the queue;
mobilisation delays drawn."""
COUNTS = 5


@compiled
def plan(events: Records, counts: Ints, at: float, kind: int, who: int) -> int:
    """Plan an event; tells its number."""
    number = int(counts[EVER])
    counts[EVER] += 1
    place = counts[PLANNED]
    counts[PLANNED] += 1
    while place > 0:
        above = (place - 1) >> 1
        if at > events[above].at:
            break
        _copy(events[above], events[place])
        place = above
    event = events[place]
    event.at, event.number, event.kind, event.who = at, number, kind, who
    return number


@compiled
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
        if below + 1 < last and _sooner(events[below + 1], events[below].at, events[below].number):
            below += 1
        if not _sooner(events[below], at, number):
            break
        _copy(events[below], events[place])
        place = below
    _copy(events[last], events[place])
    return told


@compiled
def _sooner(event: Record, at: float, number: int) -> bool:
    return bool(event.at < at or (event.at == at and event.number > number))


@compiled
def _copy(source: Record, goal: Record) -> None:
    goal.at, goal.number = source.at, source.number
    goal.kind, goal.who = source.kind, source.who
