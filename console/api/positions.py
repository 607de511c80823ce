"""Positions (定位): how good they are, per vehicle and over all."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from console.api.shared import Running
from console.api.views import answer, shows
from console.field.position_quality import QualityView
from console.people.accounts import Login
from console.people.auth import only_for
from dispatch.domain.actors import LOGINS, Role
from dispatch.domain.errors import no_such
from dispatch.sight import sees_vehicle, viewer_of

router = APIRouter(prefix="/positions", tags=["positions 定位"])

Concerned = Annotated[Login, Depends(only_for(*LOGINS))]


@router.get("/quality", **shows(QualityView))
async def quality(
    system: Running,
    login: Concerned,
    vehicle_id: Annotated[str | None, Query(max_length=64)] = None,
) -> Response:
    """Last contact, last good fix, rejects by reason, clock, datum; of all vehicles or of one.

    A gateway sees the whole fleet, because it has to mend it; a crew its own vehicle."""
    vehicles = system.region.vehicles
    if vehicle_id is not None and vehicle_id not in vehicles:
        raise no_such("车辆", "vehicle", "vehicle_id", vehicle_id)
    viewer = viewer_of(login.actor)
    may = login.actor.role is Role.GATEWAY
    board, region = system.readside.board, system.region
    asked = [vehicle_id] if vehicle_id is not None else list(vehicles)
    shown = [v for v in asked if may or sees_vehicle(viewer, board, region, v)]
    return answer(system.quality.view(shown))
