"""The directed graph that is contracted: the arcs of the network, and copies where turns are banned.

A forbidden sequence of arcs is followed like a word: whoever has driven its beginning is at a copy
of the junction from which the last step is missing. All junctions without bans stay single.
"""

from dataclasses import dataclass, field

import numpy as np

from geo.roads.network import RoadNetwork
from geo.roads.turns import NO_TURN_BANS, TurnBans
from geo.routing.contracted.compiled import Ints
from geo.routing.contracted.turns import expand


def _none() -> Ints:
    return np.empty(0, np.int32)


@dataclass(frozen=True, eq=False)
class Graph:
    """Arcs from ``tail`` to ``head``; ``reverse`` is the same stretch the other way, or -1.

    Arc ``k`` below ``arc_count`` is arc ``k`` of the network, driven with nothing forbidden before
    it. Those above are copies, in the order of the arc they copy (``copy_of``). ``bonds`` join
    nodes that must lie on one way up the tree: all exits, and all entries, of one stretch.
    """

    node_count: int
    tail: Ints
    head: Ints
    reverse: Ints
    copy_of: Ints = field(default_factory=_none)
    bonds: Ints = field(default_factory=lambda: np.empty((0, 2), np.int32))

    @classmethod
    def of(cls, network: RoadNetwork) -> "Graph":
        """The graph of a road network, with its turn bans if it knows any."""
        tail, head, reverse = network.arc_tail, network.arc_head, network.arc_reverse
        return cls.build(network.node_count, tail, head, reverse, network.turns)

    @classmethod
    def build(
        cls,
        node_count: int,
        tail: Ints,
        head: Ints,
        reverse: Ints,
        bans: TurnBans = NO_TURN_BANS,
    ) -> "Graph":
        """The graph on which exactly the ways without a forbidden sequence exist."""
        if not bans.count:
            return cls(node_count, tail, head, reverse)
        grown = expand(node_count, tail, head, reverse, bans)
        return cls(grown.node_count, grown.tail, grown.head, reverse, grown.copy_of, grown.bonds)

    @property
    def arc_count(self) -> int:
        """How many arcs the network has."""
        return len(self.tail) - len(self.copy_of)

    def with_bonds(self) -> tuple[Ints, Ints]:
        """Tails and heads of all arcs and bonds: what the tree must know about."""
        if not len(self.bonds):
            return self.tail, self.head
        tail = np.concatenate([self.tail, self.bonds[:, 0]])
        return tail, np.concatenate([self.head, self.bonds[:, 1]])

    def ticks(self, arc_ticks: Ints) -> Ints:
        """The ticks of all arcs and copies, given those of the network's arcs."""
        if not len(self.copy_of):
            return arc_ticks
        return np.concatenate([arc_ticks, arc_ticks[self.copy_of]])
