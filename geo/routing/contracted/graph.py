"""The graph that is contracted: the arcs of the network, with copies where turns are banned.

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
    it. Those above are copies, in the order of the arc they copy (``copy_of``). Nodes beyond those
    of the network are copies of the junctions ``junction_of``. ``bonds`` join nodes that must lie
    on one way up the tree: all exits, and all entries, of one stretch.
    """

    node_count: int
    tail: Ints
    head: Ints
    reverse: Ints
    copy_of: Ints = field(default_factory=_none)
    junction_of: Ints = field(default_factory=_none)
    bonds: Ints = field(default_factory=lambda: np.empty((0, 2), np.int32))

    def __post_init__(self) -> None:
        # Read-only whatever they were: compiled code is made once per kind of array.
        for name in ("tail", "head", "reverse", "copy_of"):
            view = np.ascontiguousarray(getattr(self, name), dtype=np.int32).view()
            view.flags.writeable = False
            object.__setattr__(self, name, view)

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
        return cls(reverse=reverse, **grown._asdict())

    @property
    def arc_count(self) -> int:
        """How many arcs the network has."""
        return len(self.tail) - len(self.copy_of)

    def copies(self, arc: int) -> range:
        """The copies of an arc."""
        first, last = np.searchsorted(self.copy_of, [arc, arc + 1])
        return range(self.arc_count + int(first), self.arc_count + int(last))

    def with_copies(self, arcs: Ints) -> Ints:
        """These arcs of the network and all their copies."""
        if not len(self.copy_of):
            return arcs
        copies = np.flatnonzero(np.isin(self.copy_of, arcs)) + self.arc_count
        return np.concatenate([arcs, copies.astype(np.int32)])

    def originals(self, arcs: Ints) -> Ints:
        """The network's arcs that these are, or copy."""
        if not len(self.copy_of):
            return arcs
        copied = self.copy_of[np.maximum(arcs - self.arc_count, 0)]
        return np.where(arcs < self.arc_count, arcs, copied)

    def at_nodes(self, ticks: Ints, node_count: int) -> Ints:
        """The ticks of the network's nodes, given those of the graph's: the best of all copies."""
        best = ticks[:node_count].copy()
        np.minimum.at(best, self.junction_of, ticks[node_count:])
        return best

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
