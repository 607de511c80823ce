"""A vehicle on the roads of a world, arc by arc: compiled; ``one`` is its record.

It drives as the roads are when it sets out. Whoever is sent elsewhere first drives on to the end of
the arc he is on. Ways follow the tables: at each node the arc after which the rest is shortest.
"""

import numpy as np

from simulations.kernel.compiling import bare
from simulations.kernel.records import Record
from simulations.kernel.state import Roads

HOUR_S = 3600.0
HOURS_PER_WEEK = 168


@bare
def slot_at(roads: Roads, first_weekday: int, now: float) -> int:
    """Which times of the roads count now."""
    hour = first_weekday * 24 + hour_of(now)
    return int(roads.slot_of_hour[hour % HOURS_PER_WEEK])


@bare
def hour_of(now: float) -> int:
    """Full hours since the first midnight: exact, and quicker than the division that is."""
    hour = int(now / HOUR_S)
    return hour - 1 if hour * HOUR_S > now else hour


@bare
def next_arc(roads: Roads, slot: int, drive: int, goal: int, node: int) -> int:
    """The arc to take at a node for a target; -1 where no way leads there.

    Where everybody is everybody's neighbour (a matrix of times, arcs in order of their heads) the
    one that leads straight there is found without a look at the others.
    """
    first, end = roads.arc_first[node], roads.arc_first[node + 1]
    straight = first + goal - (1 if goal > node else 0)
    if (
        straight < end
        and roads.arc_head[straight] == goal
        and roads.arc_s[slot, drive, straight] <= roads.to_target_s[slot, drive, goal, node]
    ):
        return int(straight)
    best, soonest = -1, np.float32(np.inf)
    for arc in range(first, end):
        seconds = (
            roads.arc_s[slot, drive, arc]
            + roads.to_target_s[slot, drive, goal, roads.arc_head[arc]]
        )
        if seconds < soonest:
            best, soonest = arc, seconds
    return best


@bare
def advance(roads: Roads, one: Record, now: float) -> None:
    """Move it along its way to the present; then ``arc`` is the one it is on."""
    if one.arc < 0:
        return
    if now >= one.arrives:
        one.node, one.arc = one.goal, -1
        return
    while one.passes < now:
        node = roads.arc_head[one.arc]
        if node == one.goal:
            break
        arc = next_arc(roads, one.slot, one.drive, one.goal, node)
        if arc < 0:
            break
        one.arc = arc
        one.passes += roads.arc_s[one.slot, one.drive, arc] * one.pace


@bare
def ahead(roads: Roads, one: Record, now: float) -> int:
    """The node where it can turn: where it stands, or the end of its arc."""
    advance(roads, one, now)
    return int(one.node if one.arc < 0 else roads.arc_head[one.arc])


@bare
def left_s(roads: Roads, one: Record, now: float, slot: int, drive: int) -> float:
    """Seconds until it is at that node, as the desk reckons; call ``ahead`` before.

    What the rest of the arc takes, it takes with siren; without, so much longer as the roads say.
    """
    if one.arc < 0:
        return 0.0
    rest = one.passes - now
    with_siren = roads.arc_s[slot, 0, one.arc]
    if drive == 0 or not with_siren > 0:
        return float(rest)
    return float(rest * (roads.arc_s[slot, drive, one.arc] / with_siren))


@bare
def stop_km(roads: Roads, one: Record, now: float) -> None:
    """Book the kilometres of its present way, as far as it has come."""
    if one.km_left > 0:
        node = ahead(roads, one, now)
        left = roads.to_target_km[one.goal, node] if one.arc >= 0 else 0.0
        if left < one.km_left:
            one.km += one.km_left - left
        one.km_left = 0.0


@bare
def set_out(
    roads: Roads, one: Record, now: float, goal: int, slot: int, drive: int, pace: float
) -> float:
    """Drive to a target; gives the arrival, ``inf`` where no way leads there (it stays)."""
    stop_km(roads, one, now)
    node = ahead(roads, one, now)
    if node != goal and not np.isfinite(roads.to_target_s[slot, drive, goal, node]):
        return np.inf
    at = one.passes if one.arc >= 0 else now
    one.km_left = roads.to_target_km[goal, node]
    one.goal, one.slot, one.drive, one.pace = goal, slot, drive, pace
    first = one.arc >= 0
    steps = 0
    while node != goal and steps < len(roads.arc_head):
        arc = next_arc(roads, slot, drive, goal, node)
        at += roads.arc_s[slot, drive, arc] * pace
        if not first:
            one.arc, one.passes, first = arc, at, True
        node = roads.arc_head[arc]
        steps += 1
    if one.arc < 0:
        one.node = goal
    one.arrives = at
    return float(at)
