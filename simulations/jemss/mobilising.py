"""From dispatch to wheels turning, for a crew at its station (mobilisation delay).

JEMSS draws it from Julia's own generator. The same distribution is drawn here from numpy's, so a
model whose delay varies agrees with JEMSS on the average and not call by call.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulations.jemss.literals import Call, NotALiteral, literal
from simulations.jemss.tables import Table

Floats = NDArray[np.float64]
Sampler = Callable[[np.random.Generator, int], Floats]

ROUNDS_MAX = 1000
PROBED = 64

_SAMPLERS: dict[
    str, tuple[int, Callable[[np.random.Generator, tuple[float, ...], int], Floats]]
] = {
    "Normal": (2, lambda rng, a, n: rng.normal(a[0], a[1], n)),
    "LogNormal": (2, lambda rng, a, n: rng.lognormal(a[0], a[1], n)),
    "Exponential": (1, lambda rng, a, n: rng.exponential(a[0], n)),
    "Gamma": (2, lambda rng, a, n: rng.gamma(a[0], a[1], n)),
    "Uniform": (2, lambda rng, a, n: rng.uniform(a[0], a[1], n)),
    "Dirac": (1, lambda rng, a, n: np.full(n, a[0])),
}
"""Distributions by Julia's names, with how many parameters they have, in its order."""

_CALLS = frozenset({*_SAMPLERS, "truncated", "Truncated"})


@dataclass(frozen=True)
class Mobilising:
    """``expected`` is what a dispatcher reckons with, days; ``sample`` draws what happens."""

    use: bool
    expected: float
    seed: int
    sample: Sampler

    @property
    def fixed(self) -> bool:
        """Whether it is always the same, so that JEMSS's draws are met too."""
        return float(np.ptp(self.draw(PROBED))) == 0.0

    @classmethod
    def none(cls) -> "Mobilising":
        """Wheels turn at once."""
        return cls(False, 0.0, 0, lambda _, n: np.zeros(n))

    def draw(self, count: int) -> Floats:
        """So many delays, days; the same for the same seed."""
        if not self.use:
            return np.zeros(1)
        rng = np.random.Generator(np.random.PCG64DXSM(self.seed))
        return np.maximum(self.sample(rng, count), 0.0)


def read_mobilising(table: Table) -> Mobilising:
    """The delay of a model."""
    text = table.texts("distribution")[0]
    try:
        sample = _sampler(literal(text, _CALLS))
    except (NotALiteral, ValueError):
        known = ", ".join(sorted(_CALLS))
        raise table.wrong(
            0, "distribution", text, f"不认识的分布。可用：{known}", f"unknown; use {known}"
        ) from None
    seed = int(table.whole("seed")[0]) if table.has("seed") else 0
    expected = float(table.numbers("expectedDuration", 0.0)[0])
    return Mobilising(bool(table.flags("use")[0]), expected, abs(seed), sample)


def _sampler(value: object) -> Sampler:
    if not isinstance(value, Call) or not value.arguments:
        raise NotALiteral(str(value))
    if value.name.lower() == "truncated":
        return _truncated(value)
    count, sample = _SAMPLERS[value.name]
    parameters = _numbers(value.arguments)
    if len(parameters) != count:
        raise NotALiteral(value.name)
    sample(np.random.Generator(np.random.PCG64DXSM(0)), parameters, 1)  # bad parameters show here
    return lambda rng, n: sample(rng, parameters, n)


def _truncated(value: Call) -> Sampler:
    inner = _sampler(value.arguments[0])
    low, high = (*_numbers(value.arguments[1:]), -math.inf, math.inf)[:2]
    if len(value.arguments) == 2:
        high = math.inf

    def sample(rng: np.random.Generator, count: int) -> Floats:
        drawn = inner(rng, count)
        for _ in range(ROUNDS_MAX):
            outside = np.flatnonzero((drawn < low) | (drawn > high))
            if not len(outside):
                break
            drawn[outside] = inner(rng, len(outside))
        return np.clip(drawn, low, high)

    return sample


def _numbers(values: tuple[object, ...]) -> tuple[float, ...]:
    if not all(isinstance(v, int | float) and not isinstance(v, bool) for v in values):
        raise NotALiteral(str(values))
    return tuple(float(v) for v in values if isinstance(v, int | float))
