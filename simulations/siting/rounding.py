"""From the loosened programme of a covering question to answers, and to a smaller question.

Where parts of vehicles may stand, the best point is found in a tenth of a second. Rounded at random
and exchanged it gives answers within a few hundredths of a per cent; and what one more or less at a
site would cost settles many sites before anything has to be whole.
"""

from collections.abc import Iterator

import msgspec
import numpy as np

from simulations.siting import interchange, programme
from simulations.siting.proving import Loose
from simulations.siting.question import Floats, Ints, Question

ROUNDS = 60
KEPT_SHARE = 0.9
"""A site that has the part p of a vehicle gets one with this times p."""
SEED = 120
NOTHING = 1e-6


class Reach(msgspec.Struct, frozen=True):
    """Which cells each site reaches, and what being reached once, twice … is worth."""

    first: Ints
    rows: Ints
    worth: Floats

    @classmethod
    def of(cls, near: np.ndarray, worth: Floats) -> "Reach":
        """From a table of cells by sites."""
        site, row = np.nonzero(near.T)
        first = np.zeros(near.shape[1] + 1, np.int64)
        np.cumsum(np.bincount(site, minlength=near.shape[1]), out=first[1:])
        return cls(first, row, worth)


def covered(question: Question) -> Reach:
    """What each site reaches in time, and what that counts for."""
    worth = np.outer(question.people, programme.worth_of(question))
    return Reach.of(question.seconds <= question.within_s, worth)


def answers(question: Question, loose: Loose, reach: Reach) -> Iterator[Ints]:
    """Answers near the loosened point, the same ones every time."""
    existing, kept = question.kept
    low, high = question.lowest, question.highest
    rng = np.random.Generator(np.random.PCG64DXSM(SEED))
    whole = np.floor(loose.point + NOTHING)
    part = (loose.point - whole).clip(0.0) * KEPT_SHARE
    for nth in range(ROUNDS):
        drawn = whole + (rng.random(len(part)) < part) if nth else whole
        units = np.clip(drawn, low, high).astype(np.int64)
        over = int(units.sum()) - question.count
        if over > 0:
            spare = np.repeat(np.arange(len(units)), units - low)
            np.subtract.at(units, rng.choice(spare, over, replace=False), 1)
        used = np.where(loose.point > NOTHING, high, units) if nth % 2 == 0 else high
        units = interchange.cover(
            reach.first, reach.rows, reach.worth, units, used, existing, kept, question.count
        )
        interchange.cover_from(
            reach.first, reach.rows, reach.worth, low, high, existing, kept, units
        )
        if (units[existing] > 0).sum() >= kept:
            yield units


def narrowed(question: Question, gap: float, loose: Loose) -> Question:
    """The question without what is ``gap`` or more from the bound: no better answer is lost."""
    low, high = question.lowest, question.highest
    at_low, at_high = loose.point <= low + NOTHING, loose.point >= high - NOTHING
    with np.errstate(divide="ignore", invalid="ignore"):
        room = np.floor(max(gap, 0.0) / np.abs(loose.dearer) + NOTHING)
    room = np.where(np.abs(loose.dearer) > NOTHING, np.minimum(room, high - low), high - low)
    least = np.where(at_high & (loose.dearer < 0), high - room, low).astype(np.int64)
    most = np.where(at_low & (loose.dearer > 0), low + room, high).astype(np.int64)
    return merged(msgspec.structs.replace(question, least=least, most=most))


def merged(question: Question) -> Question:
    """Cells that the same usable sites reach in time are one cell."""
    near = question.seconds <= question.within_s
    near[:, question.highest == 0] = False
    _, first, group = np.unique(
        np.packbits(near, axis=1), axis=0, return_index=True, return_inverse=True
    )
    people = np.bincount(group.ravel(), question.people, minlength=len(first))
    return msgspec.structs.replace(
        question, seconds=question.seconds[first], people=people, cell_names=()
    )
