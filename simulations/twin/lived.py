"""What a run of the twin leaves, in the kernel's own terms (``kernel.model.Outcome``)."""

from dataclasses import dataclass

import numpy as np

from simulations.kernel.model import NONE, Flags, Floats, Ints


@dataclass
class Lived:
    """What became of every call; seconds since the run's first midnight, nan = did not happen."""

    vehicle: Ints
    ordered_s: Floats
    arrived_s: Floats
    hospital: Ints
    freed_s: Floats
    bumps: Ints
    queued: Flags
    called_off: Flags
    """Called off before anybody was there."""
    moves: Ints
    """By vehicle: how often it was told to wait elsewhere."""
    entries: int = 0
    """Journal entries that the run left."""

    @classmethod
    def nothing(cls, n: int, vehicles: int) -> "Lived":
        """Nothing has happened yet."""
        return cls(
            vehicle=np.full(n, NONE, np.int32),
            ordered_s=np.full(n, np.nan),
            arrived_s=np.full(n, np.nan),
            hospital=np.full(n, NONE, np.int32),
            freed_s=np.full(n, np.nan),
            bumps=np.zeros(n, np.int32),
            queued=np.zeros(n, np.bool_),
            called_off=np.zeros(n, np.bool_),
            moves=np.zeros(vehicles, np.int32),
        )
