"""Roads (路况): close, slow and reopen them; what is restricted, what a closure would mean."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import FiniteFloat

from console import restrictions as r
from console.accounts import Login
from console.api.bodies import RestrictionBody, SpotBody
from console.api.shared import Id, Running
from console.api.views import answer, shows
from console.auth import Wished, only_for
from dispatch.domain import commands as c
from dispatch.domain.actors import Role
from geo.coordinates import Datum

router = APIRouter(prefix="/roads/restrictions", tags=["roads 路况"])

Concerned = Annotated[
    Login, Depends(only_for(Role.DISPATCHER, Role.ADMIN, Role.PLANNER, Role.CREW))
]


@router.get("", **shows(r.RestrictionList))
async def listed(system: Running, login: Concerned) -> Response:
    """Every restriction with the stretches it means today, and who is cut off by all of them."""
    return answer(await system.live_roads.listed())


@router.get("/preview", **shows(r.RestrictionPreview))
async def preview(
    system: Running,
    login: Concerned,
    lon: FiniteFloat,
    lat: FiniteFloat,
    radius_m: Annotated[FiniteFloat, Query(ge=0, le=5000)] = 0.0,
    datum: Datum = Datum.WGS84,
) -> Response:
    """Which stretch a closure here would mean, what it is called, and who would be cut off."""
    spot = SpotBody(lon=lon, lat=lat, radius_m=radius_m, datum=datum)
    return answer(await system.live_roads.preview(spot.shape()))


@router.post("", **shows(r.RestrictionReceipt))
async def restrict(body: RestrictionBody, system: Running, wish: Wished) -> Response:
    """Close or slow a road: here, in a zone, along a line. Rankings heed it when this answers."""
    shape = body.shape.shape()
    command = body.command(shape, await system.live_roads.name(shape))
    receipt = await system.desk.submit(wish, command)
    assert receipt.restriction_id is not None
    return answer(await system.live_roads.receipt(receipt.seq, receipt.restriction_id))


@router.post("/{restriction_id}/reopen", **shows(r.RestrictionReceipt))
async def reopen(restriction_id: Id, system: Running, wish: Wished) -> Response:
    """The road is as usual again (解除管制)."""
    receipt = await system.desk.submit(wish, c.ReopenRoad(restriction_id=restriction_id))
    return answer(await system.live_roads.receipt(receipt.seq, restriction_id))
