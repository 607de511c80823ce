"""Where free vehicles stand by (机动待命): the live desk's functions on the kernel's arrays.

Only vehicles of a centre are told to wait at that centre's stations, and never the last of a kind:
as in the desk's advice. A rule that has no place for a vehicle sends it home.
"""

import numpy as np

from dispatch.policies.move_up.compliance_table import NO_WAY_S, NOWHERE, places_for
from dispatch.policies.move_up.cover import add_cover
from dispatch.policies.move_up.dmexclp import place_for as dmexclp_place
from dispatch.policies.move_up.last_of_kind import is_last
from dispatch.policies.move_up.priority_list import place_for as priority_place
from simulations.kernel.choosing import CALM, SIREN, on_duty
from simulations.kernel.compiling import inner
from simulations.kernel.driving import ahead
from simulations.kernel.records import Records
from simulations.kernel.state import READY, Floats, Ground, Ints, Roads

NO_MOVE_UP, DMEXCLP, COMPLIANCE, PRIORITY_LIST = range(4)
"""``Standing.rule``."""


@inner
def free_vehicles(ground: Ground, vehicles: Records, now: float) -> Ints:
    """Everybody who could be sent, in order of the register."""
    free = np.empty(len(vehicles), np.int64)
    count = 0
    for who in range(len(vehicles)):
        one = vehicles[who]
        if one.can != 0 and one.state >= READY and on_duty(ground, one, who, now):
            free[count] = who
            count += 1
    return free[:count]


@inner
def station_for(
    roads: Roads, ground: Ground, vehicles: Records, who: int, slot: int, now: float
) -> int:
    """Where a vehicle that has just become free waits, by DMEXCLP or a priority list."""
    standing, free = ground.standing, free_vehicles(ground, vehicles, now)
    home, own = int(standing.home[who]), vehicles[who].centre
    if is_last_of(vehicles, free, who):
        return home
    waiting = np.zeros(ground.stations, np.int64)
    for other in free:
        if other != who and (standing.rule == DMEXCLP or vehicles[other].centre == own):
            waiting[vehicles[other].base] += 1
    if standing.rule == PRIORITY_LIST:
        wanted = standing.lists[own]
        found = priority_place(wanted[wanted >= 0], waiting)
        return found if found >= 0 else home
    counts = np.zeros(ground.places, np.int64)
    for station in range(ground.stations):
        if waiting[station] > 0:
            within = reach_of(roads, ground, station, slot)
            add_cover(counts, within, standing.cover_s, waiting[station])
    mine = np.flatnonzero(standing.station_centre == own)
    reach_s = np.empty((len(mine), ground.places))
    for row in range(len(mine)):
        reach_s[row] = reach_of(roads, ground, mine[row], slot)
    best = dmexclp_place(counts, ground.people, reach_s, standing.cover_s, standing.busy_share)
    return int(mine[best]) if best >= 0 else home


@inner
def stations_by_table(
    roads: Roads, ground: Ground, vehicles: Records, centre: int, who: int, slot: int, now: float
) -> tuple[Ints, Ints]:
    """The free vehicles of a centre and where its compliance table has each of them wait.

    ``who`` has just become free and stands by nowhere yet; -1 when nobody has.
    """
    standing, everybody = ground.standing, free_vehicles(ground, vehicles, now)
    free = everybody[vehicles["centre"][everybody] == centre]
    table = standing.tables[centre]
    at, drive_s = np.empty(len(free), np.int64), np.empty((len(free), ground.stations))
    for nth in range(len(free)):
        other = free[nth]
        one = vehicles[other]
        at[nth] = NOWHERE if other == who else one.base
        node = ahead(roads, one, now)
        stays = is_last_of(vehicles, free, other)
        for station in range(ground.stations):
            drive_s[nth, station] = roads.to_target_s[slot, CALM, ground.places + station, node]
            if stays and station != standing.home[other]:
                drive_s[nth, station] = NO_WAY_S
    found = places_for(table[min(len(free), len(table) - 1)], at, drive_s)
    for nth in range(len(free)):
        if found[nth] == NOWHERE:
            found[nth] = standing.home[free[nth]]
    return free, found


@inner
def is_last_of(vehicles: Records, free: Ints, who: int) -> bool:
    """Whether nobody else who is free has the special equipment of this one."""
    can, centre = np.empty(len(free), np.int64), np.empty(len(free), np.int64)
    at = 0
    for nth in range(len(free)):
        can[nth], centre[nth] = vehicles[free[nth]].can, vehicles[free[nth]].centre
        if free[nth] == who:
            at = nth
    return is_last(can, centre, at)


@inner
def reach_of(roads: Roads, ground: Ground, station: int, slot: int) -> Floats:
    """(places) seconds with siren and getting ready from a station."""
    reach_s = np.empty(ground.places)
    for place in range(ground.places):
        way_s = roads.to_target_s[slot, SIREN, place, ground.places + station]
        reach_s[place] = ground.standing.ready_s + way_s
    return reach_s
