"""What the commands that take minutes share: a bar, and how they end on a user's mistake."""

import os
import sys
from typing import NoReturn, TextIO

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

CODE_USER_ERROR = 2
CODE_INTERRUPTED = 130

WIDE = 240
"""Columns of what goes into a file or another program: nobody's screen cuts its tables."""


def width_of(stream: TextIO) -> int | None:
    """The terminal's own width, or the one that ``COLUMNS`` names (None); elsewhere a wide one."""
    return None if stream.isatty() or "COLUMNS" in os.environ else WIDE


out = Console(highlight=False, width=width_of(sys.stdout))
err = Console(stderr=True, highlight=False, width=width_of(sys.stderr))

_LINE_EVERY = 0.1


class ShownProgress:
    """A bar on a terminal; in a log, one line for each tenth."""

    def __init__(self) -> None:
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}%"),
            TimeRemainingColumn(),
            console=err,
            disable=not err.is_terminal,
        )
        self._task: TaskID | None = None
        self._name, self._total, self._done, self._next = "", 1, 0, 0.0

    def stage(self, zh: str, en: str, total: int) -> None:
        """A new stage begins."""
        self._name, self._total, self._done, self._next = f"{zh} / {en}", max(total, 1), 0, 0.0
        self._task = self._bar.add_task(self._name, total=self._total)

    def advance(self, done: int) -> None:
        """Some more of it is through."""
        self._done += done
        if self._task is not None and err.is_terminal:
            self._bar.update(self._task, completed=self._done)
        elif self._done / self._total >= self._next:
            err.print(f"{self._name} {self._done / self._total:.0%}", markup=False, soft_wrap=True)
            self._next = self._done / self._total + _LINE_EVERY

    def __enter__(self) -> "ShownProgress":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()


def stop_midway(zh: str, en: str) -> NoReturn:
    """The user pressed Ctrl-C: say what became of the work, and end as shells expect."""
    err.print(zh, markup=False, soft_wrap=True)
    err.print(en, markup=False, soft_wrap=True)
    raise typer.Exit(CODE_INTERRUPTED)


def stop(*lines: str) -> NoReturn:
    """Tell the user what is wrong and end."""
    for line in lines:
        err.print(line, markup=False, soft_wrap=True)
    raise typer.Exit(CODE_USER_ERROR)
