"""What changed lately, so that a console that was away is told only that."""

from collections import deque
from typing import NamedTuple

from dispatch.board import Touched


class _Step(NamedTuple):
    seq: int
    touched: Touched
    unnumbered: bool

    def is_news_to(self, seq: int) -> bool:
        """Whether a screen at ``seq`` may have missed it. What the board forgets, and a
        new arrival, have no number of their own: told again at the same one, nothing changes."""
        return self.seq > seq or (self.unnumbered and self.seq == seq)


class History:
    """The last batches by the names of the records they touched.

    Not frames but names are kept: whoever resumes gets each record once, as it is now, and with
    the rights it has now.
    """

    def __init__(self, start_seq: int, steps_max: int) -> None:
        self._steps: deque[_Step] = deque(maxlen=steps_max)
        self._floor = start_seq

    def add(self, seq: int, touched: Touched, *, unnumbered: bool = False) -> None:
        """Note what a batch touched; ``seq`` is the journal's number after it."""
        if len(self._steps) == self._steps.maxlen:
            self._floor = self._steps[0].seq
        self._steps.append(_Step(seq, touched, unnumbered))

    def since(self, seq: int) -> Touched | None:
        """All that was touched after entry ``seq``; None when that is too long ago."""
        if seq < self._floor:
            return None
        told = Touched()
        for step in self._steps:
            if step.is_news_to(seq):
                told.calls |= step.touched.calls
                told.incidents |= step.touched.incidents
                told.tasks |= step.touched.tasks
                told.vehicles |= step.touched.vehicles
                told.restrictions |= step.touched.restrictions
                told.requests |= step.touched.requests
        return told
