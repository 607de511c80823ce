"""The single writer: takes commands one after the other, makes them durable, then acknowledges.

It runs in one thread of its own and owns one board, on which commands are checked at once; a
second board, for readers, gets only what is durable (``on_committed``). Commands that wait
together are written in one transaction (group commit). When the journal fails, nothing of the
batch is acknowledged, and the board is read back from the journal before anything else is tried.
"""

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

import msgspec

from dispatch.acknowledgement import (
    digest_of,
    failed,
    not_durable,
    refusal_of,
    repeat,
    stopping,
    too_many,
)
from dispatch.apply import apply
from dispatch.board import Touched, dump, forget
from dispatch.core import decide
from dispatch.domain.clock import Clock
from dispatch.domain.commands import Receipt, Request
from dispatch.domain.errors import Refusal
from dispatch.journal.port import (
    Batch,
    Draft,
    Entry,
    Journal,
    JournalError,
    JournalUnavailable,
    Outcome,
)
from dispatch.journal.rows import draft_of, rows_of
from dispatch.recovery import READ_CHUNK, load_board
from stations.region import Region

log = logging.getLogger("liandong.writer")

KEEP_CLOSED_MS = 12 * 3600 * 1000
RETRY_S = 1.0


@dataclass(frozen=True)
class WriterLimits:
    """Bounds of the writer; beyond ``queue_max`` a command is refused, never silently delayed."""

    queue_max: int = 1000
    batch_max: int = 64
    snapshot_every: int = 2000


@dataclass
class _Pending:
    request: Request
    future: Future[Receipt]
    receipt: Receipt | None = None


@dataclass
class _Open:
    """A batch being filled; ``known`` are the answers that its commands already have."""

    known: dict[str, Outcome]
    drafts: list[Draft] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    touched: Touched = field(default_factory=Touched)


class Writer:
    """See the module's words; ``on_committed`` and ``on_alarm`` run in the writer's thread."""

    def __init__(
        self,
        journal: Journal,
        region: Region,
        clock: Clock,
        *,
        on_committed: Callable[[Sequence[Entry]], None],
        on_alarm: Callable[[str, bool, str], None] = lambda code, active, detail: None,
        limits: WriterLimits | None = None,
    ) -> None:
        self._journal = journal
        self._region = region
        self._clock = clock
        self._on_committed = on_committed
        self._on_alarm = on_alarm
        self._limits = limits or WriterLimits()
        self._queue: queue.Queue[_Pending | None] = queue.Queue(self._limits.queue_max)
        self._door = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="liandong-writer", daemon=True)
        self._board = load_board(journal)
        self._published_seq = self._board.seq
        self._snapshot_seq = self._board.seq
        self._failed = False
        self._alarmed = False
        self._closed = False

    @property
    def seq(self) -> int:
        """Number of the last durable entry."""
        return self._published_seq

    def start(self) -> None:
        """Begin to take commands."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what was taken, keep a snapshot, stop."""
        with self._door:
            self._closed = True
        self._queue.put(None)
        self._thread.join()

    def submit(self, request: Request) -> Future[Receipt]:
        """Hand a command over; the future holds the receipt once durable, or the refusal."""
        pending = _Pending(request, Future())
        with self._door:  # so that nothing slips in behind the last command of a stop
            if self._closed:
                raise stopping()
            try:
                self._queue.put_nowait(pending)
            except queue.Full:
                raise too_many(self._limits.queue_max) from None
        return pending.future

    def _run(self) -> None:
        while True:
            batch = self._next_batch()
            if batch is None:
                break
            # Whoever gave up waiting before his turn takes nothing back later.
            wanted = [p for p in batch if p.future.set_running_or_notify_cancel()]
            if self._failed and not self._recover():
                self._refuse(wanted, not_durable())
            elif wanted:
                self._carry_out_or_answer(wanted)
        self._save_snapshot()

    def _take_waiting(self) -> _Pending | None:
        try:
            return self._queue.get_nowait()
        except queue.Empty:
            return None

    def _next_batch(self) -> list[_Pending] | None:
        """What waits now, at most ``batch_max``; empty after a quiet second, None to stop."""
        try:
            first = self._queue.get(timeout=RETRY_S)
        except queue.Empty:
            return []
        if first is None:
            return None
        batch = [first]
        while len(batch) < self._limits.batch_max:
            more = self._take_waiting()
            if more is None:
                if self._closed:
                    self._queue.put(None)
                break
            batch.append(more)
        return batch

    def _carry_out_or_answer(self, batch: list[_Pending]) -> None:
        """One mistake in the program must not silence the whole centre: the writer goes on.

        The board may be half changed by then, so it is read back; whoever has no answer yet is
        tried alone, and a command that was kept already is answered from its outcome.
        """
        try:
            self._carry_out(batch)
        except Exception as error:
            log.exception("a batch of %d commands failed", len(batch))
            self._isolate([p for p in batch if not p.future.done()], error)

    def _carry_out(self, batch: list[_Pending]) -> None:
        try:
            known = self._journal.find_outcomes([p.request.command_id for p in batch])
        except JournalError as error:
            self._fail(error)
            self._refuse(batch, not_durable(error))
            return
        opened = _Open(known)
        answered = [p for p in batch if self._decide(p, opened)]
        if not opened.outcomes:
            self._acknowledge(answered)
            return
        tasks, incidents, calls = rows_of(self._board, opened.touched)
        try:
            entries = self._journal.append(
                Batch(
                    drafts=opened.drafts,
                    outcomes=opened.outcomes,
                    tasks=tasks,
                    incidents=incidents,
                    calls=calls,
                    after_seq=self._published_seq,
                )
            )
        except JournalUnavailable as error:
            self._fail(error)
            self._refuse(answered, not_durable(error))
        except JournalError as error:
            self._isolate(answered, error)
        else:
            self._publish(entries)
            self._acknowledge(answered)

    def _decide(self, pending: _Pending, opened: _Open) -> bool:
        """Decide one command on the writer's board; False when it was answered at once."""
        request = pending.request
        try:
            digest = digest_of(request)
            known = opened.known.get(request.command_id)
            if known is not None:
                pending.receipt = repeat(known, digest)
                return True
            answer = decide(self._board, self._region, request, self._clock.now_ms())
            drafts = [draft_of(request, event, answer.incident_id) for event in answer.events]
        except Refusal as refusal:
            pending.future.set_exception(refusal)
            return False
        except Exception as error:
            # One mistaken rule must not silence the whole centre. Nothing is applied yet.
            log.exception("command %s failed", request.command_id)
            pending.future.set_exception(failed(error))
            return False
        for event in answer.events:
            apply(self._board, event, opened.touched)
        self._board.seq += len(drafts)
        opened.drafts += drafts
        pending.receipt = Receipt(
            seq=self._board.seq,
            call_id=answer.call_id,
            incident_id=answer.incident_id,
            task_id=answer.task_id,
            vehicle_id=answer.vehicle_id,
            restriction_id=answer.restriction_id,
            request_id=answer.request_id,
            handover_id=answer.handover_id,
            post_id=answer.post_id,
            book_id=answer.book_id,
            limit_id=answer.limit_id,
            referral_id=answer.referral_id,
            sheet_id=answer.sheet_id,
            message_id=answer.message_id,
            replacement_task_id=answer.replacement_task_id,
            partner_task_id=answer.partner_task_id,
            boundary_id=answer.boundary_id,
            volunteer_call_id=answer.volunteer_call_id,
            notice_id=answer.notice_id,
            refusal_id=answer.refusal_id,
            kept=answer.kept,
        )
        # Also the answer "nothing to do" is kept: a late retry must not find something to do.
        result = msgspec.json.encode(pending.receipt)
        outcome = Outcome(request.command_id, digest, result)
        opened.known[outcome.command_id] = outcome
        opened.outcomes.append(outcome)
        return True

    def _isolate(self, pending: list[_Pending], error: Exception) -> None:
        """The batch was refused, or failed: read the truth back, then try each command alone."""
        self._failed = True
        if not self._recover():
            self._refuse(pending, not_durable())
        elif len(pending) == 1:
            self._refuse(pending, refusal_of(error, self._region))
        else:
            for one in pending:
                if self._failed and not self._recover():
                    self._refuse([one], not_durable())
                else:
                    self._carry_out_or_answer([one])

    def _publish(self, entries: Sequence[Entry]) -> None:
        if not entries:
            return
        self._published_seq = entries[-1].seq
        try:
            self._on_committed(entries)
        except Exception:
            # It is durable and will be acknowledged, whoever could not be told.
            log.exception("entries up to %d could not be told on", self._published_seq)
        if self._published_seq - self._snapshot_seq >= self._limits.snapshot_every:
            self._save_snapshot()

    def _save_snapshot(self) -> None:
        """Keep the board; a snapshot only saves time at the next start, so failing is no alarm."""
        if self._failed or self._published_seq == self._snapshot_seq:
            return
        forget(self._board, self._clock.now_ms() - KEEP_CLOSED_MS)
        try:
            self._journal.save_snapshot(self._published_seq, dump(self._board))
        except JournalError as error:
            self._fail(error)
        else:
            self._snapshot_seq = self._published_seq

    def _fail(self, error: JournalError) -> None:
        self._failed = self._alarmed = True
        self._on_alarm("journal_unavailable", True, str(error))

    def _recover(self) -> bool:
        """Read the board back, and publish what was kept although its commit was not confirmed."""
        try:
            self._board = load_board(self._journal)
            while entries := self._journal.read(self._published_seq, READ_CHUNK):
                self._publish(entries)
            if self._alarmed:
                # A full disk can still be read: only a write shows that the store is back.
                self._journal.save_snapshot(self._board.seq, dump(self._board))
        except JournalError as error:
            self._fail(error)
            return False
        self._failed = False
        if self._alarmed:
            self._alarmed = False
            self._on_alarm("journal_unavailable", False, "")
        return True

    @staticmethod
    def _acknowledge(pending: list[_Pending]) -> None:
        for one in pending:
            assert one.receipt is not None
            one.future.set_result(one.receipt)

    @staticmethod
    def _refuse(pending: list[_Pending], refusal: Refusal) -> None:
        for one in pending:
            one.future.set_exception(refusal)
