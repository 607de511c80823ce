"""KeyQuestion sets, guidance cards and the table of foreign codes, as loaded (CALL-09, CALL-10)."""

from collections.abc import Mapping
from functools import cached_property
from typing import Literal, NamedTuple

import msgspec

from stations.hospitals import CentreFlag
from stations.vehicles import Capability

Grade = Literal["I", "II", "III", "IV"]
"""Urgency (病情分级) as the files write it, I the gravest."""

GRADES: tuple[Grade, ...] = ("I", "II", "III", "IV")
FIRST_SET = "universal"
"""Asked of every caller before anything else: is the patient awake, is the patient breathing."""

END = "end"
"""Where an answer goes when nothing more is to be asked."""

OTHER_SET = "set:"
"""What stands before the name of a set that an answer goes on to."""


class AnswerOption(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One answer (答案) of a question and what follows from it.

    ``next`` is a question of the same set, ``set:<id>`` or ``end``; without it the next question of
    the file follows, after the last one the end.
    """

    id: str
    zh: str
    en: str
    urgency: Grade | None = None
    needs: tuple[Capability, ...] = ()
    cards: tuple[str, ...] = ()
    infection: bool = False
    next: str = ""


class KeyQuestion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One key question (关键问题), as it is read out to the caller."""

    id: str
    zh: str
    en: str
    answer: tuple[AnswerOption, ...]


class QuestionSet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The questions of one kind of trouble (问题集), asked from the first on.

    ``words`` are words of a complaint that propose it, ``otherwise`` the urgency while no answer of
    it gives one; ``needs``, ``cards`` and ``centres`` hold as soon as it is begun.
    """

    id: str
    version: str
    zh: str
    en: str
    sources: tuple[str, ...]
    question: tuple[KeyQuestion, ...]
    words: tuple[str, ...] = ()
    otherwise: Grade | None = None
    needs: tuple[Capability, ...] = ()
    cards: tuple[str, ...] = ()
    centres: tuple[CentreFlag, ...] = ()

    def get(self, question_id: str) -> KeyQuestion:
        """The question of this id; checked when the book was read."""
        return next(q for q in self.question if q.id == question_id)

    def target(self, question: KeyQuestion, answer: AnswerOption) -> tuple[str, str] | None:
        """Set and question that follow an answer, "" for a set's first one; None at the end."""
        if answer.next == END:
            return None
        if answer.next.startswith(OTHER_SET):
            return answer.next.removeprefix(OTHER_SET), ""
        if answer.next:
            return self.id, answer.next
        after = self.question.index(question) + 1
        return (self.id, self.question[after].id) if after < len(self.question) else None


class CardStep(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that the caller is told to do."""

    zh: str
    en: str


class GuidanceCard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A guidance card (电话指导卡): what a desk says until the crew is there.

    ``per_min`` is the pace of its metronome (按压节拍), 0 without one.
    """

    id: str
    version: str
    zh: str
    en: str
    sources: tuple[str, ...]
    step: tuple[CardStep, ...]
    per_min: int = 0


class Determinants(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How codes of another triage system (外部分级码) become an urgency, e.g. ``9-E-1``.

    ``levels`` reads the letter, ``codes`` single codes or their beginnings before it. A code is
    read, never explained: what it stands for belongs to whoever publishes it.
    """

    version: str
    system: str
    levels: dict[str, Grade]
    codes: dict[str, Grade] = {}

    def grade_of(self, code: str) -> Grade | None:
        """The urgency of a code: the longest beginning that the table names, else its letter."""
        parts = code.upper().replace("O", "Ω").split("-")
        for length in range(len(parts), 1, -1):
            grade = self.codes.get("-".join(parts[:length]))
            if grade is not None:
                return grade
        return self.levels.get(parts[1]) if len(parts) > 1 else None


class QuestionBook(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """All sets, cards and codes of a centre."""

    sets: tuple[QuestionSet, ...]
    cards: tuple[GuidanceCard, ...]
    determinants: Determinants

    @cached_property
    def by_id(self) -> dict[str, QuestionSet]:
        """The sets by their id."""
        return {one.id: one for one in self.sets}

    def asked_by(self, versions: Mapping[str, str]) -> bool:
        """Whether a triage that was asked these versions of sets can go on by this book."""
        return all(
            one is not None and one.version == version
            for one, version in ((self.by_id.get(i), v) for i, v in versions.items())
        )

    def proposed(self, complaint: str) -> tuple[QuestionSet, ...]:
        """The sets whose words stand in a complaint."""
        said = complaint.lower()
        return tuple(s for s in self.sets if any(word.lower() in said for word in s.words))


class DatedBook(NamedTuple):
    """What is asked from a day on (自某日起), its first minute in China included."""

    day: str
    book: QuestionBook
