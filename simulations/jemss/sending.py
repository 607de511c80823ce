"""Who is sent to a call: whoever can be there first. All is compiled.

Of the stations the nearest are asked first, of those on the road only who could be sooner: nobody
drives faster than the crow flies on the quickest road.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulations.jemss.network import Network
from simulations.jemss.records import FREE, IDLE, MOBILISING, TO_SCENE, Floats, Ints
from simulations.jemss.routes import next_node, way
from simulations.kernel.compiling import woven
from simulations.kernel.records import Record, Records

SLACK = 1e-9
"""Days by which sums of the same times may differ when they are added up in another order."""


class City(NamedTuple):
    """What stays the same in a run; M modes, P periods, S stations, N nodes."""

    speeds: Floats
    """(M) off the road."""
    starts: Floats
    mode: Ints
    """(P, priorities)."""
    response: Ints
    redispatch: NDArray[np.bool_]
    from_station: Floats
    """(M, N, S) days from the station's node to any."""
    by_distance: NDArray[np.uint16]
    """(M, N, S) the stations in the order of who is there first."""
    nearest_hospital: NDArray[np.int32]
    """(M, N)."""
    spots: Floats
    """(N, 2) where each node lies, in the unit of ``speeds``."""
    quickest: Floats
    """(M) the speed that nobody exceeds on any road, as the crow flies."""
    delay_used: bool
    delay_expected: float


@woven
def mode_at(city: City, priority: int, when: float) -> int:
    """The travel mode of a priority at a time."""
    period = len(city.starts) - 1
    while period > 0 and city.starts[period] > when:
        period -= 1
    return int(city.mode[period, priority])


@woven
def at_least(city: City, one: Record, mode: int, node: int, now: float) -> float:
    """Days that an ambulance on the road takes to a node, or fewer."""
    across = city.spots[one.seen, 0] - city.spots[node, 0]
    along = city.spots[one.seen, 1] - city.spots[node, 1]
    driven = city.quickest[one.mode] * (now - one.seen_at)
    quickest = max(city.quickest[one.mode], city.quickest[mode])
    return float((np.sqrt(across * across + along * along) - driven) / quickest)


@woven
def nearest(
    net: Network,
    city: City,
    states: NDArray[np.int8],
    fleet: Records,
    calls: Records,
    stations: Records,
    number: int,
    now: float,
) -> int:
    """The ambulance that may be sent and is there first; of equals the one with the lowest number.

    All idle ones of a station are equally far, so that one of each is looked at.
    """
    call = calls[number]
    priority, node = city.response[call.priority], call.node
    best, soonest = -1, np.inf
    mobilised = now + city.delay_expected if city.delay_used else now
    mode = mode_at(city, priority, mobilised)
    last_leg = call.km / city.speeds[mode]
    for nth in range(len(stations)):
        place = city.by_distance[mode, node, nth]
        who = stations[place].first_idle
        if who >= 0:
            first_leg = stations[place].km / city.speeds[mode]
            days = (mobilised - now) + city.from_station[mode, node, place] + (first_leg + last_leg)
            if days > soonest + SLACK:
                break
            if days < soonest or (days == soonest and who < best):
                best, soonest = who, days
    for who in range(len(fleet)):
        if states[who] == IDLE or TO_SCENE < states[who] < FREE:
            continue
        one = fleet[who]
        if one.state < FREE and not city.redispatch[calls[one.call].priority, call.priority]:
            continue
        mobilised = now
        if city.delay_used and one.state == MOBILISING:
            mobilised += max(0.0, city.delay_expected - (now - one.ordered))
        mode = mode_at(city, priority, mobilised)
        last_leg = call.km / city.speeds[mode]
        if at_least(city, one, mode, node, now) + last_leg > soonest + SLACK:
            continue
        ahead, first_leg = next_node(net, city.speeds, one, mode, now)
        one.seen, one.seen_at = ahead, now + first_leg
        days = (mobilised - now) + way(net, mode, ahead, node)[0] + (first_leg + last_leg)
        if days < soonest or (days == soonest and who < best):
            best, soonest = who, days
    return best
