"""Quality reports (质控): recommended against chosen, and tiers and borders, of real orders."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from console.api.shared import Running
from console.api.views import answer, shows
from console.history.decision_report import check_span
from console.history.quality_reports import areas_csv, choices_csv
from console.people.accounts import Login
from console.people.auth import only_for
from console.system import System
from dispatch.domain.actors import Role
from dispatch.quality.areas import AreaReport
from dispatch.quality.choices import ChoiceReport
from dispatch.sight import reach_of, viewer_of

router = APIRouter(tags=["quality 质控"])

Leading = Annotated[
    Login, Depends(only_for(Role.SHIFT_LEADER, Role.ADMIN, Role.QUALITY, Role.PLANNER))
]
Ms = Annotated[int, Query(ge=0, le=2**53)]
CSV = "text/csv; charset=utf-8"


@router.get("/reports/choices", **shows(ChoiceReport))
async def choices(from_ms: Ms, to_ms: Ms, system: Running, login: Leading) -> Response:
    """How often the recommended vehicle went, by whom and why another did, and what it cost."""
    return answer(await _choices(system, login, from_ms, to_ms))


@router.get("/reports/choices.csv", response_model=None)
async def choices_file(from_ms: Ms, to_ms: Ms, system: Running, login: Leading) -> Response:
    """Every order on which another vehicle went, as CSV."""
    report = await _choices(system, login, from_ms, to_ms)
    return Response(choices_csv(report), media_type=CSV)


@router.get("/reports/areas", **shows(AreaReport))
async def areas(from_ms: Ms, to_ms: Ms, system: Running, login: Leading) -> Response:
    """Whose vehicle was first there: tier, own or another centre's, minutes saved by crossing."""
    return answer(await _areas(system, login, from_ms, to_ms))


@router.get("/reports/areas.csv", response_model=None)
async def areas_file(from_ms: Ms, to_ms: Ms, system: Running, login: Leading) -> Response:
    """The same as CSV."""
    report = await _areas(system, login, from_ms, to_ms)
    return Response(areas_csv(report), media_type=CSV)


async def _choices(system: System, login: Login, from_ms: int, to_ms: int) -> ChoiceReport:
    check_span(from_ms, to_ms)
    reach = reach_of(viewer_of(login.actor), system.region)
    return await asyncio.to_thread(system.reports.quality.choices, from_ms, to_ms, reach)


async def _areas(system: System, login: Login, from_ms: int, to_ms: int) -> AreaReport:
    check_span(from_ms, to_ms)
    reach = reach_of(viewer_of(login.actor), system.region)
    return await asyncio.to_thread(system.reports.quality.areas, from_ms, to_ms, reach)
