"""How a measurement is told: tables of named figures, and percentiles that say their n."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec
import numpy as np

Cell = str | int | float


class Effort(StrEnum):
    """How long a bench may take: a figure worth quoting, a glance, or only whether it runs."""

    FULL = "full"
    QUICK = "quick"
    SMOKE = "smoke"


class Table(msgspec.Struct, frozen=True):
    """Rows under common headings; every row names its columns, so that it can be read alone."""

    title: str
    rows: list[dict[str, Cell]]
    notes: tuple[str, ...] = ()

    @property
    def columns(self) -> list[str]:
        """All headings, in the order in which they first come."""
        return list(dict.fromkeys(name for row in self.rows for name in row))


def spread(seconds: Sequence[float], *, p95: bool = False, p99: bool = True) -> dict[str, Cell]:
    """Count, median, 95th percentile where asked for, 99th and worst, in milliseconds.

    With fewer than 100 samples a 99th percentile is only the worst by another name: leave it out.
    """
    if not seconds:
        return {"n": 0}
    ms = np.sort(np.array(seconds)) * 1000
    told: dict[str, Cell] = {"n": len(ms), "p50 ms": _round(np.percentile(ms, 50))}
    if p95:
        told["p95 ms"] = _round(np.percentile(ms, 95))
    if p99 and len(ms) >= 100:
        told["p99 ms"] = _round(np.percentile(ms, 99))
    return {**told, "max ms": _round(ms[-1])}


def ratio(slow: Sequence[float], fast: Sequence[float]) -> float:
    """How many times longer the median of the one is."""
    return round(float(np.median(slow) / np.median(fast)), 1)


def _round(ms: float) -> float:
    """Three digits that mean something."""
    return float(f"{ms:.3g}") if ms < 100 else round(float(ms))
