"""Calls: who may answer, what ends them, and how they become incidents."""

from math import nan

import pytest

from dispatch.domain import commands as c
from dispatch.domain.errors import Conflict, NotFound, Refusal
from dispatch.domain.records import CallState
from dispatch.domain.triage import CALL_BACK_TRIES, CallBackOutcome, CallClass
from geo.coordinates import Point
from tests.support.scenario_stage import GATEWAY
from tests.support.small_world import (
    CITY_DESK,
    COUNTY_DESK,
    EIGHT_MS,
    Core,
    location,
    place_at,
)

REQUIREMENTS = ("CALL-02", "CALL-05", "CALL-07")


def test_the_exchange_may_tell_of_a_call_twice() -> None:
    core = Core()
    core.ring("A")
    again = core.ask(GATEWAY, c.RingCall(call_id="A", number="13900000001"))
    assert again.events == ()
    assert core.board.numbers == {"13900000001": 1}


def test_a_call_told_late_keeps_the_time_it_rang_but_none_rings_in_the_future() -> None:
    core = Core()
    core.ring("A", rang_ms=EIGHT_MS - 4000)
    core.ring("B", rang_ms=EIGHT_MS + 4000)
    assert core.board.calls["A"].rang_ms == EIGHT_MS - 4000
    assert core.board.calls["B"].rang_ms == EIGHT_MS


def test_the_loser_of_a_call_learns_who_has_it() -> None:
    core = Core()
    core.ring()
    core.ask(COUNTY_DESK, c.AnswerCall(call_id="A"))
    refusal = core.refuse(CITY_DESK, c.AnswerCall(call_id="A"))
    assert refusal.code == "call_taken"
    assert refusal.extras["winner"] == {"user": "wang", "name": "王", "unit": "郧阳"}


@pytest.mark.parametrize(
    ("by_caller", "answered", "state"),
    [
        (True, False, CallState.ABANDONED),
        (False, False, CallState.ENDED),
        (True, True, CallState.ENDED),
        (False, True, CallState.ENDED),
    ],
)
def test_only_a_caller_who_gives_up_before_the_answer_is_abandoned(
    by_caller: bool, answered: bool, state: CallState
) -> None:
    core = Core()
    core.ring()
    if answered:
        core.ask(CITY_DESK, c.AnswerCall(call_id="A"))
    core.ask(GATEWAY, c.EndCall(call_id="A", by_caller=by_caller))
    assert core.board.calls["A"].state is state
    assert core.ask(GATEWAY, c.EndCall(call_id="A", by_caller=by_caller)).events == ()
    assert core.refuse(COUNTY_DESK, c.AnswerCall(call_id="A")).code == "call_over"


def test_a_call_must_be_answered_before_it_is_accepted() -> None:
    core = Core()
    core.ring()
    refusal = core.refuse(CITY_DESK, c.AcceptCall(call_id="A"))
    assert (type(refusal), refusal.code) == (Conflict, "call_not_answered")


def test_accepting_twice_opens_one_incident() -> None:
    core = Core()
    incident_id = core.open_incident()
    again = core.ask(COUNTY_DESK, c.AcceptCall(call_id="A"))
    assert (again.events, again.incident_id) == ((), incident_id)


def test_an_accepted_call_cannot_be_called_no_request() -> None:
    core = Core()
    core.open_incident()
    wrong = c.ClassifyCall(call_id="A", call_class=CallClass.PRANK)
    assert core.refuse(CITY_DESK, wrong).code == "call_accepted"


def test_a_call_taken_for_a_prank_loses_that_mark_when_it_is_accepted_after_all() -> None:
    core = Core()
    core.ring()
    core.ask(CITY_DESK, c.AnswerCall(call_id="A"))
    core.ask(CITY_DESK, c.ClassifyCall(call_id="A", call_class=CallClass.PRANK))
    assert core.board.calls["A"].ended_ms is not None
    core.ask(CITY_DESK, c.AcceptCall(call_id="A"))
    assert core.board.calls["A"].call_class is None


def test_a_call_joins_an_open_incident_but_no_closed_one() -> None:
    core = Core()
    incident_id = core.open_incident("A")
    for call_id in ("B", "C"):
        core.ring(call_id)
        core.ask(CITY_DESK, c.AnswerCall(call_id=call_id))
    core.ask(CITY_DESK, c.AcceptCall(call_id="B", join_incident_id=incident_id))
    assert core.board.incidents[incident_id].call_ids == ("A", "B")
    core.ask(CITY_DESK, c.CloseIncident(incident_id=incident_id))
    late = c.AcceptCall(call_id="C", join_incident_id=incident_id)
    assert core.refuse(CITY_DESK, late).code == "incident_closed"


@pytest.mark.parametrize(
    ("place", "desk", "owner"),
    [
        (c.Place(owner_unit="郧阳"), CITY_DESK, "郧阳"),
        (c.Place(), COUNTY_DESK, "郧阳"),
        (c.Place(), CITY_DESK, "市"),
    ],
)
def test_an_incident_belongs_to_where_it_is_else_to_who_took_the_call(
    place: c.Place, desk: object, owner: str
) -> None:
    core = Core()
    core.ring()
    actor = COUNTY_DESK if desk is COUNTY_DESK else CITY_DESK
    core.ask(actor, c.AnswerCall(call_id="A"))
    answer = core.ask(actor, c.AcceptCall(call_id="A", place=place))
    assert core.board.incidents[answer.incident_id or ""].owner_unit == owner


@pytest.mark.parametrize(
    "command",
    [
        c.AnswerCall(call_id="X"),
        c.AcceptCall(call_id="X"),
        c.EndCall(call_id="X", by_caller=False),
        c.ClassifyCall(call_id="X", call_class=CallClass.SILENT),
    ],
    ids=lambda command: type(command).__name__,
)
def test_an_unknown_call_is_named_in_the_refusal(command: c.AnyCommand) -> None:
    refusal = Core().refuse(CITY_DESK, command)
    assert isinstance(refusal, NotFound)
    assert (refusal.field, refusal.value) == ("call_id", "X")


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (c.IncidentDetails(patient_count=-1), "patient_count"),
        (c.IncidentDetails(patient_count=10_001), "patient_count"),
        (c.IncidentDetails(location=place_at(Point(nan, 32.0))), "lon"),
        (c.IncidentDetails(location=place_at(Point(110.0, 92.0))), "lat"),
        (c.IncidentDetails(location=location("南化", radius_m=nan)), "radius_m"),
        (c.IncidentDetails(location=location("南化", radius_m=-1.0)), "radius_m"),
    ],
)
def test_what_cannot_be_true_is_refused_when_accepting_and_when_describing(
    details: c.IncidentDetails, field: str
) -> None:
    core = Core()
    incident_id = core.open_incident("A")
    core.ring("B")
    core.ask(CITY_DESK, c.AnswerCall(call_id="B"))
    for command in (
        c.AcceptCall(call_id="B", details=details),
        c.DescribeIncident(incident_id=incident_id, details=details),
    ):
        assert core.refuse(CITY_DESK, command).field == field


def test_a_callers_impossible_place_is_refused() -> None:
    bad = c.RingCall(call_id="A", number="", location=place_at(Point(110.0, nan)))
    assert type(Core().refuse(GATEWAY, bad)) is Refusal


def lost(core: Core, call_id: str = "A") -> str:
    """A caller gives up before anybody answers."""
    core.ring(call_id)
    core.ask(GATEWAY, c.EndCall(call_id=call_id, by_caller=True))
    return call_id


def rung_back(call_id: str, outcome: CallBackOutcome) -> c.CallBack:
    return c.CallBack(call_id=call_id, outcome=outcome)


def test_who_is_reached_is_on_the_line_again_and_can_be_accepted() -> None:
    core = Core()
    core.ask(CITY_DESK, rung_back(lost(core), CallBackOutcome.REACHED))
    call = core.board.calls["A"]
    assert (call.state, call.answered_by, call.ended_ms) == (CallState.TALKING, CITY_DESK, None)
    assert core.refuse(COUNTY_DESK, rung_back("A", CallBackOutcome.REACHED)).code == "call_taken"
    assert core.ask(CITY_DESK, c.AcceptCall(call_id="A")).incident_id is not None


def test_two_tries_in_vain_close_an_entry_of_the_call_back_list() -> None:
    core = Core()
    lost(core)
    for _ in range(CALL_BACK_TRIES):
        assert core.board.calls["A"].to_call_back
        core.ask(CITY_DESK, rung_back("A", CallBackOutcome.NO_ANSWER))
    assert not core.board.calls["A"].to_call_back
    assert core.refuse(CITY_DESK, rung_back("A", CallBackOutcome.REACHED)).code == "no_call_back"


def test_a_lost_call_about_a_known_incident_joins_it_and_leaves_the_list() -> None:
    core = Core()
    incident_id = core.open_incident("A")
    lost(core, "B")
    core.ask(CITY_DESK, c.AcceptCall(call_id="B", join_incident_id=incident_id))
    assert core.board.calls["B"].incident_id == incident_id
    assert not core.board.calls["B"].to_call_back
    refused = core.refuse(CITY_DESK, c.AcceptCall(call_id=lost(core, "C")))
    assert refused.code == "call_not_answered"


def test_a_call_that_was_answered_is_not_rung_back() -> None:
    core = Core()
    core.open_incident("A")
    assert core.refuse(CITY_DESK, rung_back("A", CallBackOutcome.REACHED)).code == "no_call_back"
