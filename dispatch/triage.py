"""Answers → next question, urgency, needs, guidance (CALL-09, CALL-10, CALL-15). Pure."""

from collections.abc import Iterator, Sequence

from dispatch.domain.errors import Refusal
from dispatch.domain.key_questions import Answered, AskedNext, Verdict
from dispatch.domain.triage import URGENCY_RANK, Urgency
from stations.questions.book import FIRST_SET, AnswerOption, QuestionBook, QuestionSet
from stations.vehicles import Capability

Asked = tuple[QuestionSet, Answered, AnswerOption]


def course_of(book: QuestionBook, answers: Sequence[Answered]) -> tuple[AskedNext | None, Verdict]:
    """Where these answers lead and what they come to.

    A course begins with the first questions, or with any set when a desk knows what it is about.

    Raises:
        Refusal: an answer that nobody was asked for, or that the book does not know.
    """
    start = answers[0].set_id if answers else FIRST_SET
    at: AskedNext | None = _start_of(book, start)
    given: list[Asked] = []
    for answered in answers:
        if at is None or (answered.set_id, answered.question_id) != (at.set_id, at.question_id):
            raise _not_asked(answered, at)
        one = book.by_id[at.set_id]
        question = one.get(at.question_id)
        answer = next((a for a in question.answer if a.id == answered.answer_id), None)
        if answer is None:
            raise _no_such_answer(answered, [a.id for a in question.answer])
        given.append((one, answered, answer))
        to = one.target(question, answer)
        at = _start_of(book, to[0], to[1]) if to else None
    begun = [one for one, _, _ in given]
    if at is not None and given:
        begun.append(book.by_id[at.set_id])
    return at, _verdict(begun, given)


def versions_of(book: QuestionBook, answers: Sequence[Answered]) -> dict[str, str]:
    """The version of each set that was asked."""
    return {a.set_id: book.by_id[a.set_id].version for a in answers}


def _start_of(book: QuestionBook, set_id: str, question_id: str = "") -> AskedNext:
    one = book.by_id.get(set_id)
    if one is None:
        raise Refusal(
            "no_such_question_set",
            f"没有问题集 {set_id}",
            f"there is no question set {set_id}",
            field="set_id",
            value=set_id,
            remedy=f"可用：{'、'.join(book.by_id)} / one of these",
        )
    return AskedNext(set_id=set_id, question_id=question_id or one.question[0].id)


def _verdict(begun: Sequence[QuestionSet], given: Sequence[Asked]) -> Verdict:
    graded = list(_grades(begun, given))
    # Of several as grave, the last: the more one asks, the more one knows.
    gravest = min(reversed(graded), key=lambda each: URGENCY_RANK[each[0]], default=None)
    needs = {need for one in begun for need in one.needs}
    needs |= {need for _, _, answer in given for need in answer.needs}
    infection = any(answer.infection for _, _, answer in given)
    cards = [card for _, _, answer in given for card in answer.cards]
    cards += [card for one in begun for card in one.cards]
    return Verdict(
        urgency=gravest[0] if gravest else None,
        why=gravest[1] if gravest else None,
        needs=frozenset(needs | ({Capability.ISOLATION} if infection else set())),
        cards=tuple(dict.fromkeys(cards)),
        centres=frozenset(flag for one in begun for flag in one.centres),
        infection=infection,
    )


def _grades(
    begun: Sequence[QuestionSet], given: Sequence[Asked]
) -> Iterator[tuple[Urgency, Answered]]:
    """What each set says of which no answer has said anything yet, then what each answer says."""
    said = {one.id for one, _, answer in given if answer.urgency is not None}
    for one in {one.id: one for one in begun}.values():
        if one.otherwise is not None and one.id not in said:
            yield Urgency(one.otherwise), Answered(set_id=one.id, question_id="", answer_id="")
    for _, answered, answer in given:
        if answer.urgency is not None:
            yield Urgency(answer.urgency), answered


def _not_asked(answered: Answered, at: AskedNext | None) -> Refusal:
    wanted = f"{at.set_id}/{at.question_id}" if at else "已问完 / nothing more"
    return Refusal(
        "question_not_asked",
        f"现在要答的不是 {answered.set_id}/{answered.question_id}",
        f"{answered.set_id}/{answered.question_id} is not what is asked now",
        field="answers",
        value=f"{answered.set_id}/{answered.question_id}",
        remedy=f"先答：{wanted} / answer that first",
    )


def _no_such_answer(answered: Answered, known: Sequence[str]) -> Refusal:
    return Refusal(
        "no_such_answer",
        f"{answered.set_id}/{answered.question_id} 没有答案 {answered.answer_id}",
        f"{answered.set_id}/{answered.question_id} has no answer {answered.answer_id}",
        field="answers",
        value=answered.answer_id,
        remedy=f"可选：{'、'.join(known)} / one of these",
    )
