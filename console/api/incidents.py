"""Incidents (事件): describe, rank, dispatch, wake, close, and the log of each."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from msgspec.structs import asdict, replace

from console.api.bodies import CloseBody, DispatchBody, EditBody
from console.api.shared import Id, Running
from console.api.views import answer, shows
from console.history.incident_log import IncidentDetail
from console.people.accounts import Login
from console.people.auth import LoggedIn, Wished, only_for
from dispatch.domain import commands as c
from dispatch.domain.actors import AT_DESK
from dispatch.domain.decisions import Ranking
from dispatch.projections.views import incident_view
from dispatch.sight import seen_ranking, viewer_of

router = APIRouter(prefix="/incidents", tags=["incidents 事件"])

Deciding = Annotated[Login, Depends(only_for(*AT_DESK))]


@router.get("/{incident_id}", **shows(IncidentDetail))
async def show(incident_id: Id, system: Running, login: LoggedIn) -> Response:
    """One incident in full, with everything that happened to it."""
    incident = system.desk.get_incident(login.actor, incident_id)
    readside = system.readside
    view = incident_view(readside.board, system.region, incident, readside.etas)
    log = await asyncio.to_thread(system.incident_log.lines, incident_id)
    return answer(IncidentDetail(**asdict(view), log=log))


@router.patch("/{incident_id}", **shows(c.Receipt))
async def describe(incident_id: Id, body: EditBody, system: Running, wish: Wished) -> Response:
    """More is known: locate, dispatch, then ask (CALL-08); nothing unseen is written over."""
    command = c.DescribeIncident(
        incident_id=incident_id,
        details=body.details(system.clock.now_ms()),
        seen_version=body.seen_version,
        reason=body.reason,
    )
    return answer(await system.desk.describe(wish, command))


@router.get("/{incident_id}/candidates", **shows(Ranking))
async def candidates(
    incident_id: Id,
    system: Running,
    login: Deciding,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 10_000,
) -> Response:
    """Every ambulance of every level, ranked by road time, with reasons for and against."""
    system.desk.get_incident(login.actor, incident_id)
    ranking = await system.desk.rank(incident_id, login.actor)
    viewer, board = viewer_of(login.actor), system.readside.board
    ranking = seen_ranking(viewer, board, system.region, ranking)
    return answer(replace(ranking, ranked=ranking.ranked[:limit]))


@router.post("/{incident_id}/dispatch", **shows(c.Receipt))
async def dispatch(incident_id: Id, body: DispatchBody, system: Running, wish: Wished) -> Response:
    """Send a vehicle (派车). A lost race answers 409 with the winner and the next best."""
    return answer(
        await system.desk.dispatch(
            wish,
            incident_id,
            body.vehicle_id,
            body.answer_id,
            body.override_reason,
            body.override_code,
        )
    )


@router.post("/{incident_id}/wake", **shows(c.Receipt))
async def wake(incident_id: Id, system: Running, wish: Wished) -> Response:
    """A parked incident is taken up again (唤醒)."""
    return answer(await system.desk.submit(wish, c.WakeIncident(incident_id=incident_id)))


@router.post("/{incident_id}/close", **shows(c.Receipt))
async def close(
    incident_id: Id, system: Running, wish: Wished, body: CloseBody | None = None
) -> Response:
    """Nothing more is to be done (结束事件)."""
    command = c.CloseIncident(incident_id=incident_id, reason=body.reason if body else "")
    return answer(await system.desk.submit(wish, command))
