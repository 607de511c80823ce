"""Geocoders on the network behind the same port: an opinion to be asked for, never relied upon.

Off unless a centre switches one on (``docs/settings.md``): what a caller says then leaves the
house. Each service says its datum here; points come out in WGS-84. A service that is slow, wrong or
away answers with ``OnlinePlacesFailed``, and the offline answer stands.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec
from geopy.exc import GeopyError
from geopy.geocoders import BaiduV3, Nominatim, Photon
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from geo.coordinates import CoordinateError, Datum, Point, distance_m, to_wgs84
from geo.gazetteer.place import FoundPlace, Place, PlaceKind

_USER_AGENT = "liandong-120"
_NAME_CHARS_MAX = 120
_QUALITY = 0.6
"""Below anything that the region's own names match exactly: a stranger's opinion comes last."""


class OnlinePlacesFailed(Exception):
    """The service did not answer, or not with places."""


class OnlineService(msgspec.Struct, frozen=True, kw_only=True):
    """One service: its usual address, the datum of its answers, and how it is called.

    ``where`` reads longitude and latitude as the service wrote them: geopy makes 0, 0 of none at
    all and folds impossible ones back onto the Earth.
    """

    url: str
    datum: Datum
    make: Callable[..., Geocoder]
    where: Callable[[Any], tuple[Any, Any]]
    needs_key: bool = False
    one_answer: bool = False


class Tianditu(Geocoder):  # type: ignore[misc]  # geopy publishes no types
    """The geocoder of 天地图, which geopy does not know: ``/geocoder?ds={"keyWord": …}&tk=KEY``."""

    def __init__(self, api_key: str, *, domain: str, scheme: str, timeout: float) -> None:
        super().__init__(scheme=scheme, timeout=timeout, user_agent=_USER_AGENT)
        self._key = api_key
        self._url = f"{scheme}://{domain}/geocoder"

    def geocode(self, query: str) -> Any:
        """The one place that the service takes a text for."""
        said = json.dumps({"keyWord": query}, ensure_ascii=False)
        url = f"{self._url}?{urlencode({'ds': said, 'tk': self._key})}"
        return self._call_geocoder(url, self._read)

    @staticmethod
    def _read(page: Mapping[str, Any]) -> Any:
        if str(page.get("status")) != "0" or not page.get("location"):
            return None
        at = page["location"]
        return Location(at.get("level", ""), (float(at["lat"]), float(at["lon"])), at)


def _nominatim(_: str, *, domain: str, scheme: str, timeout: float) -> Geocoder:
    return Nominatim(user_agent=_USER_AGENT, domain=domain, scheme=scheme, timeout=timeout)


def _photon(_: str, *, domain: str, scheme: str, timeout: float) -> Geocoder:
    return Photon(user_agent=_USER_AGENT, domain=domain, scheme=scheme, timeout=timeout)


def _baidu(api_key: str, *, domain: str, scheme: str, timeout: float) -> Geocoder:
    geocoder = BaiduV3(api_key, scheme=scheme, timeout=timeout, user_agent=_USER_AGENT)
    geocoder.api = f"{scheme}://{domain}{geocoder.api_path}"  # the library knows one address only
    return geocoder


SERVICES: dict[str, OnlineService] = {
    "nominatim": OnlineService(
        url="https://nominatim.openstreetmap.org",
        datum=Datum.WGS84,
        make=_nominatim,
        where=lambda raw: (raw["lon"], raw["lat"]),
    ),
    "photon": OnlineService(
        url="https://photon.komoot.io",
        datum=Datum.WGS84,
        make=_photon,
        where=lambda raw: tuple(raw["geometry"]["coordinates"][:2]),
    ),
    "baidu": OnlineService(
        url="https://api.map.baidu.com",
        datum=Datum.BD09,
        make=_baidu,
        where=lambda raw: (raw["location"]["lng"], raw["location"]["lat"]),
        needs_key=True,
        one_answer=True,
    ),
    "tianditu": OnlineService(
        url="https://api.tianditu.gov.cn",
        datum=Datum.CGCS2000,
        make=Tianditu,
        where=lambda raw: (raw["lon"], raw["lat"]),
        needs_key=True,
        one_answer=True,
    ),
}


class OnlinePlaces:
    """A ``PlaceFinder`` that asks one service; blocks up to ``timeout_s``: call it in a thread."""

    def __init__(
        self, service: str, *, api_key: str = "", url: str = "", timeout_s: float = 2.0
    ) -> None:
        """``url`` for a centre's own server; the service's public one otherwise."""
        self._name = service
        self._service = SERVICES[service]
        address = urlsplit(url or self._service.url)
        domain = f"{address.netloc}{address.path.rstrip('/')}"
        self._geocoder = self._service.make(
            api_key, domain=domain, scheme=address.scheme, timeout=timeout_s
        )

    def find(self, query: str, near: Point | None = None, limit: int = 10) -> list[FoundPlace]:
        """See ``PlaceFinder``; raises ``OnlinePlacesFailed``."""
        try:
            answer = self._geocoder.geocode(query, **self._wishes(near, limit)) or []
            locations = [answer] if self._service.one_answer and answer else answer
            return [self._found(query, location, near) for location in locations][:limit]
        except (GeopyError, CoordinateError, LookupError, TypeError, ValueError) as error:
            raise OnlinePlacesFailed(f"{self._name}: {error}") from error

    def _wishes(self, near: Point | None, limit: int) -> dict[str, Any]:
        wishes: dict[str, Any] = {}
        if not self._service.one_answer:
            wishes |= {"exactly_one": False, "limit": limit}
        if near and self._name == "photon":
            wishes["location_bias"] = (near.lat, near.lon)
        return wishes

    def _found(self, query: str, location: Location, near: Point | None) -> FoundPlace:
        lon, lat = map(float, self._service.where(location.raw))
        point = to_wgs84(lon, lat, self._service.datum)
        # A service with one answer returns how exact it is in place of a name.
        name = f"{query}（{location.address}）" if self._service.one_answer else location.address
        place = Place(
            id=f"{self._name}:{point.lon:.6f},{point.lat:.6f}",
            name=str(name)[:_NAME_CHARS_MAX],
            kind=PlaceKind.ADDRESS,
            point=point,
        )
        metres = round(distance_m(near, point), 1) if near else None
        return FoundPlace(place, _QUALITY, metres)
