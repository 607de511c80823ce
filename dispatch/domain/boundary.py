"""One centre asks another for a vehicle, or tells it that one was sent (DSP-04)."""

from enum import StrEnum

import msgspec

from dispatch.domain.actors import Actor
from dispatch.domain.decisions import Decision
from stations.boundary import BoundaryRule, Fallback


class BoundaryState(StrEnum):
    """What became of a request (跨界请求状态); ``noted`` is a note nobody has looked at yet."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    NOTED = "noted"
    SEEN = "seen"


BOUNDARY_STATE_NAMES: dict[BoundaryState, tuple[str, str]] = {
    BoundaryState.OPEN: ("待答复", "waits for an answer"),
    BoundaryState.GRANTED: ("已同意", "granted"),
    BoundaryState.REFUSED: ("未同意", "refused"),
    BoundaryState.LAPSED: ("无人答复", "nobody answered"),
    BoundaryState.WITHDRAWN: ("已撤回", "withdrawn"),
    BoundaryState.NOTED: ("已告知", "told"),
    BoundaryState.SEEN: ("已阅", "seen"),
}

WAITING = frozenset({BoundaryState.OPEN, BoundaryState.NOTED})
"""States in which somebody still has to look at it."""


class BoundaryRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A vehicle of ``lending`` is wanted, or was sent, by ``asking`` for an incident.

    ``asked_of`` must answer: the lending centre, or the city once nobody there did. What lay on the
    asker's table goes along, so that a grant sends the vehicle in the same breath.
    """

    id: str
    incident_id: str
    vehicle_id: str
    asking: str
    lending: str
    asked_of: str
    rule: BoundaryRule
    fallback: Fallback
    state: BoundaryState
    asked_ms: int
    by: Actor
    until_ms: int | None = None
    eta_s: float | None = None
    eta_basis: str = ""
    next_best: str | None = None
    """The best vehicle that can be sent without asking, as of when it was asked."""
    decision: Decision | None = None
    lapsed_ms: int | None = None
    """Since when the lending centre has let it lie; the city may still decide."""
    answered_ms: int | None = None
    answered_by: Actor | None = None
    reason: str = ""

    def settled(self, now_ms: int) -> bool:
        """Whether it was over by then."""
        return self.state not in WAITING and (self.answered_ms or self.asked_ms) < now_ms
