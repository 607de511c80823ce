"""A disk that fills, a server that goes away: nothing is acknowledged that is not kept."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import count
from time import sleep

import pytest
import sqlalchemy
from sqlalchemy import event

from dispatch.journal.anchor import verify
from dispatch.journal.port import Batch, Entry, Journal, JournalMoved, JournalUnavailable
from tests.contract.stores import PostgisStore, SqliteStore, batch, draft

_OUR_SESSIONS = "FROM pg_stat_activity WHERE application_name = 'liandong'"
_CUT_OUR_SESSIONS = (
    f"SELECT count(pg_terminate_backend(pid)) {_OUR_SESSIONS} AND datname = current_database()"
)


def test_a_full_disk_is_named_and_what_was_kept_before_stays(sqlite_store: SqliteStore) -> None:
    with _small_disk(pages=120), closing(sqlite_store.open()) as journal:
        acknowledged: list[Entry] = []
        with pytest.raises(JournalUnavailable, match="磁盘已满"):
            _append_for_ever(journal, acknowledged)
        assert acknowledged
        assert journal.read(0, 100_000) == acknowledged
        assert verify(journal) is None
    with closing(sqlite_store.open()) as journal:
        journal.append(batch("b", after_seq=len(acknowledged)))


@pytest.mark.timeout(30)
def test_a_database_held_by_another_program_is_named(sqlite_store: SqliteStore) -> None:
    with closing(sqlite_store.open()) as journal:
        other = sqlite3.connect(sqlite_store.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalUnavailable, match="数据库被别的程序占用"):
            journal.append(batch("a"))
        other.close()
        journal.append(batch("a", after_seq=0))


@pytest.mark.postgis
def test_a_server_that_is_not_there_is_named_at_the_start(postgis_store: PostgisStore) -> None:
    with postgis_store.outage(), pytest.raises(JournalUnavailable, match="数据库连接中断"):
        postgis_store.open()
    postgis_store.open().close()


@pytest.mark.postgis
def test_a_cut_connection_loses_nothing_and_heals(postgis_store: PostgisStore) -> None:
    with closing(postgis_store.open()) as journal:
        journal.append(batch("a"))
        postgis_store.ask(_CUT_OUR_SESSIONS)
        with pytest.raises(JournalUnavailable, match="数据库连接中断"):
            journal.append(batch("b"))
        assert journal.append(batch("b", after_seq=1))[0].seq == 2


@pytest.mark.postgis
def test_a_commit_whose_answer_was_lost_is_found_again(postgis_store: PostgisStore) -> None:
    with closing(postgis_store.open()) as journal, _commits_hang(postgis_store):
        lost = _lose_the_answer(postgis_store, lambda: journal.append(batch("a", vehicle="v1")))
        assert isinstance(lost, JournalUnavailable)
        assert journal.head()[0] == 1
        outcome = journal.find_outcome("command-a")
        assert outcome is not None
        assert outcome.result == b"answer a"


@pytest.mark.postgis
def test_nobody_appends_on_top_of_a_lost_commit_without_reading_it(
    postgis_store: PostgisStore,
) -> None:
    with closing(postgis_store.open()) as journal:
        journal.append(batch("a"))
        with _commits_hang(postgis_store):
            _lose_the_answer(postgis_store, lambda: journal.append(batch("b")))
        with pytest.raises(JournalMoved):
            journal.append(batch("c"))
        assert [entry.incident_id for entry in journal.read(1, 10)] == ["b"]
        journal.append(batch("c", after_seq=2))


@pytest.mark.postgis
def test_who_lost_the_lock_to_another_writer_does_not_write_any_more(
    postgis_store: PostgisStore,
) -> None:
    with closing(postgis_store.open()) as late:
        late.append(batch("a"))
        postgis_store.ask(_CUT_OUR_SESSIONS)
        with closing(postgis_store.open()) as standby:
            standby.append(batch("b"))
            for _ in range(2):
                with pytest.raises(JournalUnavailable):
                    late.append(batch("c"))
        with pytest.raises(JournalMoved):
            late.append(batch("c"))


@pytest.mark.postgis
def test_all_entries_cannot_be_thrown_away_at_once(postgis_store: PostgisStore) -> None:
    with closing(postgis_store.open()) as journal:
        journal.append(batch("a"))
        with pytest.raises(sqlalchemy.exc.DBAPIError, match="append-only"):
            postgis_store.execute("TRUNCATE journal_entry")


def test_an_entry_cannot_be_replaced(sqlite_store: SqliteStore) -> None:
    with closing(sqlite_store.open()) as journal:
        journal.append(batch("a"))
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            sqlite_store.execute("INSERT OR REPLACE INTO journal_entry SELECT * FROM journal_entry")
        assert verify(journal) is None


def _append_for_ever(journal: Journal, acknowledged: list[Entry]) -> None:
    for number in count():
        acknowledged += journal.append(Batch(drafts=[draft(f"i{number}")] * 20))


@contextmanager
def _small_disk(pages: int) -> Iterator[None]:
    """Databases opened meanwhile find no room beyond so many pages."""

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(sqlalchemy.Engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(sqlalchemy.Engine, "connect", limit)


@contextmanager
def _commits_hang(store: PostgisStore) -> Iterator[None]:
    """Every commit is kept, and then waits for a standby server that does not exist."""
    store.ask("ALTER SYSTEM SET synchronous_standby_names = 'nobody'", "SELECT pg_reload_conf()")
    try:
        yield
    finally:
        store.ask("ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()")


def _lose_the_answer(
    store: PostgisStore, append: Callable[[], list[Entry]]
) -> BaseException | None:
    """Cut the connection after the commit is kept and before its answer arrives."""
    waiting = f"SELECT count(*) {_OUR_SESSIONS} AND wait_event = 'SyncRep'"
    with ThreadPoolExecutor(1) as pool:
        answer: Future[list[Entry]] = pool.submit(append)
        for _ in range(200):
            if store.ask(waiting):
                break
            sleep(0.02)
        store.ask(_CUT_OUR_SESSIONS)
        return answer.exception(timeout=10)
