"""Wishes between centres: ask for a vehicle, answer, agree on other rules (DSP-04)."""

from dispatch.domain.choices import OverrideCode, PolicyName
from dispatch.domain.commands.base import Command
from dispatch.domain.decisions import Ranking
from stations.boundary import BoundaryRule, Fallback


class AskNeighbour(Command, frozen=True, kw_only=True):
    """A neighbour's vehicle is wanted (跨界请求); once granted it is sent at once."""

    incident_id: str
    vehicle_id: str
    ranking: Ranking | None = None
    override_reason: str | None = None
    override_code: OverrideCode | None = None


class AnswerNeighbour(Command, frozen=True, kw_only=True):
    """The neighbour grants or refuses; of a note it says that it was seen."""

    boundary_id: str
    granted: bool
    reason: str = ""


class WithdrawRequest(Command, frozen=True, kw_only=True):
    """The vehicle is not wanted any more (撤回请求)."""

    boundary_id: str


class LapseRequest(Command, frozen=True, kw_only=True):
    """Nobody answered within the agreed time: the agreed fallback counts. Asked by the clock."""

    boundary_id: str


class ChangeBoundary(Command, frozen=True, kw_only=True):
    """Two centres have agreed on another rule from a moment on (跨界规则)."""

    asking: str
    lending: str
    rule: BoundaryRule
    timeout_s: int | None = None
    fallback: Fallback = Fallback.NEXT_BEST
    from_ms: int | None = None


class ChoosePolicy(Command, frozen=True, kw_only=True):
    """A unit wants its vehicles proposed in another order from a moment on (推荐策略)."""

    unit: str
    policy: PolicyName
    from_ms: int | None = None


BoundaryCommand = (
    AskNeighbour | AnswerNeighbour | WithdrawRequest | LapseRequest | ChangeBoundary | ChoosePolicy
)
