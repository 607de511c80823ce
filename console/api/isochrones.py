"""Isochrones (等时圈): how far an ambulance gets from a place, on the roads as they are now."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import FiniteFloat

from console.api.shared import Running
from console.api.views import answer, shows
from console.people.accounts import Login
from console.people.auth import only_for
from console.roads.isochrones import IsochroneView
from dispatch.domain.actors import AT_DESK, Role
from dispatch.domain.errors import Refusal
from geo.coordinates import CoordinateError, Datum, to_wgs84
from geo.roads.driving import Driving
from geo.routing.rings import MINUTES_MAX, RINGS_MAX, minutes_of

router = APIRouter(prefix="/roads/isochrones", tags=["roads 路况"])

Concerned = Annotated[Login, Depends(only_for(*AT_DESK, Role.PLANNER))]


@router.get("", **shows(IsochroneView))
async def around(
    system: Running,
    login: Concerned,
    lon: FiniteFloat,
    lat: FiniteFloat,
    minutes: Annotated[str, Query(max_length=64)] = "8,12,15",
    siren: bool = True,
    datum: Datum = Datum.WGS84,
) -> Response:
    """Rings for up to 6 limits of at most 90 minutes, closures and live speeds included."""
    try:
        limits = minutes_of(minutes)
    except ValueError:
        raise Refusal(
            "minutes_invalid",
            f"分钟数不可用，至多 {RINGS_MAX} 个，每个不超过 {MINUTES_MAX:g}",
            f"no minutes that can be used, give up to {RINGS_MAX} of at most {MINUTES_MAX:g}",
            field="minutes",
            value=minutes,
            remedy="如 8,12,15 / such as 8,12,15",
        ) from None
    try:
        point = to_wgs84(lon, lat, datum)
    except CoordinateError as error:
        raise Refusal(
            "bad_coordinate",
            error.detail,
            error.detail_en,
            field=error.field,
            value=error.value,
            remedy=error.remedy,
        ) from error
    driving = Driving.SIREN if siren else Driving.CALM
    return answer(await system.isochrones.around(point, limits, driving))
