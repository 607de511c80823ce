"""The events of a run, one after the other. All is compiled."""

import numpy as np

from simulations.kernel.choosing import DOCTOR, choose_hospital, choose_meeting, drive_to_hospital
from simulations.kernel.compiling import bare, bare_door
from simulations.kernel.diary import note
from simulations.kernel.driving import ahead, left_s, slot_at, stop_km
from simulations.kernel.events import GONE, HAPPENED, PLANNED, plan, take
from simulations.kernel.model import DAY_S
from simulations.kernel.orders import (
    CANCELLED,
    EMPTY,
    TRANSPORTED,
    become_free,
    comply,
    depart,
    help_who_waits,
    leave_posts,
    leave_queue,
    meet,
    send,
    stand_down_second,
    to_hospital,
    to_meeting,
)
from simulations.kernel.standing import COMPLIANCE, NO_MOVE_UP
from simulations.kernel.state import (
    AGAIN,
    ARRIVES,
    AT_DOOR,
    AT_HOSPITAL,
    AT_STATION,
    BACK,
    CANCEL,
    CLEARING,
    DEPARTS,
    FIRST,
    FREED,
    HANDED_OVER,
    HOME,
    LEAVES,
    MEETS,
    MOBILISING,
    NEXT_CALL,
    NEXT_PAUSE,
    ON_SCENE,
    PAUSE,
    QUEUED,
    READY,
    SECOND,
    SEND,
    TO_SCENE,
    Floats,
    Ground,
    Roads,
    Scratch,
    State,
)

MEETING_S = 120.0
"""Carrying the patient over where two crews meet (会车); assumption."""


@bare_door
def run(
    roads: Roads,
    ground: Ground,
    state: State,
    scratch: Scratch,
    shift_edges: Floats,
    span_s: float,
) -> None:
    """Until the last crew is home, or nobody is left who could go."""
    counts, heap = state.counts, state.heap
    if len(state.pauses):
        plan(heap, counts, state.pauses[0].start, PAUSE, 0)
    if len(shift_edges):
        plan(heap, counts, shift_edges[0], AGAIN, 0)
    while True:
        nth = counts[NEXT_CALL]
        if nth < len(state.calls) and (
            counts[PLANNED] == 0 or state.calls[nth].arrival <= heap[0].at
        ):
            counts[NEXT_CALL] += 1
            now = state.calls[nth].arrival
            plan(heap, counts, now + state.calls[nth].delay, SEND, nth)
            if state.calls[nth].cancel < np.inf:
                plan(heap, counts, now + state.calls[nth].cancel, CANCEL, nth)
            continue
        if counts[PLANNED] == 0:
            return
        now, kind, who, number = take(heap, counts)
        if now == np.inf:
            return
        if DEPARTS <= kind <= HOME and state.vehicles[who].event != number:
            continue  # it has another order meanwhile
        counts[HAPPENED] += 1
        if kind == SEND:
            told = state.calls[who]
            if told.ended == 0 and told.vehicle < 0 and told.waits == 0:
                send(roads, ground, state, scratch, who, now)
        elif kind == CANCEL:
            cancel(roads, ground, state, scratch, who, now)
        elif kind == DEPARTS:
            depart(roads, ground, state, who, now)
        elif kind == ARRIVES:
            arrive(roads, ground, state, who, now)
        elif kind == LEAVES:
            leave_scene(roads, ground, state, who, now)
        elif kind == MEETS:
            met(roads, ground, state, who, now)
        elif kind == AT_DOOR:
            told = state.calls[state.vehicles[who].call]
            told.at_hospital = now
            state.vehicles[who].state = AT_HOSPITAL
            handed = now + state.calls[state.vehicles[who].call].handover
            state.vehicles[who].event = plan(heap, counts, handed, HANDED_OVER, who)
        elif kind == HANDED_OVER:
            state.vehicles[who].state = CLEARING
            free = now + state.calls[state.vehicles[who].call].clear
            state.vehicles[who].event = plan(heap, counts, free, FREED, who)
        elif kind == FREED:
            become_free(roads, ground, state, scratch, who, now)
        elif kind == HOME:
            stop_km(roads, state.vehicles[who], now)
            ahead(roads, state.vehicles[who], now)
            state.vehicles[who].state, state.vehicles[who].event = AT_STATION, GONE
        elif kind == PAUSE:
            pause(roads, ground, state, now)
        else:
            again(roads, ground, state, scratch, shift_edges, who, now, span_s)
        if len(state.diary.entries) > 0:
            note(state.vehicles, state.diary, now)


@bare
def cancel(
    roads: Roads,
    ground: Ground,
    state: State,
    scratch: Scratch,
    call: int,
    now: float,
) -> None:
    """The caller needs nobody any more; whoever is with the patient already stays."""
    told = state.calls[call]
    if told.ended != 0 or told.arrived == told.arrived:
        return
    told.ended = CANCELLED
    leave_queue(state, call)
    stand_down_second(state, call, now)
    if told.vehicle >= 0:
        become_free(roads, ground, state, scratch, told.vehicle, now)


@bare
def arrive(roads: Roads, ground: Ground, state: State, who: int, now: float) -> None:
    """At the scene."""
    one = state.vehicles[who]
    told = state.calls[one.call]
    before = one.km
    stop_km(roads, one, now)
    ahead(roads, one, now)
    one.state, one.event = ON_SCENE, GONE
    if state.vehicles[who].rank >= DOCTOR and told.advanced != told.advanced:
        told.advanced = now
    if told.arrived != told.arrived:
        told.arrived = now
        told.carrier = who
        if one.role == SECOND:  # it was there first: the basic crew is not needed
            basic = told.vehicle
            told.vehicle, told.second = who, basic
            state.vehicles[basic].role, one.role = SECOND, FIRST
            stand_down_second(state, one.call, now)
        leaving = now + state.calls[one.call].on_scene
        one.event = plan(state.heap, state.counts, leaving, LEAVES, who)
    if told.vehicle == who:
        told.km = one.km - before


@bare
def leave_scene(roads: Roads, ground: Ground, state: State, who: int, now: float) -> None:
    """The crew that was first leaves, with the patient or without."""
    one = state.vehicles[who]
    call = one.call
    told = state.calls[call]
    told.left_scene = now
    hospital, slot = -1, slot_at(roads, ground.first_weekday, now)
    if state.calls[call].transport:
        hospital = choose_hospital(roads, ground, state.calls, call, one.node, slot)
    if hospital < 0:
        told.ended = EMPTY
        send_away(state, told.second, call, now)
        one.state = CLEARING
        one.event = plan(state.heap, state.counts, now + state.calls[call].clear, FREED, who)
        return
    told.ended = TRANSPORTED
    second = told.second
    if second >= 0 and state.vehicles[second].call == call:
        other = state.vehicles[second]
        if other.state == ON_SCENE:  # the advanced crew takes over here
            to_hospital(roads, ground, state, second, hospital, now)
            one.state = CLEARING
            one.event = plan(state.heap, state.counts, now + state.calls[call].clear, FREED, who)
            return
        node = ahead(roads, other, now)
        drive = drive_to_hospital(state.calls[call].urgency)
        rest_s = left_s(roads, other, now, slot, 0)
        if other.state == MOBILISING:
            rest_s += max(0.0, other.mobilisation - (now - other.ordered))
        place = choose_meeting(
            roads, ground, state.calls[call].place, hospital, node, rest_s, slot, drive
        )
        if place >= 0 and other.state == TO_SCENE:
            told.hospital = hospital
            at = to_meeting(roads, ground, state, who, place, now)
            at = max(at, to_meeting(roads, ground, state, second, place, now))
            meet(state, who, second, at)
            return
        stand_down_second(state, call, now)
    to_hospital(roads, ground, state, who, hospital, now)


@bare
def send_away(state: State, second: int, call: int, now: float) -> None:
    """Nobody is taken along: the advanced crew is free too."""
    if second < 0 or state.vehicles[second].call != call:
        return
    other = state.vehicles[second]
    if other.state == ON_SCENE:
        other.state = CLEARING
        other.event = plan(state.heap, state.counts, now + state.calls[call].clear, FREED, second)
    else:
        stand_down_second(state, call, now)


@bare
def met(roads: Roads, ground: Ground, state: State, who: int, now: float) -> None:
    """Both crews are there: the advanced one drives on with the patient."""
    one = state.vehicles[who]
    call = one.call
    told = state.calls[call]
    second = told.second
    for each in (who, second):
        stop_km(roads, state.vehicles[each], now)
        ahead(roads, state.vehicles[each], now)
    told.advanced, told.met_on_way = now, 1
    to_hospital(roads, ground, state, second, told.hospital, now + MEETING_S)
    one.state = CLEARING
    free = now + MEETING_S + state.calls[call].clear
    one.event = plan(state.heap, state.counts, free, FREED, who)


@bare
def pause(roads: Roads, ground: Ground, state: State, now: float) -> None:
    """A vehicle pauses now, or as soon as it is free."""
    nth = state.counts[NEXT_PAUSE]
    state.counts[NEXT_PAUSE] += 1
    who = state.pauses[nth].vehicle
    one = state.vehicles[who]
    if one.state >= READY:
        one.paused_until = max(one.paused_until, now + state.pauses[nth].seconds)
        plan(state.heap, state.counts, one.paused_until, AGAIN, BACK - who)
        if ground.standing.rule == COMPLIANCE:
            comply(roads, ground, state, one.centre, -1, now)
    else:
        one.pause_due += state.pauses[nth].seconds
    if nth + 1 < len(state.pauses):
        plan(state.heap, state.counts, state.pauses[nth + 1].start, PAUSE, 0)


@bare
def again(
    roads: Roads,
    ground: Ground,
    state: State,
    scratch: Scratch,
    shift_edges: Floats,
    nth: int,
    now: float,
    span_s: float,
) -> None:
    """Shifts change, or a pause is over: ``nth`` counts the changes of shift, from ``BACK`` down
    the vehicles that are back.
    """
    if nth >= 0:
        day, edge = nth // len(shift_edges), nth % len(shift_edges) + 1
        if edge == len(shift_edges):
            day, edge = day + 1, 0
        at = day * DAY_S + shift_edges[edge]
        pending = state.counts[QUEUED] + state.counts[PLANNED] > 0
        if at < span_s or (pending and at < span_s + 7 * DAY_S):
            plan(state.heap, state.counts, at, AGAIN, day * len(shift_edges) + edge)
        if ground.standing.rule != NO_MOVE_UP:
            leave_posts(roads, ground, state, now)
    if state.counts[QUEUED] > 0:
        help_who_waits(roads, ground, state, scratch, now)
    if ground.standing.rule == COMPLIANCE and (nth < 0 or now < span_s):
        for centre in range(len(ground.centre_people)):
            if nth >= 0 or state.vehicles[BACK - nth].centre == centre:
                comply(roads, ground, state, centre, -1, now)
