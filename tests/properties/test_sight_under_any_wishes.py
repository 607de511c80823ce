"""Whatever happens, a screen holds exactly what its viewer may see, and is told no other name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.apply import apply
from dispatch.board import Board, Touched, still
from dispatch.core import decide
from dispatch.domain import commands as c
from dispatch.domain.actors import Actor, Role
from dispatch.domain.errors import Refusal
from dispatch.domain.messages import AddresseeKind, Message
from dispatch.domain.seats import SeatState
from dispatch.projections.kinds import KINDS
from dispatch.projections.readside import Changes, ReadSide
from dispatch.sight import Viewer, viewer_of
from tests.support import wishes
from tests.support.scenario_stage import GATEWAY
from tests.support.small_world import (
    CITY_DESK,
    COUNTY_DESK,
    DUTY,
    EIGHT_MS,
    LEADER,
    OBSERVER,
    PLANNER,
    crew,
    hospital,
    small_region,
)

REQUIREMENTS = ("ORG-03", "UI-01")

REGION = small_region()
PEOPLE = (
    CITY_DESK,
    COUNTY_DESK,
    DUTY,
    LEADER,
    OBSERVER,
    PLANNER,
    GATEWAY,
    crew("郧阳01"),
    hospital("郧阳医院"),
)


class Screen:
    """What one kind of viewer has on its screen, made of a snapshot and of changes alone."""

    def __init__(self, viewer: Viewer, readside: ReadSide) -> None:
        self.viewer = viewer
        snapshot = readside.snapshot(viewer)
        self.shown = {name: {v.id: v for v in getattr(snapshot, name)} for name in KINDS}

    def hear(self, changes: Changes) -> None:
        """A frame; nothing is removed that was never shown."""
        for name in KINDS:
            gone = changes.removed.get(name, ())
            assert set(gone) <= self.shown[name].keys(), f"{self.viewer.role} learnt of {gone}"
            for record_id in gone:
                del self.shown[name][record_id]
            self.shown[name].update({view.id: view for view in getattr(changes, name)})


class World:
    """A board, who looks at it, and whatever anybody asks."""

    def __init__(self) -> None:
        self.board, self.now_ms = Board(), EIGHT_MS
        self.readside = ReadSide(self.board, REGION)
        self.screens = [Screen(viewer_of(actor), self.readside) for actor in PEOPLE]

    def ask(self, actor: Actor, command: c.AnyCommand) -> None:
        """One wish, granted or refused; every screen hears of it and is then exact."""
        request = c.Request(command_id="unused", actor=actor, command=command)
        try:
            answer = decide(self.board, REGION, request, self.now_ms)
        except Refusal:
            return
        touched, self.readside._before = Touched(), still(self.board)
        for event in answer.events:
            apply(self.board, event, touched)
        self.tell(touched)

    def tell(self, touched: Touched) -> None:
        """Frames for everybody."""
        for screen in self.screens:
            told = self.readside.told(screen.viewer, touched)
            screen.hear(self.readside.changes(screen.viewer, told, self.now_ms))
            fresh = Screen(screen.viewer, self.readside)
            self.check_hospital(screen)
            for name in KINDS:
                assert screen.shown[name] == fresh.shown[name], (screen.viewer, name)

    def check_hospital(self, screen: Screen) -> None:
        """A hospital reads of its own patients, of its own state, and what it and others wrote to
        each other; of nothing else, and of those messages all."""
        if screen.viewer.role is not Role.HOSPITAL:
            return
        own = screen.viewer.unit
        assert all(notice.hospital_code == own for notice in screen.shown["notices"].values())
        assert all(s.hospital_code == own for s in screen.shown["hospital_states"].values())
        mine = {m.id for m in self.board.messages.values() if is_of_hospital(m, own or "")}
        assert screen.shown["messages"].keys() == mine
        others = [name for name in KINDS if name not in ("notices", "hospital_states", "messages")]
        assert not any(screen.shown[name] for name in others)
        gone = [n for n in screen.shown["notices"].values() if n.withdrawn_ms is not None]
        assert all(notice.patient is None for notice in gone)


def is_of_hospital(message: Message, code: str) -> bool:
    """Written by the hospital or to it; the name of a unit that is the same does not count."""
    if message.by.user == f"hospital-{code}":
        return True
    return (message.to_kind, message.to_id) == (AddresseeKind.HOSPITAL, code)


def take_a_call(world: World, call_id: str, county: str) -> None:
    """A call from a county is answered and accepted at its desk."""
    desk = COUNTY_DESK if county == "郧阳" else CITY_DESK
    place = c.Place(county_code=county)
    world.ask(GATEWAY, c.RingCall(call_id=call_id, number="139", place=place))
    world.ask(desk, c.AnswerCall(call_id=call_id))
    world.ask(desk, c.AcceptCall(call_id=call_id, place=place))


def live(data: st.DataObject, steps: int) -> None:
    """So many wishes of anybody, most of them to the point."""
    world = World()
    for desk in (CITY_DESK, COUNTY_DESK):
        world.ask(desk, c.ChangeSeat(state=SeatState.LOGGED_IN))
    take_a_call(world, "C0", "郧阳")
    take_a_call(world, "C1", "茅箭")
    for _ in range(steps):
        world.now_ms += 30_000
        if data.draw(st.integers(0, 3)) == 0 and world.board.incidents:
            incident_id = data.draw(st.sampled_from(sorted(world.board.incidents)))
            vehicle_id = data.draw(st.sampled_from(sorted(REGION.vehicles)))
            order = c.DispatchVehicle(incident_id=incident_id, vehicle_id=vehicle_id)
            world.ask(CITY_DESK, order)
        wish = wishes.anything(data.draw, world.board, REGION)
        world.ask(wishes.anybody(data.draw, REGION), wish)
        if data.draw(st.integers(0, 9)) == 0:
            world.tell(world.readside.forget_before(world.now_ms - 60_000))


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_screen_holds_exactly_what_its_viewer_may_see(data: st.DataObject) -> None:
    live(data, 40)


@pytest.mark.soak
@settings(max_examples=1000, deadline=None, derandomize=False)
@given(data=st.data())
def test_for_long_a_screen_holds_exactly_what_its_viewer_may_see(data: st.DataObject) -> None:
    live(data, 120)
