"""A pack's own ``questions/``: what its desks ask otherwise than the program's sets (CALL-09).

The folder holds ``sets/*.toml``, ``cards.toml`` and ``determinants.toml``, each only if it differs;
``stations/questions`` shows how they are written.
"""

from pathlib import Path

from stations.questions import QuestionBook, QuestionsInvalid, built_in, read_book
from stations.regionpack.problems import Problem, Say

FOLDER = "questions"


def read_own_questions(pack: Path) -> tuple[QuestionBook, list[Problem]]:
    """The book with the pack's own sets in it, and everything that is wrong with them."""
    path = pack / FOLDER
    if not path.is_dir():
        return built_in(), []
    try:
        return read_book(path, built_in()), []
    except QuestionsInvalid as invalid:
        return built_in(), [
            Problem.at(
                (f"{FOLDER}/{f.file}", 0),
                f.field,
                f.value,
                Say(f.zh, f.en),
                Say(f.remedy_zh, f.remedy_en),
            )
            for f in invalid.faults
        ]
