"""A journal that forgets at the end: for unit tests and for simulations of many years."""

from collections.abc import Sequence
from uuid import uuid4

from msgspec.structs import replace

from dispatch.journal.chain import genesis_hash, link
from dispatch.journal.port import (
    Batch,
    CallRow,
    CommandRepeated,
    Entry,
    IncidentRow,
    JournalMoved,
    JournalRefused,
    JournalUnavailable,
    Outcome,
    TaskRow,
    VehicleAlreadyTasked,
)


class MemoryJournal:
    """Keeps the same promises as the stored journal, except surviving the process.

    Setting ``outage`` to a reason makes it fail like a lost database, for fault injection.
    """

    def __init__(self, journal_id: str | None = None) -> None:
        self.outage: str | None = None
        self.incidents: dict[str, IncidentRow] = {}
        self.tasks: dict[str, TaskRow] = {}
        self.calls: dict[str, CallRow] = {}
        self._journal_id = journal_id or str(uuid4())
        self._entries: list[Entry] = []
        self._outcomes: dict[str, Outcome] = {}
        self._active: dict[str, str] = {}
        self._snapshot: tuple[int, bytes] | None = None

    @property
    def journal_id(self) -> str:
        """A UUID made when the journal was created."""
        return self._journal_id

    def append(self, batch: Batch) -> list[Entry]:
        """Keep a batch as a whole or not at all."""
        self._check_in()
        seq, _ = self.head()
        if batch.after_seq not in (None, seq):
            raise JournalMoved(batch.after_seq, seq)
        self._check_outcomes(batch)
        incidents = {row.id: row for row in batch.incidents}
        tasks = {row.id: row for row in batch.tasks}
        self._check_references(batch, incidents)
        self._active = self._assign(tasks)
        self.incidents |= incidents
        self.tasks |= tasks
        self.calls |= {row.id: row for row in batch.calls}
        self._outcomes |= {outcome.command_id: outcome for outcome in batch.outcomes}
        entries = link(self.head(), batch.drafts)
        self._entries += entries
        return entries

    def find_outcome(self, command_id: str) -> Outcome | None:
        """The answer a command got, if it was carried out."""
        return self.find_outcomes([command_id]).get(command_id)

    def find_outcomes(self, command_ids: Sequence[str]) -> dict[str, Outcome]:
        """The answers that these commands got."""
        self._check_in()
        return {i: self._outcomes[i] for i in command_ids if i in self._outcomes}

    def read(self, after_seq: int, limit: int) -> list[Entry]:
        """The entries after a number, oldest first."""
        self._check_in()
        start = max(after_seq, 0)
        return self._entries[start : start + limit]

    def head(self) -> tuple[int, bytes]:
        """Number and hash of the last entry."""
        self._check_in()
        if not self._entries:
            return 0, genesis_hash(self._journal_id)
        return self._entries[-1].seq, self._entries[-1].hash

    def save_snapshot(self, seq: int, board: bytes) -> None:
        """Keep the board as it stood after entry ``seq``."""
        self._check_in()
        if self._snapshot is None or seq >= self._snapshot[0]:
            self._snapshot = (seq, board)

    def load_snapshot(self) -> tuple[int, bytes] | None:
        """The newest snapshot."""
        self._check_in()
        return self._snapshot

    def erase_payload(self, seq: int) -> None:
        """Erase one entry's payload; the chain stays whole."""
        self._check_in()
        if 1 <= seq <= len(self._entries):
            self._entries[seq - 1] = replace(self._entries[seq - 1], payload=b"")

    def close(self) -> None:
        """Nothing to give up."""

    def _check_in(self) -> None:
        if self.outage is not None:
            raise JournalUnavailable(f"日志不可用：{self.outage}", f"no journal: {self.outage}")

    def _check_outcomes(self, batch: Batch) -> None:
        seen: dict[str, Outcome] = {}
        for outcome in batch.outcomes:
            known = self._outcomes.get(outcome.command_id) or seen.get(outcome.command_id)
            if known is not None:
                raise CommandRepeated(known)
            seen[outcome.command_id] = outcome

    def _check_references(self, batch: Batch, incidents: dict[str, IncidentRow]) -> None:
        rows: list[TaskRow | CallRow] = [*batch.tasks, *batch.calls]
        for row in rows:
            known = row.incident_id is None or row.incident_id in incidents
            if not known and row.incident_id not in self.incidents:
                raise JournalRefused(
                    f"记录 {row.id} 指向不存在的事件 {row.incident_id}",
                    f"row {row.id} names incident {row.incident_id}, which does not exist",
                )

    def _assign(self, tasks: dict[str, TaskRow]) -> dict[str, str]:
        """Which task each vehicle is on once these rows count."""
        active = dict(self._active)
        for task_id in tasks:
            before = self.tasks.get(task_id)
            if before is not None and before.active:
                del active[before.vehicle_id]
        for row in tasks.values():
            if row.active and active.setdefault(row.vehicle_id, row.id) != row.id:
                raise VehicleAlreadyTasked(row.vehicle_id)
        return active
