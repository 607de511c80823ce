"""Places (地名): what a caller names becomes a point, and a point becomes words (CALL-11)."""

import re
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query, Response

from console.api.shared import Running
from console.api.views import answer, shows
from console.people.accounts import Login
from console.people.auth import only_for
from dispatch.domain.actors import AT_DESK, Role
from dispatch.domain.decisions import Reason
from dispatch.domain.errors import Refusal
from dispatch.domain.triage import LocationMethod
from geo.coordinates import CoordinateError, Datum, Point, to_wgs84
from geo.gazetteer.place import QUERY_CHARS_MAX, FoundPlace, PlaceKind
from stations.region import Region

router = APIRouter(prefix="/places", tags=["places 地名"])

AtDesk = Annotated[Login, Depends(only_for(*AT_DESK, Role.PLANNER))]

LIMIT_MAX = 20

_PAIR = re.compile(r"\s*(-?[0-9.]+)\s*[,，]\s*(-?[0-9.]+)\s*")

_METHODS = {
    PlaceKind.COUNTY: LocationMethod.TOWNSHIP,
    PlaceKind.TOWNSHIP: LocationMethod.TOWNSHIP,
    PlaceKind.ROAD: LocationMethod.ADDRESS,
    PlaceKind.CROSSROADS: LocationMethod.ADDRESS,
    PlaceKind.KPOST: LocationMethod.K_POST,
    PlaceKind.ADDRESS: LocationMethod.ADDRESS,
}
"""How a location taken from a place became known; every other kind is a landmark."""


class PlaceView(msgspec.Struct, frozen=True, kw_only=True):
    """A place as a choice: ``radius_m`` and ``method`` are for a location taken from it."""

    id: str
    name: str
    kind: PlaceKind
    lon: float
    lat: float
    area: tuple[str, ...]
    radius_m: float
    method: LocationMethod
    quality: float
    distance_m: float | None


class PlacesView(msgspec.Struct, frozen=True, kw_only=True):
    """Places, best first; ``note`` says why there are none, or not all."""

    places: tuple[PlaceView, ...]
    note: Reason | None


class WhereaboutsView(msgspec.Struct, frozen=True, kw_only=True):
    """Where a point lies, in words and in parts."""

    zh: str
    en: str
    lon: float
    lat: float
    seat: str | None
    seat_distance_m: float | None
    seat_bearing_deg: float | None
    road: str | None
    road_distance_m: float | None


@router.get("", **shows(PlacesView))
async def find(
    system: Running,
    login: AtDesk,
    q: Annotated[str, Query(min_length=1, max_length=QUERY_CHARS_MAX)],
    near: Annotated[str | None, Query(max_length=64, description="lon,lat (WGS-84)")] = None,
    limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = 10,
) -> Response:
    """Places by characters, pinyin, initials, road and kilometre, with slips; nearest first among
    equals, seen from ``near`` or else from the desk's own unit."""
    here = _pair(near) if near else _home(system.region, login)
    found = await system.places.find(q, here, limit)
    views = tuple(_view(system.region, one) for one in found.places)
    return answer(PlacesView(places=views, note=found.note))


@router.get("/reverse", **shows(WhereaboutsView))
async def reverse(
    system: Running, login: AtDesk, lon: float, lat: float, datum: Datum = Datum.WGS84
) -> Response:
    """The words for a point: its township with distance and direction, and the road beside it."""
    point = _point(lon, lat, datum)
    told = await system.places.describe(point)
    return answer(
        WhereaboutsView(
            zh=told.zh,
            en=told.en,
            lon=round(point.lon, 6),
            lat=round(point.lat, 6),
            seat=told.seat.name if told.seat else None,
            seat_distance_m=told.seat_distance_m,
            seat_bearing_deg=told.seat_bearing_deg,
            road=told.road,
            road_distance_m=told.road_distance_m,
        )
    )


def _view(region: Region, found: FoundPlace) -> PlaceView:
    place = found.place
    names = [region.counties.get(code) or region.townships.get(code) for code in place.areas]
    return PlaceView(
        id=place.id,
        name=place.name,
        kind=place.kind,
        lon=round(place.point.lon, 6),
        lat=round(place.point.lat, 6),
        area=tuple(area.name for area in names if area is not None and area.name != place.name),
        radius_m=place.reach_m,
        method=_METHODS.get(place.kind, LocationMethod.LANDMARK),
        quality=found.quality,
        distance_m=found.distance_m,
    )


def _home(region: Region, login: Login) -> Point | None:
    """Where the desk's own unit is: a county's desk means its own county's 人民医院."""
    unit = region.units.get(login.account.unit)
    return unit.point if unit else None


def _pair(near: str) -> Point:
    found = _PAIR.fullmatch(near)
    try:
        lon, lat = map(float, found.groups() if found else ())
    except ValueError:
        raise Refusal(
            "bad_near",
            "near 应为“经度,纬度”",
            "near must be longitude,latitude",
            field="near",
            value=near,
            remedy="例如 110.79,32.65 / such as 110.79,32.65",
        ) from None
    return _point(lon, lat, Datum.WGS84)


def _point(lon: float, lat: float, datum: Datum) -> Point:
    try:
        return to_wgs84(lon, lat, datum)
    except CoordinateError as error:
        raise Refusal(
            "bad_coordinate",
            error.detail,
            error.detail_en,
            field=error.field,
            value=error.value,
            remedy=error.remedy,
        ) from error
