"""Names to points for the desks: the region's own gazetteer, and beside it an online opinion.

The gazetteer is read in a thread of its own after the start. A search never waits for anything but
the search itself; only where the region's names answer nothing well, and a centre has switched a
service on, is that service asked, and given up in time.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from console.settings import Settings
from dispatch.domain.decisions import Reason
from dispatch.domain.errors import Refusal, Unavailable
from geo.coordinates import Point
from geo.gazetteer.place import FoundPlace, PlaceFinder
from geo.gazetteer.post_range import KPostError
from geo.gazetteer.road_names import normal_ref
from geo.roads.restrictions import Bound, PostRange
from stations.region import Region

if TYPE_CHECKING:  # the dictionaries behind it take half a second to read: not while starting
    from geo.gazetteer.gazetteer import Gazetteer
    from geo.gazetteer.whereabouts import Whereabouts

log = logging.getLogger("liandong.places")

GOOD_ENOUGH = 0.7
"""An answer of this quality matches what was typed; below are only resemblances."""

_NO_MATCH = Reason("no_match", "没有找到这个地名", "no place of this name is known")
_ONLINE_FAILED = Reason(
    "online_places_failed", "在线地名服务没有回答，仅列出本地地名",
    "the online place service did not answer; only the region's own places are shown",
)  # fmt: skip


class Answer(NamedTuple):
    """Places, best first, and what is to be said beside them."""

    places: Sequence[FoundPlace]
    note: Reason | None


class PlaceSearch:
    """One for the server. ``load`` runs in a thread; until it is done a search is refused."""

    def __init__(self, region: Region, settings: Settings) -> None:
        self._region = region
        self._settings = settings
        self._gazetteer: Gazetteer | None = None
        self._online: PlaceFinder | None = None

    def load(self) -> None:
        """Read every name; a second for a large region."""
        from stations.places import gazetteer_of

        self._gazetteer = gazetteer_of(self._region)
        self._online = _online_finder(self._settings)

    async def find(self, query: str, near: Point | None, limit: int) -> Answer:
        """The places that a query may mean."""
        places = list(await asyncio.to_thread(self._ready.find, query, near, limit))
        note = None
        if self._online and (not places or places[0].quality < GOOD_ENOUGH):
            try:
                places += await asyncio.to_thread(self._online.find, query, near, limit)
            except Exception:
                log.warning("the online place service did not answer", exc_info=True)
                note = _ONLINE_FAILED
            places.sort(key=lambda found: -found.quality)
        return Answer(places[:limit], note if places or note else _NO_MATCH)

    async def between_posts(
        self, road: str, from_km: float, to_km: float, bound: Bound
    ) -> PostRange:
        """The part of a road between two K-posts, as a shape; refused with what is known."""
        kposts, ref = self._ready.kposts, normal_ref(road)
        try:
            lines = await asyncio.to_thread(kposts.between, ref, from_km, to_km)
        except KPostError as error:
            raise Refusal(
                error.code,
                error.detail,
                error.detail_en,
                field=f"shape.{error.field}",
                value=error.value,
                remedy=error.remedy,
            ) from error
        return PostRange(ref, from_km, to_km, lines, bound)

    async def describe(self, point: Point) -> "Whereabouts":
        """Where a point lies, in words."""
        return await asyncio.to_thread(self._ready.describe, point)

    @property
    def _ready(self) -> "Gazetteer":
        if self._gazetteer is None:
            raise Unavailable(
                "places_not_ready",
                "地名还在装入",
                "the names of the region are still being read",
                remedy="稍后再试，或在地图上点选 / try again shortly, or click on the map",
            )
        return self._gazetteer


def _online_finder(settings: Settings) -> PlaceFinder | None:
    """The service that the centre has switched on, if it can be used."""
    if settings.online_places == "off":
        return None
    from geo.gazetteer.online import SERVICES, OnlinePlaces

    if SERVICES[settings.online_places].needs_key and not settings.online_places_key:
        log.error("LIANDONG_ONLINE_PLACES_KEY is not set: %s stays off", settings.online_places)
        return None
    return OnlinePlaces(
        settings.online_places,
        api_key=settings.online_places_key,
        url=settings.online_places_url,
        timeout_s=settings.online_places_timeout_s,
    )
