"""What changed lately, so that a console that was away is told only that."""

from collections import OrderedDict, deque
from collections.abc import Mapping
from typing import NamedTuple

from dispatch.projections.readside import Ids
from dispatch.sight import Viewer

VIEWERS_MAX = 512
"""Kinds of viewers for which is noted what they were told; who comes back later starts anew."""


class _Step(NamedTuple):
    seq: int
    told: Mapping[Viewer, Ids]
    unnumbered: bool

    def is_news_to(self, seq: int) -> bool:
        """Whether a screen at ``seq`` may have missed it. What the board forgets, and a
        new arrival, have no number of their own: told again at the same one, nothing changes."""
        return self.seq > seq or (self.unnumbered and self.seq == seq)


class History:
    """The last batches by the names of the records that each kind of viewer was told of.

    Not frames but names are kept: whoever resumes gets each record once, as it is now, and with
    the rights it has now. What a viewer lost meanwhile can only be told to whom it was noted for.
    """

    def __init__(self, start_seq: int, steps_max: int) -> None:
        self._steps: deque[_Step] = deque(maxlen=steps_max)
        self._floor = start_seq
        self._noted: OrderedDict[Viewer, int] = OrderedDict()

    @property
    def viewers(self) -> list[Viewer]:
        """For whom is to be noted what they are told."""
        return list(self._noted)

    def note_for(self, viewer: Viewer, seq: int) -> None:
        """Somebody like this looks, from journal number ``seq`` on."""
        self._noted.setdefault(viewer, seq)
        self._noted.move_to_end(viewer)
        while len(self._noted) > VIEWERS_MAX:
            self._noted.popitem(last=False)

    def add(self, seq: int, told: Mapping[Viewer, Ids], *, unnumbered: bool = False) -> None:
        """Note what a batch told each viewer; ``seq`` is the journal's number after it."""
        if len(self._steps) == self._steps.maxlen:
            self._floor = self._steps[0].seq
        self._steps.append(_Step(seq, told, unnumbered))

    def since(self, seq: int, viewer: Viewer) -> Ids | None:
        """All that this viewer was told after entry ``seq``; None when that is too long ago."""
        if seq < max(self._floor, self._noted.get(viewer, seq + 1)):
            return None
        told: Ids = {}
        for step in self._steps:
            if step.is_news_to(seq):
                for kind, ids in step.told.get(viewer, {}).items():
                    told.setdefault(kind, set()).update(ids)
        return told
