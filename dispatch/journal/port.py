"""What the single writer asks of a journal: number, chain and keep what was decided.

``append`` is one transaction and is durable when it returns; nothing is acknowledged before.
How a writer recovers from ``JournalUnavailable`` is told in ``README.md`` beside this file.
"""

from collections.abc import Sequence
from typing import Protocol

import msgspec


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """One event as the core decided it; the journal gives it its number and its place in the chain.

    ``payload`` is the event as JSON: never empty, so that an empty payload means an erased one.
    """

    at_ms: int
    kind: str
    incident_id: str | None
    actor: str
    command_id: str
    payload: bytes


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One event as it stands in the journal, chained to the entry before it."""

    seq: int
    at_ms: int
    kind: str
    incident_id: str | None
    actor: str
    command_id: str
    payload: bytes
    payload_hash: bytes
    hash: bytes

    @property
    def erased(self) -> bool:
        """The payload was erased by law; its hash stays, so the chain still holds."""
        return not self.payload


class Outcome(msgspec.Struct, frozen=True):
    """The answer a command got. ``digest`` tells a repeated command from a reused key."""

    command_id: str
    digest: bytes
    result: bytes


class IncidentRow(msgspec.Struct, frozen=True, kw_only=True):
    """An incident (事件) as reports and GIS staff read it; ``lon`` and ``lat`` are WGS-84."""

    id: str
    state: str
    owner_unit: str
    county_code: str | None = None
    township_code: str | None = None
    opened_ms: int
    closed_ms: int | None = None
    urgency: str | None = None
    lon: float | None = None
    lat: float | None = None


class TaskRow(msgspec.Struct, frozen=True, kw_only=True):
    """A sortie (任务) of one vehicle. The database itself refuses two active ones of a vehicle."""

    id: str
    incident_id: str
    vehicle_id: str
    state: str
    active: bool
    assigned_ms: int
    ended_ms: int | None = None
    result: str | None = None
    hospital_code: str | None = None


class CallRow(msgspec.Struct, frozen=True, kw_only=True):
    """A telephone call (电话) as reports read it."""

    id: str
    number: str
    state: str
    rang_ms: int
    answered_ms: int | None = None
    ended_ms: int | None = None
    call_class: str | None = None
    incident_id: str | None = None


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """What one or several commands changed: kept together or not at all.

    ``after_seq`` is the journal number the drafts were decided on. When it is given and the
    journal has moved on, nothing is written and ``JournalMoved`` says so. Of several rows with
    one id the last counts.
    """

    drafts: Sequence[Draft] = ()
    outcomes: Sequence[Outcome] = ()
    tasks: Sequence[TaskRow] = ()
    incidents: Sequence[IncidentRow] = ()
    calls: Sequence[CallRow] = ()
    after_seq: int | None = None


class JournalError(Exception):
    """Something the journal would not or could not do; told in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh = zh
        self.en = en


class JournalUnavailable(JournalError):
    """The store cannot be reached or is full; whether the batch was kept, ``head()`` tells."""


class JournalMoved(JournalUnavailable):
    """The board the batch was decided on is behind the journal; nothing was written."""

    def __init__(self, after_seq: int, head_seq: int) -> None:
        super().__init__(
            f"日志已到第 {head_seq} 条，而决定依据的是第 {after_seq} 条；请先读取其后的记录",
            f"the journal is at {head_seq} but the batch was decided on {after_seq}; "
            "read the entries after it first",
        )
        self.after_seq = after_seq
        self.head_seq = head_seq


class JournalLocked(JournalError):
    """Another process writes this journal."""


class JournalCorrupt(JournalError):
    """The store is not a journal of this version, or its contents contradict themselves."""


class JournalRefused(JournalError):
    """A row that the database's rules do not allow: a fault in the program, not in the store."""


class VehicleAlreadyTasked(JournalError):
    """The vehicle has an active task; the database refused a second one."""

    def __init__(self, vehicle_id: str) -> None:
        super().__init__(
            f"车辆 {vehicle_id} 已有执行中的任务；请另选车辆",
            f"vehicle {vehicle_id} already has an active task; choose another vehicle",
        )
        self.vehicle_id = vehicle_id


class CommandRepeated(JournalError):
    """The command was carried out before; ``outcome`` is the answer it got."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(
            f"指令 {outcome.command_id} 已执行过；返回原结果即可",
            f"command {outcome.command_id} was carried out before; answer with its outcome",
        )
        self.outcome = outcome
        self.command_id = outcome.command_id


class Journal(Protocol):
    """An append-only, hash-chained record with exactly one writer.

    Every method may raise ``JournalUnavailable``; the journal mends itself at the next call.
    """

    @property
    def journal_id(self) -> str:
        """A UUID made when the journal was created; the live lane's epoch builds on it."""
        ...

    def append(self, batch: Batch) -> list[Entry]:
        """Keep a batch in one transaction; durable when it returns."""
        ...

    def find_outcome(self, command_id: str) -> Outcome | None:
        """The answer a command got, if it was carried out."""
        ...

    def find_outcomes(self, command_ids: Sequence[str]) -> dict[str, Outcome]:
        """The answers that these commands got, by their ids; one question for a whole batch."""
        ...

    def read(self, after_seq: int, limit: int) -> list[Entry]:
        """The entries after a number, oldest first, at most ``limit``."""
        ...

    def head(self) -> tuple[int, bytes]:
        """Number and hash of the last entry; (0, genesis hash) of an empty journal."""
        ...

    def save_snapshot(self, seq: int, board: bytes) -> None:
        """Keep the board as it stood after entry ``seq``; the newest few are kept."""
        ...

    def load_snapshot(self) -> tuple[int, bytes] | None:
        """The newest snapshot whose checksum holds."""
        ...

    def erase_payload(self, seq: int) -> None:
        """Erase one entry's payload, as the law may require; the chain stays whole."""
        ...

    def close(self) -> None:
        """Give up the writer's lock and all connections."""
        ...
