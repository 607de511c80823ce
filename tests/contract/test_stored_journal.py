"""What a journal in a database promises beyond: reopening, one writer, and proof of tampering."""

import resource
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from time import sleep

import pytest
from sqlalchemy import func, select

from dispatch.journal import tables
from dispatch.journal.anchor import read_anchors, verify, write_anchor
from dispatch.journal.port import (
    Batch,
    IncidentRow,
    JournalCorrupt,
    JournalLocked,
    JournalRefused,
    JournalUnavailable,
)
from dispatch.journal.stored import open_journal
from geo.database import create_engine
from tests.contract.stores import DatabaseStore, batch, task

_HOLD_THE_LOCK = """
import sys, time
from dispatch.journal.stored import open_journal
journal = open_journal(sys.argv[1])
print("open", flush=True)
time.sleep(60)
"""


def test_everything_is_there_after_reopening(database: DatabaseStore) -> None:
    with closing(database.open()) as journal:
        identity = journal.journal_id
        kept = journal.append(batch("a", vehicle="v1", drafts=3))
        journal.save_snapshot(2, b"board")
    with closing(database.open()) as journal:
        assert journal.journal_id == identity
        assert journal.head() == (3, kept[-1].hash)
        assert journal.read(0, 10) == kept
        assert journal.find_outcome("command-a") is not None
        assert journal.load_snapshot() == (2, b"board")
        assert journal.append(batch("b"))[0].seq == 4


def test_a_second_writer_is_turned_away_until_the_first_has_gone(database: DatabaseStore) -> None:
    with closing(database.open()) as journal:
        with pytest.raises(JournalLocked, match="pid"):
            database.open()
        journal.append(batch("a"))
    database.open().close()


def test_a_killed_writer_leaves_no_lock(database: DatabaseStore) -> None:
    command = [sys.executable, "-c", _HOLD_THE_LOCK, database.url]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "open\n"
        with pytest.raises(JournalLocked):
            database.open()
        writer.kill()
    _open_patiently(database)


def test_a_reader_beside_the_writer_sees_what_is_kept_and_changes_nothing(
    database: DatabaseStore,
) -> None:
    with closing(database.open()) as journal:
        journal.append(batch("a"))
        with closing(database.open(read_only=True)) as reader:
            journal.append(batch("b"))
            assert reader.head() == journal.head()
            assert verify(reader) is None
            with pytest.raises(JournalRefused):
                reader.append(batch("c"))


def test_a_reader_refuses_a_database_that_was_never_prepared(
    database: DatabaseStore, tmp_path: Path
) -> None:
    with closing(database.open()):
        pass
    database.execute("UPDATE alembic_version SET version_num = '0000'")
    with pytest.raises(JournalUnavailable, match="0000"):
        database.open(read_only=True)


def test_a_closed_journal_stays_closed(database: DatabaseStore) -> None:
    journal = database.open()
    journal.close()
    with pytest.raises(JournalUnavailable, match="closed"):
        journal.append(batch("a"))


def test_the_database_itself_refuses_a_double_task(database: DatabaseStore) -> None:
    with closing(database.open()) as journal:
        journal.append(batch("a", vehicle="v1"))
        with pytest.raises(Exception, match=r"(?i)unique"):
            database.execute(
                "INSERT INTO task (id, incident_id, vehicle_id, state, active, assigned_ms) "
                "VALUES ('other', 'a', 'v1', 'assigned', true, 1)"
            )


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE journal_entry SET actor = 'nobody' WHERE seq = 1",
        "UPDATE journal_entry SET payload = NULL, at_ms = 1 WHERE seq = 1",
        "UPDATE journal_entry SET payload = payload_hash WHERE seq = 1",
        "DELETE FROM journal_entry WHERE seq = 2",
    ],
)
def test_the_database_itself_keeps_entries_as_they_are(
    database: DatabaseStore, change: str
) -> None:
    with closing(database.open()) as journal:
        journal.append(batch("a", drafts=2))
        with pytest.raises(Exception, match="append-only"):
            database.execute(change)
        assert verify(journal) is None


@pytest.mark.parametrize(
    ("change", "seq"),
    [
        ("UPDATE journal_entry SET payload = hash WHERE seq = 3", 3),
        ("UPDATE journal_entry SET payload = hash, payload_hash = hash WHERE seq = 3", 3),
        ("UPDATE journal_entry SET actor = 'nobody' WHERE seq = 1", 1),
        ("UPDATE journal_entry SET at_ms = at_ms + 60000 WHERE seq = 5", 5),
        ("UPDATE journal_entry SET hash = payload_hash WHERE seq = 2", 2),
        ("DELETE FROM journal_entry WHERE seq = 4", 4),
    ],
)
def test_tampering_shows_at_the_first_entry_it_touched(
    database: DatabaseStore, change: str, seq: int
) -> None:
    with closing(database.open()) as journal:
        journal.append(batch("a", drafts=5))
        assert verify(journal) is None
        database.tamper(change)
        flaw = verify(journal)
        assert flaw is not None
        assert flaw.seq == seq


def test_a_cut_tail_shows_by_the_anchor(database: DatabaseStore, tmp_path: Path) -> None:
    anchor = tmp_path / "other disk" / "anchor.txt"
    with closing(database.open()) as journal:
        journal.append(batch("a", drafts=5))
        write_anchor(anchor, journal.head(), 1_000)
        assert verify(journal, anchor) is None
    database.tamper("DELETE FROM journal_entry WHERE seq > 3")
    with closing(database.open()) as journal:
        assert verify(journal) is None
        flaw = verify(journal, anchor)
        assert flaw is not None
        assert flaw.seq == 4
        journal.append(batch("b", drafts=2))  # and cannot be grown over
        flaw = verify(journal, anchor)
        assert flaw is not None
        assert flaw.seq == 5


def test_an_anchor_survives_a_torn_line_and_tells_two_truths_apart(tmp_path: Path) -> None:
    anchor = tmp_path / "anchor.txt"
    write_anchor(anchor, (7, b"\1" * 32), 1_000)
    with anchor.open("a") as file:
        file.write("9 ab")
    write_anchor(anchor, (9, b"\2" * 32), 2_000)
    assert read_anchors(anchor) == {7: b"\1" * 32, 9: b"\2" * 32}
    write_anchor(anchor, (9, b"\3" * 32), 3_000)
    with pytest.raises(JournalCorrupt, match="9"):
        read_anchors(anchor)


def test_a_damaged_snapshot_is_passed_over_for_the_one_before(database: DatabaseStore) -> None:
    with closing(database.open()) as journal:
        journal.append(batch("a", drafts=9))
        journal.save_snapshot(4, b"board at 4")
        journal.save_snapshot(9, b"board at 9")
        database.execute("UPDATE board_snapshot SET board = checksum WHERE seq = 9")
        assert journal.load_snapshot() == (4, b"board at 4")


def test_the_same_snapshot_again_still_proves_that_the_disk_takes_it(tmp_path: Path) -> None:
    with closing(open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}")) as journal:
        journal.append(batch("a"))
        journal.save_snapshot(1, b"board at 1")
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
        try:
            with pytest.raises(JournalUnavailable):
                journal.save_snapshot(1, b"board at 1")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        journal.save_snapshot(1, b"board at 1")


def test_a_snapshot_ahead_of_the_journal_is_not_believed(database: DatabaseStore) -> None:
    with closing(database.open()) as journal:
        journal.append(batch("a", drafts=2))
        journal.save_snapshot(2, b"board at 2")
        journal.save_snapshot(7, b"board of another journal")
        assert journal.load_snapshot() == (2, b"board at 2")


def test_only_the_newest_snapshots_are_kept(database: DatabaseStore) -> None:
    with closing(database.open()) as journal:
        journal.append(batch("a", drafts=9))
        for seq in range(1, 10):
            journal.save_snapshot(seq, b"board")
    engine = create_engine(database.url)
    with engine.connect() as connection:
        seqs = connection.scalars(select(tables.board_snapshot.c.seq)).all()
    engine.dispose()
    assert sorted(seqs) == [7, 8, 9]


def test_a_place_is_a_geometry_that_spatial_sql_understands(database: DatabaseStore) -> None:
    place = IncidentRow(id="a", state="open", owner_unit="u", opened_ms=1, lon=110.8, lat=32.6)
    with closing(database.open()) as journal:
        journal.append(Batch(incidents=[place]))
    engine = create_engine(database.url)
    geom = tables.incident.c.geom
    with engine.connect() as connection:
        query = select(func.ST_X(geom), func.ST_Y(geom), func.ST_Distance(geom, geom))
        assert connection.execute(query).one() == (110.8, 32.6, 0.0)
    engine.dispose()


def test_a_number_beyond_the_database_is_refused_and_harms_nobody(database: DatabaseStore) -> None:
    late = IncidentRow(id="a", state="open", owner_unit="u", opened_ms=2**70)
    with closing(database.open()) as journal:
        with pytest.raises(JournalRefused):
            journal.append(Batch(incidents=[late]))
        journal.append(batch("a", after_seq=0))


def test_a_journal_of_another_format_is_not_touched(database: DatabaseStore) -> None:
    database.open().close()
    database.execute("UPDATE journal_meta SET format = 99")
    with pytest.raises(JournalCorrupt, match="99"):
        database.open()


def test_the_read_model_follows_the_last_batch(database: DatabaseStore) -> None:
    with closing(database.open()) as journal:
        journal.append(batch("a", vehicle="v1"))
        journal.append(Batch(tasks=[task("a", "v1", active=False)]))
    engine = create_engine(database.url)
    with engine.connect() as connection:
        row = connection.execute(select(tables.task)).one()
    engine.dispose()
    assert (row.state, row.active) == ("available_mobile", False)


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "nonsense", "sqlite:///:memory:"])
def test_a_url_that_cannot_hold_a_journal_is_named_with_its_remedy(url: str) -> None:
    with pytest.raises(JournalUnavailable, match="sqlite:///file"):
        open_journal(url)


def _open_patiently(database: DatabaseStore) -> None:
    """PostgreSQL needs a moment to notice that a client is gone."""
    for attempt in range(50):
        try:
            database.open().close()
            return
        except JournalLocked:
            if attempt == 49:
                raise
            sleep(0.1)
