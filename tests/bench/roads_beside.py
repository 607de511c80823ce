"""What other engines need for the rest of the table, in the run and on the graph of our own."""

from collections import defaultdict
from time import perf_counter

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.routing.contracted.compiled import NEVER, Ints
from tests.bench.roads_own import TARGETS, VEHICLES, Own
from tests.bench.roads_peers import NetworkxPeer, Peer, RoutingKitPeer, fastest

SCIPY_SOURCES = 6
"""Of the 226 sources of the matrix, so many are timed with scipy, and the time taken 226/6-fold."""

Took = defaultdict[tuple[str, str], list[float]]
"""Seconds by what was asked and the engine."""


def beside(own: Own, others: dict[str, Peer], rounds: int) -> Took:
    """Time them; every answer that has one of ours beside it is compared."""
    took: Took = defaultdict(list)
    kit = others.get("routingkit-cch")
    if isinstance(kit, RoutingKitPeer):
        _routingkit(own, kit, rounds, took)
    _scipy(own, took)
    return took


def _routingkit(own: Own, kit: RoutingKitPeer, rounds: int, took: Took) -> None:
    name, graph = "routingkit-cch", own.roads.graph
    kit.pin(graph.head[own.rows.arc])
    arcs = own.arcs(TARGETS)
    table = own.table(arcs)
    seconds = 0.0
    for row, arc in zip(table, arcs.tolist(), strict=True):
        one, found = kit.rank(int(graph.tail[arc]))
        seconds += one
        assert (found == row).all()
    took["matrix", name].append(seconds)
    for _ in range(max(rounds // 3, 1)):
        took["full customization", name].append(kit.customize(own.roads.ticks))
    for arc in own.arcs(rounds * 3).tolist():
        took["one closure", name].append(kit.close(arc))
    pairs = zip(own.arcs(rounds * 10).tolist(), own.arcs(rounds * 10).tolist(), strict=True)
    for source, target in pairs:
        one, ticks, _ = kit.way(int(graph.head[source]), int(graph.tail[target]))
        took["way with all arcs", name].append(one)
        assert ticks == own.way(source, target)


def _scipy(own: Own, took: Took) -> None:
    tail, head, ticks = fastest(own.roads)
    count = own.roads.graph.node_count
    matrix = csr_array((ticks.astype(np.float64), (tail, head)), shape=(count, count))
    for slot in range(SCIPY_SOURCES):
        arc = int(own.rows.arc[slot])
        started = perf_counter()
        found = dijkstra(matrix, indices=[int(own.roads.graph.head[arc])])[0]
        took["one to all", "scipy"].append(perf_counter() - started)
        ours = own.to_all(arc)
        reached = np.where(np.isfinite(found), np.minimum(found, NEVER), NEVER).astype(np.int32)
        assert (reached == ours).all()
    whole = float(np.median(took["one to all", "scipy"])) * VEHICLES
    took["matrix", "scipy"].append(whole)


def equal_to_networkx(own: Own, peer: NetworkxPeer, pairs: int, targets: int) -> str:
    """Random pairs, some sources to each of some targets: what was compared and how it went."""
    graph, worst, unreached = own.roads.graph, 0, 0
    per_target = -(-pairs // targets)
    for target in own.arcs(targets).tolist():
        sources = own.arcs(per_target)
        peer.pin(graph.head[sources])
        _, theirs = peer.rank(int(graph.tail[target]))
        ours: Ints = own.rank_from(sources, target)
        worst = max(worst, int(np.abs(theirs - ours).max()))
        unreached += int((ours == NEVER).sum())
    compared = per_target * targets
    return (
        f"networkx: {compared:,} random pairs, worst difference {worst} of a tick "
        f"({worst / own.roads.ticks_per_s * 1000:.0f} ms), {unreached} unreachable for both"
    )
