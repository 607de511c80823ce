"""Roads: every figure of the live-road engine, beside other engines on the same questions.

``.venv/bin/python tests/bench/roads.py [FILE.npz ...] [--only NAME] [--quick]``, or a part of
``make bench``; what such a file holds, see ``roads_files``. A vehicle stands at the end of an arc
and a scene at the start of one, so that all engines are asked from node to node; every answer is
held against theirs in the same run.
"""

import argparse
import gc
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # it may be started from anywhere

import numpy as np
from rich.console import Console

from tests.bench import host
from tests.bench.figures import Cell, Effort, Table, spread
from tests.bench.roads_aims import held_to_the_aims
from tests.bench.roads_beside import beside, equal_to_networkx
from tests.bench.roads_files import GraphFileInvalid
from tests.bench.roads_graphs import RoadGraph, of_file, usual
from tests.bench.roads_own import VEHICLES, Own
from tests.bench.roads_peers import NetworkxPeer, Peer, peers
from tests.bench.roads_start import restart
from tests.bench.roads_turns import turn_bans

ROUNDS = {Effort.FULL: 400, Effort.QUICK: 80, Effort.SMOKE: 3}
SLOW_ROUNDS = {Effort.FULL: 9, Effort.QUICK: 4, Effort.SMOKE: 1}
IN_A_ROW, SLOW_IN_A_ROW = 40, 2
"""Questions that an engine answers before the next engine gets the same ones, after one that does
not count: in turn, so that all see the same noise; in a row, as none of them works alone for one
question. Of those a thousand times slower, fewer."""

PAIRS = {Effort.FULL: 1000, Effort.QUICK: 1000, Effort.SMOKE: 50}
PATIENCE_S = 1.0
"""Who takes longer than this only to read the graph is asked few questions."""

MEMORY_AIM_MB = {"ny": 42, "ne": 162}


def measure(effort: Effort) -> list[Table]:
    """The tables for the pack's roads and those of the shared data folder."""
    graphs = [next(usual())] if effort is Effort.SMOKE else usual()
    return measure_graphs(graphs, effort)


def measure_graphs(graphs: Iterable[RoadGraph], effort: Effort) -> list[Table]:
    """The tables for some graphs."""
    return [table for roads in graphs for table in _measure_one(roads, effort)]


def _measure_one(roads: RoadGraph, effort: Effort) -> list[Table]:
    gc.collect()
    own = Own(roads, ROUNDS[effort], SLOW_ROUNDS[effort])
    others, notes = peers(roads, slow=effort is Effort.FULL)
    ranking, ranked = _ranking(own, others, notes, effort)
    own.measure()
    theirs = beside(own, others, SLOW_ROUNDS[effort])
    tables = [ranking, held_to_the_aims(own, ranked, theirs), _own_table(own), _memory(own)]
    tables.append(Table(f"{roads.title}: turn bans made up", [turn_bans(own)]))
    if effort is not Effort.SMOKE:
        tables.append(Table(f"{roads.title}: restart", [restart(own)]))
    return tables


def _memory(own: Own) -> Table:
    kept, weights = own.hierarchy.nbytes / 1e6, own.weights.nbytes / 1e6
    row: dict[str, Cell] = {
        "hierarchy MB": round(kept, 1),
        "weights in force MB": round(weights, 1),
        "sum MB": round(kept + weights, 1),
        "aim MB": MEMORY_AIM_MB.get(own.roads.name, ""),
        "second set, from the first change on MB": round(weights, 1),
        "226 rows MB": round(own.rows.ticks.nbytes / 1e6, 2),
        "shortcuts": own.hierarchy.entries,
        "height": own.hierarchy.height,
    }
    return Table(f"{own.roads.title}: memory", [row])


def _ranking(
    own: Own, others: dict[str, Peer], notes: list[str], effort: Effort
) -> tuple[Table, dict[str, list[float]]]:
    """All engines on the same questions, in turn; and the seconds of each answer."""
    took: defaultdict[str, list[float]] = defaultdict(list)
    equal = compared = 0
    graph, rounds = own.roads.graph, ROUNDS[effort]
    vehicles = graph.head[own.rows.arc]
    for peer in others.values():
        peer.pin(vehicles)
    questions = own.arcs(rounds).tolist()
    for first in range(0, rounds, IN_A_ROW):
        block = questions[first : first + IN_A_ROW]
        own.rank(block[0])
        answers = [own.rank(arc) for arc in block]
        took["own rows"] += [seconds for seconds, _ in answers]
        for name, peer in others.items():
            if first and peer.prepared_s > PATIENCE_S and name == "networkx":
                continue
            asked = len(block) if name == "routingkit-cch" else SLOW_IN_A_ROW
            peer.rank(int(graph.tail[block[0]]))
            for arc, (_, mine) in zip(block[:asked], answers, strict=False):
                seconds, theirs = peer.rank(int(graph.tail[arc]))
                took[name].append(seconds)
                compared += len(mine)
                equal += int((mine == theirs).sum())
    exact = "all equal" if equal == compared else f"{compared - equal} DIFFER"
    rows: list[dict[str, Cell]] = []
    for name, seconds_of in took.items():
        ready = (
            own.took["order + contraction"][0] if name == "own rows" else others[name].prepared_s
        )
        times = float(np.median(seconds_of) / np.median(took["own rows"]))
        rows.append(
            {
                "engine": name,
                **spread(seconds_of),
                "min ms": float(f"{min(seconds_of) * 1000:.3g}"),
                "x own": round(times, 1),
                "prepared s": round(ready, 2),
            }
        )
    notes.append(f"{compared:,} answers compared with own rows: {exact}")
    plain = others.get("networkx")
    if isinstance(plain, NetworkxPeer):
        targets = 5 if plain.prepared_s > PATIENCE_S else 50
        notes.append(equal_to_networkx(own, plain, PAIRS[effort], targets))
    return Table(f"{own.roads.title}: rank {VEHICLES} vehicles", rows, tuple(notes)), took


def _own_table(own: Own) -> Table:
    rows: list[dict[str, Cell]] = []
    for name, seconds in own.took.items():
        if name == "arcs on the way":
            continue
        warm = seconds[1:] if len(seconds) > 1 else seconds
        rows.append({"what": name, **spread(warm), "min ms": float(f"{min(warm) * 1000:.3g}")})
    arcs = float(np.mean(own.took["arcs on the way"]))
    note = f"a way has {arcs:.0f} arcs on average; each was added up again and found whole"
    return Table(f"{own.roads.title}: the engine by itself", rows, (note,))


def main() -> None:
    """Run it for the graphs that were named, or for the usual ones."""
    from tests.bench.run import draw

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE.npz", help="as --graph")
    parser.add_argument("--graph", action="append", type=Path, metavar="FILE.npz")
    parser.add_argument("--only", action="append", metavar="NAME", help="of the usual graphs")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: a glance")
    asked = parser.parse_args()
    effort = Effort.QUICK if asked.quick else Effort.FULL
    screen = Console(highlight=False)
    draw(screen, host.describe())
    named = [*asked.files, *(asked.graph or [])]
    try:
        graphs: Iterable[RoadGraph] = [of_file(file) for file in named] or usual()
    except GraphFileInvalid as error:
        sys.exit(str(error))
    for roads in graphs:
        if not asked.only or roads.name in asked.only:
            for table in measure_graphs([roads], effort):
                draw(screen, table)


if __name__ == "__main__":
    main()
