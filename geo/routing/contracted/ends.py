"""The two ends of a drive in plain Python: where one stretch is left, and where one is reached."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from geo.routing.contracted.compiled import NEVER, Ints
from geo.routing.contracted.graph import Graph
from geo.routing.stands import Leg, Stand


class End(NamedTuple):
    """A stand with the graph node through which it is left or reached, and the ticks between."""

    stand: Stand
    node: int
    ticks: int


def ticks_of(arc_ticks: Ints, stand: Stand) -> int:
    """Ticks from the start of the arc to the stand."""
    return int(np.rint(float(arc_ticks[stand.arc]) * stand.fraction))


def exits(graph: Graph, arc_ticks: Ints, stands: Iterable[Stand]) -> Iterator[End]:
    """How a place is left: over the end of each arc it stands on, unless that is closed."""
    for stand in stands:
        if arc_ticks[stand.arc] < NEVER:
            left = int(arc_ticks[stand.arc]) - ticks_of(arc_ticks, stand)
            yield End(stand, int(graph.head[stand.arc]), left)


def entries(graph: Graph, arc_ticks: Ints, stands: Iterable[Stand]) -> Iterator[End]:
    """How a place is reached: over the start of each arc it stands on, and of its copies."""
    for stand in stands:
        if arc_ticks[stand.arc] < NEVER:
            for arc in (stand.arc, *graph.copies(stand.arc)):
                yield End(stand, int(graph.tail[arc]), ticks_of(arc_ticks, stand))


def straight(
    arc_ticks: Ints, source: Iterable[Stand], target: Iterable[Stand]
) -> tuple[int, Leg | None]:
    """The drive that stays on one arc, with its ticks; ``NEVER`` and None where there is none."""
    best: tuple[int, Leg | None] = (NEVER, None)
    ends = list(target)
    for start in source:
        for end in ends:
            if start.arc != end.arc or start.fraction > end.fraction:
                continue
            ticks = ticks_of(arc_ticks, end) - ticks_of(arc_ticks, start)
            if arc_ticks[start.arc] == NEVER and ticks:
                continue
            if ticks < best[0]:
                best = ticks, Leg(start.arc, start.fraction, end.fraction)
    return best
