"""How commands tell a person what is wrong: in Chinese and English, with the remedy, code 2."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console

from console.field.intakes import IntakeUnusable
from console.https import HttpsUnusable
from console.serving import AddressTaken
from dispatch.journal.port import JournalError
from geo.database import DatabaseUnusable
from stations import regionpack
from stations.protocols.mapping_check import MappingInvalid

CODE_USER_ERROR = 2

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def stop_with(zh: str, en: str) -> NoReturn:
    """Tell the user what is wrong and end."""
    err.print(zh, style="bold red", markup=False, soft_wrap=True)
    err.print(en, markup=False, soft_wrap=True)
    raise typer.Exit(CODE_USER_ERROR)


@contextmanager
def told() -> Iterator[None]:
    """Turn what a person can mend into words instead of a traceback."""
    try:
        yield
    except (DatabaseUnusable, HttpsUnusable, IntakeUnusable, JournalError) as error:
        stop_with(error.zh, error.en)
    except regionpack.PackInvalid as invalid:
        for line in regionpack.render(invalid.problems):
            err.print(line, markup=False, soft_wrap=True)
        raise typer.Exit(CODE_USER_ERROR) from None
    except MappingInvalid as invalid:
        for line in invalid.lines():
            err.print(line, markup=False, soft_wrap=True)
        raise typer.Exit(CODE_USER_ERROR) from None
    except AddressTaken as error:
        stop_with(
            f"无法监听：{error}。换一个端口（LIANDONG_PORT）或停掉占用它的程序",
            f"cannot listen: {error}. Choose another port (LIANDONG_PORT), or stop what uses it",
        )
