"""What every fact is made of."""

import msgspec

from dispatch.domain.actors import Actor


class Event(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of all events: when it counts from, and who caused it."""

    at_ms: int
    by: Actor
