"""What every journal promises the single writer."""

from contextlib import closing

import pytest
from msgspec.structs import replace

from dispatch.journal.anchor import verify
from dispatch.journal.chain import genesis_hash
from dispatch.journal.port import (
    Batch,
    CallRow,
    CommandRepeated,
    IncidentRow,
    JournalMoved,
    JournalRefused,
    JournalUnavailable,
    Outcome,
    VehicleAlreadyTasked,
)
from tests.contract.stores import Store, batch, draft, task

REQUIREMENTS = ("REC-01", "DSP-16")


def test_an_empty_journal_stands_at_zero(store: Store) -> None:
    with closing(store.open()) as journal:
        assert journal.head() == (0, genesis_hash(journal.journal_id))
        assert journal.read(0, 10) == []
        assert journal.load_snapshot() is None
        assert journal.find_outcome("command-a") is None


def test_entries_are_numbered_from_one_in_the_order_they_were_decided(store: Store) -> None:
    with closing(store.open()) as journal:
        kept = journal.append(batch("a", drafts=2)) + journal.append(batch("b"))
        assert [entry.seq for entry in kept] == [1, 2, 3]
        assert [entry.incident_id for entry in kept] == ["a", "a", "b"]
        assert journal.read(0, 10) == kept
        assert journal.head() == (3, kept[-1].hash)


def test_reading_goes_on_where_it_stopped(store: Store) -> None:
    with closing(store.open()) as journal:
        kept = journal.append(batch("a", drafts=5))
        assert journal.read(0, 2) == kept[:2]
        assert journal.read(2, 2) == kept[2:4]
        assert journal.read(5, 2) == []


def test_a_batch_without_events_keeps_its_rows_and_moves_nothing(store: Store) -> None:
    with closing(store.open()) as journal:
        assert journal.append(Batch(outcomes=[Outcome("c", b"d", b"r")])) == []
        assert journal.head()[0] == 0
        assert journal.find_outcome("c") == Outcome("c", b"d", b"r")


def test_the_answer_of_a_command_is_found_again(store: Store) -> None:
    with closing(store.open()) as journal:
        journal.append(batch("a"))
        assert journal.find_outcome("command-a") == Outcome("command-a", b"digest", b"answer a")


def test_a_repeated_command_is_refused_with_its_first_answer(store: Store) -> None:
    with closing(store.open()) as journal:
        journal.append(batch("a"))
        with pytest.raises(CommandRepeated) as caught:
            journal.append(batch("a", vehicle="v1"))
        assert caught.value.outcome.result == b"answer a"
        assert journal.head()[0] == 1
        journal.append(batch("b", vehicle="v1"))


def test_one_command_twice_in_a_batch_is_refused(store: Store) -> None:
    with closing(store.open()) as journal:
        twice = Batch(drafts=[draft("a")], outcomes=[Outcome("c", b"", b"")] * 2)
        with pytest.raises(CommandRepeated):
            journal.append(twice)
        assert journal.head()[0] == 0


def test_a_vehicle_on_a_task_is_not_sent_again_and_nothing_of_that_is_kept(store: Store) -> None:
    with closing(store.open()) as journal:
        journal.append(batch("a", vehicle="v1"))
        with pytest.raises(VehicleAlreadyTasked) as caught:
            journal.append(batch("b", vehicle="v1"))
        assert caught.value.vehicle_id == "v1"
        assert journal.head()[0] == 1
        assert journal.find_outcome("command-b") is None
        with pytest.raises(JournalRefused):  # not even the incident came in
            journal.append(Batch(tasks=[task("b", "v2")]))


def test_two_desks_in_one_batch_cannot_send_the_same_vehicle(store: Store) -> None:
    with closing(store.open()) as journal:
        journal.append(batch("a"))
        both = Batch(tasks=[task("a", "v1", name="t1"), task("a", "v1", name="t2")])
        with pytest.raises(VehicleAlreadyTasked):
            journal.append(both)


def test_a_vehicle_is_sent_again_in_the_very_batch_that_ends_its_task(store: Store) -> None:
    with closing(store.open()) as journal:
        journal.append(batch("a", vehicle="v1"))
        next_task = task("a", "v1", name="t2")
        ended = task("a", "v1", active=False)
        journal.append(Batch(drafts=[draft("a")], tasks=[next_task, ended]))
        with pytest.raises(VehicleAlreadyTasked):
            journal.append(batch("c", vehicle="v1"))


def test_of_several_rows_with_one_id_the_last_counts(store: Store) -> None:
    with closing(store.open()) as journal:
        journal.append(batch("a"))
        journal.append(Batch(tasks=[task("a", "v1"), task("a", "v1", active=False)]))
        journal.append(batch("b", vehicle="v1"))


def test_a_row_of_an_unknown_incident_is_refused(store: Store) -> None:
    with closing(store.open()) as journal:
        stray = CallRow(id="k", number="139", state="ended", rang_ms=1, incident_id="nowhere")
        with pytest.raises(JournalRefused):
            journal.append(Batch(drafts=[draft("a")], calls=[stray]))
        assert journal.head()[0] == 0


def test_text_that_is_no_text_is_refused_and_harms_nobody(store: Store) -> None:
    with closing(store.open()) as journal:
        with pytest.raises(JournalRefused):
            journal.append(Batch(drafts=[replace(draft("a"), actor="\ud800")]))
        journal.append(batch("a", after_seq=0))


def test_a_batch_decided_on_an_old_board_is_refused(store: Store) -> None:
    with closing(store.open()) as journal:
        journal.append(batch("a", after_seq=0))
        with pytest.raises(JournalMoved) as caught:
            journal.append(batch("b", after_seq=0))
        assert (caught.value.after_seq, caught.value.head_seq) == (0, 1)
        journal.append(batch("b", after_seq=1))


def test_the_chain_of_a_sound_journal_holds(store: Store) -> None:
    with closing(store.open()) as journal:
        journal.append(batch("a", drafts=3))
        journal.append(batch("b", drafts=3))
        assert verify(journal) is None


def test_erasing_a_payload_leaves_the_chain_whole(store: Store) -> None:
    with closing(store.open()) as journal:
        journal.append(batch("a", drafts=3))
        journal.erase_payload(2)
        assert [entry.erased for entry in journal.read(0, 10)] == [False, True, False]
        assert verify(journal) is None
        journal.append(batch("b"))
        assert verify(journal) is None


def test_the_newest_snapshot_comes_back(store: Store) -> None:
    with closing(store.open()) as journal:
        journal.append(batch("a", drafts=9))
        journal.save_snapshot(4, b"board at 4")
        journal.save_snapshot(9, b"board at 9")
        assert journal.load_snapshot() == (9, b"board at 9")


@pytest.mark.timeout(60)
def test_an_outage_is_told_keeps_nothing_by_halves_and_heals_by_itself(store: Store) -> None:
    with closing(store.open()) as journal:
        journal.append(batch("a", vehicle="v1"))
        with store.outage():
            for name in ("b", "c"):
                with pytest.raises(JournalUnavailable) as caught:
                    journal.append(batch(name, vehicle="v2"))
                assert "日志不可用" in caught.value.zh
        assert journal.head()[0] == 1
        assert journal.find_outcome("command-b") is None
        journal.append(batch("b", vehicle="v2", after_seq=1))
        assert verify(journal) is None


def test_an_incident_without_and_with_a_place_is_kept(store: Store) -> None:
    with closing(store.open()) as journal:
        row = IncidentRow(id="a", state="open", owner_unit="u", opened_ms=1)
        placed = IncidentRow(id="a", state="open", owner_unit="u", opened_ms=1, lon=110.8, lat=32.6)
        journal.append(Batch(incidents=[row]))
        journal.append(Batch(incidents=[placed]))
