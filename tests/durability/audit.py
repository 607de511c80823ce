"""The books after the accidents: everything that was promised is there, and there once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Table, select

from dispatch.board import Board, Touched
from dispatch.domain import events as e
from dispatch.domain.actors import SYSTEM, Role
from dispatch.domain.commands import Receipt
from dispatch.journal import tables
from dispatch.journal.anchor import verify
from dispatch.journal.port import CallRow, Entry, IncidentRow, Journal, TaskRow
from dispatch.journal.rows import rows_of
from dispatch.journal.stored import open_journal
from dispatch.projections.readside import ReadSide
from dispatch.recovery import load_board, replay
from dispatch.sight import Viewer
from geo.database import create_engine
from stations.region import Region
from tests.durability.desks import Ack


@dataclass
class Books:
    """What an audit found wrong; all of it must be empty."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)


def audit(url: str, anchor: Path, acks: Sequence[Ack], region: Region, shown: Any) -> Books:
    """Hold the journal, the tables and what the server ``shown`` s against the promises.

    The server has ended: what happens by rule would go on under the audit.
    """
    books = Books()
    with closing(open_journal(url, read_only=True)) as journal:
        flaw = verify(journal, anchor)
        if flaw is not None:
            books.differs.append(f"hash chain: {flaw}")
        entries = _entries(journal)
        board = Board()
        events = list(zip(entries, replay(board, entries, Touched()), strict=True))
        _promises(books, journal, events, acks)
        _once(books, events)
        _one_task_at_a_time(books, [event for _, event in events])
        if load_board(journal) != board:
            books.differs.append("snapshot + tail is another board than the whole journal")
    _tables(books, url, board)
    # Clocks go on while nobody asks anything: the screen is held against its own moment.
    of_the_screen = Board()
    replay(of_the_screen, entries[: shown["seq"]], Touched())
    _screen(books, of_the_screen, region, shown)
    return books


def _entries(journal: Journal) -> list[Entry]:
    entries: list[Entry] = []
    while more := journal.read(len(entries), 1000):
        entries += more
    return entries


def _promises(
    books: Books,
    journal: Journal,
    events: Iterable[tuple[Entry, e.AnyEvent]],
    acks: Sequence[Ack],
) -> None:
    """Each acknowledged wish: its outcome, and its events under its own key."""
    made: defaultdict[str, list[e.AnyEvent]] = defaultdict(list)
    for entry, event in events:
        if event.by != SYSTEM:  # what happens by rule is promised to nobody
            made[entry.command_id].append(event)
    for ack in acks:
        outcome = journal.find_outcome(ack.key)
        promised = msgspec.convert(ack.receipt, Receipt)
        if outcome is None or msgspec.json.decode(outcome.result, type=Receipt) != promised:
            books.lost.append(f"outcome of {ack.path} ({ack.key})")
        kept = [event for event in made[ack.key] if _keeps(event, ack, promised)]
        if len(kept) != 1:
            (books.doubled if kept else books.lost).append(f"{ack.path} ({ack.key}): {kept}")
    # Every doubt was asked again until it was answered: what nobody was told has no place here.
    unknown = made.keys() - {ack.key for ack in acks}
    books.doubled += [f"carried out, and never told to anybody: {key}" for key in sorted(unknown)]


def _keeps(event: e.AnyEvent, ack: Ack, promised: Receipt) -> bool:
    """Whether this is the event that a wish was for."""
    match event:
        case e.CallRang():
            return ack.path.endswith("/calls") and event.call_id == promised.call_id
        case e.CallAnswered():
            return ack.path.endswith("/answer") and event.call_id == promised.call_id
        case e.IncidentOpened():
            return ack.path.endswith("/accept") and event.incident_id == promised.incident_id
        case e.VehicleDispatched():
            named = (event.task_id, event.incident_id, event.vehicle_id)
            asked = (promised.task_id, promised.incident_id, promised.vehicle_id)
            return ack.path.endswith("/dispatch") and named == asked
        case e.TaskStepped() | e.TaskEnded():
            return "/tasks/" in ack.path and event.task_id == promised.task_id
        case _:
            return False


def _once(books: Books, events: Iterable[tuple[Entry, e.AnyEvent]]) -> None:
    """A call rings, is answered and opens an incident once; an incident here gets one vehicle."""
    seen: Counter[str] = Counter()
    for _, event in events:
        match event:
            case e.CallRang() | e.CallAnswered() | e.CallJoined():
                seen[f"{type(event).__name__} {event.call_id}"] += 1
            case e.IncidentOpened() | e.VehicleDispatched():
                seen[f"{type(event).__name__} {event.incident_id}"] += 1
    books.doubled += [f"{what}: {times} times" for what, times in seen.items() if times > 1]


def _one_task_at_a_time(books: Books, events: Iterable[e.AnyEvent]) -> None:
    """At no moment of the journal has a vehicle two orders."""
    busy: dict[str, str] = {}
    for event in events:
        if isinstance(event, e.VehicleDispatched):
            if event.vehicle_id in busy.values():
                books.doubled.append(f"{event.vehicle_id} was on a task when {event.task_id} came")
            busy[event.task_id] = event.vehicle_id
        elif isinstance(event, e.TaskEnded):
            del busy[event.task_id]


def _tables(books: Books, url: str, board: Board) -> None:
    """The rows that reports read are those of the replayed board, all of them and no others."""
    everything = Touched(
        calls=set(board.calls), incidents=set(board.incidents), tasks=set(board.tasks)
    )
    tasks, incidents, calls = rows_of(board, everything)
    engine = create_engine(url, read_only=True)
    with engine.connect() as connection:

        def rows(table: Table) -> dict[str, dict[str, Any]]:
            columns = [column for column in table.c if column.name != "geom"]
            found = connection.execute(select(*columns)).mappings()
            return {row["id"]: dict(row) for row in found}

        of_board: dict[Table, Sequence[TaskRow | IncidentRow | CallRow]] = {
            tables.task: tasks,
            tables.incident: incidents,
            tables.call: calls,
        }
        for table, wanted in of_board.items():
            kept = rows(table)
            for row in wanted:
                values = msgspec.structs.asdict(row)
                values = {name: values[name] for name in values if name not in ("lon", "lat")}
                if kept.pop(row.id, None) != values:
                    books.differs.append(f"row {table.name} {row.id}")
            books.doubled += [f"row {table.name} {name} belongs to nothing" for name in kept]
    engine.dispose()


def _screen(books: Books, board: Board, region: Region, shown: Any) -> None:
    """The server's own board is the replayed one."""
    view = ReadSide(board, region).snapshot(Viewer(Role.DISPATCHER))
    replayed = msgspec.json.decode(msgspec.json.encode(view))
    for kind in ("calls", "incidents", "vehicles"):
        on_screen = {thing["id"]: thing for thing in shown[kind]}
        for thing in replayed[kind]:
            there = on_screen.pop(thing["id"], {})
            for of_positions in ("fix", "link_lost_s"):
                there.pop(of_positions, None)
            if there != thing:
                books.differs.append(f"on the screen: {kind} {thing['id']}")
        books.doubled += [f"on the screen only: {kind} {name}" for name in on_screen]
