"""Facts between centres (DSP-04)."""

from dispatch.domain.choices import PolicyName
from dispatch.domain.decisions import Decision
from dispatch.domain.events.base import Event
from stations.boundary import BoundaryRule, Fallback


class NeighbourAsked(Event, frozen=True, kw_only=True):
    """A neighbour's vehicle is wanted (跨界请求), or was sent and the neighbour is told."""

    boundary_id: str
    incident_id: str
    vehicle_id: str
    asking: str
    lending: str
    rule: BoundaryRule
    fallback: Fallback
    until_ms: int | None = None
    eta_s: float | None = None
    eta_basis: str = ""
    next_best: str | None = None
    decision: Decision | None = None


class NeighbourAnswered(Event, frozen=True, kw_only=True):
    """It was granted or refused; a note was seen."""

    boundary_id: str
    granted: bool
    reason: str = ""


class RequestWithdrawn(Event, frozen=True, kw_only=True):
    """The asker does not want it any more."""

    boundary_id: str
    reason: str = ""


class RequestLapsed(Event, frozen=True, kw_only=True):
    """Nobody answered in time; ``asked_of`` decides now, or nobody and the next best goes."""

    boundary_id: str
    asked_of: str | None = None


class BoundaryChanged(Event, frozen=True, kw_only=True):
    """Another rule counts from ``from_ms`` on."""

    asking: str
    lending: str
    rule: BoundaryRule
    timeout_s: int | None
    fallback: Fallback
    from_ms: int


class PolicyChosen(Event, frozen=True, kw_only=True):
    """A unit's vehicles are proposed in another order from ``from_ms`` on."""

    unit: str
    policy: PolicyName
    from_ms: int


BoundaryEvent = (
    NeighbourAsked
    | NeighbourAnswered
    | RequestWithdrawn
    | RequestLapsed
    | BoundaryChanged
    | PolicyChosen
)
