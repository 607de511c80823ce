"""Facts about events that wait."""

from dispatch.domain.events.base import Event
from dispatch.domain.offers import OfferWhy


class ReinforcementParked(Event, frozen=True, kw_only=True):
    """A further vehicle is wanted and not sent yet (增援挂起)."""

    incident_id: str


class VehicleOffered(Event, frozen=True, kw_only=True):
    """A vehicle was proposed for an event that waits (改派建议)."""

    incident_id: str
    vehicle_id: str
    why: OfferWhy
    eta_s: float | None = None


class OfferDeclined(Event, frozen=True, kw_only=True):
    """The desk did not want it (不采纳)."""

    incident_id: str
    vehicle_id: str
    reason: str = ""


WaitingEvent = ReinforcementParked | VehicleOffered | OfferDeclined
