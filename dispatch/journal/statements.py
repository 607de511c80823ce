"""The SQL of the journal, built once: each statement serves both dialects."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from msgspec.structs import asdict
from sqlalchemy import Connection, Insert, Table, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from dispatch.journal import tables
from dispatch.journal.port import Batch, CallRow, Entry, IncidentRow, Outcome, TaskRow
from geo.database import ewkt

Rows = list[dict[str, Any]]
Row = TypeVar("Row", TaskRow, IncidentRow, CallRow)

INSERT_ENTRIES = insert(tables.journal_entry)
INSERT_OUTCOMES = insert(tables.command_outcome)
SELECT_ENTRIES = select(*tables.journal_entry.c).order_by(tables.journal_entry.c.seq)
SELECT_HEAD = (
    select(tables.journal_entry.c.seq, tables.journal_entry.c.hash)
    .order_by(tables.journal_entry.c.seq.desc())
    .limit(1)
)


def _upsert(table: Table) -> dict[str, Insert]:
    (key,) = table.primary_key
    statements: dict[str, Insert] = {}
    for name, dialect in (("postgresql", postgresql), ("sqlite", sqlite)):
        statement = dialect.insert(table)
        changed = {column.name: statement.excluded[column.name] for column in table.c}
        del changed[key.name]
        statements[name] = statement.on_conflict_do_update(index_elements=[key], set_=changed)
    return statements


_INCIDENTS = _upsert(tables.incident)
_TASKS = _upsert(tables.task)
_CALLS = _upsert(tables.call)


def write_batch(
    connection: Connection, batch: Batch, entries: Sequence[Entry], head_seq: int
) -> None:
    """Everything one batch changes; the caller's transaction makes it one."""
    dialect = connection.dialect.name
    tasks = latest(batch.tasks)
    steps: tuple[tuple[Insert, Rows], ...] = (
        (INSERT_ENTRIES, [asdict(entry) for entry in entries]),
        (INSERT_OUTCOMES, _outcome_rows(batch.outcomes, entries, head_seq)),
        (_INCIDENTS[dialect], [_incident_row(row) for row in latest(batch.incidents)]),
        # A vehicle's old task ends before its next one begins, or the unique index would object.
        (_TASKS[dialect], [asdict(row) for row in tasks if not row.active]),
        (_TASKS[dialect], [asdict(row) for row in tasks if row.active]),
        (_CALLS[dialect], [asdict(row) for row in latest(batch.calls)]),
    )
    for statement, rows in steps:
        if rows:
            connection.execute(statement, rows)


def write_snapshot(connection: Connection, seq: int, board: bytes, checksum: bytes) -> None:
    """Keep one snapshot, replacing one of the same number.

    Replaced, not updated: SQLite writes nothing for a row that stays as it is, and a full disk
    would seem sound again.
    """
    table = tables.board_snapshot
    connection.execute(delete(table).where(table.c.seq == seq))
    connection.execute(insert(table), {"seq": seq, "board": board, "checksum": checksum})


def latest(rows: Iterable[Row]) -> list[Row]:
    """Of several rows with one id the last, in the order they first came."""
    return list({row.id: row for row in rows}.values())


def find_repeated(connection: Connection, outcomes: Sequence[Outcome]) -> Outcome | None:
    """The first of these commands that has an outcome already, here or earlier in the list."""
    table = tables.command_outcome
    asked = [outcome.command_id for outcome in outcomes]
    query = select(table.c.command_id, table.c.digest, table.c.result)
    found = connection.execute(query.where(table.c.command_id.in_(asked)))
    known = {row.command_id: Outcome(*row) for row in found}
    for outcome in outcomes:
        if outcome.command_id in known:
            return known[outcome.command_id]
        known[outcome.command_id] = outcome
    return None


def find_double_task(connection: Connection, rows: Sequence[TaskRow]) -> str | None:
    """The vehicle that would have two active tasks if these rows were written."""
    tasks = latest(rows)
    active = [row for row in tasks if row.active]
    query = select(tables.task.c.vehicle_id).where(
        tables.task.c.active,
        tables.task.c.vehicle_id.in_([row.vehicle_id for row in active]),
        tables.task.c.id.not_in([row.id for row in tasks]),
    )
    busy = set(connection.scalars(query))
    for row in active:
        if row.vehicle_id in busy:
            return row.vehicle_id
        busy.add(row.vehicle_id)
    return None


def _incident_row(row: IncidentRow) -> dict[str, Any]:
    values = asdict(row)
    values["geom"] = ewkt(values.pop("lon"), values.pop("lat"))
    return values


def _outcome_rows(outcomes: Sequence[Outcome], entries: Sequence[Entry], head_seq: int) -> Rows:
    """Each outcome with the last entry its command made, so that old ones can be found by age."""
    made = {entry.command_id: entry.seq for entry in entries}
    return [
        {**asdict(outcome), "seq": made.get(outcome.command_id, head_seq)} for outcome in outcomes
    ]
