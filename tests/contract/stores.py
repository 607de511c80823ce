"""The places a journal can live in, each with a way to break it, and what tests put in."""

import resource
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy

from dispatch.journal.memory import MemoryJournal
from dispatch.journal.port import Batch, Draft, IncidentRow, Journal, Outcome, TaskRow
from dispatch.journal.stored import StoredJournal, open_journal
from geo.database.cluster import PrivateCluster


def batch(name: str, *, vehicle: str | None = None, drafts: int = 1, **more: Any) -> Batch:
    """One command: its events, its outcome, its incident, and the task if a vehicle is sent."""
    tasks = [task(name, vehicle)] if vehicle else []
    return Batch(
        drafts=[draft(name, number) for number in range(drafts)],
        outcomes=[Outcome(f"command-{name}", b"digest", f"answer {name}".encode())],
        incidents=[IncidentRow(id=name, state="open", owner_unit="市中心", opened_ms=1_000)],
        tasks=tasks,
        **more,
    )


def draft(name: str, number: int = 0) -> Draft:
    return Draft(
        at_ms=1_000 + number,
        kind="IncidentOpened",
        incident_id=name,
        actor="王调度",
        command_id=f"command-{name}",
        payload=f'{{"id":"{name}","n":{number}}}'.encode(),
    )


def task(incident: str, vehicle: str, *, active: bool = True, name: str = "") -> TaskRow:
    return TaskRow(
        id=name or f"task-{incident}",
        incident_id=incident,
        vehicle_id=vehicle,
        state="assigned" if active else "available_mobile",
        active=active,
        assigned_ms=1_000,
    )


class Store(ABC):
    """Where a journal lives."""

    @abstractmethod
    def open(self) -> Journal: ...

    @abstractmethod
    def outage(self) -> AbstractContextManager[None]:
        """For a while nothing can be written."""


class MemoryStore(Store):
    def __init__(self) -> None:
        self._journal = MemoryJournal()

    def open(self) -> MemoryJournal:
        return self._journal

    @contextmanager
    def outage(self) -> Iterator[None]:
        self._journal.outage = "unplugged"
        yield
        self._journal.outage = None


class DatabaseStore(Store):
    """A journal in a database, with doors beside ours, as another program or an intruder uses."""

    url: str

    def open(self, *, read_only: bool = False) -> StoredJournal:
        return open_journal(self.url, read_only=read_only)

    @abstractmethod
    def execute(self, *statements: str) -> None:
        """Another program's connection: the database's own rules hold."""

    @abstractmethod
    def tamper(self, *statements: str) -> None:
        """An administrator's connection: the guards are switched off first."""


class SqliteStore(DatabaseStore):
    def __init__(self, path: Path) -> None:
        self.path = path
        self.url = f"sqlite:///{path}"

    def execute(self, *statements: str) -> None:
        connection = sqlite3.connect(self.path, isolation_level=None)
        try:
            for statement in statements:
                connection.execute(statement)
        finally:
            connection.close()

    def tamper(self, *statements: str) -> None:
        guards = ("keep", "fix", "once")
        self.execute(*(f"DROP TRIGGER IF EXISTS journal_entry_{g}" for g in guards), *statements)

    @contextmanager
    def outage(self) -> Iterator[None]:
        """The system refuses every write of this process, as a dying disk does."""
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)


class PostgisStore(DatabaseStore):
    def __init__(self, cluster: PrivateCluster, url: str) -> None:
        self.cluster = cluster
        self.url = url

    def execute(self, *statements: str) -> None:
        self.ask(*statements)

    def ask(self, *statements: str) -> Any:
        """The first value of the last statement's answer, if it has one."""
        engine = sqlalchemy.create_engine(self.url, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                connection.exec_driver_sql("SET search_path = liandong, public")
                results = [connection.exec_driver_sql(statement) for statement in statements]
                return results[-1].scalar() if results[-1].returns_rows else None
        finally:
            engine.dispose()

    def tamper(self, *statements: str) -> None:
        self.execute("SET session_replication_role = replica", *statements)

    @contextmanager
    def outage(self) -> Iterator[None]:
        """The whole server goes down and comes back."""
        self.cluster.stop()
        try:
            yield
        finally:
            self.cluster.start()
