"""The wall (大屏) and the shift leader's page (值班长): what is asked beside the live board."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from console.api.shared import Running
from console.api.views import answer, shows
from console.history.supervision import DispatchOverride
from console.people.accounts import Login
from console.people.auth import only_for
from dispatch.domain.actors import AT_DESK, Role
from dispatch.projections.wall import WallView
from dispatch.sight import viewer_of

Watching = Annotated[Login, Depends(only_for(*AT_DESK, Role.OBSERVER, Role.PLANNER, Role.QUALITY))]
Leading = Annotated[Login, Depends(only_for(Role.SHIFT_LEADER, Role.ADMIN, Role.QUALITY))]

router = APIRouter(tags=["supervision 值班与大屏"])


@router.get("/wall", **shows(WallView))
async def wall(system: Running, login: Watching) -> Response:
    """One picture of the wall: numbers and coarse marks, no word about any person (UI-04)."""
    viewer, faults = viewer_of(login.actor), len(system.hub.alarms)
    return answer(await system.supervision.wall(viewer, faults))


@router.get("/supervision/overrides", **shows(DispatchOverride, many=True))
async def overrides(system: Running, login: Leading) -> Response:
    """Who sent another vehicle than the recommended one today, and why (DSP-05)."""
    return answer(await system.supervision.overrides(viewer_of(login.actor)))
