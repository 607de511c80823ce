"""Coverage, sites and exports for the planner's pages, worked out beside the dispatch."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, TypeVar

import msgspec
from fastapi import APIRouter, Body, Depends, Path, Query, Response

from console.api.shared import Id, Running
from console.api.views import answer, shows
from console.people.accounts import Login
from console.people.auth import only_for
from console.planning.asks import PlaceColumns, SitesAnswer, SitesAsk, place_columns
from console.planning.coverage import (
    FILES as COVERAGE_FILES,
)
from console.planning.coverage import (
    CoverageAsk,
    CoverageColumns,
    answer_coverage,
    answer_file,
    answer_isochrones,
)
from console.planning.desk import PlanDesk
from dispatch.domain.actors import Role
from dispatch.domain.errors import Refusal, no_such
from simulations.animation.told import SimulatedDay
from simulations.reports.names import FILES
from simulations.results.store import RESULTS

router = APIRouter(prefix="/planning", tags=["planning 规划"])

Planner = Annotated[Login, Depends(only_for(Role.PLANNER))]
Raw = Annotated[dict[str, Any], Body()]
T = TypeVar("T")

PARQUET = "application/vnd.apache.parquet"


@router.get("/places", **shows(PlaceColumns))
async def places(system: Running, login: Planner) -> Response:
    """Where people are taken to be (modelled), in columns."""
    desk = system.planning
    return answer(await asyncio.to_thread(lambda: place_columns(desk.region())))


@router.post("/coverage", **shows(CoverageColumns))
async def coverage(raw: Raw, system: Running, login: Planner) -> Response:
    """Minutes to the nearest crews place by place, shares, and what a scenario changes.

    Body: ``scenario`` and ``compare`` (kept id or scenario; none: today), ``hour``, ``workday``,
    ``levels``, ``needs``, ``grid_km``, ``drive_only``.
    """
    desk = system.planning
    work = partial(_coverage, desk, raw, answer_coverage)
    return Response(await asyncio.to_thread(work), media_type="application/json")


@router.post("/coverage/isochrones", response_model=None)
async def isochrones(raw: Raw, system: Running, login: Planner) -> Response:
    """The ground that the fleet of the same body reaches within each limit, as GeoJSON."""
    work = partial(_coverage, system.planning, raw, answer_isochrones)
    return Response(await asyncio.to_thread(work), media_type="application/geo+json")


@router.post("/coverage/export/{file}", response_model=None)
async def coverage_file(
    file: Annotated[str, Path(max_length=40)], raw: Raw, system: Running, login: Planner
) -> Response:
    """The answer to the same body as a file: coverage.csv, .geojson, .parquet, .png …"""
    if file not in COVERAGE_FILES:
        raise no_such("文件", "file", "file", file)
    work = partial(_coverage, system.planning, raw, answer_file, file)
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return Response(await asyncio.to_thread(work), media_type=COVERAGE_FILES[file], headers=headers)


def _coverage(
    desk: PlanDesk, raw: dict[str, Any], answer_it: Callable[..., bytes], *more: str
) -> bytes:
    named = {name: raw.pop(name, None) for name in ("scenario", "compare")}
    ask = msgspec.structs.replace(
        _ask(raw, CoverageAsk),
        pack=str(desk.pack_folder()),
        **{name: desk.scenario_of(one) for name, one in named.items() if one is not None},
    )
    return desk.coverage(answer_it, msgspec.msgpack.encode(ask), *more)


@router.post("/sites", **shows(SitesAnswer))
async def sites(raw: Raw, system: Running, login: Planner) -> Response:
    """Where stations should be: an answer with its gap. Body: ``SitesAsk``, ``count`` needed."""
    desk = system.planning

    def work() -> bytes:
        ask = msgspec.structs.replace(_ask(raw, SitesAsk), pack=str(desk.pack_folder()))
        return desk.sites(msgspec.msgpack.encode(ask))

    return Response(await asyncio.to_thread(work), media_type="application/json")


@router.get("/runs/{run_id}/day", **shows(SimulatedDay))
async def played_day(
    run_id: Id,
    system: Running,
    login: Planner,
    scenario: Annotated[int, Query(ge=0)] = 0,
    day: Annotated[int | None, Query(ge=0)] = None,
) -> Response:
    """One day of a scenario's first replication for the map: calls, reports, drives.

    Without ``day`` the one on which most were reached late. Seconds count from its midnight.
    """
    told = await asyncio.to_thread(system.planning.day, run_id, scenario, day)
    return Response(told, media_type="application/json")


@router.get("/runs/{run_id}/export/{file}", response_model=None)
async def export(
    run_id: Id,
    file: Annotated[str, Path(max_length=40)],
    system: Running,
    login: Planner,
) -> Response:
    """A run as a file: results.parquet, results.csv, results.xlsx, report.html, report.pdf …"""
    desk = system.planning
    folder = desk.runs.kept(run_id)
    if file == RESULTS:
        data, kind = await asyncio.to_thread((folder.path / RESULTS).read_bytes), PARQUET
    elif file in FILES:
        data = await asyncio.to_thread(desk.export, run_id, file)
        kind = FILES[file]
    else:
        raise no_such("文件", "file", "file", file)
    name = f"{run_id}-{file}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=kind, headers=headers)


def _ask(raw: dict[str, Any], kind: type[T]) -> T:
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        said, _, where = str(error).partition(" - at `$.")
        raise Refusal(
            "invalid_request",
            "请求不合要求",
            f"the request is not valid: {said}",
            field=where.rstrip("`") or "body",
            remedy="按接口说明改正 / correct it as /openapi.json says",
        ) from None
