"""Chance by name: the same seed and the same name give the same draw, in any process and order.

A generator with a position in its sequence would have to be saved to survive a restart. A draw
that is a function of its name (seed, task, step) needs nothing saved.
"""

from collections.abc import Sequence
from hashlib import blake2b
from math import exp, sqrt
from statistics import NormalDist
from typing import TypeVar

Name = str | int
T = TypeVar("T")

_NORMAL = NormalDist()
_SMALL_MEAN = 30.0


class Chance:
    """All the luck of one simulated day."""

    def __init__(self, seed: int) -> None:
        self._key = f"liandong-day-{seed}".encode()

    def uniform(self, *name: Name) -> float:
        """A draw from the open interval (0, 1)."""
        text = "|".join(map(str, name)).encode()
        number = int.from_bytes(blake2b(text, digest_size=6, key=self._key).digest(), "big")
        return (number + 0.5) / 2**48

    def between(self, low: float, high: float, *name: Name) -> float:
        """A draw spread evenly from ``low`` to ``high``."""
        return low + (high - low) * self.uniform(*name)

    def happens(self, share: float, *name: Name) -> bool:
        """Whether something that happens in this share of cases happens here."""
        return self.uniform(*name) < share

    def normal(self, *name: Name) -> float:
        """A standard normal draw."""
        return _NORMAL.inv_cdf(self.uniform(*name))

    def lognormal(self, median: float, sigma: float, *name: Name) -> float:
        """A log-normal draw: the shape of most human durations."""
        return median * exp(sigma * self.normal(*name))

    def poisson(self, mean: float, *name: Name) -> int:
        """How many of something that happens ``mean`` times on average."""
        if mean > _SMALL_MEAN:
            return max(0, round(mean + sqrt(mean) * self.normal(*name)))
        draw, count, term = self.uniform(*name), 0, exp(-mean)
        total = term
        while draw > total and count < 10 * _SMALL_MEAN:
            count += 1
            term *= mean / count
            total += term
        return count

    def pick(self, options: Sequence[T], *name: Name) -> T:
        """One of several, all equally likely."""
        return options[int(self.uniform(*name) * len(options))]

    def index(self, weights: Sequence[float], *name: Name) -> int:
        """The place of one of several options, as likely as its weight."""
        left = self.uniform(*name) * sum(weights)
        for place, weight in enumerate(weights):
            left -= weight
            if left < 0:
                return place
        return len(weights) - 1
