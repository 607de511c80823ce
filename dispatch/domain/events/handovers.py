"""Facts about who owns an incident."""

from dispatch.domain.events.base import Event
from dispatch.domain.handovers import HandOverKind, HandOverState


class HandOverOffered(Event, frozen=True, kw_only=True):
    """An incident was offered to another desk (转分中心); who owns it has not changed."""

    handover_id: str
    incident_id: str
    kind: HandOverKind
    from_unit: str
    to_unit: str
    due_ms: int
    reason: str


class HandOverSettled(Event, frozen=True, kw_only=True):
    """Accepted, declined, withdrawn, or nobody answered; only accepting changes the owner."""

    handover_id: str
    incident_id: str
    state: HandOverState
    reason: str = ""


class IncidentTakenOver(Event, frozen=True, kw_only=True):
    """A centre above has taken an incident over (上级接管)."""

    handover_id: str
    incident_id: str
    from_unit: str
    to_unit: str
    reason: str


HandOverEvent = HandOverOffered | HandOverSettled | IncidentTakenOver
