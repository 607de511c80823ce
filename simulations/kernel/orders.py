"""What follows from a decision: orders, departures, waiting, going home. All is compiled."""

import numpy as np

from simulations.kernel.choosing import (
    CALM,
    DOCTOR,
    choose,
    choose_advanced,
    drive_to_hospital,
    drive_to_scene,
    median_s,
    on_duty,
    on_shift,
)
from simulations.kernel.compiling import bare, inner
from simulations.kernel.driving import HOUR_S, ahead, hour_of, set_out, slot_at
from simulations.kernel.events import GONE, plan
from simulations.kernel.model import Ended
from simulations.kernel.records import Record
from simulations.kernel.standing import COMPLIANCE, NO_MOVE_UP, station_for, stations_by_table
from simulations.kernel.state import (
    AGAIN,
    ARRIVES,
    AT_DOOR,
    AT_STATION,
    BACK,
    DEPARTS,
    DISPATCHES,
    FIRST,
    FREED,
    HOME,
    HOME_BOUND,
    MEETS,
    MOBILISING,
    MOVES,
    QUEUED,
    READY,
    REDISPATCHES,
    SECOND,
    SEND,
    TO_HOSPITAL,
    TO_MEETING,
    TO_SCENE,
    WAITED,
    Floats,
    Ground,
    Roads,
    Scratch,
    State,
)

HOURS = 24
OPEN, TRANSPORTED, EMPTY, CANCELLED = (int(one) for one in Ended)


@bare
def book_busy(by_hour: Floats, start: float, end: float) -> None:
    """Add a stretch of work to the hours of the day."""
    while start < end:
        until = min(end, (np.floor(start / HOUR_S) + 1) * HOUR_S)
        by_hour[hour_of(start) % HOURS] += until - start
        start = until


@bare
def enqueue(state: State, call: int) -> None:
    """The most urgent, then the oldest, comes first."""
    calls, queue, counts = state.calls, state.queue, state.counts
    calls[call].waits = 1
    if calls[call].queued == 0:
        calls[call].queued = 1
        counts[WAITED] += 1
    place = counts[QUEUED]
    while place > 0 and (state.calls[queue[place - 1]].urgency, queue[place - 1]) > (
        state.calls[call].urgency,
        call,
    ):
        queue[place] = queue[place - 1]
        place -= 1
    queue[place] = call
    counts[QUEUED] += 1


@bare
def leave_queue(state: State, call: int) -> None:
    """It waits no longer."""
    if state.calls[call].waits == 0:
        return
    state.calls[call].waits = 0
    queue, counts = state.queue, state.counts
    kept = 0
    for place in range(counts[QUEUED]):
        if queue[place] != call:
            queue[kept] = queue[place]
            kept += 1
    counts[QUEUED] = kept


@bare
def order_out(
    roads: Roads,
    ground: Ground,
    state: State,
    who: int,
    call: int,
    role: int,
    now: float,
) -> None:
    """One vehicle has its order; it gets ready and goes on with what it did until it departs."""
    one = state.vehicles[who]
    one.mobilisation = median_s(one, now)
    one.busy_s -= now  # until it is free again
    one.ordered, one.state, one.call, one.role = now, MOBILISING, call, role
    one.runs += 1
    state.counts[DISPATCHES] += 1
    centre = ground.homes[state.calls[call].place].centre
    wait_s = ground.ask_s[centre, state.vehicles[who].centre]
    ready = now + wait_s + one.mobilisation * state.calls[call].readying
    one.event = plan(state.heap, state.counts, ready, DEPARTS, who)
    if ground.standing.rule == COMPLIANCE:
        comply(roads, ground, state, one.centre, -1, now)


@bare
def send(
    roads: Roads,
    ground: Ground,
    state: State,
    scratch: Scratch,
    call: int,
    now: float,
) -> bool:
    """Send somebody to a call; nobody can go: it waits. False when it waits."""
    slot = slot_at(roads, ground.first_weekday, now)
    who = choose(roads, ground, state.calls, state.vehicles, scratch, call, slot, now)
    if who < 0:
        if state.calls[call].waits == 0:
            enqueue(state, call)
        return False
    leave_queue(state, call)
    one, told = state.vehicles[who], state.calls[call]
    left = -1
    if one.state < READY:
        left = one.call
        release(state, one, now)
        if one.role == SECOND:
            state.calls[left].second = -1
            left = -1
        else:
            state.calls[left].vehicle = -1
            state.calls[left].bumps += 1
            stand_down_second(state, left, now)
        state.counts[REDISPATCHES] += 1
    order_out(roads, ground, state, who, call, FIRST, now)
    told.vehicle, told.ordered, told.second = who, now, -1
    if state.calls[call].pair and ground.meet and state.vehicles[who].rank < DOCTOR:
        second = choose_advanced(state.vehicles, scratch, who)
        if second >= 0:
            order_out(roads, ground, state, second, call, SECOND, now)
            told.second = second
    if left >= 0:  # whoever was left behind is looked after at once
        plan(state.heap, state.counts, now, SEND, left)
    return True


@bare
def release(state: State, one: Record, now: float) -> None:
    """Its order ends here; what was planned for it does not happen."""
    one.busy_s += now
    book_busy(state.by_hour_busy_s, one.ordered, now)
    one.event = GONE


@bare
def stand_down_second(state: State, call: int, now: float) -> None:
    """The advanced crew that was sent too is free at once (its way home is planned as an event)."""
    second = state.calls[call].second
    if second >= 0:
        one = state.vehicles[second]
        if (
            one.call == call
            and one.role == SECOND
            and one.state in (MOBILISING, TO_SCENE, TO_MEETING)
        ):
            one.event = plan(state.heap, state.counts, now, FREED, second)
    state.calls[call].second = -1


@bare
def help_who_waits(
    roads: Roads, ground: Ground, state: State, scratch: Scratch, now: float
) -> None:
    """Try everybody who waits, the most urgent first."""
    place = 0
    while place < state.counts[QUEUED]:
        if not send(roads, ground, state, scratch, state.queue[place], now):
            place += 1


@bare
def depart(roads: Roads, ground: Ground, state: State, who: int, now: float) -> None:
    """Wheels turn."""
    one = state.vehicles[who]
    call = one.call
    slot = slot_at(roads, ground.first_weekday, now)
    drive = drive_to_scene(state.calls[call].urgency)
    pace = state.vehicles[who].speed * state.calls[call].pace
    one.state = TO_SCENE
    if one.role == FIRST:
        state.calls[call].departed = now
    arrives = set_out(roads, one, now, state.calls[call].place, slot, drive, pace)
    one.event = plan(state.heap, state.counts, arrives, ARRIVES, who)


@bare
def to_hospital(
    roads: Roads, ground: Ground, state: State, who: int, hospital: int, now: float
) -> bool:
    """With the patient to a hospital; False where no way leads there."""
    one = state.vehicles[who]
    call = one.call
    slot = slot_at(roads, ground.first_weekday, now)
    pace = state.vehicles[who].speed * state.calls[call].pace
    goal = ground.places + ground.stations + hospital
    drive = drive_to_hospital(state.calls[call].urgency)
    arrives = set_out(roads, one, now, goal, slot, drive, pace)
    if arrives == np.inf:
        return False
    state.calls[call].hospital, state.calls[call].carrier = hospital, who
    one.state = TO_HOSPITAL
    one.event = plan(state.heap, state.counts, arrives, AT_DOOR, who)
    return True


@bare
def to_meeting(
    roads: Roads, ground: Ground, state: State, who: int, place: int, now: float
) -> float:
    """One of two crews to where they meet; gives its arrival."""
    one = state.vehicles[who]
    slot = slot_at(roads, ground.first_weekday, now)
    pace = state.vehicles[who].speed * state.calls[one.call].pace
    drive = drive_to_hospital(state.calls[one.call].urgency)
    one.state, one.event = TO_MEETING, GONE
    return set_out(roads, one, now, place, slot, drive, pace)


@bare
def meet(state: State, one: int, other: int, at: float) -> None:
    """Plan the moment when both are there, as an event of the first crew."""
    state.vehicles[one].event = plan(state.heap, state.counts, at, MEETS, one)
    state.vehicles[other].event = GONE


@bare
def become_free(
    roads: Roads, ground: Ground, state: State, scratch: Scratch, who: int, now: float
) -> None:
    """Available again: whoever waits is helped, else it goes to a station."""
    one = state.vehicles[who]
    told = state.calls[one.call]
    release(state, one, now)
    if told.vehicle == who:
        told.freed = now
    pace = one.speed * told.pace
    one.state, one.call = HOME_BOUND, -1
    node = ahead(roads, one, now)
    if one.arc < 0 and node == ground.places + one.base:  # called off before it left
        one.state = AT_STATION
    if one.pause_due > 0:
        one.paused_until, one.pause_due = now + one.pause_due, 0.0
        plan(state.heap, state.counts, one.paused_until, AGAIN, BACK - who)
    help_who_waits(roads, ground, state, scratch, now)
    if one.state == MOBILISING:
        return
    base = one.base
    stand_by(roads, ground, state, who, now)
    go_home(roads, ground, state, who, pace, now, one.base != base)


@bare
def go_home(
    roads: Roads, ground: Ground, state: State, who: int, pace: float, now: float, moved: bool
) -> None:
    """To the station where it stands by; where no way leads there it stays."""
    one = state.vehicles[who]
    goal = ground.places + one.base
    if ahead(roads, one, now) == goal and one.arc < 0:
        one.state, one.event = AT_STATION, GONE
        return
    slot = slot_at(roads, ground.first_weekday, now)
    one.state = HOME_BOUND
    arrives = set_out(roads, one, now, goal, slot, CALM, pace)
    one.event = GONE
    if moved:
        one.moves += 1
        state.counts[MOVES] += 1
    if arrives < np.inf:
        one.event = plan(state.heap, state.counts, arrives, HOME, who)


@bare
def stand_by(roads: Roads, ground: Ground, state: State, who: int, now: float) -> None:
    """A vehicle that has just become free gets its station by the rule; it does not drive yet."""
    one, rule = state.vehicles[who], ground.standing.rule
    if rule == NO_MOVE_UP:
        return
    one.base = ground.standing.home[who]
    if not on_duty(ground, one, who, now):
        return
    if rule == COMPLIANCE:
        comply(roads, ground, state, one.centre, who, now)
    else:
        slot = slot_at(roads, ground.first_weekday, now)
        one.base = station_for(roads, ground, state.vehicles, who, slot, now)


@inner
def comply(roads: Roads, ground: Ground, state: State, centre: int, freed: int, now: float) -> None:
    """A centre has more or fewer free vehicles: its table has a row for that. ``freed`` has just
    become free and does not drive yet; -1 = nobody.
    """
    slot, vehicles = slot_at(roads, ground.first_weekday, now), state.vehicles
    free, places = stations_by_table(roads, ground, vehicles, centre, freed, slot, now)
    for nth in range(len(free)):
        who = free[nth]
        if places[nth] != vehicles[who].base:
            vehicles[who].base = places[nth]
            if who != freed:
                go_home(roads, ground, state, who, vehicles[who].speed, now, True)


@bare
def leave_posts(roads: Roads, ground: Ground, state: State, now: float) -> None:
    """A shift ends where it began: whoever waits elsewhere then goes home."""
    for who in range(len(state.vehicles)):
        one = state.vehicles[who]
        home = ground.standing.home[who]
        if one.state >= READY and one.base != home and not on_shift(ground, one, who, now):
            one.base = home
            go_home(roads, ground, state, who, one.speed, now, False)
