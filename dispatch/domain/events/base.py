"""What every fact is made of."""

import msgspec

from dispatch.domain.actors import Actor


class Event(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of all events: when it counts from, and who caused it."""

    at_ms: int
    by: Actor


class DutyEvent(Event, frozen=True, kw_only=True):
    """A change of a vehicle's duty, which a crew may have pressed before it could be heard of.

    ``received_ms`` is None in journals older than the field. ``pressed_ms`` is the phone's own time
    when that had to be moved.
    """

    vehicle_id: str
    received_ms: int | None = None
    pressed_ms: int | None = None
