"""What a request for a pair, a neighbour, an exchange or a helper carries."""

from pydantic import Field

from console.api.bodies import Body, EpochMs, Identifier
from dispatch.domain.choices import OverrideCode, PolicyName
from stations.boundary import ASK_WITHIN_MAX_S, BoundaryRule, Fallback


class ChoiceBody(Body):
    """On which answer, and why not the recommended one."""

    answer_id: str | None = Field(None, max_length=64)
    override_reason: str | None = Field(None, max_length=300)
    override_code: OverrideCode | None = None


class PairBody(ChoiceBody):
    """The near basic crew and the advanced one that meets it."""

    basic_id: Identifier
    advanced_id: Identifier


class SwapBody(ChoiceBody):
    """Which task ends, and who goes instead."""

    task_id: Identifier
    vehicle_id: Identifier


class DeclineSwapBody(Body):
    """A vehicle that is not wanted instead."""

    vehicle_id: Identifier


class MoveBody(Body):
    """Which vehicle the advice on the desk is about, so that no other one is meant."""

    vehicle_id: Identifier


class DeclineMoveBody(MoveBody):
    """Why the desk does not follow it."""

    reason: str = Field(min_length=1, max_length=300)


class NeighbourBody(ChoiceBody):
    """A neighbour's vehicle that is wanted."""

    vehicle_id: Identifier


class NeighbourAnswerBody(Body):
    """The neighbour's answer; refusing needs a reason."""

    granted: bool
    reason: str = Field("", max_length=300)


class BoundaryRuleBody(Body):
    """Another rule between two centres, from now or from a later moment."""

    asking: Identifier
    lending: Identifier
    rule: BoundaryRule
    timeout_s: int | None = Field(None, ge=1, le=ASK_WITHIN_MAX_S)
    fallback: Fallback = Fallback.NEXT_BEST
    from_ms: EpochMs | None = None


class PolicyBody(Body):
    """The order in which a centre wants vehicles proposed."""

    unit: Identifier
    policy: PolicyName
    from_ms: EpochMs | None = None


class VolunteerBody(Body):
    """Whom to call, and by way of which defibrillator."""

    volunteer_code: Identifier
    aed_code: Identifier | None = None


class VolunteerAnswerBody(Body):
    """What the volunteer said."""

    coming: bool
    minutes: int | None = Field(None, ge=0, le=240)
    note: str = Field("", max_length=300)
