"""The store fails at any moment, before or after it kept a batch: nothing is lost or doubled."""

from collections import Counter
from concurrent.futures import Future
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain import commands as c
from dispatch.domain.actors import Actor
from dispatch.domain.commands import Receipt
from dispatch.domain.errors import Refusal, Unavailable
from dispatch.recovery import load_board
from dispatch.writer import WriterLimits
from stations.status import ReasonKind
from tests.support import truths
from tests.support.room import Room, replayed
from tests.support.scenario_stage import ANSWER_WITHIN_S, GATEWAY
from tests.support.small_world import CITY_DESK
from tests.support.unreliable_journal import Fault, UnreliableJournal

VEHICLES = ("十堰01", "郧阳01", "郧阳02")

faults = st.lists(
    st.sampled_from([Fault.NONE, Fault.NONE, Fault.NONE, Fault.LOST, Fault.UNSURE]), max_size=60
)


class Client:
    """A client that asks again with the same key until it is told yes or no."""

    def __init__(self, room: Room, name: str) -> None:
        self.room, self.name = room, name
        self.told: dict[str, Receipt] = {}
        self.refused: set[str] = set()
        self.turned_away = 0

    def insist(self, word: str, actor: Actor, command: c.AnyCommand) -> Receipt | None:
        """One wish, until it is carried out or refused for good."""
        key = f"{self.name}-{word}"
        for _ in range(200):
            try:
                self.told[key] = self.room.ask(key, actor, command)
            except Unavailable:
                self.turned_away += 1
            except Refusal:
                self.refused.add(key)
                return None
            else:
                return self.told[key]
        raise AssertionError(f"{key} was never answered")

    def work(self, nth: int) -> None:
        """One call from the ring to the order, and every other one back to a recall."""
        call_id = f"{self.name}-{nth}"
        self.insist(f"ring-{nth}", GATEWAY, c.RingCall(call_id=call_id, number="139"))
        self.insist(f"answer-{nth}", CITY_DESK, c.AnswerCall(call_id=call_id))
        opened = self.insist(f"accept-{nth}", CITY_DESK, c.AcceptCall(call_id=call_id))
        assert opened is not None
        assert opened.incident_id is not None
        vehicle_id = VEHICLES[nth % len(VEHICLES)]
        order = c.DispatchVehicle(incident_id=opened.incident_id, vehicle_id=vehicle_id)
        sent = self.insist(f"send-{nth}", CITY_DESK, order)
        if sent is not None and sent.task_id is not None and nth % 2:
            recall = c.RecallTask(task_id=sent.task_id, reason=ReasonKind.OTHER)
            self.insist(f"recall-{nth}", CITY_DESK, recall)


def check(room: Room, journal: UnreliableJournal, clients: list[Client]) -> None:
    """After the last fault: journal, readers, clients and reports tell the same story."""
    told = {key: receipt for client in clients for key, receipt in client.told.items()}
    refused = {key for client in clients for key in client.refused}
    board = room.readers.board
    assert board == replayed(journal) == load_board(journal)
    truths.check_board(board, room.region)
    truths.check_rows(board, journal)
    entries = journal.read(0, 10**9)
    assert {entry.command_id for entry in entries} <= set(told)
    assert set(journal._outcomes) == set(told)
    assert not refused & set(told)
    rings = Counter(entry.command_id for entry in entries if entry.kind == "CallRang")
    assert set(rings.values()) == {1}
    sent = [receipt.task_id for key, receipt in told.items() if "-send-" in key]
    assert Counter(sent) == Counter(list(board.tasks))


def check_alarms(room: Room, turned_away: int) -> None:
    """Whoever was turned away, the alarm was up; and it is down now."""
    if turned_away:
        assert ("journal_unavailable", True) in room.alarms
    if room.alarms:
        assert room.alarms[-1] == ("journal_unavailable", False)


@given(faults)
@settings(max_examples=60)
def test_one_client_sees_every_wish_done_once(met: list[Fault]) -> None:
    journal = UnreliableJournal([])
    with Room(journal, WriterLimits(snapshot_every=7)) as room:
        client = Client(room, "one")
        client.work(0)
        journal.fail_like(met)
        for nth in range(1, 6):
            client.work(nth)
        journal.fail_like([])
        client.work(6)
        check(room, journal, [client])
        check_alarms(room, client.turned_away)


def run_together(met: list[Fault], clients_count: int, calls: int) -> None:
    """Several clients at once, so that batches of many commands are hit."""
    journal = UnreliableJournal([])
    with Room(journal, WriterLimits(snapshot_every=11)) as room:
        journal.fail_like(met)
        clients = [Client(room, f"c{nth}") for nth in range(clients_count)]
        threads = [
            Thread(target=lambda client=client: [client.work(nth) for nth in range(calls)])
            for client in clients
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        journal.fail_like([])
        clients[0].work(calls)
        check(room, journal, clients)
        check_alarms(room, sum(client.turned_away for client in clients))


@given(faults)
@settings(max_examples=15)
def test_many_clients_at_once_see_every_wish_done_once(met: list[Fault]) -> None:
    run_together(met, clients_count=6, calls=3)


@pytest.mark.soak
@given(st.lists(st.sampled_from(Fault), max_size=400))
@settings(max_examples=400, derandomize=False, deadline=None)
def test_for_long_many_clients_see_every_wish_done_once(met: list[Fault]) -> None:
    run_together(met, clients_count=10, calls=10)


@pytest.mark.parametrize("fault", [Fault.LOST, Fault.UNSURE])
def test_the_alarm_goes_up_with_the_fault_and_down_with_the_next_command(fault: Fault) -> None:
    journal = UnreliableJournal([])
    with Room(journal) as room:
        room.open_incidents(1)
        journal.fail_like([Fault.NONE, fault])  # the question for the key, then the append
        wish = c.ParkIncident(incident_id="20261121-市-0001")
        with pytest.raises(Unavailable) as raised:
            room.ask("park", CITY_DESK, wish)
        assert "试验故障" in raised.value.zh
        assert room.alarms == [("journal_unavailable", True)]
        seen = room.readers.board.incidents["20261121-市-0001"].parked
        assert not seen, "readers see nothing that is not known to be durable"
        room.ask("park", CITY_DESK, wish)
        assert room.alarms[-1] == ("journal_unavailable", False)
        assert room.readers.board.incidents["20261121-市-0001"].parked


def test_a_long_outage_turns_everybody_away_and_leaves_no_trace() -> None:
    journal = UnreliableJournal([])
    with Room(journal) as room:
        incident_id = room.open_incidents(1)[0]
        before = journal.head()
        journal.fail_like([Fault.LOST] * 1000)
        told: list[Future[Receipt]] = [
            room.submit(f"k{nth}", CITY_DESK, c.ParkIncident(incident_id=incident_id))
            for nth in range(20)
        ]
        for future in told:
            assert isinstance(future.exception(timeout=ANSWER_WITHIN_S), Unavailable)
        assert journal.head() == before
        assert not room.readers.board.incidents[incident_id].parked
        journal.fail_like([])


def test_a_snapshot_that_cannot_be_kept_is_no_fault_of_any_command() -> None:
    journal = UnreliableJournal([])
    with Room(journal, WriterLimits(snapshot_every=1)) as room:
        journal.fail_like([Fault.NONE, Fault.NONE, Fault.LOST])  # key, append, snapshot
        room.ask("k1", GATEWAY, c.RingCall(call_id="C1", number=""))
        room.ask("k2", GATEWAY, c.RingCall(call_id="C2", number=""))
    assert set(load_board(journal).calls) == {"C1", "C2"}
