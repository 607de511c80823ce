"""Facts about advice where free vehicles should wait."""

from dispatch.domain.events.base import Event
from dispatch.domain.moves import MoveAdvice


class MoveProposed(Event, frozen=True, kw_only=True):
    """A vehicle was proposed to wait elsewhere (动态待命建议), or the advice was taken back."""

    unit: str
    advice: MoveAdvice | None


class MoveAccepted(Event, frozen=True, kw_only=True):
    """The desk followed the advice; the post and who waits there are facts of their own."""

    unit: str
    vehicle_id: str
    post_id: str


class MoveDeclined(Event, frozen=True, kw_only=True):
    """The desk did not follow it, and why."""

    unit: str
    vehicle_id: str
    reason: str


MoveEvent = MoveProposed | MoveAccepted | MoveDeclined
