"""What turn bans cost: the same graph with some made up, an exact automaton for each."""

import numpy as np

from geo.roads.turns import TurnBans
from geo.routing.contracted.contraction import contract
from geo.routing.contracted.customization import Weights, customize
from geo.routing.contracted.graph import Graph
from tests.bench.figures import Cell, ratio
from tests.bench.roads_own import Own

BANNED_SHARE = 50
"""One junction in so many gets a ban: Columbus has one in a thousand."""


def turn_bans(own: Own) -> dict[str, Cell]:
    """How much more the same graph is and takes; both are measured here in turn."""
    graph = own.roads.graph
    bans = _made_up(own, max(graph.node_count // BANNED_SHARE, 1))
    grown = Graph.build(graph.node_count, graph.tail, graph.head, graph.reverse, bans)
    if not bans.count:
        return {"bans": 0}
    hierarchy = contract(grown)
    ticks = grown.ticks(own.roads.ticks)
    made, plain = Weights.blank(hierarchy), Weights.blank(own.hierarchy)
    both = Own.of(own.roads, grown, hierarchy, own.rounds)
    both.pin(own.rows.arc)
    for _ in range(own.slow_rounds + 1):
        own.timed("customization, no bans", customize, own.hierarchy, plain, own.roads.ticks)
        own.timed("customization, bans", customize, hierarchy, made, ticks)
    for arc in own.arcs(own.rounds).tolist():
        own.took["rank, no bans"].append(own.rank(arc)[0])
        own.took["rank, bans"].append(both.rank(arc)[0])
    took = own.took
    more = (grown.node_count / graph.node_count, hierarchy.entries / max(own.hierarchy.entries, 1))
    return {
        "bans": bans.count,
        "nodes x": round(more[0], 3),
        "shortcuts x": round(more[1], 3),
        "customization x": ratio(took["customization, bans"], took["customization, no bans"]),
        "rank 226 x": ratio(took["rank, bans"], took["rank, no bans"]),
    }


def _made_up(own: Own, count: int) -> TurnBans:
    """Turns by chance, out of one arc into one that begins where it ends, U-turns left out."""
    graph = own.roads.graph
    by_tail = np.argsort(graph.tail, kind="stable")
    starts = np.searchsorted(graph.tail[by_tail], np.arange(graph.node_count + 1))
    words = set()
    for arc in own.arcs(count).tolist():
        junction = int(graph.head[arc])
        first, end = starts[junction], starts[junction + 1]
        for on in by_tail[first:end][:: 1 + arc % 2].tolist():
            if graph.head[on] != graph.tail[arc]:
                words.add((arc, on))
                break
    return TurnBans.of(words)
