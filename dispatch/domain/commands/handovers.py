"""Wishes about who owns an incident (转分中心, 接管)."""

from dispatch.domain.commands.base import Command


class HandOverIncident(Command, frozen=True, kw_only=True):
    """Offer an incident to another centre's desk (转分中心); it is theirs once they accept."""

    incident_id: str
    to_unit: str
    reason: str


class AnswerHandOver(Command, frozen=True, kw_only=True):
    """The other desk accepts, or declines with a reason (接收、拒收)."""

    handover_id: str
    accepted: bool
    reason: str = ""


class WithdrawHandOver(Command, frozen=True, kw_only=True):
    """The offering desk thinks better of it (撤回)."""

    handover_id: str


class BounceHandOver(Command, frozen=True, kw_only=True):
    """Nobody answered in time: the incident stays where it was (超时退回)."""

    handover_id: str


class TakeOverIncident(Command, frozen=True, kw_only=True):
    """A centre above takes an incident over (上级接管); it counts at once."""

    incident_id: str
    reason: str


class GiveBackIncident(Command, frozen=True, kw_only=True):
    """What was taken over is offered back to the centre it was taken from (交还)."""

    incident_id: str
    reason: str = ""


HandOverCommand = (
    HandOverIncident
    | AnswerHandOver
    | WithdrawHandOver
    | BounceHandOver
    | TakeOverIncident
    | GiveBackIncident
)
