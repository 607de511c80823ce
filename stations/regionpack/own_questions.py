"""A pack's own ``questions/``: what its desks ask otherwise than the program's sets (CALL-09).

The folder holds ``sets/*.toml``, ``cards.toml`` and ``determinants.toml``, each only if it differs;
``stations/questions`` shows how they are written. A folder in it that is named by a day, such as
``questions/2026-12-01/``, holds what is asked otherwise from that day on: it stands over everything
from before, and is checked together with it long before it counts.
"""

from datetime import date
from pathlib import Path

from stations.questions import DatedBook, QuestionBook, QuestionsInvalid, built_in, read_book
from stations.questions.reading import SETS
from stations.regionpack.problems import Problem, Say

FOLDER = "questions"


def read_own_questions(pack: Path) -> tuple[QuestionBook, tuple[DatedBook, ...], list[Problem]]:
    """The book with the pack's own sets in it, those of later days, and all that is wrong."""
    path = pack / FOLDER
    if not path.is_dir():
        return built_in(), (), []
    book, problems = _read(path, FOLDER, built_in())
    dated: list[DatedBook] = []
    latest = book
    for folder in sorted(each for each in path.iterdir() if each.is_dir() and each.name != SETS):
        name = f"{FOLDER}/{folder.name}"
        if not _is_day(folder.name):
            problems.append(_no_day(name, folder.name))
            continue
        latest, found = _read(folder, name, latest)
        problems += found
        dated.append(DatedBook(folder.name, latest))
    return book, tuple(dated), problems


def _read(folder: Path, name: str, base: QuestionBook) -> tuple[QuestionBook, list[Problem]]:
    try:
        return read_book(folder, base), []
    except QuestionsInvalid as invalid:
        return base, [
            Problem.at(
                (f"{name}/{f.file}", 0),
                f.field,
                f.value,
                Say(f.zh, f.en),
                Say(f.remedy_zh, f.remedy_en),
            )
            for f in invalid.faults
        ]


def _is_day(name: str) -> bool:
    try:
        return date.fromisoformat(name).isoformat() == name
    except ValueError:
        return False


def _no_day(name: str, value: str) -> Problem:
    return Problem.at(
        (name, 0),
        "",
        value,
        Say("文件夹名不是日期", "the folder's name is no day"),
        Say("写作 2026-12-01，即从哪天起用", "write it as 2026-12-01, the day it counts from"),
    )
