"""In which order junctions are contracted: quiet ends first, what separates whole districts last.

METIS finds the separators where it is installed; elsewhere our own, simpler dissection does.
"""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

import numpy as np

from geo.routing.contracted.compiled import Ints
from geo.routing.contracted.dissection import dissect
from geo.routing.contracted.thinning import neighbours, thin

Dissection = Callable[[Ints, Ints], Ints]

_SMALL = 200
"""Below this many nodes any order will do."""


def elimination_order(
    count: int, tail: Ints, head: Ints, dissection: Dissection | None = None
) -> Ints:
    """All nodes, in the order in which they are contracted."""
    start, near = neighbours(count, tail, head)
    taken, left, start, near = thin(start, near)
    chosen = dissection or best_dissection(len(left))
    return np.concatenate([taken, left[chosen(start, near)]])


def best_dissection(count: int) -> Dissection:
    """METIS if it is there and worth it."""
    return metis if count > _SMALL and find_spec("pymetis") else dissect


def metis(start: Ints, near: Ints) -> Ints:
    """Nested dissection by METIS: the first of its two arrays is the order."""
    pymetis = import_module("pymetis")
    order, _ = pymetis.nested_dissection(pymetis.CSRAdjacency(start, near))
    return np.array(order, dtype=np.int32)
