"""Many to one, and one to many: a climb from the single end, then row against row.

The nodes above both ends are a prefix of both rows; the smallest sum over it is the answer.
"""

from typing import NamedTuple

import numpy as np

from geo.routing.contracted.compiled import NEVER, Floats, Ints, Number, U, compiled
from geo.routing.contracted.ground import Ground
from geo.routing.contracted.labels import Ways, along, climb, stand, trail


class Rows(NamedTuple):
    """Places with their label rows: where each stands, its lowest node, its ticks by depth."""

    arc: Ints
    fraction: Floats
    node: Ints
    ticks: Ints

    @classmethod
    def room(cls, places: int, height: int) -> "Rows":
        """Empty rows."""
        return cls(
            np.zeros(places, np.int32),
            np.zeros(places, np.float64),
            np.zeros(places, np.int32),
            np.empty((places, height), np.int32),
        )


@compiled
def fill_rows(
    ways: Ways, weights: Ints, ground: Ground, rows: Rows, slots: Ints, leaving: bool
) -> None:
    """Label the places at these slots, as starts (over ``up``) or as ends (over ``down``)."""
    for slot in slots:
        row = rows.ticks[slot]
        v = stand(ways, ground, rows.arc[slot], rows.fraction[slot], leaving, row)
        rows.node[slot] = v
        climb(ways.nodes, ways.runs, weights, v, row)


@compiled
def shared(path: Ints, lowest: Ints, count: Number, v: Number) -> Number:
    """How many nodes of ``path``, from the root, are above ``v`` or ``v`` itself."""
    low, high = U(0), U(count)
    while low < high:
        middle = (low + high) >> U(1)
        if lowest[middle] <= v <= path[middle]:
            low = middle + U(1)
        else:
            high = middle
    return low


@compiled
def times(
    ways: Ways,
    weights: Ints,
    ground: Ground,
    rows: Rows,
    slots: Ints,
    arc: Number,
    fraction: Number,
    entering: bool,
    out: Ints,
) -> None:
    """Ticks between one place and those at ``slots``: to it if ``entering``, else from it."""
    scratch = np.empty((3, rows.ticks.shape[1]), np.int32)
    row, path, lowest = scratch[0], scratch[1], scratch[2]
    v = stand(ways, ground, arc, fraction, not entering, row)
    climb(ways.nodes, ways.runs, weights, v, row)
    count = trail(ways.nodes, v, path, lowest)
    compare(ways, ground, rows, slots, row, path, lowest, count, arc, fraction, entering, out)


@compiled
def compare(
    ways: Ways,
    ground: Ground,
    rows: Rows,
    slots: Ints,
    row: Ints,
    path: Ints,
    lowest: Ints,
    count: Number,
    arc: Number,
    fraction: Number,
    entering: bool,
    out: Ints,
) -> None:
    """The smallest sum of each row with that of one place, or the drive along a shared arc."""
    back = ways.reverse[arc]
    for i in range(U(len(slots))):
        slot = U(slots[i])
        best = np.int32(NEVER)
        for k in range(U(shared(path, lowest, count, rows.node[slot]))):
            best = min(best, np.int32(rows.ticks[slot, k] + row[k]))
        out[i] = best
        theirs = rows.arc[slot]
        if theirs != arc and theirs != back:
            continue
        if entering:
            direct = along(ways, ground, theirs, rows.fraction[slot], arc, fraction)
        else:
            direct = along(ways, ground, arc, fraction, theirs, rows.fraction[slot])
        out[i] = min(best, np.int32(direct))


@compiled
def matrix(
    ways: Ways,
    down: Ints,
    ground: Ground,
    rows: Rows,
    slots: Ints,
    arcs: Ints,
    fractions: Floats,
    out: Ints,
) -> None:
    """Ticks from the places at ``slots`` (labelled as starts) to many others: a row for each."""
    scratch = np.empty((3, rows.ticks.shape[1]), np.int32)
    row, path, lowest = scratch[0], scratch[1], scratch[2]
    for j in range(len(arcs)):
        arc, part = arcs[j], fractions[j]
        v = stand(ways, ground, arc, part, False, row)
        climb(ways.nodes, ways.runs, down, v, row)
        count = trail(ways.nodes, v, path, lowest)
        compare(ways, ground, rows, slots, row, path, lowest, count, arc, part, True, out[j])
