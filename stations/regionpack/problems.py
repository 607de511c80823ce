"""What is wrong with a region pack, said so that the person who typed it can put it right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Say(NamedTuple):
    """One sentence in both languages."""

    zh: str
    en: str


class Severity(StrEnum):
    """An error keeps the row out of the region; a warning only asks for a second look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """One finding: where it is, what stands there, what is wrong with it and what to do."""

    file: str
    line: int
    field: str
    value: str
    message_zh: str
    message_en: str
    remedy_zh: str
    remedy_en: str
    severity: Severity = Severity.ERROR

    @classmethod
    def at(
        cls,
        place: tuple[str, int],
        field: str,
        value: object,
        message: Say,
        remedy: Say,
        severity: Severity = Severity.ERROR,
    ) -> "Problem":
        """The problem at a (file, line)."""
        return cls(*place, field, str(value), *message, *remedy, severity)


class Rejected(ValueError):
    """A single value that cannot be taken; the reader adds file, line and field."""

    def __init__(self, message: Say, remedy: Say, field: str = "") -> None:
        super().__init__(f"{message.zh} / {message.en}")
        self.message = message
        self.remedy = remedy
        self.field = field


class PackInvalid(ValueError):
    """A pack with errors; ``problems`` holds every one of them, warnings too."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(render(self.problems)))


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether the pack cannot be used as it is (exit code 1)."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def render(problems: Sequence[Problem]) -> list[str]:
    """Lines to print, Chinese first: two for each problem, in file order, then the count."""
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    lines: list[str] = []
    for problem in sorted(problems, key=lambda p: (p.file, p.line, p.field)):
        error = problem.severity is Severity.ERROR
        place = f"{problem.file}:{problem.line}" if problem.line else problem.file
        shown = f" {problem.field} = “{problem.value}”" if problem.field else ""
        lines += [
            f"{'错误' if error else '提醒'} {place}{shown}：{problem.message_zh}。"
            f"改法：{problem.remedy_zh}。",
            f"  {problem.severity} {place}{shown}: {problem.message_en}."
            f" Remedy: {problem.remedy_en}.",
        ]
    warnings = len(problems) - errors
    return [*lines, f"{errors} 处错误，{warnings} 处提醒 / {errors} errors, {warnings} warnings"]
