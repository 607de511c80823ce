"""What a desk asks a caller and says until the crew is there, as data files (CALL-09, CALL-10).

``sets/*.toml`` are the sets of key questions (分诊问题), ``cards.toml`` the guidance cards
(电话指导), ``determinants.toml`` how another triage system's codes are read. All words are this
project's own, after the public guidance that each file cites; none is taken from a proprietary
protocol. A centre's region pack may bring its own in a folder ``questions/``.

Read in this order: ``book`` (what a set, a question and a card are), ``reading`` (files → book),
``checks`` (what makes a book unusable).
"""

from stations.questions.book import (
    AnswerOption,
    DatedBook,
    Determinants,
    Grade,
    GuidanceCard,
    KeyQuestion,
    QuestionBook,
    QuestionSet,
)
from stations.questions.reading import QuestionsInvalid, built_in, read_book, text_of

__all__ = [
    "AnswerOption",
    "DatedBook",
    "Determinants",
    "Grade",
    "GuidanceCard",
    "KeyQuestion",
    "QuestionBook",
    "QuestionSet",
    "QuestionsInvalid",
    "built_in",
    "read_book",
    "text_of",
]
