"""Events that wait (待派): the list, parking, no vehicle, proposals, diversion, planned drives."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from console.api.bodies_waiting import (
    DecisionBody,
    DeclineBody,
    DivertBody,
    NoteBody,
    OpenBody,
    ParkBody,
)
from console.api.shared import Id, Running
from console.api.views import answer, shows
from console.people.accounts import Login
from console.people.auth import Wished, only_for
from dispatch.domain import commands as c
from dispatch.domain.actors import AT_DESK
from dispatch.sight import sees_incident, viewer_of
from dispatch.waiting import Wait

Deciding = Annotated[Login, Depends(only_for(*AT_DESK))]

router = APIRouter(tags=["waiting 待派"])


@router.get("/waiting", **shows(Wait, many=True))
async def waiting(system: Running, login: Deciding) -> Response:
    """Who still needs a vehicle: rescues first, then urgency, then age (DSP-11)."""
    viewer, board = viewer_of(login.actor), system.readside.board
    seen = [
        wait
        for wait in system.waiting.list()
        if sees_incident(viewer, board, system.region, board.incidents[wait.incident_id])
    ]
    return answer(seen)


@router.post("/incidents", **shows(c.Receipt))
async def open_incident(body: OpenBody, system: Running, wish: Wished) -> Response:
    """Open an event without a call: a transfer, a standby, a planned drive (DSP-19)."""
    details = body.incident.details(system.clock.now_ms())
    command = c.OpenIncident(kind=body.kind, details=details, scheduled_ms=body.scheduled_ms)
    return answer(await system.waiting.open(wish, command))


@router.post("/incidents/{incident_id}/park", **shows(c.Receipt))
async def park(
    incident_id: Id, system: Running, wish: Wished, body: ParkBody | None = None
) -> Response:
    """Nothing is sent yet (挂起), until a time or until somebody wakes it."""
    asked = body or ParkBody()
    command = c.ParkIncident(incident_id=incident_id, until_ms=asked.until_ms, note=asked.note)
    return answer(await system.desk.submit(wish, command))


@router.post("/incidents/{incident_id}/reinforcement", **shows(c.Receipt))
async def park_reinforcement(
    incident_id: Id, system: Running, wish: Wished, body: NoteBody | None = None
) -> Response:
    """A further vehicle is wanted and none is sent yet (增援挂起)."""
    note = body.note if body else ""
    command = c.ParkReinforcement(incident_id=incident_id, note=note)
    return answer(await system.desk.submit(wish, command))


@router.post("/incidents/{incident_id}/no-vehicle", **shows(c.Receipt))
async def no_vehicle(
    incident_id: Id, system: Running, wish: Wished, body: NoteBody | None = None
) -> Response:
    """There is nobody to send (欲派无车); kept with the list that was empty (DSP-12)."""
    return answer(await system.waiting.no_vehicle(wish, incident_id, body.note if body else ""))


@router.post("/incidents/{incident_id}/decision", **shows(c.Receipt))
async def decide(incident_id: Id, body: DecisionBody, system: Running, wish: Wished) -> Response:
    """A decision that sends nobody: special event, referred to a hospital, or refused there."""
    command = c.NoteDecision(
        incident_id=incident_id, kind=body.kind, note=body.note, target=body.target
    )
    return answer(await system.desk.submit(wish, command))


@router.post("/incidents/{incident_id}/offer/decline", **shows(c.Receipt))
async def decline(incident_id: Id, body: DeclineBody, system: Running, wish: Wished) -> Response:
    """The vehicle that is proposed is not wanted (不采纳)."""
    command = c.DeclineOffer(incident_id=incident_id, reason=body.reason)
    return answer(await system.desk.submit(wish, command))


@router.post("/tasks/{task_id}/divert", **shows(c.Receipt))
async def divert(task_id: Id, body: DivertBody, system: Running, wish: Wished) -> Response:
    """Another task for a vehicle under way (另接任务, DSP-09), in one act."""
    command = c.DivertTask(
        task_id=task_id,
        to_incident_id=body.incident_id,
        override_reason=body.override_reason,
        replacement_vehicle_id=body.replacement_vehicle_id,
    )
    return answer(
        await system.waiting.divert(wish, command, body.answer_id, send_next=body.send_next)
    )
