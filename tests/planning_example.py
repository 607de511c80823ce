"""Runs the commands of ``docs/planning.md`` and puts their real output below each of them.

``python -m tests.planning_example`` rewrites the page, with an empty ``var/planning/fangxian`` and
the journal that ``python -m tests.planning_journal var/planning/lived.sqlite`` writes. A test runs
what is quick, and holds the words of the rest against those that the program has now.
"""

import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "planning.md"
WITHIN_S = 1800.0

_BLOCK = re.compile(r"```console\n\$ (?P<command>[^\n]+)\n(?P<output>.*?)```", re.DOTALL)


class Shown(NamedTuple):
    """One command of the page with the output printed below it."""

    command: str
    output: str


def shown(text: str) -> Iterator[Shown]:
    """Every command of the page."""
    for found in _BLOCK.finditer(text):
        yield Shown(found["command"], found["output"])


def run(command: str) -> str:
    """What the command prints, without the lines of its progress bar."""
    program, *arguments = shlex.split(command)
    assert program == "liandong", command
    done = subprocess.run(
        [sys.executable, "-m", "console", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=True,
        env={**_environment(), "COLUMNS": "110", "PYTHONUTF8": "1"},
    )
    return "\n".join(line.rstrip() for line in done.stdout.splitlines()) + "\n"


def rewritten(text: str, runs: Callable[[str], str] = run) -> str:
    """The page with fresh outputs."""
    return _BLOCK.sub(
        lambda found: f"```console\n$ {found['command']}\n{runs(found['command'])}```", text
    )


def _environment() -> dict[str, str]:
    import os

    own = {k: v for k, v in os.environ.items() if not k.startswith("LIANDONG_")}
    # No server has run here: the pack is the one that comes with the program.
    return {**own, "LIANDONG_DATABASE_URL": f"sqlite:///{ROOT / 'var' / 'never.sqlite3'}"}


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text("utf-8")), "utf-8")
