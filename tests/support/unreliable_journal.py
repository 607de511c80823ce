"""A journal on a store that fails: sometimes before it kept a batch, sometimes after."""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum

from dispatch.journal.memory import MemoryJournal
from dispatch.journal.port import Batch, Entry, JournalUnavailable, Outcome


class Fault(Enum):
    """What happens to one question to the store."""

    NONE = "it answers"
    LOST = "it fails before anything is kept"
    UNSURE = "it keeps the batch, but the answer is lost"


def _gone() -> JournalUnavailable:
    return JournalUnavailable("试验故障", "a fault of this test")


class UnreliableJournal(MemoryJournal):
    """Meets one fault after the other on its way; once they are used up the store is sound."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        super().__init__("unreliable")
        self._faults: Iterator[Fault] = iter(())
        self.appends = 0
        self.fail_like(faults)

    def fail_like(self, faults: Iterable[Fault]) -> None:
        """The faults of the next questions."""
        self._faults = iter(faults)

    def append(self, batch: Batch) -> list[Entry]:
        """Keep a batch, or not, and say so, or not."""
        fault = self._next()
        self.appends += 1
        if fault is Fault.LOST:
            raise _gone()
        entries = super().append(batch)
        if fault is Fault.UNSURE:
            raise _gone()
        return entries

    def find_outcomes(self, command_ids: Sequence[str]) -> dict[str, Outcome]:
        """Questions fail too."""
        self._ask()
        return super().find_outcomes(command_ids)

    def read(self, after_seq: int, limit: int) -> list[Entry]:
        """Reading back fails too."""
        self._ask()
        return super().read(after_seq, limit)

    def save_snapshot(self, seq: int, board: bytes) -> None:
        """So does keeping a snapshot."""
        self._ask()
        super().save_snapshot(seq, board)

    def _ask(self) -> None:
        if self._next() is not Fault.NONE:
            raise _gone()

    def _next(self) -> Fault:
        return next(self._faults, Fault.NONE)
