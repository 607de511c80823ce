"""What the centre's own journal teaches the planner (SIM-07): a calibration, a day replayed.

Worked out where runs are, in a process of least priority that only reads the journal; the words are
those of ``liandong plan calibrate`` and ``replay``.
"""

import asyncio
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Response
from pydantic import Field

from console.accounts import Login
from console.api import bodies
from console.api.shared import Running
from console.api.views import answer, shows
from console.auth import only_for
from console.plan_history import (
    CalibrationAnswer,
    CalibrationAsk,
    ReplayAsk,
    answer_calibration,
    answer_replay,
)
from dispatch.domain.actors import Role
from dispatch.domain.errors import Refusal
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


@router.post("/replay", **shows(Replayed))
async def replay(body: ReplayBody, system: Running, login: Planner) -> Response:
    """A real day under today's rules and under others, call by call; how close the model is."""
    desk = system.planning

    def work() -> Replayed:
        ask = ReplayAsk(
            pack=str(desk.pack_folder()),
            shelf=str(desk.runs.shelf),
            database=system.settings.database_url,
            day=body.day,
            scenarios=tuple(desk.scenarios.read(one) for one in body.scenarios),
        )
        packed = desk.runs.ask(answer_replay, msgspec.msgpack.encode(ask))
        if not packed:
            raise _nothing("day", body.day)
        return msgspec.json.decode(packed, type=Replayed)

    return answer(await asyncio.to_thread(work))


def _nothing(field: str, value: str) -> Refusal:
    return Refusal(
        "no_history",
        "日志中没有这段时间的呼叫",
        "the journal has no calls of this time",
        field=field,
        value=value,
        remedy="改日期，或先积累真实呼叫 / choose other days, or gather real calls first",
    )
