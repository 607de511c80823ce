"""Triage on a board: what answers come to, who may change it, and what it never holds up."""

from typing import Any

import pytest

from dispatch.domain import commands as c
from dispatch.domain.errors import Conflict, Refusal
from dispatch.domain.key_questions import Answered
from dispatch.domain.records import Incident
from dispatch.domain.triage import Urgency
from dispatch.triage import course_of
from stations.hospitals import CentreFlag
from stations.questions import built_in
from stations.vehicles import Capability
from tests.support.small_world import CITY_DESK, Core, crew

REQUIREMENTS = ("CALL-09", "CALL-15")

CHEST = "universal/awake=yes universal/breathing=normal universal/what=chest"
INFECTIOUS = (
    "universal/awake=yes universal/breathing=normal universal/what=fever "
    "fever/who=adult fever/adult=none fever/contact=yes"
)


def answers(words: str) -> tuple[Answered, ...]:
    """``universal/awake=yes`` and so on."""
    given = []
    for word in words.split():
        set_id, rest = word.split("/")
        question_id, answer_id = rest.split("=")
        given.append(Answered(set_id=set_id, question_id=question_id, answer_id=answer_id))
    return tuple(given)


class Desk(Core):
    """A core with one incident, and a desk that asks about it."""

    def __init__(self, **details: Any) -> None:
        super().__init__()
        self.incident_id = self.open_incident(**details)

    @property
    def incident(self) -> Incident:
        return self.board.incidents[self.incident_id]

    def urgency(self) -> Urgency | None:
        return self.incident.urgency

    def infectious(self) -> bool:
        return self.incident.infection

    def do(self, wish: c.AnyCommand) -> None:
        self.ask(CITY_DESK, wish)

    def answer(self, words: str, revision: int | None = None) -> None:
        triage = self.incident.triage
        at = revision if revision is not None else (triage.revision if triage else 0)
        wish = c.AnswerTriage(incident_id=self.incident_id, answers=answers(words), revision=at)
        self.do(wish)

    def decide(self, urgency: Urgency | None, reason: str = "家属说已好转") -> None:
        self.do(c.OverrideUrgency(incident_id=self.incident_id, urgency=urgency, reason=reason))


def test_each_answer_leads_to_the_next_question_and_the_last_one_to_none() -> None:
    at, verdict = course_of(built_in(), ())
    assert at is not None
    assert (at.set_id, at.question_id) == ("universal", "awake")
    assert verdict.urgency is None
    at, verdict = course_of(built_in(), answers(CHEST))
    assert at is not None
    assert (at.set_id, at.question_id) == ("chest_pain", "shock")
    at, _ = course_of(
        built_in(),
        answers(CHEST + " chest_pain/shock=no chest_pain/kind=stab chest_pain/since=over"),
    )
    assert at is None


def test_a_set_has_its_own_grade_until_an_answer_gives_one_and_the_rule_is_named() -> None:
    _, begun = course_of(built_in(), answers(CHEST))
    assert begun.urgency is Urgency.II
    assert begun.why == Answered(set_id="chest_pain", question_id="", answer_id="")
    assert begun.needs == {Capability.DOCTOR, Capability.MONITOR}
    assert begun.centres == {CentreFlag.CHEST_PAIN}
    _, grave = course_of(built_in(), answers(CHEST + " chest_pain/shock=yes"))
    assert grave.urgency is Urgency.I
    assert grave.why == Answered(set_id="chest_pain", question_id="shock", answer_id="yes")


def test_the_gravest_of_all_answers_counts_and_mild_ones_lower_only_their_own_set() -> None:
    walks = "injury/how=traffic traffic/trapped=no traffic/many=one traffic/worst=walks"
    _, verdict = course_of(built_in(), answers(walks))
    assert verdict.urgency is Urgency.III
    _, verdict = course_of(
        built_in(),
        answers("universal/awake=no universal/breathing=normal universal/what=injury " + walks),
    )
    assert verdict.urgency is Urgency.I


def test_no_breath_brings_the_card_with_the_metronome_first() -> None:
    desk = Desk()
    desk.answer("universal/awake=no universal/breathing=gone")
    assert desk.incident.triage is not None
    assert desk.incident.triage.verdict.cards == ("recovery", "cpr")
    assert desk.urgency() is Urgency.I
    assert Capability.VENTILATOR in desk.incident.needs


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("universal/breathing=normal", "question_not_asked"),
        ("universal/awake=perhaps", "no_such_answer"),
        ("nothing/awake=yes", "no_such_question_set"),
        (CHEST + " chest_pain/kind=stab", "question_not_asked"),
    ],
)
def test_what_nobody_asked_is_refused_and_changes_nothing(words: str, code: str) -> None:
    desk = Desk()
    before = desk.incident
    with pytest.raises(Refusal) as refusal:
        desk.answer(words)
    assert refusal.value.code == code
    assert refusal.value.remedy
    assert desk.incident == before


def test_answers_are_kept_with_the_versions_that_were_asked() -> None:
    desk = Desk()
    desk.answer(CHEST)
    assert desk.incident.triage is not None
    assert desk.incident.triage.versions == {"universal": "2026.1"}
    desk.answer(CHEST + " chest_pain/shock=yes")
    assert desk.incident.triage.versions == {"universal": "2026.1", "chest_pain": "2026.1"}


def test_two_desks_do_not_answer_over_each_other() -> None:
    desk = Desk()
    desk.answer("universal/awake=yes", revision=0)
    with pytest.raises(Conflict) as refusal:
        desk.answer("universal/awake=no", revision=0)
    assert refusal.value.code == "triage_moved_on"


def test_a_question_taken_back_takes_back_what_it_had_added_and_nothing_else() -> None:
    desk = Desk(needs=frozenset({Capability.NURSE}))
    desk.answer(INFECTIOUS)
    assert desk.infectious()
    assert desk.incident.needs == {Capability.NURSE, Capability.ISOLATION}
    desk.answer(INFECTIOUS.rsplit(" ", 1)[0])
    assert not desk.infectious()
    assert desk.incident.needs == {Capability.NURSE}


def test_a_need_that_a_desk_dropped_does_not_come_back_with_the_next_answer() -> None:
    desk = Desk()
    desk.answer(CHEST)
    details = c.IncidentDetails(needs=frozenset({Capability.DOCTOR}))
    desk.do(c.DescribeIncident(incident_id=desk.incident_id, details=details))
    desk.answer(CHEST + " chest_pain/shock=no")
    assert desk.incident.needs == {Capability.DOCTOR}


def test_no_answer_lowers_what_a_desk_took_for_graver() -> None:
    desk = Desk(urgency=Urgency.I)
    desk.answer("fall/height=level fall/head=no fall/why=no fall/stand=yes")
    assert desk.urgency() is Urgency.I
    assert desk.incident.triage is not None
    assert desk.incident.triage.verdict.urgency is Urgency.IV
    desk.decide(Urgency.IV)
    assert desk.urgency() is Urgency.IV


def test_a_person_decides_with_a_reason_and_later_answers_do_not_change_it() -> None:
    desk = Desk()
    desk.answer(CHEST)
    desk.decide(Urgency.III)
    desk.answer(CHEST + " chest_pain/shock=yes")
    assert desk.urgency() is Urgency.III
    assert desk.incident.triage is not None
    override = desk.incident.triage.override
    assert override is not None
    assert (override.instead_of, override.reason) == (Urgency.II, "家属说已好转")
    desk.decide(None, "按问答")
    assert desk.urgency() is Urgency.I
    assert len(desk.incident.triage.overrides) == 2


@pytest.mark.parametrize("reason", ["", "   ", "长" * 201])
def test_an_override_without_a_readable_reason_is_refused(reason: str) -> None:
    desk = Desk()
    with pytest.raises(Refusal) as refusal:
        desk.decide(Urgency.III, reason)
    assert (refusal.value.code, refusal.value.field) == ("override_reason_missing", "reason")
    assert desk.incident.triage is None


def test_the_code_of_another_system_counts_like_an_answer() -> None:
    desk = Desk()
    desk.answer(CHEST)
    desk.do(c.TakeDeterminant(incident_id=desk.incident_id, code=" 9-e-1 "))
    assert desk.urgency() is Urgency.I
    assert desk.incident.triage is not None
    assert desk.incident.triage.determinant is not None
    assert desk.incident.triage.determinant.code == "9-E-1"


@pytest.mark.parametrize("code", ["", "9", "9-Z-1", "chest pain", "9-E-1; drop", "9-E-1-2-3"])
def test_a_code_that_the_table_does_not_know_is_refused(code: str) -> None:
    desk = Desk()
    with pytest.raises(Refusal) as refusal:
        desk.do(c.TakeDeterminant(incident_id=desk.incident_id, code=code))
    assert refusal.value.code == "unknown_determinant"


def test_who_is_said_to_be_infectious_needs_an_isolation_vehicle() -> None:
    desk = Desk()
    details = c.IncidentDetails(infection=True)
    desk.do(c.DescribeIncident(incident_id=desk.incident_id, details=details))
    assert desk.incident.needs == {Capability.ISOLATION}


def test_a_vehicle_is_sent_before_and_while_questions_are_asked() -> None:
    desk = Desk()
    desk.do(c.DispatchVehicle(incident_id=desk.incident_id, vehicle_id="南化01"))
    desk.answer(CHEST)
    assert desk.urgency() is Urgency.II
    assert desk.board.task_of("南化01") is not None


def test_only_desks_ask_and_a_closed_incident_is_not_asked_about() -> None:
    desk = Desk()
    wish = c.AnswerTriage(incident_id=desk.incident_id, answers=())
    assert desk.refuse(crew("南化01"), wish).code == "role_may_not"
    desk.do(c.CloseIncident(incident_id=desk.incident_id))
    assert desk.refuse(CITY_DESK, wish).code == "incident_closed"
