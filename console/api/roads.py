"""Roads (路况): close, slow and reopen them; what is restricted, what a closure would mean."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from console.api.road_bodies import PreviewBody, RestrictionBody, RoadEndBody, shape_of
from console.api.shared import Id, Running
from console.api.views import answer, shows
from console.people.accounts import Login
from console.people.auth import Wished, only_for
from console.roads import restrictions as r
from dispatch.domain import commands as c
from dispatch.domain.actors import AT_DESK, Role

router = APIRouter(prefix="/roads/restrictions", tags=["roads 路况"])

Concerned = Annotated[
    Login, Depends(only_for(*AT_DESK, Role.STATION_DUTY, Role.PLANNER, Role.CREW))
]
SEEN_BY = (*AT_DESK, Role.STATION_DUTY, Role.PLANNER, Role.CREW, Role.QUALITY, Role.OBSERVER)
"""Whose map shows them (``dispatch.sight.sees_restrictions``)."""


@router.get("", **shows(r.RestrictionList))
async def listed(system: Running, login: Annotated[Login, Depends(only_for(*SEEN_BY))]) -> Response:
    """Every restriction with the stretches it means today, and who is cut off by all of them."""
    return answer(await system.live_roads.listed())


@router.post("/preview", **shows(r.RestrictionPreview))
async def preview(body: PreviewBody, system: Running, login: Concerned) -> Response:
    """Which stretches a closure would mean, its name, and who would be cut off; closes nothing."""
    shape = await shape_of(body.shape, system.places)
    return answer(await system.live_roads.preview(shape))


@router.post("", **shows(r.RestrictionReceipt))
async def restrict(body: RestrictionBody, system: Running, wish: Wished) -> Response:
    """Close or slow a road: here, in a zone, along a line, between two K-posts.

    Rankings heed it when this answers.
    """
    shape = await shape_of(body.shape, system.places)
    command = body.command(shape, await system.live_roads.name(shape))
    receipt = await system.desk.submit(wish, command)
    assert receipt.restriction_id is not None
    return answer(await system.live_roads.receipt(receipt.seq, receipt.restriction_id))


@router.post("/{restriction_id}/reopen", **shows(r.RestrictionReceipt))
async def reopen(restriction_id: Id, system: Running, wish: Wished) -> Response:
    """The road is as usual again (解除管制)."""
    receipt = await system.desk.submit(wish, c.ReopenRoad(restriction_id=restriction_id))
    return answer(await system.live_roads.receipt(receipt.seq, restriction_id))


@router.post("/{restriction_id}/until", **shows(r.RestrictionReceipt))
async def change_end(
    restriction_id: Id, body: RoadEndBody, system: Running, wish: Wished
) -> Response:
    """It is over at another time than was told (改期)."""
    command = c.ChangeRoadEnd(restriction_id=restriction_id, until_ms=body.until_ms)
    receipt = await system.desk.submit(wish, command)
    return answer(await system.live_roads.receipt(receipt.seq, restriction_id))
