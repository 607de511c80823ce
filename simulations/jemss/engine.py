"""The events of a run, one after the other, as JEMSS orders them.

Of events at one moment the one that was planned last happens first. Whatever JEMSS plans for this
very moment as the last of all happens next anyway, so it is done at once here. All is compiled.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulations.jemss.cover import Cover, best_station
from simulations.jemss.network import Network
from simulations.jemss.records import (
    AT_HOSPITAL,
    FREE,
    IDLE,
    MOBILISING,
    MOVING_UP,
    ON_SCENE,
    RETURNING,
    TO_HOSPITAL,
    TO_SCENE,
    Floats,
    Ints,
)
from simulations.jemss.routes import change, driven_km
from simulations.jemss.sending import City, mode_at, nearest
from simulations.kernel import events
from simulations.kernel.compiling import bare_door, inner, woven
from simulations.kernel.events import GONE, HAPPENED, PLANNED, plan, take
from simulations.kernel.records import Record, Records

ARRIVES, CONSIDER = 0, 1
"""Events of a call: it comes in; somebody is looked for."""
MOBILISED, SCENE, LEAVES_SCENE, HOSPITAL, FREED, STATION = 2, 3, 4, 5, 6, 7
"""Events of an ambulance."""

BECOMES = np.array([-1, -1, -1, ON_SCENE, -1, AT_HOSPITAL, FREE, IDLE])
"""What an ambulance does as soon as an event of its own happens; -1: it depends."""

QUEUED, DRAWN = events.COUNTS, events.COUNTS + 1
"""Places in the counts of a run: calls in the queue, mobilisation delays drawn."""
COUNTS = events.COUNTS + 2

LOW = 2


class Totals(NamedTuple):
    """What is counted besides each call's own times; A ambulances, S stations."""

    days: Floats
    """(A, states)."""
    km: Floats
    """(A, states)."""
    changes: Ints
    """(A, states, states) how often from which to which."""
    idle_days: Floats
    """(S, A + 1) how long so many stood idle."""
    now: NDArray[np.int8]
    """(A) what each does at present: one line of memory for a question asked of all."""
    stands: NDArray[np.int32]
    """(A) the station at which it stands idle, else -1."""


class Run(NamedTuple):
    """All of a run."""

    net: Network
    city: City
    cover: Cover
    totals: Totals
    fleet: Records
    calls: Records
    stations: Records
    hospitals: Records
    events: Records
    counts: Ints
    queue: Ints
    delays: Floats


@woven
def set_state(
    net: Network,
    totals: Totals,
    fleet: Records,
    stations: Records,
    who: int,
    state: int,
    now: float,
) -> None:
    """Change what an ambulance does, and book what it did."""
    one = fleet[who]
    before = one.state
    totals.days[who, before] += now - one.since
    totals.changes[who, before, state] += 1
    if before in (TO_SCENE, TO_HOSPITAL, RETURNING, MOVING_UP):
        totals.km[who, before] += driven_km(net, one, now)
    one.state, one.since, totals.now[who] = state, now, state
    if before == IDLE or state == IDLE:
        station = stations[one.station]
        totals.idle_days[one.station, station.idle] += now - station.since
        station.since = now
        station.idle += 1 if state == IDLE else -1
        totals.stands[who] = one.station if state == IDLE else -1
        if state == IDLE:
            if station.first_idle < 0 or who < station.first_idle:
                station.first_idle = who
        elif station.first_idle == who:
            station.first_idle = _next_idle(totals.stands, one.station, station.idle, who)


@woven
def _next_idle(stands: NDArray[np.int32], station: int, count: int, left: int) -> int:
    """Who is first now that this one has left; -1 = nobody."""
    if count > 0:
        for who in range(left + 1, len(stands)):
            if stands[who] == station:
                return who
    return -1


@woven
def enqueue(calls: Records, queue: Ints, counts: Ints, number: int) -> None:
    """The most urgent, then the oldest, stands last and is taken first."""
    call = calls[number]
    place = counts[QUEUED]
    while place > 0:
        other = calls[queue[place - 1]]
        behind = call.priority > other.priority or (
            call.priority == other.priority and call.arrival > other.arrival
        )
        if not behind:
            break
        queue[place] = queue[place - 1]
        place -= 1
    queue[place] = number
    counts[QUEUED] += 1


@woven
def book_waiting(call: Record, now: float) -> None:
    """Close the time in which somebody was on the way to it."""
    if call.since >= 0:
        call.waited += now - call.since
    call.since = now


@woven
def leads_to(call: Record) -> int:
    """What comes after the scene."""
    return LEAVES_SCENE if call.transport != 0 else FREED


@inner
def base_for(
    city: City, cover: Cover, fleet: Records, stations: Records, who: int, now: float
) -> int:
    """The station to which a freed ambulance goes."""
    if not cover.used:
        return int(fleet[who].station)
    standing = np.zeros(len(stations), np.int64)
    for other in range(len(fleet)):
        if other != who and (fleet[other].state == IDLE or fleet[other].state >= FREE):
            standing[fleet[other].station] += 1
    return best_station(cover, standing, now)


@woven
def next_in_queue(calls: Records, queue: Ints, counts: Ints, now: float) -> int:
    """Who waits first, and waits no longer."""
    counts[QUEUED] -= 1
    order = queue[counts[QUEUED]]
    calls[order].queued += now - calls[order].since
    calls[order].since = -1.0
    return int(order)


@woven
def bump(heap: Records, counts: Ints, calls: Records, left: int, now: float) -> None:
    """Its ambulance goes elsewhere: somebody else is looked for at once."""
    calls[left].ambulance = -1
    calls[left].bumps += 1
    plan(heap, counts, now, CONSIDER, left)


@woven
def order_out(run: Run, who: int, order: int, now: float) -> int:
    """An ambulance is ordered to a call; tells whether it sets out or gets ready first."""
    fleet, counts, call = run.fleet, run.counts, run.calls[order]
    before = fleet[who].state
    fleet[who].call, fleet[who].ordered, fleet[who].event = order, now, GONE
    book_waiting(call, now)
    call.ambulance, call.dispatched = who, now
    if not run.city.delay_used or before not in (IDLE, MOBILISING):
        return TO_SCENE
    if before == IDLE:
        fleet[who].mobilised = now + run.delays[counts[DRAWN] % len(run.delays)]
        counts[DRAWN] += 1
    return MOBILISING


@woven
def consider(run: Run, order: int, now: float) -> int:
    """Who goes to a call; with nobody free it waits, and a call left behind is looked at anew."""
    fleet, calls = run.fleet, run.calls
    sent = nearest(run.net, run.city, run.totals.now, fleet, calls, run.stations, order, now)
    if sent < 0:
        book_waiting(calls[order], now)
        enqueue(calls, run.queue, run.counts, order)
    elif fleet[sent].state in (MOBILISING, TO_SCENE):
        bump(run.events, run.counts, calls, fleet[sent].call, now)
    return int(sent)


@woven
def choose_hospital(city: City, call: Record, mode: int) -> int:
    """Where the patient goes: the hospital that the call names, else the nearest."""
    call.hospital = call.wished
    if call.hospital < 0:
        call.hospital = city.nearest_hospital[mode, call.node]
    return int(call.hospital)


@bare_door
def simulate(run: Run) -> None:
    """From the first call until everybody is back."""
    net, city, cover, totals = run.net, run.city, run.cover, run.totals
    fleet, calls, stations, hospitals = run.fleet, run.calls, run.stations, run.hospitals
    heap, counts, queue = run.events, run.counts, run.queue
    plan(heap, counts, calls[0].arrival, ARRIVES, 0)
    now = 0.0
    while counts[PLANNED] > 0:
        at, kind, who, number = take(heap, counts)
        if kind > CONSIDER and fleet[who].event != number:
            continue  # it was sent elsewhere meanwhile
        now = at
        counts[HAPPENED] += 1
        sent, order, state = -1, -1, BECOMES[kind]
        goal, goal_km, mode, then, at = -1, 0.0, -1, -1, now
        if state >= 0:
            set_state(net, totals, fleet, stations, who, state, now)
            state = -1
        if kind == ARRIVES:
            plan(heap, counts, now + calls[who].delay, CONSIDER, who)
            if who + 1 < len(calls):
                plan(heap, counts, calls[who + 1].arrival, ARRIVES, who + 1)
        elif kind == CONSIDER:
            sent, order = consider(run, who, now), who
        elif kind == SCENE:
            call = calls[fleet[who].call]
            book_waiting(call, now)
            call.arrived = now
            at, then = now + call.on_scene, leads_to(call)
        elif kind == LEAVES_SCENE:
            mode = mode_at(city, LOW, now)
            hospital = hospitals[choose_hospital(city, calls[fleet[who].call], mode)]
            goal, goal_km = hospital.node, hospital.km
            state, then = TO_HOSPITAL, HOSPITAL
        elif kind == HOSPITAL:
            call = calls[fleet[who].call]
            call.at_hospital = now
            hospitals[call.hospital].calls += 1
            at, then = now + call.handover, FREED
        elif kind == FREED:
            calls[fleet[who].call].freed = now
            fleet[who].call = -1
            if counts[QUEUED] > 0:
                sent, order = who, next_in_queue(calls, queue, counts, now)
            else:
                base = base_for(city, cover, fleet, stations, who, now)
                state = RETURNING if base == fleet[who].station else MOVING_UP
                fleet[who].station = base
                goal, goal_km = stations[base].node, stations[base].km
                mode, then = mode_at(city, LOW, now), STATION

        if sent >= 0:
            who, state = sent, order_out(run, sent, order, now)
        elif kind == MOBILISED:
            state = TO_SCENE
        if state == MOBILISING:
            at, then = fleet[who].mobilised, MOBILISED
        elif state == TO_SCENE:
            call = calls[fleet[who].call]
            mode, then = mode_at(city, city.response[call.priority], now), SCENE
            goal, goal_km = call.node, call.km
        if state >= 0:
            set_state(net, totals, fleet, stations, who, state, now)
        if goal >= 0:  # somebody sets out
            change(net, city.speeds, fleet[who], mode, now, goal, goal_km)
            at = fleet[who].ends
        if then >= 0:
            fleet[who].event = plan(heap, counts, at, then, who)
    _close(totals, fleet, stations, now)


@woven
def _close(totals: Totals, fleet: Records, stations: Records, now: float) -> None:
    """Book what lasts until the end."""
    for who in range(len(fleet)):
        totals.days[who, fleet[who].state] += now - fleet[who].since
        fleet[who].since = now
    for place in range(len(stations)):
        station = stations[place]
        totals.idle_days[place, station.idle] += now - station.since
        station.since = now
