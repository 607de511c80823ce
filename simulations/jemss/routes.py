"""Where an ambulance is on its way, node by node, and how long it takes from there.

A route leads from a place off the road to a node, over nodes to another node, and off the road to
a place. Whoever is sent elsewhere goes on to the next node first. All of it is compiled; ``one`` is
the record of one ambulance (``records.FLEET``).
"""

import numpy as np

from simulations.jemss.network import Network
from simulations.jemss.records import ALONG, BEFORE, BEHIND, Floats
from simulations.kernel.compiling import woven
from simulations.kernel.records import Record


@woven
def way(net: Network, mode: int, source: int, goal: int) -> tuple[float, int, int]:
    """Days between two nodes, and the first and last junction of the way (-1 = none)."""
    if source == goal:
        return 0.0, -1, -1
    here, there = net.nodes[source], net.nodes[goal]
    best, enters, leaves = np.inf, -1, -1
    if here.junction < 0 and there.junction < 0 and here.on0 == there.on0 and here.on1 == there.on1:
        if here.at0 < there.at0:
            best = net.times[mode, there.at0] - net.times[mode, here.at0]
        elif here.on1 >= 0 and here.at1 < there.at1:
            best = net.times[mode, there.at1] - net.times[mode, here.at1]
    for i in range(2):
        enter, before = here.junction, 0.0
        if enter < 0:
            stretch = net.stretches[here.on0 if i == 0 else here.on1]
            enter = stretch.end
            at = here.at0 if i == 0 else here.at1
            before = net.times[mode, stretch.last] - net.times[mode, at]
        for j in range(2):
            leave, after = there.junction, 0.0
            if leave < 0:
                leave = net.stretches[there.on0 if j == 0 else there.on1].start
                after = net.times[mode, there.at0 if j == 0 else there.at1]
            days = net.days[mode, leave, enter] + before + after
            if days < best:
                best, enters, leaves = days, enter, leave
            if there.on1 < 0:
                break
        if here.on1 < 0:
            break
    return best, enters, leaves


@woven
def stretch_between(net: Network, source: int, goal: int) -> int:
    """The stretch on which the one node comes before the other; at least one lies inside it."""
    inner = net.nodes[goal] if net.nodes[source].junction >= 0 else net.nodes[source]
    for slot in range(2):
        stretch = inner.on0 if slot == 0 else inner.on1
        if stretch < 0:
            continue
        seen = False
        for place in range(net.stretches[stretch].first, net.stretches[stretch].last + 1):
            if net.place_node[place] == goal and seen:
                return int(stretch)
            seen |= net.place_node[place] == source
    return -1


@woven
def place_on(net: Network, stretch: int, node: int) -> int:
    """Where a node lies on a stretch."""
    lies = net.nodes[node]
    if lies.on0 == stretch:
        return int(lies.at0)
    if lies.on1 == stretch:
        return int(lies.at1)
    first, last = net.stretches[stretch].first, net.stretches[stretch].last
    return int(first if net.place_node[first] == node else last)


@woven
def place_towards(net: Network, node: int, junction: int) -> int:
    """Where a node lies on its stretch that ends at a junction; -1 = it is that junction."""
    lies = net.nodes[node]
    if lies.on0 >= 0 and net.stretches[lies.on0].end == junction:
        return int(lies.at0)
    return int(lies.at1)


@woven
def place_from(net: Network, node: int, junction: int) -> int:
    """Where a node lies on its stretch that starts at a junction; -1 = it is that junction."""
    lies = net.nodes[node]
    if lies.on0 >= 0 and net.stretches[lies.on0].start == junction:
        return int(lies.at0)
    return int(lies.at1)


@woven
def last_place(net: Network, node: int, place: int) -> int:
    """The end of the stretch that this place of an inner node is on."""
    lies = net.nodes[node]
    return int(net.stretches[lies.on0 if lies.at0 == place else lies.on1].last)


@woven
def to_junction_km(net: Network, node: int, junction: int) -> float:
    """Distance from a node to a junction at the end of its stretch."""
    place = place_towards(net, node, junction)
    if place < 0:
        return 0.0
    return float(net.km[last_place(net, node, place)] - net.km[place])


@woven
def along_km(net: Network, one: Record) -> float:
    """Length of a route from its first node to its last."""
    if one.first_node == one.last_node:
        return 0.0
    if one.enters < 0:
        stretch = stretch_between(net, one.first_node, one.last_node)
        source, goal = (
            place_on(net, stretch, one.first_node),
            place_on(net, stretch, one.last_node),
        )
        return float(net.km[goal] - net.km[source])
    km = to_junction_km(net, one.first_node, one.enters)
    km += net.length[one.mode, one.leaves, one.enters]
    goal = place_from(net, one.last_node, one.leaves)
    return float(km + (net.km[goal] if goal >= 0 else 0.0))


@woven
def next_stretch(net: Network, mode: int, here: int, goal: int) -> int:
    """The stretch to take at a junction for another one."""
    return int(net.stretch[mode, net.junctions[here].neighbour + net.step[mode, goal, here]])


@woven
def _first_stretch(net: Network, one: Record) -> int:
    if one.enters >= 0 and net.junctions[one.enters].node != one.first_node:
        return stretch_between(net, one.first_node, net.junctions[one.enters].node)
    if one.enters < 0 or one.enters == one.leaves:
        return stretch_between(net, one.first_node, one.last_node)
    return next_stretch(net, one.mode, one.enters, one.leaves)


@woven
def update(net: Network, one: Record, now: float) -> None:
    """Move an ambulance along its route to the present."""
    if now <= one.on_road:
        return
    if now >= one.off_road:
        one.stage = BEHIND
        return
    if one.stage == BEFORE:
        _enter(net, one)
    if now >= one.stretch_to:
        _go_on(net, one, now)
    if now < one.next_at:
        return
    last = net.stretches[one.stretch].last
    since, place = now - one.stretch_from, one.place
    while place < last - 1 and net.times[one.mode, place + 1] <= since:
        place += 1
    _pass(net, one, place)


@woven
def _pass(net: Network, one: Record, place: int) -> None:
    one.place = place
    if net.place_node[place + 1] == one.last_node:
        one.next_at = one.off_road
    else:
        one.next_at = one.stretch_from + net.times[one.mode, place + 1]


@woven
def _enter(net: Network, one: Record) -> None:
    """Come onto the road at the first node."""
    stretch = _first_stretch(net, one)
    place, last = place_on(net, stretch, one.first_node), net.stretches[stretch].last
    one.stage, one.stretch = ALONG, stretch
    one.stretch_from = one.on_road - net.times[one.mode, place]
    one.stretch_to = one.stretch_from + net.times[one.mode, last]
    if net.place_node[last] == one.last_node:
        one.stretch_to = one.off_road
    one.stretch_km = -net.km[place]
    _pass(net, one, place)


@woven
def _go_on(net: Network, one: Record, now: float) -> None:
    """Take the next stretches until the one of the present."""
    mode, leaves = one.mode, one.leaves
    stretch = one.stretch
    if one.leaves_junction <= now:
        stretch = stretch_between(net, net.junctions[leaves].node, one.last_node)
        one.stretch_from = one.leaves_junction
        one.stretch_to = one.leaves_junction + net.times[mode, net.stretches[stretch].last]
        one.stretch_km = (
            to_junction_km(net, one.first_node, one.enters) + net.length[mode, leaves, one.enters]
        )
    elif one.enters != leaves:
        here = net.stretches[stretch].end
        while one.stretch_to <= now and here != leaves:
            one.stretch_km += net.km[net.stretches[stretch].last]
            stretch = next_stretch(net, mode, here, leaves)
            here = net.stretches[stretch].end
            one.stretch_from = one.stretch_to
            one.stretch_to += net.times[mode, net.stretches[stretch].last]
        if net.junctions[here].node == one.last_node:
            one.stretch_to = one.off_road
        elif here == leaves:
            one.stretch_to = one.leaves_junction
    one.stretch, one.place = stretch, net.stretches[stretch].first


@woven
def next_node(
    net: Network, speeds: Floats, one: Record, mode: int, now: float
) -> tuple[int, float]:
    """The node that an ambulance reaches next, and in how many days; ``speeds`` off the road."""
    update(net, one, now)
    if one.ends <= now:
        return int(one.last_node), one.from_road_km / speeds[mode]
    if one.stage == BEFORE:
        return int(one.first_node), one.on_road - now
    if one.stage == ALONG:
        return int(net.place_node[one.place + 1]), one.next_at - now
    back = now - one.off_road
    if one.mode != mode:
        back *= speeds[one.mode] / speeds[mode]
    return int(one.last_node), back


@woven
def next_node_km(net: Network, one: Record, now: float) -> float:
    """Distance to that node; call ``update`` before."""
    if one.stage == BEHIND:
        if now < one.ends:
            return float(one.from_road_km * ((now - one.off_road) / (one.ends - one.off_road)))
        return float(one.from_road_km)
    if one.stage == BEFORE:
        if now > one.begins:
            return float(one.to_road_km * ((one.on_road - now) / (one.on_road - one.begins)))
        return float(one.to_road_km)
    passed = one.stretch_from + net.times[one.mode, one.place]
    share = (one.next_at - now) / (one.next_at - passed)
    return float((net.km[one.place + 1] - net.km[one.place]) * share)


@woven
def driven_km(net: Network, one: Record, now: float) -> float:
    """Distance driven on the present route so far."""
    update(net, one, now)
    left = next_node_km(net, one, now)
    if one.stage == BEFORE:
        return float(one.to_road_km - left)
    if one.stage == BEHIND:
        return float(one.to_road_km + along_km(net, one) + left)
    return float(one.to_road_km + one.stretch_km + net.km[one.place + 1] - left)


@woven
def change(
    net: Network, speeds: Floats, one: Record, mode: int, now: float, goal: int, goal_km: float
) -> None:
    """Turn to another place: on to the next node, then by the quickest way."""
    source, first_leg = next_node(net, speeds, one, mode, now)
    one.to_road_km, one.from_road_km = next_node_km(net, one, now), goal_km
    days, enters, leaves = way(net, mode, source, goal)
    one.begins, one.on_road = now, now + first_leg
    one.off_road = one.on_road + days
    one.ends = one.off_road + goal_km / speeds[mode]
    one.mode, one.stage = mode, BEFORE
    one.first_node, one.last_node, one.enters, one.leaves = source, goal, enters, leaves
    one.seen, one.seen_at, one.leaves_junction = source, one.on_road, -1.0
    if enters >= 0 and enters != leaves:
        place = place_from(net, goal, leaves)
        one.leaves_junction = one.off_road - (net.times[mode, place] if place >= 0 else 0.0)
    elif enters >= 0:
        place = place_towards(net, source, enters)
        before = 0.0
        if place >= 0:
            before = net.times[mode, last_place(net, source, place)] - net.times[mode, place]
        one.leaves_junction = one.on_road + before
