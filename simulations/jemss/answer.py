"""What a run says: each call's times, everything that was counted, and the usual figures."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulations.jemss.engine import Totals
from simulations.kernel.records import Records

MINUTES_PER_DAY = 1440


@dataclass(frozen=True)
class Summary:
    """Figures that JEMSS's users look at first; all calls, warm-up included."""

    response_min: float
    """Mean minutes from the call to somebody being there."""
    in_target: float
    """Share of calls reached within the target of their priority."""
    bumps: int
    queued: int


@dataclass(frozen=True)
class Answer:
    """``calls`` as in ``records.CALLS``; ``target`` is the aim of each call, days."""

    calls: Records
    totals: Totals
    hospitals: Records
    events: int
    target: NDArray[np.float64]

    @property
    def response(self) -> NDArray[np.float64]:
        """Days from each call until somebody is there."""
        days: NDArray[np.float64] = self.calls["arrived"] - self.calls["arrival"]
        return days

    def summary(self) -> Summary:
        """The usual figures."""
        return Summary(
            response_min=float(self.response.mean()) * MINUTES_PER_DAY,
            in_target=float((self.response <= self.target).mean()),
            bumps=int(self.calls["bumps"].sum()),
            queued=int((self.calls["queued"] > 0).sum()),
        )
