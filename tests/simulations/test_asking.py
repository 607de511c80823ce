"""What a simulated caller answers: always a whole course, never graver than the truth."""

import pytest

from dispatch.domain.key_questions import Answered
from dispatch.triage import course_of
from simulations.day.asking import SET_OF, answers_of
from simulations.day.chance import Chance
from simulations.day.complaints import COMPLAINTS, URGENCIES
from simulations.day.demand import Trouble
from stations.questions import built_in
from stations.questions.book import GRADES

REQUIREMENTS = ("CALL-09",)


def test_every_kind_of_trouble_has_a_set_that_the_book_knows() -> None:
    assert SET_OF.keys() == {complaint.code for complaint in COMPLAINTS}
    assert set(SET_OF.values()) <= built_in().by_id.keys()


@pytest.mark.parametrize("urgency", URGENCIES)
@pytest.mark.parametrize("code", [complaint.code for complaint in COMPLAINTS])
def test_a_course_is_asked_to_its_end_and_reaches_the_set_of_what_happened(
    code: str, urgency: str
) -> None:
    trouble = Trouble(code, "", urgency, (), 1)
    for name in ("I1", "I2", "I3"):
        given = answers_of(built_in(), trouble, Chance(120), name)
        at, verdict = course_of(built_in(), tuple(Answered(**one) for one in given))
        assert at is None
        assert SET_OF[code] in {one["set_id"] for one in given}
        assert verdict.urgency is not None
        if code != "unconscious" and urgency == "I":
            assert GRADES.index(verdict.urgency.value) <= 1


def test_the_same_call_is_answered_the_same_way_again() -> None:
    trouble = Trouble("stroke", "", "I", (), 1)
    assert answers_of(built_in(), trouble, Chance(7), "I9") == answers_of(
        built_in(), trouble, Chance(7), "I9"
    )
