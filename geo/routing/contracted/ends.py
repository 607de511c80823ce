"""The two ends of a drive in plain Python: where one stretch is left, and where one is reached."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from geo.routing.contracted.compiled import NEVER
from geo.routing.contracted.graph import Graph
from geo.routing.contracted.ground import Ground, from_start, to_end, within
from geo.routing.stands import Leg, Stand


class End(NamedTuple):
    """A stand with the graph node through which it is left or reached, and the ticks between."""

    stand: Stand
    node: int
    ticks: int


def exits(graph: Graph, ground: Ground, stands: Iterable[Stand]) -> Iterator[End]:
    """How a place is left: over the end of each arc it stands on, unless that is closed."""
    for stand in stands:
        ticks = int(to_end(ground, *stand))
        if ticks < NEVER:
            yield End(stand, int(graph.head[stand.arc]), ticks)


def entries(graph: Graph, ground: Ground, stands: Iterable[Stand]) -> Iterator[End]:
    """How a place is reached: over the start of each arc it stands on, and of its copies."""
    for stand in stands:
        ticks = int(from_start(ground, *stand))
        if ticks < NEVER:
            for arc in (stand.arc, *graph.copies(stand.arc)):
                yield End(stand, int(graph.tail[arc]), ticks)


def straight(
    ground: Ground, source: Iterable[Stand], target: Iterable[Stand]
) -> tuple[int, Leg | None]:
    """The drive that stays on one arc, with its ticks; ``NEVER`` and None where there is none."""
    best: tuple[int, Leg | None] = (NEVER, None)
    ends = list(target)
    for start in source:
        for end in ends:
            if start.arc != end.arc or start.fraction > end.fraction:
                continue
            ticks = int(within(ground, start.arc, start.fraction, end.fraction))
            if ticks < best[0]:
                best = ticks, Leg(start.arc, start.fraction, end.fraction)
    return best
