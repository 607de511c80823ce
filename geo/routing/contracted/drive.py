"""A found way as the legs of a drive: part of an arc, whole arcs, part of an arc."""

from collections.abc import Sequence
from typing import NamedTuple

from geo.routing.contracted.compiled import NEVER, Ints
from geo.routing.contracted.ends import entries, exits, straight
from geo.routing.contracted.graph import Graph
from geo.routing.contracted.ground import Ground
from geo.routing.stands import Leg, Stand


class Way(NamedTuple):
    """Ticks over at least one junction, the first and last graph node, the arcs between them."""

    ticks: int
    first: int
    last: int
    arcs: Ints


def legs(
    graph: Graph, ground: Ground, source: Sequence[Stand], target: Sequence[Stand], way: Way
) -> list[Leg]:
    """The drive, straight along one arc where that is no slower; empty where there is none."""
    ticks, leg = straight(ground, source, target)
    if leg is not None and ticks <= way.ticks:
        return [leg]
    if way.ticks >= NEVER:
        return []
    start = min(
        (end for end in exits(graph, ground, source) if end.node == way.first),
        key=lambda end: end.ticks,
    )
    goal = min(
        (end for end in entries(graph, ground, target) if end.node == way.last),
        key=lambda end: end.ticks,
    )
    return [
        Leg(start.stand.arc, start.stand.fraction, 1.0),
        *(Leg(arc, 0.0, 1.0) for arc in graph.originals(way.arcs).tolist()),
        Leg(goal.stand.arc, 0.0, goal.stand.fraction),
    ]
