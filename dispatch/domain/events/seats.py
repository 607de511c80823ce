"""Facts about seats (席位)."""

from dispatch.domain.events.base import Event
from dispatch.domain.seats import SeatState


class SeatChanged(Event, frozen=True, kw_only=True):
    """A seat passed into another state (席位状态); ``by`` may be a rule or a leader."""

    user: str
    name: str
    unit: str
    state: SeatState
    before: SeatState
    reason: str = ""


SeatEvent = SeatChanged
