"""Wishes about seats (席位, ORG-05)."""

from dispatch.domain.commands.base import Command
from dispatch.domain.seats import SeatState


class ChangeSeat(Command, frozen=True, kw_only=True):
    """The author's own seat passes into another state; 离席 and 手工受理 want a reason."""

    state: SeatState
    reason: str = ""


class ClearSeat(Command, frozen=True, kw_only=True):
    """Nobody sits there any more: a screen that was closed, or a leader who sees it (强制签退)."""

    user: str
    reason: str


SeatCommand = ChangeSeat | ClearSeat
