"""Crew requests (车组请求): what crews ask and tell their desk, and its answers."""

from fastapi import APIRouter, Response

from console.api.bodies import AnswerCrewBody
from console.api.shared import Id, Running
from console.api.views import answer, shows
from console.people.auth import Wished
from dispatch.domain import commands as c

router = APIRouter(prefix="/requests", tags=["requests 车组请求"])


@router.post("/{request_id}/answer", **shows(c.Receipt))
async def reply(request_id: Id, body: AnswerCrewBody, system: Running, wish: Wished) -> Response:
    """Grant or decline; a note is answered by having read it."""
    command = c.AnswerCrew(request_id=request_id, granted=body.granted, reason=body.reason)
    return answer(await system.desk.submit(wish, command))
