"""What the centre's own journal teaches the planner (SIM-07): a calibration, a day replayed.

Worked out where runs are, in a process of least priority that only reads the journal; the words are
those of ``liandong plan calibrate`` and ``replay``.
"""

import asyncio
from collections.abc import Callable
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import Field

from console.api import bodies
from console.api.shared import Running
from console.api.views import answer, shows
from console.people.accounts import Login
from console.people.auth import only_for
from console.planning.history import (
    REPLAY_FILES,
    CalibrationAnswer,
    CalibrationAsk,
    ReplayAsk,
    answer_calibration,
    answer_replay,
    answer_replay_file,
)
from console.system import System
from dispatch.domain.actors import Role
from dispatch.domain.errors import Refusal, no_such
from simulations.animation.told import DayRow, SimulatedDay
from simulations.calibration.comparing import Replayed

router = APIRouter(prefix="/planning", tags=["planning 规划"])

Planner = Annotated[Login, Depends(only_for(Role.PLANNER))]
DAY = r"^(\d{4}-\d\d-\d\d)?$"
SCENARIOS_MAX = 5


class CalibrateBody(bodies.Body):
    """Of which days, both included; empty: all there are."""

    since: str = Field("", pattern=DAY)
    until: str = Field("", pattern=DAY)


class ReplayBody(bodies.Body):
    """Which day (empty: the busiest), and beside today's rules those of which kept scenarios."""

    day: str = Field("", pattern=DAY)
    scenarios: list[str] = Field(default_factory=list, max_length=SCENARIOS_MAX)


@router.post("/calibrate", **shows(CalibrationAnswer))
async def calibrate(body: CalibrateBody, system: Running, login: Planner) -> Response:
    """Distributions fitted to the journal: the fits, each parameter before and now, a scenario."""
    desk = system.planning
    ask = CalibrationAsk(
        pack=str(desk.pack_folder()),
        database=system.settings.database_url,
        since=body.since,
        until=body.until,
    )

    def work() -> CalibrationAnswer:
        packed = desk.runs.ask(answer_calibration, msgspec.msgpack.encode(ask))
        return msgspec.msgpack.decode(packed, type=CalibrationAnswer)

    found = await asyncio.to_thread(work)
    if not found.cases:
        raise _nothing("since", body.since)
    return answer(found)


@router.get("/history/days", **shows(DayRow, many=True))
async def days(system: Running, login: Planner) -> Response:
    """Every day of the journal: calls, how many were reached late, the mean response."""
    desk, database = system.planning, system.settings.database_url
    told = await asyncio.to_thread(desk.real_days, database)
    return Response(told, media_type="application/json")


@router.get("/history/day", **shows(SimulatedDay))
async def real_day(
    system: Running,
    login: Planner,
    day: Annotated[str, Query(pattern=DAY)] = "",
    rules: Annotated[str, Query(max_length=64)] = "real",
) -> Response:
    """A real day for the map (empty: the busiest), to be played like a day of a run.

    ``rules``: ``real`` as it was, ``today`` under today's rules, or a kept scenario's id.
    """
    desk, database = system.planning, system.settings.database_url
    told = await asyncio.to_thread(desk.real_day, database, day, rules)
    return Response(told, media_type="application/json")


@router.post("/replay", **shows(Replayed))
async def replay(body: ReplayBody, system: Running, login: Planner) -> Response:
    """A real day under today's rules and under others, call by call; how close the model is."""
    told = await asyncio.to_thread(_replay, system, body, answer_replay)
    return Response(told, media_type="application/json")


@router.post("/replay/export/{file}", response_model=None)
async def replay_file(
    file: Annotated[str, Path(max_length=40)], body: ReplayBody, system: Running, login: Planner
) -> Response:
    """The same as a file: calls.csv (every call), replay.html (a page that prints)."""
    if file not in REPLAY_FILES:
        raise no_such("文件", "file", "file", file)
    data = await asyncio.to_thread(_replay, system, body, answer_replay_file, file)
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return Response(data, media_type=REPLAY_FILES[file], headers=headers)


def _replay(system: System, body: ReplayBody, work: Callable[..., bytes], *more: str) -> bytes:
    desk = system.planning
    ask = ReplayAsk(
        pack=str(desk.pack_folder()),
        shelf=str(desk.runs.shelf),
        database=system.settings.database_url,
        day=body.day,
        scenarios=tuple(desk.scenarios.read(one) for one in body.scenarios),
    )
    told = desk.runs.ask(work, msgspec.msgpack.encode(ask), *more)
    if not told:
        raise _nothing("day", body.day)
    return told


def _nothing(field: str, value: str) -> Refusal:
    return Refusal(
        "no_history",
        "日志中没有这段时间的呼叫",
        "the journal has no calls of this time",
        field=field,
        value=value,
        remedy="改日期，或先积累真实呼叫 / choose other days, or gather real calls first",
    )
