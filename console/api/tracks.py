"""Tracks (轨迹): where a vehicle drove on a sortie or in a stretch of time, to be replayed."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from console.api.shared import Id, Running
from console.api.views import answer, shows
from console.field.tracks import SPAN_MAX_MS, TrackView
from console.people.accounts import Login
from console.people.auth import only_for
from console.system import System
from dispatch.domain.actors import AT_DESK, Role
from dispatch.domain.errors import Forbidden, Refusal, no_such
from dispatch.sight import reach_of, sees_incident, viewer_of

router = APIRouter(tags=["tracks 轨迹"])

# A track ends at patients' doors, so planners, who see no personal data, do not see it.
Concerned = Annotated[
    Login, Depends(only_for(*AT_DESK, Role.STATION_DUTY, Role.QUALITY, Role.CREW))
]
Points = Annotated[int, Query(ge=2, le=10_000)]
Limit = Annotated[float, Query(ge=1, le=250)]
Moment = Annotated[int, Query(ge=0, le=2**53)]

GEOJSON = "application/geo+json"
LIMIT_KMH = 100.0
_DOCUMENTED: dict[int | str, dict[str, Any]] = {
    200: {"description": "GeoJSON FeatureCollection", "content": {GEOJSON: {"schema": {}}}}
}


@router.get("/tasks/{task_id}/track", **shows(TrackView))
async def of_task(
    task_id: Id,
    system: Running,
    login: Concerned,
    points: Points = 2000,
    limit_kmh: Limit = LIMIT_KMH,
) -> Response:
    """A sortie's track with pressed and geofenced times, speed check and kilometres."""
    return answer(await _task_view(system, login, task_id, points, limit_kmh))


@router.get("/tasks/{task_id}/track.geojson", responses=_DOCUMENTED, response_model=None)
async def of_task_on_map(
    task_id: Id,
    system: Running,
    login: Concerned,
    points: Points = 2000,
    limit_kmh: Limit = LIMIT_KMH,
) -> Response:
    """The same as GeoJSON: a line, and a point for each stamp."""
    view = await _task_view(system, login, task_id, points, limit_kmh)
    return Response(answer(geojson(view)).body, media_type=GEOJSON)


@router.get("/vehicles/{vehicle_id}/track", **shows(TrackView))
async def of_vehicle(
    vehicle_id: Id,
    system: Running,
    login: Concerned,
    from_ms: Moment,
    to_ms: Moment,
    points: Points = 2000,
    limit_kmh: Limit = LIMIT_KMH,
) -> Response:
    """A vehicle's track in at most 24 hours, on a task or not."""
    if vehicle_id not in system.region.vehicles:
        raise no_such("车辆", "vehicle", "vehicle_id", vehicle_id)
    _check_reach(system, login, vehicle_id)
    if not 0 < to_ms - from_ms <= SPAN_MAX_MS:
        raise Refusal(
            "span_invalid",
            "时间段须大于 0、不超过 24 小时",
            "the stretch of time must be more than 0 and at most 24 hours",
            field="to_ms",
            value=to_ms,
            remedy="缩短时间段，分几次查询 / ask for less at a time",
        )
    return answer(await system.tracks.of_vehicle(vehicle_id, from_ms, to_ms, points, limit_kmh))


async def _task_view(
    system: Running, login: Login, task_id: str, points: int, limit_kmh: float
) -> TrackView:
    sortie = await system.tracks.sortie(task_id)
    task = system.readside.board.tasks.get(task_id)
    _check_reach(system, login, sortie.vehicle_id, task.incident_id if task else None)
    return await system.tracks.of_task(sortie, points, limit_kmh)


def _check_reach(
    system: System, login: Login, vehicle_id: str, incident_id: str | None = None
) -> None:
    """A crew its own vehicle's, a unit those beneath it and of the incidents it may see now."""
    actor, region, board = login.actor, system.region, system.readside.board
    if actor.role is Role.CREW:
        if actor.vehicle_id != vehicle_id:
            raise Forbidden(
                "not_own_vehicle",
                "车组只能查看本车轨迹",
                "a crew may see only its own vehicle's track",
                field="vehicle_id",
                value=vehicle_id,
                remedy="请核对登录的车辆 / check which vehicle you signed on to",
            )
        return
    viewer = viewer_of(actor)
    reach, incident = reach_of(viewer, region), board.incidents.get(incident_id or "")
    seen = incident is not None and sees_incident(viewer, board, region, incident)
    if not (reach.whole or vehicle_id in reach.vehicles or seen):
        raise Forbidden(
            "beyond_reach",
            f"无权查看 {vehicle_id} 的轨迹",
            f"the track of {vehicle_id} is not yours to see",
            field="vehicle_id",
            value=vehicle_id,
            remedy="请联系车属中心 / ask the centre it belongs to",
        )


def geojson(view: TrackView) -> dict[str, Any]:
    """A track for a map program: WGS-84, times in the properties, as RFC 7946 wants it."""
    line = [(p.lon, p.lat) for p in view.points]
    track = {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": line} if len(line) > 1 else None,
        "properties": {
            "vehicle_id": view.vehicle_id,
            "task_id": view.task_id,
            "times_ms": [p.at_ms for p in view.points],
            "recorded": view.recorded,
            "thinned": view.thinned,
            "distance": view.distance,
            "speed": view.speed,
        },
    }
    stamps = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": (stamp.lon, stamp.lat)}
            if stamp.lon is not None
            else None,
            "properties": {
                "state": stamp.state,
                "at_ms": stamp.at_ms,
                "kind": stamp.kind,
                "origin": stamp.origin,
            },
        }
        for stamp in view.stamps
    ]
    return {"type": "FeatureCollection", "features": [track, *stamps]}
