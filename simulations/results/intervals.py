"""How sure a figure is: Student's t over replications, paired where the callers were the same."""

from functools import lru_cache
from math import sqrt

import msgspec
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CONFIDENCE = 0.95


class Estimate(msgspec.Struct, frozen=True):
    """The mean over replications; the true mean lies within ± ``half`` with 95 % confidence.

    ``half`` is None with a single replication: one run says nothing of its own spread.
    """

    mean: float | None
    half: float | None
    n: int

    @property
    def sure(self) -> bool:
        """Whether a difference is told apart from none."""
        return self.mean is not None and self.half is not None and abs(self.mean) > self.half


def estimate(values: Floats) -> Estimate:
    """The mean and its interval; replications without the figure (nan) do not count."""
    kept = values[np.isfinite(values)]
    count = len(kept)
    if not count:
        return Estimate(None, None, 0)
    if count == 1:
        return Estimate(float(kept[0]), None, 1)
    spread = float(kept.std(ddof=1)) / sqrt(count)
    return Estimate(float(kept.mean()), t_quantile(count - 1) * spread, count)


def difference(values: Floats, base: Floats) -> Estimate:
    """Mean of the differences, replication by replication: both met the same callers.

    That cancels the luck they share, so that far fewer replications tell two scenarios apart.
    """
    shared = min(len(values), len(base))
    return estimate(values[:shared] - base[:shared])


@lru_cache(maxsize=1024)
def t_quantile(freedom: int) -> float:
    """Student's t of the two-sided 95 % interval."""
    from scipy.special import stdtrit  # a fifth of a second that a server's start does not need

    return float(stdtrit(freedom, (1 + CONFIDENCE) / 2))
