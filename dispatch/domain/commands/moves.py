"""Wishes about where free vehicles wait while cover is thin (DSP-18)."""

from dispatch.domain.commands.base import Command
from dispatch.domain.moves import MoveAdvice


class ProposeMove(Command, frozen=True, kw_only=True):
    """Cover of a centre has become thin; without advice the last one does not hold any more."""

    unit: str
    advice: MoveAdvice | None


class AcceptMove(Command, frozen=True, kw_only=True):
    """The desk follows the advice: a standby post is set up and the vehicle waits there."""

    unit: str
    vehicle_id: str


class DeclineMove(Command, frozen=True, kw_only=True):
    """The desk does not; it is not asked again for a while."""

    unit: str
    vehicle_id: str
    reason: str


MoveCommand = ProposeMove | AcceptMove | DeclineMove
