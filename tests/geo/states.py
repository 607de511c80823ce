"""States of the roads for tests, told by arcs instead of by shapes on a map."""

from collections.abc import Iterable

import numpy as np

from geo.roads.conditions import Restricted, RoadState
from geo.roads.network import Floats, RoadNetwork
from geo.roads.restrictions import Sections


def part(arc: int, start: float = 0.0, end: float = 1.0) -> Sections:
    """A part of one arc, and of no other: not even of the same stretch the other way."""
    return Sections(np.array([arc]), np.array([start]), np.array([end]))


def shut(network: RoadNetwork, arcs: Iterable[int]) -> RoadState:
    """These arcs closed, each from its start to its end."""
    return RoadState.of(network, network.arc_seconds, [Restricted(part(arc)) for arc in arcs])


def timed(network: RoadNetwork, arc_seconds: Floats, name: str) -> RoadState:
    """Other times for every arc, nothing closed."""
    return RoadState.of(network, arc_seconds, (), name)
