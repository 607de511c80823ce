"""The journal in a database: SQLite beside the program, or PostgreSQL with PostGIS."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import RLock
from uuid import uuid4

from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError

from dispatch.journal import checkpoints, statements, tables
from dispatch.journal.chain import genesis_hash, link, snapshot_checksum
from dispatch.journal.faults import unavailable
from dispatch.journal.lock import AdvisoryLock, FileLock, WriterLock
from dispatch.journal.port import (
    Batch,
    CommandRepeated,
    Entry,
    JournalCorrupt,
    JournalError,
    JournalLocked,
    JournalMoved,
    JournalRefused,
    JournalUnavailable,
    Outcome,
    VehicleAlreadyTasked,
)
from geo.database import DatabaseUnusable, create_engine, is_postgresql, sqlite_path, writing
from geo.database.migrate import check_current, upgrade

FORMAT = 1
"""Number of the chain's rule; a journal of another one is not touched."""

SNAPSHOTS_KEPT = 3


def open_journal(url: str, *, read_only: bool = False) -> "StoredJournal":
    """Open, and for writing bring its tables up to date; ``JournalLocked`` if somebody writes."""
    try:
        engine = create_engine(url, read_only=read_only)
        path = sqlite_path(url)
        lock: WriterLock = AdvisoryLock() if path is None else FileLock(path)
        journal = StoredJournal(engine, None if read_only else lock)
    except DatabaseUnusable as error:
        raise JournalUnavailable(error.zh, error.en) from error
    try:
        journal.prepare()
    except BaseException:
        journal.close()
        raise
    return journal


class StoredJournal:
    """One writer's connection under a lock, and a pool of connections for readers."""

    def __init__(self, engine: Engine, lock: WriterLock | None) -> None:
        self._engine = engine
        self._lock = lock
        # A reader asks one question at a time: on PostgreSQL that needs no transaction.
        options = {"isolation_level": "AUTOCOMMIT"} if is_postgresql(engine) else {}
        self._readers = engine.execution_options(**options)
        self._mutex = RLock()
        self._writer: Connection | None = None
        self._head: tuple[int, bytes] | None = None
        self._head_is_stale = True
        self._journal_id = ""
        self._closed = False
        self.checkpoints = checkpoints.Checkpoints(self._writing, self._reading)

    def prepare(self) -> None:
        """Take the lock, bring the tables up to date, and find or make the journal's identity."""
        with self._mutex, self._told():
            try:
                if self._lock is None:
                    check_current(self._engine)
                else:
                    self._connect_locked(self._lock)
                    upgrade(self._engine)
            except DatabaseUnusable as error:
                raise JournalUnavailable(error.zh, error.en) from error
            self._identify()

    @property
    def journal_id(self) -> str:
        """A UUID made when the journal was created."""
        return self._journal_id

    def append(self, batch: Batch) -> list[Entry]:
        """Keep a batch in one transaction; durable when it returns."""
        with self._writing() as connection:
            head = self._known_head(connection)
            if batch.after_seq not in (None, head[0]):
                raise JournalMoved(batch.after_seq, head[0])
            entries = link(head, batch.drafts)
            try:
                with connection.begin():
                    statements.write_batch(connection, batch, entries, head[0])
            except (IntegrityError, DataError, OverflowError) as error:
                raise self._refusal(connection, batch, error) from error
            if entries:
                self._head = (entries[-1].seq, entries[-1].hash)
            return entries

    def find_outcome(self, command_id: str) -> Outcome | None:
        """The answer a command got, if it was carried out."""
        return self.find_outcomes([command_id]).get(command_id)

    def find_outcomes(self, command_ids: Sequence[str]) -> dict[str, Outcome]:
        """The answers that these commands got, by their ids."""
        table = tables.command_outcome
        query = select(table.c.command_id, table.c.digest, table.c.result)
        with self._reading() as connection:
            rows = connection.execute(query.where(table.c.command_id.in_(command_ids))).all()
        return {row.command_id: Outcome(*row) for row in rows}

    def read(self, after_seq: int, limit: int) -> list[Entry]:
        """The entries after a number, oldest first."""
        query = statements.SELECT_ENTRIES.where(tables.journal_entry.c.seq > after_seq)
        with self._reading() as connection:
            rows = connection.execute(query.limit(limit)).mappings().all()
        return [Entry(**{**row, "payload": row["payload"] or b""}) for row in rows]

    def head(self) -> tuple[int, bytes]:
        """Number and hash of the last entry; after a failure, what the database really kept."""
        if self._lock is None:
            with self._reading() as connection:
                return self._read_head(connection)
        with self._writing() as connection:
            if self._head_is_stale or self._head is None:
                return self._refresh_head(connection)
            return self._head

    def save_snapshot(self, seq: int, board: bytes) -> None:
        """Keep the board as it stood after entry ``seq``, and drop all but the newest few."""
        table = tables.board_snapshot
        newest = select(table.c.seq).order_by(table.c.seq.desc()).limit(SNAPSHOTS_KEPT)
        with self._writing() as connection, connection.begin():
            statements.write_snapshot(connection, seq, board, snapshot_checksum(seq, board))
            kept = connection.scalars(newest).all()
            connection.execute(delete(table).where(table.c.seq < kept[-1]))

    def load_snapshot(self) -> tuple[int, bytes] | None:
        """The newest snapshot whose checksum holds and which the journal reaches."""
        table = tables.board_snapshot
        query = select(table.c.seq, table.c.board, table.c.checksum).order_by(table.c.seq.desc())
        head_seq, _ = self.head()
        with self._reading() as connection:
            for seq, board, checksum in connection.execute(query).all():
                if seq <= head_seq and checksum == snapshot_checksum(seq, board):
                    return int(seq), bytes(board)
        return None

    def erase_payload(self, seq: int) -> None:
        """Erase one entry's payload; the chain stays whole."""
        entry = tables.journal_entry
        with self._writing() as connection, connection.begin():
            self.checkpoints.erasures += 1
            connection.execute(update(entry).where(entry.c.seq == seq).values(payload=None))
            checkpoints.drop_from(connection, seq)

    def close(self) -> None:
        """Give up the writer's lock and all connections."""
        with self._mutex:
            self._closed = True
            self._drop_writer()
            self._engine.dispose()
            if self._lock is not None:
                self._lock.release()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """The writer's connection; one that failed is thrown away, and the next call makes anew."""
        with self._mutex, self._told():
            if self._lock is None:
                raise JournalRefused("日志以只读方式打开", "the journal was opened read-only")
            try:
                yield self._writer or self._connect_locked(self._lock)
            except JournalError:
                raise
            except BaseException:
                self._drop_writer()
                raise

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """A reader's connection. While a lost commit may still be on its way nobody may read past
        it: the new writer's connection gets the lock only when the old session is over."""
        with self._told():
            if self._lock is not None and self._head_is_stale:
                self.head()
            with self._readers.connect() as connection:
                yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Whatever the database does, the caller hears it as ``JournalUnavailable``."""
        if self._closed:
            raise JournalUnavailable("日志已关闭", "the journal is closed")
        try:
            yield
        except (SQLAlchemyError, OSError) as error:
            raise unavailable(error) from error

    def _connect_locked(self, lock: WriterLock) -> Connection:
        """A new connection that holds the lock; what it may append to must be read again."""
        connection = self._engine.connect().execution_options(liandong_writes=True)
        try:
            with connection.begin():
                lock.hold(connection)
        except JournalLocked as error:
            connection.close()
            if self._head is None:
                raise
            raise JournalUnavailable(error.zh, error.en) from error  # it was ours, and is lost
        except BaseException:
            connection.invalidate()
            raise
        self._writer = connection
        return connection

    def _drop_writer(self) -> None:
        connection, self._writer, self._head_is_stale = self._writer, None, True
        if connection is not None:
            connection.invalidate()  # whatever its transaction was, the server rolls it back
            connection.close()

    def _known_head(self, connection: Connection) -> tuple[int, bytes]:
        """The head to append behind. If the database kept something else than we last knew (a
        commit whose answer was lost, or another writer in between), the board is behind."""
        known = self._head
        if self._head_is_stale or known is None:
            actual = self._refresh_head(connection)
            if known not in (None, actual):
                raise JournalMoved(known[0], actual[0])
            return actual
        return known

    def _refresh_head(self, connection: Connection) -> tuple[int, bytes]:
        with connection.begin():
            self._head = self._read_head(connection)
        self._head_is_stale = False
        return self._head

    def _read_head(self, connection: Connection) -> tuple[int, bytes]:
        row = connection.execute(statements.SELECT_HEAD).first()
        return (0, genesis_hash(self._journal_id)) if row is None else (row.seq, row.hash)

    def _refusal(self, connection: Connection, batch: Batch, error: Exception) -> JournalError:
        """Which of the rules the batch broke; its transaction is already rolled back."""
        known = self._head
        with connection.begin():
            actual = self._read_head(connection)
            repeated = statements.find_repeated(connection, batch.outcomes)
            doubled = statements.find_double_task(connection, batch.tasks)
        if known is not None and actual != known:
            self._head = actual
            return JournalMoved(known[0], actual[0])
        if repeated is not None:
            return CommandRepeated(repeated)
        if doubled is not None:
            return VehicleAlreadyTasked(doubled)
        cause = error.orig if isinstance(error, DBAPIError) else error
        return JournalRefused(f"数据库不接受这条记录：{cause}", f"row refused: {cause}")

    def _identify(self) -> None:
        meta = tables.journal_meta
        with self._engine.connect() as connection:
            row = connection.execute(select(meta.c.journal_id, meta.c.format)).first()
        if row is None and self._lock is not None:
            self._journal_id = str(uuid4())
            with writing(self._engine) as connection:
                values = {"id": 1, "journal_id": self._journal_id, "format": FORMAT}
                connection.execute(insert(meta).values(values))
        elif row is None or row.format != FORMAT:
            found = "空" if row is None else row.format
            raise JournalCorrupt(
                f"日志格式是 {found}，本程序只认 {FORMAT}；请用相应版本打开",
                f"journal format is {found}, this program knows {FORMAT}; use the release for it",
            )
        else:
            self._journal_id = row.journal_id
