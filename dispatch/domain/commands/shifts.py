"""Wishes about the hand-over between shifts (交接班, ORG-06)."""

import msgspec

from dispatch.domain.commands.base import Command


class SignShift(Command, frozen=True, kw_only=True):
    """The old shift signs (交班签字); again, while nobody has taken it, replaces what it said.

    ``notes`` are by the item's key. ``whole``: the desk, not only one's own; None: what is needed.
    """

    notes: dict[str, str] = msgspec.field(default_factory=dict)
    remark: str = ""
    whole: bool | None = None


class TakeShift(Command, frozen=True, kw_only=True):
    """The new shift signs (接班签字), with every open item acknowledged by its key."""

    sheet_id: str
    acknowledged: tuple[str, ...] = ()
    note: str = ""


class WithdrawShift(Command, frozen=True, kw_only=True):
    """The old shift stays after all (撤回交班)."""

    sheet_id: str


class ReleaseShift(Command, frozen=True, kw_only=True):
    """A leader lets somebody go whom nobody has relieved (班长放行), and says why."""

    user: str
    reason: str


ShiftCommand = SignShift | TakeShift | WithdrawShift | ReleaseShift
