"""The table of figures that the live-road engine is held to, filled in for one graph."""

from collections.abc import Sequence

import numpy as np

from tests.bench.figures import Cell, Table
from tests.bench.roads_beside import SCIPY_SOURCES, Took
from tests.bench.roads_own import Own

AIMS_MS: dict[str, dict[str, float]] = {
    "auckland": {"rank 226 vehicles": 0.012},
    "ny": {
        "rank 226 vehicles": 0.03,
        "one vehicle moves: its row": 0.03,
        "one to all": 3.7,
        "full customization": 60.0,
        "one closure": 2.0,
        "closure and all 226 rows renewed": 2.0,
        "matrix": 45.0,
        "order + contraction": 2_000.0,
    },
    "ne": {
        "rank 226 vehicles": 0.056,
        "one vehicle moves: its row": 0.03,
        "k = 8 of 5,000": 0.06,
        "one to all": 20.0,
        "full customization": 250.0,
        "one closure": 2.0,
        "closure and all 226 rows renewed": 2.0,
        "order + contraction": 12_000.0,
    },
}
"""By graph. Set by what a prototype reached, see the issue that asked for the engine."""

_OWN = {
    "k = 8 of 5,000": "k = 8 of 5,000",
    "one vehicle moves: its row": "one vehicle moves: its row",
    "one to all": "one to all",
    "matrix": "226 x 2,000 matrix, rows included",
    "way with all arcs": "way with all arcs",
    "one closure": "one closure in force",
    "order + contraction": "order + contraction",
}
_PEERS = ("routingkit-cch", "scipy", "networkx")


def held_to_the_aims(own: Own, ranked: dict[str, list[float]], others: Took) -> Table:
    """One row per figure: ours, the aim if this graph has one, and the others in the same run."""
    took = own.took
    ours: dict[str, Sequence[float]] = {"rank 226 vehicles": ranked["own rows"]}
    ours |= {name: took[key] for name, key in _OWN.items()}
    one, two = (took[f"full customization, {n}"] for n in ("1 thread", "2 threads"))
    ours["full customization"] = two if np.median(two) < np.median(one) else one
    renewed = took["one closure in force: all 226 rows renewed"]
    ours["closure and all 226 rows renewed"] = np.add(
        took["one closure in force"], renewed
    ).tolist()
    for name, times in ranked.items():
        others["rank 226 vehicles", name] = list(times)
    worked: dict[str, Sequence[float]] = {n: own.worked[key] for n, key in _OWN.items()}
    worked["rank 226 vehicles"] = own.worked["rank"]
    worked["full customization"] = own.worked["full customization, 2 threads"]
    aims = AIMS_MS.get(own.roads.name, {})
    rows = []
    for name, seconds in ours.items():
        cpu = worked.get(name)
        rows.append(_row(name, seconds, cpu, aims.get(name), others))
    notes = (
        "medians, then the best; all engines on the same graph and questions, in turn where they",
        f"rank; scipy's matrix is {SCIPY_SOURCES} of its 226 searches, taken so many times",
        "cpu: median time that the asking thread had a processor, whatever else the machine did (a",
        "second thread's work beside it is not in it)",
        "x: how many times longer the other engine takes; networkx only ranks",
    )
    return Table(f"{own.roads.title}: the figures asked for", rows, notes)


def _row(
    name: str,
    seconds: Sequence[float],
    worked: Sequence[float] | None,
    aim: float | None,
    others: Took,
) -> dict[str, Cell]:
    warm = seconds[1:] if len(seconds) > 1 else seconds
    median = float(np.median(warm))
    row: dict[str, Cell] = {
        "what": name,
        "aim ms": aim if aim is not None else "",
        "ms": _ms(median),
        "best ms": _ms(min(warm)),
        "cpu ms": _ms(float(np.median(worked))) if worked else "",
    }
    for peer in _PEERS:
        theirs = others.get((name, peer))
        row[f"{peer} ms"] = _ms(float(np.median(theirs))) if theirs else ""
        row[f"x {peer}"] = round(float(np.median(theirs)) / median, 1) if theirs else ""
    return row


def _ms(seconds: float) -> float:
    return float(f"{seconds * 1000:.3g}")
