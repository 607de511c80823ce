"""Turns that may not be driven: what the signs at a junction forbid, as arcs of the network."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class TurnBans:
    """Forbidden sequences of arcs; each arc of a sequence starts where the one before it ends.

    ``pairs`` holds (arc in, arc out) at one junction, sorted and without repeats; ``chains`` holds
    the longer ones, forbidden only when driven whole (a ban over a way in between).
    """

    pairs: NDArray[np.int32]
    chains: tuple[tuple[int, ...], ...] = ()

    @classmethod
    def of(cls, sequences: Iterable[tuple[int, ...]]) -> Self:
        """The bans of any sequences of two or more arcs. What a shorter ban covers is left out."""
        wanted = set(sequences)
        pairs = {s for s in wanted if len(s) == 2}
        chains = sorted(s for s in wanted if len(s) > 2 and pairs.isdisjoint(pairwise(s)))
        array = np.array(sorted(pairs), dtype=np.int32).reshape(-1, 2)
        array.flags.writeable = False
        return cls(array, tuple(chains))

    @property
    def count(self) -> int:
        """How many forbidden sequences there are."""
        return len(self.pairs) + len(self.chains)

    def flattened(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The chains as one row of arcs, and where each begins in it."""
        arcs = np.array([arc for chain in self.chains for arc in chain], dtype=np.int32)
        first = np.cumsum([0, *(len(chain) for chain in self.chains)], dtype=np.int32)
        return arcs, first

    @classmethod
    def unflattened(
        cls, pairs: NDArray[np.int32], arcs: NDArray[np.int32], first: NDArray[np.int32]
    ) -> Self:
        """The bans that ``pairs`` and ``flattened`` were taken from."""
        bounds = first.tolist()
        row = arcs.tolist()
        return cls(pairs, tuple(tuple(row[a:b]) for a, b in pairwise(bounds)))


NO_TURN_BANS = TurnBans.of(())
