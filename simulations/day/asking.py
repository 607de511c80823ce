"""What a colleague's caller answers to the centre's own key questions (分诊, CALL-09).

The questions are the server's; the answers lead to the set of what really happened, and none says
that it is worse than it is.
"""

from functools import cache

from simulations.day.chance import Chance
from simulations.day.demand import Trouble
from stations.questions import AnswerOption, KeyQuestion, QuestionBook, QuestionSet
from stations.questions.book import FIRST_SET, GRADES

SET_OF = {
    "unconscious": "general",
    "chest_pain": "chest_pain",
    "stroke": "stroke",
    "traffic": "traffic",
    "fall": "fall",
    "respiratory": "choking",
    "poisoning": "poisoning",
    "labour": "labour",
    "seizure": "seizure",
    "bleeding": "injury",
    "abdominal": "general",
    "fever": "fever",
    "dizzy": "general",
    "transfer": "general",
}
"""The set that a kind of trouble (``complaints``) is asked about."""

NOT_AWAKE = ("universal", "awake", "no")


def answers_of(
    book: QuestionBook, trouble: Trouble, chance: Chance, name: str
) -> list[dict[str, str]]:
    """All answers of one course, as ``/api/incidents/…/triage`` takes them; bound by the book."""
    goal, given = SET_OF.get(trouble.code, "general"), list[dict[str, str]]()
    at: tuple[QuestionSet, KeyQuestion] | None = _node(book, FIRST_SET, "")
    while at is not None:
        one, question = at
        options = [o for o in question.answer if _leads(book, goal, one, question, o)]
        options = _as_bad_as(options or list(question.answer), trouble.urgency)
        option = chance.pick(options, name, one.id, question.id)
        if trouble.code == "unconscious" and (one.id, question.id) == NOT_AWAKE[:2]:
            option = next((o for o in question.answer if o.id == NOT_AWAKE[2]), option)
        given.append({"set_id": one.id, "question_id": question.id, "answer_id": option.id})
        to = one.target(question, option)
        at = _node(book, *to) if to else None
    return given


def _node(book: QuestionBook, set_id: str, question_id: str) -> tuple[QuestionSet, KeyQuestion]:
    one = book.by_id[set_id]
    return one, one.get(question_id) if question_id else one.question[0]


def _leads(
    book: QuestionBook, goal: str, one: QuestionSet, question: KeyQuestion, option: AnswerOption
) -> bool:
    """Whether an answer still leads to the set of what happened, or is asked within it."""
    if one.id == goal:
        return True

    @cache
    def reaches(set_id: str, question_id: str) -> bool:
        here, asked = _node(book, set_id, question_id)
        targets = (here.target(asked, each) for each in asked.answer)
        return here.id == goal or any(reaches(*to) for to in targets if to)

    to = one.target(question, option)
    return to is not None and reaches(*to)


def _as_bad_as(options: list[AnswerOption], urgency: str) -> list[AnswerOption]:
    """Answers that fit how bad it is: never graver, and as grave where one is."""
    worst = list[str](GRADES).index(urgency)
    fit = [o for o in options if o.urgency is None or GRADES.index(o.urgency) >= worst] or options
    return [o for o in fit if o.urgency == urgency] or fit
