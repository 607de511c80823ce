"""Live coverage (实时覆盖): minutes to the nearest free vehicle, on the roads as they are now."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from console.api.shared import Running
from console.api.views import answer, shows
from console.coverage import CoverageView, Needed
from console.people.accounts import Login
from console.people.auth import only_for
from dispatch.domain.actors import AT_DESK, Role
from dispatch.sight import viewer_of

router = APIRouter(prefix="/coverage", tags=["roads 路况"])

# It is made of vehicles, so only who sees vehicles sees it.
Concerned = Annotated[Login, Depends(only_for(*AT_DESK, Role.QUALITY, Role.PLANNER, Role.OBSERVER))]


@router.get("/live", **shows(CoverageView))
async def live(system: Running, login: Concerned, needed: Needed = Needed.ANY) -> Response:
    """Bands of 8, 12, 15, 20 and 30 minutes in cells, closures and live speeds included."""
    return answer(await system.coverage.now(viewer_of(login.actor), needed))
