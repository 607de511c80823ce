"""What makes a book unusable: it must end, lead everywhere, and say it all in two languages."""

from collections import Counter
from collections.abc import Iterator, Mapping

from stations.questions.book import END, FIRST_SET, OTHER_SET, QuestionBook, QuestionSet
from stations.questions.faults import Fault

ANSWERS_MAX = 12
"""One key of the number row for each answer."""

_TEXTS_REMEDY = ("中英文都要填", "write it in both languages")
_ID_REMEDY = ("换一个编号", "choose another id")

Node = tuple[str, str]


def check_book(book: QuestionBook, files: Mapping[str, str], cards: str, codes: str) -> list[Fault]:
    """Every fault of a book; ``files`` says which file a set stands in."""
    faults = [f for one in book.sets for f in _check_set(book, one, files[one.id] or one.id)]
    faults += _check_cards(book, cards)
    if not book.determinants.levels:
        remedy = ("给出各字母的级别", "give the urgency of each letter")
        faults.append(Fault(codes, "levels", "{}", "没有级别", "no level is given", *remedy))
    if FIRST_SET not in book.by_id:
        remedy = ("写一个首问集", "write the set that is asked first")
        faults.append(
            Fault("sets", "id", FIRST_SET, "缺少首问集", "the first set is missing", *remedy)
        )
    # Only what leads somewhere can be followed.
    return faults or [*_check_ends(book, files), *_check_reached(book, files)]


def _check_set(book: QuestionBook, one: QuestionSet, file: str) -> Iterator[Fault]:
    yield from _check_texts(file, "", one.zh, one.en)
    if not one.question:
        remedy = ("至少写一问", "write one question at least")
        yield Fault(file, "question", "[]", "没有问题", "it asks nothing", *remedy)
    if not one.version or not one.sources:
        field, value = ("version", one.version) if not one.version else ("sources", "[]")
        remedy = ("写明版本与依据", "give the version and what it goes by")
        yield Fault(file, field, value, "缺少版本或依据", "version or sources are missing", *remedy)
    yield from _check_ids(file, "question", [q.id for q in one.question])
    known = {card.id for card in book.cards}
    yield from _check_known(file, "cards", one.cards, known)
    for nth, question in enumerate(one.question):
        at = f"question[{nth}]"
        yield from _check_texts(file, at, question.zh, question.en)
        yield from _check_ids(file, f"{at}.answer", [a.id for a in question.answer])
        if not 1 <= len(question.answer) <= ANSWERS_MAX:
            count = str(len(question.answer))
            zh, en = f"答案须为 1–{ANSWERS_MAX} 个", f"there must be 1–{ANSWERS_MAX} answers"
            yield Fault(file, f"{at}.answer", count, zh, en, "合并或分成两问", "ask twice, or less")
        for mth, answer in enumerate(question.answer):
            here = f"{at}.answer[{mth}]"
            yield from _check_texts(file, here, answer.zh, answer.en)
            yield from _check_known(file, f"{here}.cards", answer.cards, known)
            yield from _check_target(book, one, file, f"{here}.next", answer.next)


def _check_texts(file: str, at: str, zh: str, en: str) -> Iterator[Fault]:
    for name, text in (("zh", zh), ("en", en)):
        if not text.strip():
            field = f"{at}.{name}".lstrip(".")
            yield Fault(file, field, text, "缺少译文", "a translation is missing", *_TEXTS_REMEDY)


def _check_ids(file: str, at: str, ids: list[str]) -> Iterator[Fault]:
    for name, times in Counter(ids).items():
        if times > 1 or not name:
            zh, en = f"编号出现 {times} 次", f"this id stands there {times} times"
            yield Fault(file, f"{at}.id", name, zh, en, *_ID_REMEDY)


def _check_known(file: str, at: str, given: tuple[str, ...], known: set[str]) -> Iterator[Fault]:
    for name in given:
        if name not in known:
            remedy = (f"从 {'、'.join(sorted(known))} 中选", f"one of {', '.join(sorted(known))}")
            yield Fault(file, at, name, "没有这张指导卡", "there is no such card", *remedy)


def _check_target(
    book: QuestionBook, one: QuestionSet, file: str, at: str, to: str
) -> Iterator[Fault]:
    other = to.removeprefix(OTHER_SET)
    known = other in book.by_id if to.startswith(OTHER_SET) else to in {q.id for q in one.question}
    if to and to != END and not known:
        ids = ", ".join(q.id for q in one.question)
        remedy_zh = f"填本集的问题（{ids}）、set:集编号 或 end"
        remedy_en = f"a question of this set ({ids}), set:<id>, or end"
        yield Fault(file, at, to, "没有这个去处", "it leads nowhere", remedy_zh, remedy_en)


def _check_cards(book: QuestionBook, file: str) -> Iterator[Fault]:
    yield from _check_ids(file, "card", [card.id for card in book.cards])
    for nth, card in enumerate(book.cards):
        yield from _check_texts(file, f"card[{nth}]", card.zh, card.en)
        if not card.step:
            remedy = ("至少写一步", "write one step at least")
            yield Fault(file, f"card[{nth}].step", "[]", "没有步骤", "it says nothing", *remedy)
        for mth, step in enumerate(card.step):
            yield from _check_texts(file, f"card[{nth}].step[{mth}]", step.zh, step.en)


def steps_of(book: QuestionBook) -> dict[Node, list[Node]]:
    """From each question to those that may follow it, across sets."""
    ahead: dict[Node, list[Node]] = {}
    for one in book.sets:
        for question in one.question:
            targets = (one.target(question, answer) for answer in question.answer)
            ahead[one.id, question.id] = [
                (set_id, at or book.by_id[set_id].question[0].id)
                for set_id, at in (to for to in targets if to is not None)
            ]
    return ahead


def _check_ends(book: QuestionBook, files: Mapping[str, str]) -> Iterator[Fault]:
    """No way may come back to a question that was asked: such a set could never end."""
    ahead, ended, under_way = steps_of(book), set[Node](), list[Node]()

    def follow(node: Node) -> Node | None:
        """The first question that is met again on a way from here."""
        if node in under_way:
            return node
        if node in ended:
            return None
        under_way.append(node)
        again = next((met for to in ahead[node] if (met := follow(to)) is not None), None)
        under_way.pop()
        ended.add(node)
        return again

    for node in ahead:
        again = follow(node)
        if again is not None:
            set_id, question = again
            zh, en = "问题集绕回此问，永不结束", "the questions come back to this one and never end"
            remedy = ("让其中一个答案去往后面的问题或 end", "let an answer go on or to `end`")
            yield Fault(files[set_id] or set_id, "question.id", question, zh, en, *remedy)


def _check_reached(book: QuestionBook, files: Mapping[str, str]) -> Iterator[Fault]:
    """Every question must be asked on some way from the first one."""
    ahead = steps_of(book)
    first: Node = (FIRST_SET, book.by_id[FIRST_SET].question[0].id)
    met, open_ends = {first}, [first]
    while open_ends:
        for to in ahead[open_ends.pop()]:
            if to not in met:
                met.add(to)
                open_ends.append(to)
    for set_id, question in ahead.keys() - met:
        zh, en = "没有哪个答案会问到它", "no answer leads to it"
        remedy = ("让某个答案的 next 指向它，或删去", "let some answer lead to it, or drop it")
        yield Fault(files[set_id] or set_id, "question.id", question, zh, en, *remedy)
