"""Wishes that set a call right, and what happens to one that nobody answers (CALL-02…04)."""

from dispatch.domain.commands.base import Command


class UndoClassify(Command, frozen=True, kw_only=True):
    """The class was a slip of the finger (撤销归类); only at once, by who pressed it."""

    call_id: str


class ReleaseCall(Command, frozen=True, kw_only=True):
    """Picked up by mistake: the call goes back to the queue (放回队列), its age as it was."""

    call_id: str


class DetachCall(Command, frozen=True, kw_only=True):
    """The call is about something else than the incident it was joined to (取消关联)."""

    call_id: str


class MissCall(Command, frozen=True, kw_only=True):
    """It has rung too long (未接, CALL-03); by rule. It goes on ringing."""

    call_id: str


class OverflowCall(Command, frozen=True, kw_only=True):
    """Its desk does not answer: the partner desk's phones ring too (溢出, CALL-02); by rule."""

    call_id: str
    to_unit: str


IntakeCommand = UndoClassify | ReleaseCall | DetachCall | MissCall | OverflowCall
