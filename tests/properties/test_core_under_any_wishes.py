"""Anybody asks anything at any time, and the server may die in between: the core stays true."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from dispatch.board import Board, dump, vehicle_state
from dispatch.domain import commands as c
from dispatch.domain.actors import SYSTEM, Actor
from dispatch.domain.commands import Receipt
from dispatch.domain.errors import Conflict, Fault, Refusal
from dispatch.domain.records import Location, Task
from dispatch.domain.triage import CallClass
from dispatch.pins import RoadPins
from dispatch.ranking import Question, rank_vehicles
from dispatch.recovery import load_board
from dispatch.writer import KEEP_CLOSED_MS
from geo.roads.network import RoadNetwork
from geo.routing.scipy_router import ScipyRouter
from stations.status import IDLE
from tests.support import truths, wishes, wishes_waiting
from tests.support.room import Room, replayed
from tests.support.scenario_region import SPEEDS_KMH
from tests.support.scenario_stage import GATEWAY
from tests.support.small_world import CITY_DESK, crew, small_map, small_region

REQUIREMENTS = ("DSP-01", "DSP-16", "REC-01")

REGION = small_region()
ROUTER = ScipyRouter(RoadNetwork.build(small_map().segments, SPEEDS_KMH))

Asked = tuple[Actor, c.AnyCommand]


class AnyWishes(RuleBasedStateMachine):
    """The real writer, one command at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.room = Room()
        self.room.writer.start()
        self.asked: dict[str, Asked] = {}
        self.told: dict[str, Receipt] = {}
        self.keys = 0

    def teardown(self) -> None:
        self.room.writer.stop()

    @property
    def board(self) -> Board:
        """What readers see."""
        return self.room.readers.board

    @property
    def waiting(self) -> list[str]:
        """Incidents without a vehicle."""
        incidents = self.board.list_open_incidents()
        return [i.id for i in incidents if not any(t.active for t in self.board.tasks_of(i))]

    @property
    def idle(self) -> list[str]:
        """Vehicles that can be sent."""
        return [v for v in REGION.vehicles if vehicle_state(self.board, v) in IDLE]

    @property
    def active(self) -> list[Task]:
        """Tasks under way."""
        return [task for task in self.board.tasks.values() if task.active]

    def wish(self, actor: Actor, command: c.AnyCommand) -> None:
        """Ask for something; a refusal must leave no trace, an answer is remembered."""
        self.keys += 1
        key, before, seq = f"k{self.keys}", dump(self.board), self.room.writer.seq
        try:
            receipt = self.room.ask(key, actor, command)
        except Fault:
            raise
        except Refusal:
            assert dump(self.board) == before
            assert self.room.writer.seq == seq
            assert self.room.journal.find_outcome(key) is None
        else:
            self.asked[key], self.told[key] = (actor, command), receipt
            assert receipt.seq == self.room.writer.seq

    @initialize()
    def one_call_is_waiting(self) -> None:
        """Begin with something to do."""
        self.take_a_call("C0", None)

    @precondition(lambda self: len(self.waiting) < 3)
    @rule(call_id=st.sampled_from(wishes.CALL_IDS), place=wishes.places)
    def take_a_call(self, call_id: str, place: Location | None) -> None:
        """A call rings, is answered and accepted, if that can be."""
        details = c.IncidentDetails() if place is None else c.IncidentDetails(location=place)
        self.wish(GATEWAY, c.RingCall(call_id=call_id, number="139", location=place))
        self.wish(CITY_DESK, c.AnswerCall(call_id=call_id))
        self.wish(CITY_DESK, c.AcceptCall(call_id=call_id, details=details))

    @precondition(lambda self: bool(self.waiting and self.idle))
    @rule(data=st.data())
    def send_somebody(self, data: st.DataObject) -> None:
        """An order for a vehicle that is free."""
        incident_id = data.draw(st.sampled_from(self.waiting))
        vehicle_id = data.draw(st.sampled_from(self.idle))
        self.wish(CITY_DESK, c.DispatchVehicle(incident_id=incident_id, vehicle_id=vehicle_id))

    @precondition(lambda self: bool(self.active))
    @rule(data=st.data())
    def work_on(self, data: st.DataObject) -> None:
        """Crews press what comes next, now, late, or by a clock that runs ahead."""
        for _ in range(data.draw(st.integers(1, 4))):
            if self.active:
                press = wishes.next_press(data.draw, self.active, self.room.clock.now_ms())
                self.wish(crew(self.board.tasks[press.task_id].vehicle_id), press)

    @precondition(lambda self: bool(self.board.incidents))
    @rule(data=st.data())
    def send_whom_you_like(self, data: st.DataObject) -> None:
        """An order for any vehicle to any incident, whatever they are doing."""
        incident_id = data.draw(st.sampled_from(sorted(self.board.incidents)))
        vehicle_id = data.draw(st.sampled_from(sorted(REGION.vehicles)))
        self.wish(CITY_DESK, c.DispatchVehicle(incident_id=incident_id, vehicle_id=vehicle_id))

    @precondition(lambda self: bool(self.board.incidents))
    @rule(data=st.data(), wish=st.sampled_from([c.ParkIncident, c.WakeIncident, c.CloseIncident]))
    def put_aside(self, data: st.DataObject, wish: wishes.Aside) -> None:
        """An incident is parked, woken or closed, in whatever state it is."""
        incident_id = data.draw(st.sampled_from(sorted(self.board.incidents)))
        self.wish(CITY_DESK, wish(incident_id=incident_id))

    @rule(call_id=st.sampled_from(wishes.CALL_IDS), accepted=st.booleans())
    def mistake_a_call(self, call_id: str, accepted: bool) -> None:
        """A call is put down as a prank, and perhaps taken up after all."""
        self.wish(GATEWAY, c.RingCall(call_id=call_id, number="138"))
        self.wish(CITY_DESK, c.AnswerCall(call_id=call_id))
        self.wish(CITY_DESK, c.ClassifyCall(call_id=call_id, call_class=CallClass.PRANK))
        if accepted:
            self.wish(CITY_DESK, c.AcceptCall(call_id=call_id))

    @precondition(lambda self: self.active and len(self.board.incidents) > 1)
    @rule(data=st.data(), replaced=st.booleans())
    def take_away(self, data: st.DataObject, replaced: bool) -> None:
        """A vehicle under way is taken to another event, perhaps with another one in its place."""
        task = data.draw(st.sampled_from(sorted(self.active, key=lambda task: task.id)))
        wanted = data.draw(st.sampled_from(sorted(self.board.incidents)))
        other = data.draw(st.sampled_from(self.idle)) if replaced and self.idle else None
        command = c.DivertTask(
            task_id=task.id,
            to_incident_id=wanted,
            override_reason="家属已自行送医",
            replacement_vehicle_id=other,
        )
        self.wish(CITY_DESK, command)

    @rule(data=st.data())
    def wait_for_a_vehicle(self, data: st.DataObject) -> None:
        """Parked, woken, proposed, kept that there was nobody, opened without a call."""
        actor = data.draw(st.sampled_from([CITY_DESK, SYSTEM]))
        self.wish(actor, wishes_waiting.about_waiting(data.draw, self.board, REGION))

    @rule(data=st.data())
    def refer(self, data: st.DataObject) -> None:
        """A hospital asks, another answers, a vehicle is ordered or the order taken back."""
        self.wish(CITY_DESK, wishes_waiting.about_referrals(data.draw, self.board, REGION))

    @rule(data=st.data())
    def hear_of_a_road(self, data: st.DataObject) -> None:
        """A road is closed, slowed or open again."""
        self.wish(CITY_DESK, wishes.about_roads(data.draw, self.board, REGION))

    @rule(data=st.data())
    def anybody_asks_anything(self, data: st.DataObject) -> None:
        """Any command of any author, about what there is and what there is not."""
        actor = wishes.anybody(data.draw, REGION)
        self.wish(actor, wishes.anything(data.draw, self.board, REGION))

    @precondition(lambda self: self.told)
    @rule(data=st.data())
    def retry(self, data: st.DataObject) -> None:
        """An answer was lost on its way: the same key, the same receipt, no new event."""
        key = data.draw(st.sampled_from(sorted(self.told)))
        seq = self.room.writer.seq
        assert self.room.ask(key, *self.asked[key]) == self.told[key]
        assert self.room.writer.seq == seq

    @precondition(lambda self: self.told)
    @rule(data=st.data())
    def reuse_a_key(self, data: st.DataObject) -> None:
        """A key that belongs to another wish."""
        key = data.draw(st.sampled_from(sorted(self.told)))
        with pytest.raises(Conflict):
            self.room.ask(key, CITY_DESK, c.SignOn(vehicle_id="never asked"))

    @rule(seconds=st.sampled_from([1, 60, 600, 7 * 3600]))
    def wait(self, seconds: int) -> None:
        """Time goes by."""
        self.room.clock.advance_s(seconds)

    @rule(orderly=st.booleans())
    def restart(self, orderly: bool) -> None:
        """The server stops and keeps a snapshot, or loses power and does not."""
        before, old = self.board, self.room
        old.journal.outage = None if orderly else "断电"
        old.writer.stop()
        old.journal.outage = None
        self.room = Room(old.journal, clock=old.clock)
        self.room.writer.start()
        assert truths.same_but_for_what_is_old(before, self.board, self.old_ms)

    @precondition(lambda self: self.board.incidents)
    @rule(data=st.data())
    def rank(self, data: st.DataObject) -> None:
        """Every vehicle of the register is a candidate or passed over with a reason, once."""
        incident_id = data.draw(st.sampled_from(sorted(self.board.incidents)))
        ranking = rank_vehicles(
            Question(
                board=self.board,
                region=REGION,
                positions={},
                pins=RoadPins(ROUTER),
                incident=self.board.incidents[incident_id],
                now_ms=self.room.clock.now_ms(),
            )
        )
        listed = [candidate.vehicle_id for candidate in ranking.ranked]
        listed += [passed.vehicle_id for passed in ranking.passed_over]
        assert sorted(listed) == sorted(REGION.vehicles)
        assert all(passed.why for passed in ranking.passed_over)
        chosen = next((x.vehicle_id for x in ranking.ranked), None)
        if chosen is not None:
            order = c.DispatchVehicle(incident_id=incident_id, vehicle_id=chosen, ranking=ranking)
            self.wish(CITY_DESK, order)

    @property
    def old_ms(self) -> int:
        """What closed before this may have been forgotten."""
        return self.room.clock.now_ms() - KEEP_CLOSED_MS

    @invariant()
    def the_board_is_true(self) -> None:
        """The board by itself, and the rows that reports read."""
        truths.check_board(self.board, REGION)
        truths.check_rows(self.board, self.room.journal)

    @invariant()
    def the_journal_tells_the_same(self) -> None:
        """Read from the first entry, and from the last snapshot on."""
        for told in (replayed(self.room.journal), load_board(self.room.journal)):
            assert truths.same_but_for_what_is_old(told, self.board, self.old_ms)

    @invariant()
    def every_answer_is_kept_once(self) -> None:
        """Nothing acknowledged is lost, nothing refused has left an entry."""
        outcomes = self.room.journal._outcomes
        assert set(outcomes) == set(self.told)
        entries = self.room.journal.read(0, 10**9)
        assert {entry.command_id for entry in entries} <= set(self.told)
        assert len(outcomes) == len(self.told), "one audit row for each command acknowledged"


def live(examples: int, steps: int, *, derandomize: bool) -> None:
    """Live through so many histories of so many steps."""
    budget = settings(
        max_examples=examples, stateful_step_count=steps, derandomize=derandomize, deadline=None
    )
    run_state_machine_as_test(AnyWishes, settings=budget)


def test_whatever_is_asked_the_core_stays_true() -> None:
    live(50, 50, derandomize=True)


@pytest.mark.soak
def test_whatever_is_asked_for_long_the_core_stays_true() -> None:
    live(1500, 80, derandomize=False)
