"""A dispatch room: the real writer with its journal and readers, for tests of the writer."""

from collections.abc import Iterable, Sequence
from concurrent.futures import Future

from dispatch.board import Board, Touched
from dispatch.domain import commands as c
from dispatch.domain.actors import Actor
from dispatch.domain.clock import ManualClock
from dispatch.domain.commands import Receipt, Request
from dispatch.journal.memory import MemoryJournal
from dispatch.journal.port import Entry
from dispatch.projections.readside import ReadSide
from dispatch.recovery import load_board, replay
from dispatch.writer import Writer, WriterLimits
from tests.support.scenario_stage import ANSWER_WITHIN_S, GATEWAY
from tests.support.small_world import CITY_DESK, EIGHT_MS, small_region


class Room:
    """Writer and readers on one journal; ``start`` is left to the test."""

    def __init__(
        self,
        journal: MemoryJournal | None = None,
        limits: WriterLimits | None = None,
        clock: ManualClock | None = None,
    ) -> None:
        self.region = small_region()
        self.clock = clock or ManualClock(EIGHT_MS)
        self.journal = MemoryJournal("room") if journal is None else journal
        self.alarms: list[tuple[str, bool]] = []
        self.readers = ReadSide(load_board(self.journal), self.region)
        self.writer = Writer(
            self.journal,
            self.region,
            self.clock,
            on_committed=self._publish,
            on_alarm=lambda code, active, detail: self.alarms.append((code, active)),
            limits=limits,
        )

    def _publish(self, entries: Sequence[Entry]) -> None:
        self.readers.publish(entries)

    def __enter__(self) -> "Room":
        self.writer.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.writer.stop()

    def submit(self, key: str, actor: Actor, command: c.AnyCommand) -> "Future[Receipt]":
        """Hand a command in and do not wait."""
        return self.writer.submit(Request(command_id=key, actor=actor, command=command))

    def ask(self, key: str, actor: Actor, command: c.AnyCommand) -> Receipt:
        """Hand a command in and wait for its answer."""
        return self.submit(key, actor, command).result(timeout=ANSWER_WITHIN_S)

    def open_incidents(self, count: int) -> list[str]:
        """So many calls accepted as incidents."""
        incidents = []
        for call_id in (f"C{nth}" for nth in range(count)):
            self.ask(f"{call_id}-ring", GATEWAY, c.RingCall(call_id=call_id, number=""))
            self.ask(f"{call_id}-answer", CITY_DESK, c.AnswerCall(call_id=call_id))
            receipt = self.ask(f"{call_id}-accept", CITY_DESK, c.AcceptCall(call_id=call_id))
            incidents.append(receipt.incident_id or "")
        return incidents


def replayed(journal: MemoryJournal) -> Board:
    """The board that the journal alone gives, read from its first entry."""
    board = Board()
    replay(board, MemoryJournal.read(journal, 0, 10**9), Touched())
    return board


def answers(futures: Iterable["Future[Receipt]"]) -> tuple[list[Receipt], list[BaseException]]:
    """Who was told yes, and who was told no, once all have been told."""
    told = list(futures)
    errors = [future.exception(timeout=ANSWER_WITHIN_S) for future in told]
    receipts = [f.result() for f, error in zip(told, errors, strict=True) if error is None]
    return receipts, [error for error in errors if error is not None]
