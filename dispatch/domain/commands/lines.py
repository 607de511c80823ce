"""Wishes of the telephone exchange about lines (话路)."""

from dispatch.domain.actors import Actor
from dispatch.domain.commands.base import Command
from dispatch.domain.lines import LineChange


class NoteLine(Command, frozen=True, kw_only=True):
    """The exchange did something with a line; it is noted, and never undone (CALL-01).

    ``to`` is who now speaks at ``extension``, when somebody sits there: after a transfer (转接) the
    call is that desk's.
    """

    call_id: str
    exchange: str
    change: LineChange
    at_ms: int
    extension: str = ""
    recording: str = ""
    note: str = ""
    to: Actor | None = None


LineCommand = NoteLine
