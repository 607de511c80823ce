"""Facts about roads."""

from dispatch.domain.events.base import Event
from geo.roads.restrictions import RestrictionKind, Shape


class RoadRestricted(Event, frozen=True, kw_only=True):
    """A road was closed or slowed (路况管制), as it lies on the ground and on no network."""

    restriction_id: str
    kind: RestrictionKind
    factor: float | None
    shape: Shape
    name: str
    note: str
    from_ms: int
    until_ms: int | None


class RoadReopened(Event, frozen=True, kw_only=True):
    """A restriction was lifted (解除管制)."""

    restriction_id: str


class RoadEndChanged(Event, frozen=True, kw_only=True):
    """A restriction has another end than was told before (改期)."""

    restriction_id: str
    until_ms: int | None


RoadEvent = RoadRestricted | RoadReopened | RoadEndChanged
