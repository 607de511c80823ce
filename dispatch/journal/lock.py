"""One journal, one writer: the lock that a second process meets.

For SQLite a lock file beside the database. For PostgreSQL an advisory lock on the very connection
that appends, so that losing the connection loses both: nobody writes who does not hold the lock.
"""

import fcntl
import os
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, text

from dispatch.journal.port import JournalLocked

_ADVISORY_KEY = int.from_bytes(b"liandong", "big")


class WriterLock(Protocol):
    """What makes a writer the only one."""

    def hold(self, connection: Connection) -> None:
        """Take the lock for this connection, or raise ``JournalLocked``."""
        ...

    def release(self) -> None:
        """Let the next writer in."""
        ...


class FileLock:
    """A lock on ``<database>.lock``; the system frees it when the process dies, however it dies."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".lock")
        self._file: int | None = None

    def hold(self, connection: Connection | None = None) -> None:
        """Take the lock once; it does not depend on a connection."""
        if self._file is not None:
            return
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(file, 32).decode(errors="replace").strip()
            os.close(file)
            raise _locked(f"{self._path.name}, pid {holder or '?'}") from None
        os.ftruncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        self._file = file

    def release(self) -> None:
        """Free the lock; the file stays, because removing it would race with the next writer."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


class AdvisoryLock:
    """PostgreSQL's own lock, held by a session for as long as it lives."""

    def hold(self, connection: Connection) -> None:
        """Take the lock on the connection that will append."""
        query = text("SELECT pg_try_advisory_lock(:key)")
        if not connection.scalar(query, {"key": _ADVISORY_KEY}):
            raise _locked(f"PostgreSQL pid {connection.scalar(_HOLDER) or '?'}")

    def release(self) -> None:
        """Closing the connection frees it."""


# A 64-bit key shows as two halves in pg_locks.
_HOLDER = text(
    "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1 "
    "AND classid::bigint << 32 | objid::bigint = :key LIMIT 1"
).bindparams(key=_ADVISORY_KEY)


def _locked(holder: str) -> JournalLocked:
    return JournalLocked(
        f"另一个进程正在写这个日志（{holder}）；请先停止它，或改用只读方式打开",
        f"another process writes this journal ({holder}); stop it first, or open read-only",
    )
