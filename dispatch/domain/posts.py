"""Temporary stations and standby posts (临时站点、保障点) with their hours (ORG-10)."""

from enum import StrEnum

import msgspec

from dispatch.domain.actors import Actor
from geo.coordinates import Point


class PostKind(StrEnum):
    """What a post is for: 临时急救站, 医疗保障点."""

    STATION = "station"
    STANDBY = "standby"


POST_KIND_NAMES: dict[PostKind, tuple[str, str]] = {
    PostKind.STATION: ("临时急救站", "temporary station"),
    PostKind.STANDBY: ("医疗保障点", "standby post"),
}


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """A place where vehicles wait for a while; it counts from ``from_ms`` until ``until_ms``.

    ``point`` is WGS-84; ``vehicle_ids`` are those sent there. While it counts, they count from it.
    """

    id: str
    kind: PostKind
    name: str
    unit: str
    point: Point
    from_ms: int
    until_ms: int
    by: Actor
    vehicle_ids: tuple[str, ...] = ()

    def in_force(self, now_ms: int) -> bool:
        """Whether it counts at this moment."""
        return self.from_ms <= now_ms < self.until_ms
