"""Refusals of the core. Each names what is wrong and what to do, in Chinese and English."""

from typing import Any


class Refusal(Exception):
    """A command that is not carried out. Nothing has changed when it is raised.

    ``code`` is stable for programs; ``zh``/``en`` are for people; ``field``/``value``/``remedy``
    say where to look and what helps; ``extras`` carry facts such as the winner of a lost race.
    """

    status = 422

    def __init__(
        self,
        code: str,
        zh: str,
        en: str,
        *,
        field: str | None = None,
        value: object = None,
        remedy: str | None = None,
        **extras: Any,
    ) -> None:
        super().__init__(f"{zh} / {en}")
        self.code = code
        self.zh = zh
        self.en = en
        self.field = field
        self.value = value
        self.remedy = remedy
        self.extras = extras


class NotFound(Refusal):
    """The thing named does not exist."""

    status = 404


class Forbidden(Refusal):
    """The role or the unit may not do this."""

    status = 403


class Conflict(Refusal):
    """Somebody was faster, or the state does not allow it any more."""

    status = 409


class Unavailable(Refusal):
    """It cannot be made durable now; nothing is acknowledged (ARCHITECTURE.md)."""

    status = 503


class Fault(Refusal):
    """A mistake in the program itself; nothing has happened."""

    status = 500


def no_such(what_zh: str, what_en: str, field: str, value: object) -> NotFound:
    """The refusal for an identifier that nobody knows."""
    return NotFound(
        f"unknown_{field}",
        f"没有这个{what_zh}：{value}",
        f"no such {what_en}: {value}",
        field=field,
        value=value,
        remedy="核对编号，或刷新列表 / check the id, or refresh the list",
    )
