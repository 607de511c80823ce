"""The roads as a graph on which every place, station, hospital and dock is a node of its own.

A place stands beside the road: it is joined to the point of the road nearest to it, which cuts the
stretch in two, so that a vehicle may pass it without calling there. Leaving it takes the time to
the road (``stands.access_s``); so does reaching the scene of a call, because an ambulance has to
get there, while the live desk shows that as a walk beside the ETA. Turn bans are not modelled.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dispatch.crossings import ONWARD_MAX_S, foot_seconds
from geo.coordinates import Point
from geo.roads.driving import Driving, Profile
from geo.roads.network import RoadNetwork
from geo.roads.surroundings import area_kinds
from geo.routing.router import RoadPoint
from geo.routing.stands import OnNetwork, access_s
from simulations.kernel.model import Drive, Flags, Ints
from stations.region import Region
from stations.transfers import Onward

Floats = NDArray[np.float64]

NO_ARC = -1
STEP_S = 1 / 1024
"""What stepping from the road onto a place takes where nothing else is known; never nothing."""


@dataclass(frozen=True)
class Graph:
    """Arcs by their tail: ``share`` of the roads' arc ``base``, or ``fixed_s`` where that is -1."""

    nodes: int
    tail: Ints
    head: Ints
    base: Ints
    share: Floats
    fixed_s: Floats
    metres: Floats
    boat: Flags

    def seconds(self, arc_seconds: Floats) -> Floats:
        """Seconds of each arc when the roads' own arcs take so long."""
        on_road = arc_seconds[np.maximum(self.base, 0)] * self.share
        return np.where(self.base >= 0, np.maximum(on_road, STEP_S), self.fixed_s)


class _Draft:
    """A graph that is being put together."""

    def __init__(self, targets: int) -> None:
        self.nodes = targets
        self.rows: list[tuple[int, int, int, float, float, float, bool]] = []

    def node(self) -> int:
        self.nodes += 1
        return self.nodes - 1

    def road(self, tail: int, head: int, base: int, share: float, metres: float) -> None:
        self.rows.append((tail, head, base, share, 0.0, metres * share, False))

    def step(
        self, tail: int, head: int, fixed_s: float, metres: float = 0.0, *, boat: bool = False
    ) -> None:
        self.rows.append((tail, head, NO_ARC, 0.0, max(fixed_s, STEP_S), metres, boat))

    def done(self) -> Graph:
        tail, head, base, share, fixed_s, metres, boat = (
            np.array(column) for column in zip(*self.rows, strict=True)
        )
        order = np.lexsort((head, tail))
        return Graph(
            self.nodes,
            tail[order].astype(np.int32),
            head[order].astype(np.int32),
            base[order].astype(np.int32),
            share[order].astype(np.float64),
            fixed_s[order].astype(np.float64),
            metres[order].astype(np.float64),
            boat[order].astype(np.bool_),
        )


def make_graph(region: Region, targets: Sequence[Point], scenes: int, docks: bool = True) -> Graph:
    """The graph; the first ``scenes`` targets are places of calls, reached over their own access.

    Nodes are the targets in order, then the roads' junctions, then the points where targets and
    docks stand on a road.
    """
    network = region.roads
    codes = list(region.transfer_points) if docks else []
    points = [*targets, *(region.transfer_points[code].point for code in codes)]
    located = OnNetwork(network).locate_all(points)
    draft = _Draft(len(targets))
    first_junction = draft.nodes
    draft.nodes += network.node_count
    on_road = _cut(draft, network, located, first_junction)
    for nth, place in enumerate(located[: len(targets)]):
        draft.step(nth, on_road[nth], access_s(place), place.access_m)
        into_s = access_s(place) if nth < scenes else 0.0
        draft.step(on_road[nth], nth, into_s, place.access_m if nth < scenes else 0.0)
    ashore = {
        code: (on_road[nth], access_s(located[nth]))
        for nth, code in enumerate(codes, start=len(targets))
    }
    if docks:
        _sail(draft, region, ashore, targets[:scenes])
    return draft.done()


def _cut(
    draft: _Draft, network: RoadNetwork, located: Sequence[RoadPoint], junctions: int
) -> list[int]:
    """Lay down every arc, cut where somebody stands; the node on the road of each place."""
    stands: dict[int, dict[float, int]] = {}
    on_road: list[int] = []
    for place in located:
        arc, fraction = place.arc, place.fraction
        back = int(network.arc_reverse[arc])
        if 0 <= back < arc:
            arc, fraction = back, 1.0 - fraction
        cuts = stands.setdefault(arc, {})
        at = min(max(round(fraction, 6), 1e-6), 1 - 1e-6)
        if at not in cuts:
            cuts[at] = draft.node()
        on_road.append(cuts[at])
    tails, heads = network.arc_tail + junctions, network.arc_head + junctions
    metres = network.arc_metres
    for arc in range(network.arc_count):
        back = int(network.arc_reverse[arc])
        cuts, forward = stands.get(arc, {}), True
        if 0 <= back < arc:
            cuts, forward = stands.get(back, {}), False
        chain = sorted(cuts.items(), reverse=not forward)
        steps = [(0.0, int(tails[arc]))]
        steps += [(at if forward else 1.0 - at, node) for at, node in chain]
        steps.append((1.0, int(heads[arc])))
        for (here, tail), (there, head) in pairwise(steps):
            draft.road(tail, head, arc, there - here, float(metres[arc]))
    return on_road


def _sail(
    draft: _Draft, region: Region, ashore: Mapping[str, tuple[int, float]], scenes: Sequence[Point]
) -> None:
    """Legs between docks: wait, sail, then on by a vehicle that waits there, or on foot.

    ``ashore`` is each dock's node on the road, and the seconds between the two.
    """
    for leg in region.transfer_legs:
        for start, end in ((leg.start, leg.end), (leg.end, leg.start)):
            here, there = region.transfer_points[start], region.transfer_points[end]
            (quay, quay_s), (road, road_s) = ashore[start], ashore[end]
            landed = draft.node()
            sailing_s = quay_s + leg.wait_s + leg.seconds(here.point, there.point)
            draft.step(quay, landed, sailing_s, boat=True)
            if there.onward is Onward.ROAD:
                draft.step(landed, road, road_s)
            for nth, scene in enumerate(scenes):
                foot_s = foot_seconds(there.point, scene)
                if foot_s <= ONWARD_MAX_S:
                    draft.step(landed, nth, foot_s)


def road_seconds(region: Region, profile: Profile, slots: Sequence[int]) -> NDArray[np.float64]:
    """(K, 2, A) seconds of the roads' own arcs in each slot, by ``Drive``."""
    network = region.roads
    areas = area_kinds(network, region.urban) if network.traits is None else None
    made = np.empty((len(slots), len(Drive), network.arc_count))
    for k, slot in enumerate(slots):
        for drive, driving in ((Drive.SIREN, Driving.SIREN), (Drive.CALM, Driving.CALM)):
            siren = driving is Driving.SIREN
            made[k, drive] = (
                profile.arc_seconds(network, slot, siren)
                if areas is None
                else profile.drawn_seconds(network.arc_seconds, areas, slot, siren)
            )
    return made
