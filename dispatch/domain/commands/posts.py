"""Wishes about temporary stations and standby posts (ORG-10)."""

from dispatch.domain.commands.base import Command
from dispatch.domain.posts import PostKind
from geo.coordinates import Point


class OpenPost(Command, frozen=True, kw_only=True):
    """A temporary station or standby post, with its hours (设临时站点)."""

    kind: PostKind
    name: str
    unit: str
    point: Point
    from_ms: int
    until_ms: int


class ClosePost(Command, frozen=True, kw_only=True):
    """It is not needed any more (撤销临时站点); its vehicles count from their stations again."""

    post_id: str


class PostVehicle(Command, frozen=True, kw_only=True):
    """A vehicle waits at a post from its first hour to its last; without one, at its station."""

    vehicle_id: str
    post_id: str | None


PostCommand = OpenPost | ClosePost | PostVehicle
