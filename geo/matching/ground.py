"""Driving between places on nearby roads: small searches by metres on the network's arrays."""

from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.matching.candidates import Candidates
from geo.matching.terms import MatchTerms
from geo.roads.network import RoadNetwork
from geo.roads.snapping import Snapper
from geo.routing.contracted.compiled import compiled
from geo.routing.stands import Leg

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


class Roads(NamedTuple):
    """Arcs sorted by the node they leave, for compiled searches."""

    first: Ints
    arcs: Ints
    tail: Ints
    head: Ints
    metres: Floats


class Scratch(NamedTuple):
    """Metres to each node and the arc over which it was reached; clean between two searches."""

    reached: Floats
    by: Ints


@compiled
def _search(roads: Roads, scratch: Scratch, start: int, so_far_m: float, limit_m: float) -> Ints:
    """Fill the scratch for whoever is at ``start`` after ``so_far_m``; tells the nodes touched."""
    reached, by = scratch.reached, scratch.by
    touched = [np.int32(start)]
    heap = [(so_far_m, np.int64(start))]
    reached[start], by[start] = so_far_m, -1
    while heap:
        so_far, v = heappop(heap)
        if so_far > reached[v]:
            continue
        for k in range(roads.first[v], roads.first[v + 1]):
            arc = roads.arcs[k]
            after, u = so_far + roads.metres[arc], roads.head[arc]
            if after < reached[u] and after <= limit_m:
                if reached[u] == np.inf:
                    touched.append(np.int32(u))
                reached[u], by[u] = after, arc
                heappush(heap, (after, np.int64(u)))
    return np.array(touched)


@compiled
def _drives(
    roads: Roads,
    scratch: Scratch,
    arcs: NDArray[np.int64],
    at: Floats,
    to_arcs: NDArray[np.int64],
    to_at: Floats,
    limit_m: float,
) -> Floats:
    """Metres from each place to each other place, infinite beyond the limit."""
    out = np.full((len(arcs), len(to_arcs)), np.inf)
    for i in range(len(arcs)):
        a = arcs[i]
        touched = _search(roads, scratch, roads.head[a], (1.0 - at[i]) * roads.metres[a], limit_m)
        for j in range(len(to_arcs)):
            b = to_arcs[j]
            out[i, j] = scratch.reached[roads.tail[b]] + to_at[j] * roads.metres[b]
            if a == b and to_at[j] >= at[i]:
                out[i, j] = (to_at[j] - at[i]) * roads.metres[a]
        for v in touched:
            scratch.reached[v] = np.inf
    return out


class Ground:
    """One network made ready for matching. For one thread at a time: searches share a scratch.

    Forbidden turns are not heeded: an ambulance on a call may have driven them.
    """

    def __init__(
        self, network: RoadNetwork, snapper: Snapper | None = None, terms: MatchTerms | None = None
    ) -> None:
        self.network = network
        self.snapper = snapper or Snapper(network)
        self.terms = terms or MatchTerms()
        order = np.argsort(network.arc_tail, kind="stable").astype(np.int32)
        rows = np.bincount(network.arc_tail, minlength=network.node_count)
        first = np.concatenate([[0], np.cumsum(rows)]).astype(np.int32)
        # Copies, because compiled code would be made twice: for mapped arrays and for plain ones.
        tail, head = np.array(network.arc_tail), np.array(network.arc_head)
        self._roads = Roads(first, order, tail, head, np.array(network.arc_metres))
        nodes = network.node_count
        self._scratch = Scratch(np.full(nodes, np.inf), np.full(nodes, -1, np.int32))

    def transition(
        self, before: Candidates, after: Candidates, straight_m: float, elapsed_s: float
    ) -> Floats:
        """Log-likelihood of having driven from each place before to each place after."""
        terms = self.terms
        limit_m = terms.reach(straight_m, elapsed_s)
        driven = _drives(
            self._roads, self._scratch,
            before.arc, before.fraction, after.arc, after.fraction, limit_m,
        )  # fmt: skip
        length = self._roads.metres[before.arc][:, None]
        # Noise may set a vehicle back a little on its arc: it has not driven round the block.
        set_back = (before.fraction[:, None] - after.fraction[None, :]) * length
        same = before.arc[:, None] == after.arc[None, :]
        driven = np.where(same & (set_back > 0) & (set_back < _set_back_m(terms)), 0.0, driven)
        driven[driven > limit_m] = np.inf
        scale = terms.detour_m + terms.detour_share * straight_m
        score: Floats = -np.abs(driven - straight_m) / scale
        turns = self.network.arc_reverse[before.arc][:, None] == after.arc[None, :]
        around = np.abs(1.0 - after.fraction[None, :] - before.fraction[:, None]) * length
        turned = -np.abs(around - straight_m) / scale - terms.turning_round
        return np.where(turns & (around <= limit_m), np.maximum(score, turned), score)

    def legs(
        self, source: Leg, target: tuple[int, float], limit_m: float | None = None
    ) -> list[Leg]:
        """The shortest drive from place to place; turning round on the spot where that is less.

        The source was seen at ``start``, but noise had set it back: it has been at ``end`` before.
        Where no drive within the limit leads there, the legs do not join.
        """
        (arc, seen_at, at), (to_arc, to_at) = source, target
        metres = self._roads.metres
        if arc == to_arc and seen_at <= to_at + _set_back_m(self.terms) / metres[arc]:
            return [Leg(arc, at, max(at, to_at))]
        left_m = (1.0 - at) * float(metres[arc])
        touched = _search(
            self._roads, self._scratch,
            int(self._roads.head[arc]), left_m, limit_m or self.terms.reach_m,
        )  # fmt: skip
        node, between = int(self._roads.tail[to_arc]), []
        driven = self._scratch.reached[node] + to_at * metres[to_arc]
        while np.isfinite(driven) and self._scratch.by[node] >= 0:
            between.append(int(self._scratch.by[node]))
            node = int(self._roads.tail[between[-1]])
        self._scratch.reached[touched] = np.inf
        if self.network.arc_reverse[arc] == to_arc and abs(1.0 - to_at - at) * metres[arc] < driven:
            ahead = max(at, 1.0 - to_at)
            return [Leg(arc, at, ahead), Leg(to_arc, 1.0 - ahead, to_at)]
        middle = [Leg(a, 0.0, 1.0) for a in reversed(between)]
        return [Leg(arc, at, 1.0), *middle, Leg(to_arc, 0.0, to_at)]


def _set_back_m(terms: MatchTerms) -> float:
    """How far noise may set a vehicle back on its arc."""
    return 4.0 * terms.sigma_m
