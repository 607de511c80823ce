"""The single writer: races, limits, repeated keys, mistakes, stop."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Barrier, Thread

import pytest

from dispatch import core, writer
from dispatch.apply import apply
from dispatch.board import Board, Touched
from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.commands import Receipt
from dispatch.domain.errors import Conflict, Fault, Refusal, Unavailable
from dispatch.handlers.context import Answer, Context
from dispatch.journal.port import Batch, Entry, IncidentRow, TaskRow
from dispatch.writer import WriterLimits
from tests.support.room import Room, answers, replayed
from tests.support.scenario_stage import GATEWAY
from tests.support.small_world import CITY_DESK, COUNTY_DESK
from tests.support.unreliable_journal import UnreliableJournal

V = "十堰01"


def in_threads(count: int, act: Callable[[int], None]) -> None:
    """Let so many threads act at the same moment."""
    start = Barrier(count)

    def run(nth: int) -> None:
        start.wait()
        act(nth)

    threads = [Thread(target=run, args=(nth,)) for nth in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def ring(call_id: str) -> c.RingCall:
    return c.RingCall(call_id=call_id, number="")


def test_of_twenty_desks_sending_one_vehicle_exactly_one_wins_and_the_others_learn_who() -> None:
    with Room() as room:
        incidents = room.open_incidents(20)
        futures: dict[int, Future[Receipt]] = {}

        def send(nth: int) -> None:
            wish = c.DispatchVehicle(incident_id=incidents[nth], vehicle_id=V)
            futures[nth] = room.submit(f"send-{nth}", CITY_DESK, wish)

        in_threads(20, send)
        winners, losers = answers(futures.values())
    assert len(winners) == 1
    for loser in losers:
        assert isinstance(loser, Conflict)
        assert loser.code == "vehicle_taken"
        assert loser.extras["incident_id"] == winners[0].incident_id
    assert [t.active for t in room.readers.board.tasks.values()] == [True]


def test_commands_that_wait_together_are_kept_together() -> None:
    journal = UnreliableJournal([])
    room = Room(journal)
    futures = [room.submit(f"k{n}", GATEWAY, ring(f"C{n}")) for n in range(10)]
    with room:
        answers(futures)
    assert journal.appends == 1


def test_a_full_queue_refuses_at_once_and_keeps_what_it_took() -> None:
    room = Room(limits=WriterLimits(queue_max=3))
    futures = [room.submit(f"k{n}", GATEWAY, ring(f"C{n}")) for n in range(3)]
    with pytest.raises(Unavailable) as raised:
        room.submit("k3", GATEWAY, ring("C3"))
    assert raised.value.code == "too_many_commands"
    with room:
        assert len(answers(futures)[0]) == 3
    assert set(room.readers.board.calls) == {"C0", "C1", "C2"}


def test_whoever_stops_waiting_neither_acts_nor_stops_the_writer() -> None:
    room = Room()
    gone = room.submit("k1", GATEWAY, ring("C1"))
    assert gone.cancel()
    with room:
        room.ask("k2", GATEWAY, ring("C2"))
    assert set(room.readers.board.calls) == {"C2"}


def test_a_mistaken_rule_fails_its_own_command_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def mistaken(ctx: Context, command: c.WakeIncident) -> Answer:
        raise KeyError(command.incident_id)

    handlers: dict[type[c.Command], object] = {**core.HANDLERS}
    handlers[c.WakeIncident] = mistaken
    monkeypatch.setattr(core, "HANDLERS", handlers)
    room = Room()
    wrong = room.submit("k1", CITY_DESK, c.WakeIncident(incident_id="X"))
    right = room.submit("k2", GATEWAY, ring("C1"))
    with room:
        told = wrong.exception(timeout=10)
        right.result(timeout=10)
        room.ask("k3", GATEWAY, ring("C2"))
    assert isinstance(told, Fault)
    assert set(room.readers.board.calls) == {"C1", "C2"}


def test_an_event_that_cannot_be_applied_fails_alone_and_the_writer_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def half_applied(board: Board, event: e.AnyEvent, touched: Touched) -> None:
        apply(board, event, touched)
        if isinstance(event, e.CallRang) and event.call_id == "C2":
            raise KeyError("half-way")

    monkeypatch.setattr(writer, "apply", half_applied)
    room = Room()
    futures = [room.submit(f"k{n}", GATEWAY, ring(f"C{n}")) for n in (1, 2, 3)]
    with room:
        told = [future.exception(timeout=10) for future in futures]
        room.ask("k4", GATEWAY, ring("C4"))
    assert [type(error) for error in told] == [type(None), Fault, type(None)]
    assert set(room.readers.board.calls) == {"C1", "C3", "C4"}
    assert replayed(room.journal) == room.readers.board


def test_a_reader_that_fails_costs_nobody_the_acknowledgement() -> None:
    class Deaf(Room):
        def _publish(self, entries: Sequence[Entry]) -> None:
            raise RuntimeError("the screens are gone")

    with Deaf() as room:
        assert room.ask("k1", GATEWAY, ring("C1")).seq == 1
        assert room.ask("k2", GATEWAY, ring("C2")).seq == 2
    assert set(replayed(room.journal).calls) == {"C1", "C2"}


def test_words_that_are_no_text_are_refused_and_harm_nobody_else() -> None:
    with Room() as room:
        torn = c.RingCall(call_id="C1", number="", words="\ud800")
        with pytest.raises(Refusal):
            room.ask("k1", GATEWAY, torn)
        room.ask("k2", GATEWAY, ring("C2"))
    assert replayed(room.journal) == room.readers.board


def test_a_key_used_twice_in_one_batch_acts_once() -> None:
    room = Room()
    futures = [room.submit("k1", GATEWAY, ring("C1")) for _ in range(3)]
    with room:
        receipts, errors = answers(futures)
    assert errors == []
    assert receipts == [receipts[0]] * 3
    assert room.writer.seq == 1


def test_a_key_used_for_another_wish_or_by_another_author_is_refused() -> None:
    with Room() as room:
        room.open_incidents(1)
        for actor, command in (
            (CITY_DESK, c.AnswerCall(call_id="X")),
            (COUNTY_DESK, c.AnswerCall(call_id="C0")),
        ):
            with pytest.raises(Conflict) as raised:
                room.ask("C0-answer", actor, command)
            assert raised.value.code == "idempotency_key_reused"


def test_a_late_retry_of_what_had_nothing_to_do_still_does_nothing() -> None:
    with Room() as room:
        incident_id = room.open_incidents(1)[0]
        wake = c.WakeIncident(incident_id=incident_id)
        first = room.ask("wake", CITY_DESK, wake)
        room.ask("park", CITY_DESK, c.ParkIncident(incident_id=incident_id))
        assert room.ask("wake", CITY_DESK, wake) == first
        assert room.readers.board.incidents[incident_id].parked


def test_what_the_database_refuses_fails_alone() -> None:
    with Room() as room:
        incident_id = room.open_incidents(1)[0]
    # Somebody else's row: the board does not know of it, the database does.
    room.journal.append(
        Batch(
            incidents=[IncidentRow(id="other", state="responding", owner_unit="市", opened_ms=0)],
            tasks=[
                TaskRow(
                    id="other-01",
                    incident_id="other",
                    vehicle_id=V,
                    state="assigned",
                    active=True,
                    assigned_ms=0,
                )
            ],
        )
    )
    again = Room(room.journal)
    taken = again.submit("k1", CITY_DESK, c.DispatchVehicle(incident_id=incident_id, vehicle_id=V))
    free = again.submit(
        "k2", CITY_DESK, c.DispatchVehicle(incident_id=incident_id, vehicle_id="郧阳01")
    )
    with again:
        refusal = taken.exception(timeout=10)
        free.result(timeout=10)
    assert isinstance(refusal, Conflict)
    assert refusal.code == "vehicle_taken"
    assert [t.vehicle_id for t in again.readers.board.tasks.values()] == ["郧阳01"]
    assert replayed(room.journal) == again.readers.board


def test_stopping_answers_everybody_who_was_let_in() -> None:
    room = Room()
    told: list[Future[Receipt]] = []
    turned_away: list[Unavailable] = []

    def press(nth: int) -> None:
        for time in range(50):
            if nth == 0 and time == 10:
                room.writer.stop()
            try:
                told.append(room.submit(f"k{nth}-{time}", GATEWAY, ring(f"C{nth}-{time}")))
            except Unavailable as refusal:
                turned_away.append(refusal)

    room.writer.start()
    in_threads(8, press)
    receipts, errors = answers(told)
    assert errors == []
    assert len(receipts) + len(turned_away) == 8 * 50
    assert {refusal.code for refusal in turned_away} == {"server_stopping"}
    assert len(room.readers.board.calls) == len(receipts)


def test_snapshots_are_kept_now_and_then_and_at_the_end() -> None:
    with Room(limits=WriterLimits(snapshot_every=5)) as room:
        for nth in range(7):
            room.ask(f"k{nth}", GATEWAY, ring(f"C{nth}"))
        kept = room.journal.load_snapshot()
        assert kept is not None
        assert kept[0] == 5
    kept = room.journal.load_snapshot()
    assert kept is not None
    assert kept[0] == 7
    assert Room(room.journal).readers.board == room.readers.board


def test_a_snapshot_nobody_can_read_costs_only_time() -> None:
    with Room() as room:
        room.open_incidents(2)
    room.journal.save_snapshot(room.writer.seq, b"not a board")
    assert Room(room.journal).readers.board == room.readers.board


def test_an_entry_erased_by_law_is_passed_over_at_the_next_start() -> None:
    with Room() as room:
        room.ask("k1", GATEWAY, ring("C1"))
        room.ask("k2", GATEWAY, ring("C2"))
    room.journal.erase_payload(1)
    board = replayed(room.journal)
    assert (set(board.calls), board.seq) == ({"C2"}, 2)
