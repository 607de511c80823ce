"""A press taken back at once: a class, an answer, a join; and what nobody answers in time."""

import pytest

from dispatch.domain import commands as c
from dispatch.domain.actors import SYSTEM
from dispatch.domain.records import CallState
from dispatch.domain.triage import CallBackOutcome, CallClass
from dispatch.handlers.intake import CORRECTION_S
from tests.support.scenario_stage import GATEWAY
from tests.support.small_world import CITY_DESK, COUNTY_DESK, Core

REQUIREMENTS = ("CALL-02", "CALL-03", "CALL-04")


def answered(core: Core, call_id: str = "A") -> str:
    core.ring(call_id)
    core.ask(CITY_DESK, c.AnswerCall(call_id=call_id))
    return call_id


def classified(core: Core, call_class: CallClass = CallClass.PRANK) -> None:
    core.ask(CITY_DESK, c.ClassifyCall(call_id=answered(core), call_class=call_class))


def test_a_class_pressed_by_mistake_is_taken_back_and_the_caller_rung_back() -> None:
    core = Core()
    classified(core)
    core.ask(CITY_DESK, c.UndoClassify(call_id="A"))
    call = core.board.calls["A"]
    assert call.call_class is None
    assert call.to_call_back
    core.ask(CITY_DESK, c.CallBack(call_id="A", outcome=CallBackOutcome.REACHED))
    assert core.board.calls["A"].state is CallState.TALKING


def test_only_who_pressed_takes_it_back_and_only_at_once() -> None:
    core = Core()
    classified(core)
    undo = c.UndoClassify(call_id="A")
    assert core.refuse(COUNTY_DESK, undo).code == "not_own_press"
    core.now_ms += (CORRECTION_S + 1) * 1000
    refusal = core.refuse(CITY_DESK, undo)
    assert refusal.code == "correction_over"
    assert "受理" in (refusal.remedy or "")
    assert core.ask(CITY_DESK, c.AcceptCall(call_id="A")).incident_id is not None


def test_a_call_without_a_class_has_none_to_take_back() -> None:
    core = Core()
    answered(core)
    assert core.refuse(CITY_DESK, c.UndoClassify(call_id="A")).code == "not_classified"


def test_a_call_picked_up_by_mistake_rings_again_with_its_age() -> None:
    core = Core()
    answered(core)
    rang_ms = core.board.calls["A"].rang_ms
    core.now_ms += 5000
    core.ask(CITY_DESK, c.ReleaseCall(call_id="A"))
    call = core.board.calls["A"]
    assert (call.state, call.rang_ms, call.answered_by) == (CallState.RINGING, rang_ms, None)
    core.ask(COUNTY_DESK, c.AnswerCall(call_id="A"))
    assert core.board.calls["A"].answered_by == COUNTY_DESK


@pytest.mark.parametrize("late", ["accepted", "over", "too late", "another's"])
def test_what_others_rely_on_does_not_go_back_to_the_queue(late: str) -> None:
    core = Core()
    answered(core)
    release, actor = c.ReleaseCall(call_id="A"), CITY_DESK
    if late == "accepted":
        core.ask(CITY_DESK, c.AcceptCall(call_id="A"))
    elif late == "over":
        core.ask(GATEWAY, c.EndCall(call_id="A", by_caller=True))
    elif late == "too late":
        core.now_ms += (CORRECTION_S + 1) * 1000
    else:
        actor = COUNTY_DESK
    codes = {"accepted": "not_to_release", "over": "not_to_release"}
    codes |= {"too late": "correction_over", "another's": "not_own_press"}
    assert core.refuse(actor, release).code == codes[late]


def test_a_call_joined_to_the_wrong_incident_leaves_it_and_is_not_proposed_for_it_again() -> None:
    core = Core()
    incident_id = core.open_incident("A")
    answered(core, "B")
    core.ask(CITY_DESK, c.AcceptCall(call_id="B", join_incident_id=incident_id))
    core.ask(CITY_DESK, c.DetachCall(call_id="B"))
    assert core.board.incidents[incident_id].call_ids == ("A",)
    assert core.board.calls["B"].incident_id is None
    assert core.board.calls["B"].declined == (incident_id,)
    assert core.ask(CITY_DESK, c.AcceptCall(call_id="B")).incident_id != incident_id


def test_the_call_an_incident_rests_on_is_not_taken_from_it() -> None:
    core = Core()
    core.open_incident("A")
    assert core.refuse(CITY_DESK, c.DetachCall(call_id="A")).code == "only_call"


def test_a_missed_call_rings_on_and_may_still_be_answered() -> None:
    core = Core()
    core.ring("A")
    core.ask(SYSTEM, c.MissCall(call_id="A"))
    assert core.ask(SYSTEM, c.MissCall(call_id="A")).events == ()
    core.ask(CITY_DESK, c.AnswerCall(call_id="A"))
    assert core.board.calls["A"].missed_ms == core.now_ms
    assert core.board.calls["A"].state is CallState.TALKING


def test_a_call_overflows_once_and_only_while_it_rings() -> None:
    core = Core()
    core.ring("A")
    core.ask(SYSTEM, c.OverflowCall(call_id="A", to_unit="郧阳"))
    assert core.ask(SYSTEM, c.OverflowCall(call_id="A", to_unit="市")).events == ()
    assert core.board.calls["A"].overflowed_to == "郧阳"
    answered(core, "B")
    assert core.ask(SYSTEM, c.OverflowCall(call_id="B", to_unit="郧阳")).events == ()
