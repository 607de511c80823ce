"""What a call is about: needs and centres by complaint, as the simulated day has them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulations.day.complaints import COMPLAINTS
from simulations.kernel.model import CENTRE_BIT, Bits
from stations.questions import QuestionBook
from stations.vehicles import CAPABILITY_BIT

NEEDY_URGENCIES = 2
"""Crews with certain skills are asked for at urgency I and II; otherwise any will do."""


@dataclass(frozen=True)
class Cases:
    """The table of complaints: cumulative shares by urgency (row), bits of needs and centres."""

    shares: NDArray[np.float64]
    needs: Bits
    centres: Bits

    def draw(self, urgency: NDArray[np.uint8], uniform: NDArray[np.float64]) -> tuple[Bits, Bits]:
        """Needs and centres of calls of these urgencies (1 … 4)."""
        row = self.shares[urgency - 1]
        case = np.minimum((uniform[:, None] >= row).sum(axis=1), len(self.needs) - 1)
        needs = np.where(urgency <= NEEDY_URGENCIES, self.needs[case], 0)
        return needs.astype(np.uint16), self.centres[case]


def cases_of(book: QuestionBook) -> Cases:
    """The complaints of the simulated day; the centres are those that the region's sets name."""
    weights = np.array([complaint.weights for complaint in COMPLAINTS], dtype=np.float64).T
    shares = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)
    needs = [sum(CAPABILITY_BIT[need] for need in one.needs) for one in COMPLAINTS]
    centres = [
        sum({CENTRE_BIT[flag] for found in book.proposed(one.zh) for flag in found.centres})
        for one in COMPLAINTS
    ]
    return Cases(shares, np.array(needs, dtype=np.uint16), np.array(centres, dtype=np.uint16))
