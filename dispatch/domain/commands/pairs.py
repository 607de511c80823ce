"""Wishes for two vehicles at once: a pair that meets, and one in place of another."""

from dispatch.domain.choices import OverrideCode
from dispatch.domain.commands.base import Command
from dispatch.domain.decisions import MeetingPlan, Ranking
from dispatch.domain.proposals import SwapProposal
from stations.status import ReasonKind


class DispatchPair(Command, frozen=True, kw_only=True):
    """Send the near basic crew and the advanced one that meets it, or neither (会车, DSP-03d)."""

    incident_id: str
    basic_id: str
    advanced_id: str
    meeting: MeetingPlan | None = None
    ranking: Ranking | None = None
    override_reason: str | None = None
    override_code: OverrideCode | None = None


class SwapVehicle(Command, frozen=True, kw_only=True):
    """Send a vehicle in place of one that is still on its way, or change nothing (换车)."""

    task_id: str
    vehicle_id: str
    ranking: Ranking | None = None
    reason: ReasonKind = ReasonKind.OTHER
    override_reason: str | None = None
    override_code: OverrideCode | None = None


class ProposeSwap(Command, frozen=True, kw_only=True):
    """A nearer vehicle has appeared; without a proposal the last one does not hold any more."""

    incident_id: str
    proposal: SwapProposal | None


class DeclineSwap(Command, frozen=True, kw_only=True):
    """The desk keeps the vehicle that is on its way; this one is not proposed again."""

    incident_id: str
    vehicle_id: str


PairCommand = DispatchPair | SwapVehicle | ProposeSwap | DeclineSwap
