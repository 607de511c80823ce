"""Road times (路况时间): what rankings go by now, and where the fleet's own drives made them."""

import asyncio
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Response

from console.api.roads import SEEN_BY
from console.api.shared import Running
from console.api.views import answer, shows
from console.people.accounts import Login
from console.people.auth import only_for
from console.roads.times import FEATURES_MAX, RoadTimesView, live_speeds_geojson, times_view
from geo.roads.driving import Driving

router = APIRouter(prefix="/roads", tags=["roads 路况"])

Concerned = Annotated[Login, Depends(only_for(*SEEN_BY))]

GEOJSON = "application/geo+json"
_DOCUMENTED: dict[int | str, dict[str, Any]] = {
    200: {"description": "GeoJSON FeatureCollection", "content": {GEOJSON: {"schema": {}}}}
}


@router.get("/times", **shows(RoadTimesView))
async def times(system: Running, login: Concerned) -> Response:
    """The part of the day, both versions of the times, and how much of the roads is known live."""
    roads = system.live_roads
    return answer(
        times_view(roads.works, roads.hour, roads.versions, system.fleet_speeds.coverage())
    )


@router.get("/speeds.geojson", response_model=None, responses=_DOCUMENTED)
async def speeds(
    system: Running,
    login: Concerned,
    limit: Annotated[int, Query(ge=1, le=FEATURES_MAX)] = 1000,
) -> Response:
    """Stretches with live speeds, those that differ most from the usual first; the rest is usual.

    ``complete`` is false when there are more than were asked for.
    """
    roads = system.live_roads
    works, timed, learned = roads.works, roads.in_force.get(Driving.SIREN), roads.learned
    if works is None or timed is None or not len(learned.arcs):
        nothing: dict[str, Any] = {"type": "FeatureCollection", "at_ms": learned.at_ms or None}
        nothing |= {"complete": True, "features": []}
        return Response(msgspec.json.encode(nothing), media_type=GEOJSON)
    found = await asyncio.to_thread(live_speeds_geojson, works, timed, learned, limit)
    return Response(msgspec.json.encode(found), media_type=GEOJSON)
