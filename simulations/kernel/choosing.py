"""Who goes, to which hospital, and where two crews meet: the live rules on the kernel's arrays.

The order of the vehicles is that of ``dispatch.policies``: the very functions that rank on the live
desk, compiled. What the live desk only proposes (waiting for somebody who is soon free, asking a
neighbour who is at the wheel) no run can do; of the ranking the first goes who can go at once.
"""

import numpy as np

from dispatch.hospital_choice import DETOUR_FOR_CENTRE_S
from dispatch.policies import capability_first, closest, coverage, coverage_aware, own_county_first
from dispatch.policies.options import Options, first_of
from simulations.kernel.compiling import bare, inner
from simulations.kernel.driving import ahead, left_s
from simulations.kernel.model import CENTRE_BIT, DAY_S
from simulations.kernel.records import Record, Records
from simulations.kernel.state import (
    AT_STATION,
    MOBILISING,
    READY,
    TO_SCENE,
    Ground,
    Roads,
    Scratch,
)
from stations.crews import ADVANCED, CREW_RANK
from stations.hospitals import CentreFlag

CLOSEST, OWN_COUNTY_FIRST, CAPABILITY_FIRST, COVERAGE_AWARE = range(4)
"""Values of ``Ground.policy``."""

DIVERTIBLE = 2
"""``Options.group`` of a vehicle under way to a lesser need."""
OUT = 9
"""Of one that cannot come."""

DOCTOR = CREW_RANK[ADVANCED]
FEVER = CENTRE_BIT[CentreFlag.FEVER]
SIREN, CALM = 0, 1
WORTH_A_LINE = 0.005
"""Of a county's people; what leaves fewer uncovered is not counted (``dispatch.coverage``)."""

MEETING_DETOUR_S = 300.0
"""So much later than straight to the hospital may a meeting make the patient (会车); assumption."""

SPREAD_S = 1.0 + max(
    own_county_first.FOREIGN_COSTS_S,
    capability_first.LEVEL_COSTS_S,
    coverage_aware.WHOLE_COUNTY_COSTS_S,
)
"""No policy makes anybody later than this for anything but minutes."""

_first_of = bare(first_of)
_closest = inner(closest.cost_s)
_own_county_first = inner(own_county_first.cost_s)
_capability_first = inner(capability_first.cost_s)
_coverage_aware = inner(coverage_aware.cost_s)
_lost_people = inner(coverage.lost_people)


@bare
def drive_to_scene(urgency: int) -> int:
    """With siren up to III, as ``dispatch.policies.sirens`` has it."""
    return SIREN if urgency <= 3 else CALM


@bare
def drive_to_hospital(urgency: int) -> int:
    """With siren up to II."""
    return SIREN if urgency <= 2 else CALM


@bare
def on_duty(ground: Ground, one: Record, who: int, now: float) -> bool:
    """Within a shift and not paused."""
    return now >= one.paused_until and on_shift(ground, one, who, now)


@bare
def on_shift(ground: Ground, one: Record, who: int, now: float) -> bool:
    """Within a window of its shifts, one that began yesterday included."""
    if one.always != 0:
        return True
    day = int(now // DAY_S)
    for window in range(ground.shifts.shape[1]):
        for begun in (day, day - 1):
            weekday = (ground.first_weekday + begun) % 7
            since = now - begun * DAY_S
            if (
                ground.shifts[who, window].days >> weekday & 1
                and ground.shifts[who, window].start <= since < ground.shifts[who, window].end
            ):
                return True
    return False


@bare
def median_s(one: Record, now: float) -> float:
    """From an order now to wheels turning, in the middle; less for who is getting ready already."""
    if one.state == AT_STATION:
        return float(one.station_s)
    if one.state == MOBILISING:
        return max(float(one.moving_s), float(one.mobilisation - (now - one.ordered)))
    return float(one.moving_s)


@bare
def look_over(
    roads: Roads,
    ground: Ground,
    calls: Records,
    vehicles: Records,
    scratch: Scratch,
    call: int,
    slot: int,
    now: float,
    spread_s: float,
) -> int:
    """Fill in for every vehicle when it could be at a call, and make the short list of it.

    Left out is who can stand first by no policy that counts at most ``spread_s`` besides minutes:
    on the list, in the register's order, are mostly less than ten. Gives how many.
    """
    listed, soonest_s, soonest_group = 0, np.inf, OUT
    place, urgency, needs = calls[call].place, calls[call].urgency, calls[call].needs
    centre, drive = ground.homes[place].centre, drive_to_scene(urgency)
    for who in range(len(vehicles)):
        one = vehicles[who]
        scratch.group[who], scratch.eta_s[who] = OUT, np.inf
        if one.can & needs != needs or one.can == 0:
            continue
        if ground.own_county_only and one.centre != centre:
            continue
        group = OUT
        if one.state >= READY:
            there = now >= one.paused_until if one.always != 0 else on_duty(ground, one, who, now)
            group = 0 if there else OUT
        elif (
            one.state in (MOBILISING, TO_SCENE)
            and one.call != call
            and ground.redispatch[calls[one.call].urgency, urgency]
        ):
            group = DIVERTIBLE
        if group == OUT:
            continue
        node, drive_s = one.node, 0.0
        if one.arc >= 0:  # most vehicles stand; a call costs more than this question
            node = ahead(roads, one, now)
            drive_s = left_s(roads, one, now, slot, drive)
        drive_s += roads.to_target_s[slot, drive, place, node]
        wait_s = ground.ask_s[centre, one.centre]
        # A crew that still gets ready for another call has waited a part of it.
        mobilisation = 0.0 if one.state == TO_SCENE else median_s(one, now)
        if group == DIVERTIBLE:
            mobilisation = max(mobilisation, float(one.moving_s))
        eta_s = mobilisation + drive_s + wait_s
        if eta_s < np.inf:
            scratch.group[who], scratch.eta_s[who] = group, eta_s
            if group < soonest_group:
                soonest_group, soonest_s = group, np.inf
            if group == soonest_group and eta_s <= soonest_s + spread_s:
                scratch.listed[listed] = who
                listed += 1
                soonest_s = min(soonest_s, eta_s)
    return listed


@bare
def choose(
    roads: Roads,
    ground: Ground,
    calls: Records,
    vehicles: Records,
    scratch: Scratch,
    call: int,
    slot: int,
    now: float,
) -> int:
    """The vehicle that goes, or -1."""
    centre = ground.homes[calls[call].place].centre
    critical, policy = calls[call].urgency <= 1, ground.policy[centre]
    spread_s = 0.0 if policy == CLOSEST or critical else SPREAD_S
    count = look_over(roads, ground, calls, vehicles, scratch, call, slot, now, spread_s)
    weighed = policy == COVERAGE_AWARE and not critical
    if weighed:
        fill_lost(roads, ground, vehicles, scratch, slot, now)
    options = scratch.options
    for nth in range(count):
        who = scratch.listed[nth]
        options.eta_s[nth], options.group[nth] = scratch.eta_s[who], scratch.group[who]
        options.own[nth], options.level[nth] = vehicles[who].centre == centre, vehicles[who].rank
        options.lost[nth] = scratch.lost[who] if weighed else 0.0
    best = first_by(scratch.options, count, policy, critical)
    return scratch.listed[best] if best >= 0 else -1


@inner
def first_by(room: Options, count: int, policy: int, critical: bool) -> int:
    """Who of the short list stands first by the policy."""
    options = Options(
        room.eta_s[:count],
        room.fit[:count],
        room.group[:count],
        room.own[:count],
        room.level[:count],
        room.lost[:count],
        critical,
    )
    if policy == OWN_COUNTY_FIRST:
        return _first_of(options, _own_county_first(options))
    if policy == CAPABILITY_FIRST:
        return _first_of(options, _capability_first(options))
    if policy == COVERAGE_AWARE:
        return _first_of(options, _coverage_aware(options))
    return _first_of(options, _closest(options))


@inner
def fill_lost(
    roads: Roads, ground: Ground, vehicles: Records, scratch: Scratch, slot: int, now: float
) -> None:
    """The largest share of any centre's people that each free vehicle's going leaves uncovered."""
    within = np.zeros((ground.places, len(vehicles)), np.int64)
    for who in range(len(vehicles)):
        one = vehicles[who]
        if one.state < READY or not on_duty(ground, one, who, now):
            continue
        node = ahead(roads, one, now)
        ready_s = median_s(one, now) + left_s(roads, one, now, slot, SIREN)
        for place in range(ground.places):
            eta_s = ready_s + roads.to_target_s[slot, SIREN, place, node]
            within[place, who] = eta_s <= ground.cover_s
    people, centres = ground.people, len(ground.centre_people)
    lost = _lost_people(within, people, ground.county, centres)
    for who in range(len(vehicles)):
        worst = (lost[who] / ground.centre_people).max()
        scratch.lost[who] = worst if worst >= WORTH_A_LINE else 0.0


@bare
def choose_advanced(vehicles: Records, scratch: Scratch, but: int) -> int:
    """The advanced crew that is there first and can go; call ``look_over`` before; or -1."""
    best = -1
    for who in range(len(scratch.eta_s)):
        if who == but or scratch.group[who] != 0 or vehicles[who].rank < DOCTOR:
            continue
        if best < 0 or scratch.eta_s[who] < scratch.eta_s[best]:
            best = who
    return best


@bare
def choose_hospital(
    roads: Roads, ground: Ground, calls: Records, call: int, node: int, slot: int
) -> int:
    """As ``dispatch.hospital_choice``: minutes, and what a hospital lacks counts as minutes."""
    wished = calls[call].wished
    drive, needed = drive_to_hospital(calls[call].urgency), calls[call].centres
    first = ground.places + ground.stations
    if wished >= 0 and np.isfinite(roads.to_target_s[slot, drive, first + wished, node]):
        return int(wished)
    best, soonest = -1, np.inf
    for designated in (True, False):
        for one in range(ground.hospitals):
            has = ground.doors[one].centres
            if designated and needed & FEVER and not has & FEVER:
                continue
            lacks_s = float(ground.doors[one].detour_s)
            if lacks_s == 0.0 and has & needed != needed:
                lacks_s = DETOUR_FOR_CENTRE_S
            seconds = roads.to_target_s[slot, drive, first + one, node] + lacks_s
            if seconds < soonest:
                best, soonest = one, seconds
        if best >= 0:
            break
    return best


@bare
def choose_meeting(
    roads: Roads,
    ground: Ground,
    scene: int,
    hospital: int,
    other: int,
    other_s: float,
    slot: int,
    drive: int,
) -> int:
    """The place where the patient has an advanced crew first, or -1 where none is worth it.

    ``other`` is the node that the advanced crew reaches in ``other_s`` seconds.
    """
    goal = ground.places + ground.stations + hospital
    straight = roads.to_target_s[slot, drive, goal, scene]
    best, soonest = -1, straight
    for place in range(ground.places):
        first_s = roads.to_target_s[slot, drive, place, scene]
        second_s = other_s + roads.to_target_s[slot, SIREN, place, other]
        there = max(first_s, second_s)
        onward = there + roads.to_target_s[slot, drive, goal, place]
        if place != scene and there < soonest and onward <= straight + MEETING_DETOUR_S:
            best, soonest = place, there
    return best
