"""Facts about calls that were set right, or that nobody answered."""

from dispatch.domain.events.base import Event


class ClassUndone(Event, frozen=True, kw_only=True):
    """A class was taken back (撤销归类)."""

    call_id: str


class CallReleased(Event, frozen=True, kw_only=True):
    """A call went back to the queue (放回队列)."""

    call_id: str


class CallDetached(Event, frozen=True, kw_only=True):
    """A call does not belong to its incident any more (取消关联)."""

    call_id: str
    incident_id: str


class CallMissed(Event, frozen=True, kw_only=True):
    """A call had rung too long (未接)."""

    call_id: str


class CallOverflowed(Event, frozen=True, kw_only=True):
    """Another desk's phones ring too (溢出)."""

    call_id: str
    to_unit: str


IntakeEvent = ClassUndone | CallReleased | CallDetached | CallMissed | CallOverflowed
