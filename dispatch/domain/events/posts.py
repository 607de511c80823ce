"""Facts about temporary stations and standby posts."""

from dispatch.domain.events.base import Event
from dispatch.domain.posts import PostKind
from geo.coordinates import Point


class PostOpened(Event, frozen=True, kw_only=True):
    """A post was set up (设临时站点)."""

    post_id: str
    kind: PostKind
    name: str
    unit: str
    point: Point
    from_ms: int
    until_ms: int


class PostClosed(Event, frozen=True, kw_only=True):
    """A post was given up before its time (撤销临时站点)."""

    post_id: str


class VehiclePosted(Event, frozen=True, kw_only=True):
    """A vehicle belongs to a post for its hours, or to its station again (驻点)."""

    vehicle_id: str
    post_id: str | None


PostEvent = PostOpened | PostClosed | VehiclePosted
