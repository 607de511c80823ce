"""Who else has an event open (同时查看, UI-06)."""

from fastapi import APIRouter, Response
from pydantic import Field

from console.api.bodies import Body, Identifier
from console.api.shared import Running
from console.people.auth import LoggedIn
from dispatch.domain.edits import FIELD_NAMES
from dispatch.domain.errors import no_such

router = APIRouter(prefix="/editing", tags=["editing 同时查看"])


class EditingBody(Body):
    """Which event a window shows, and the field in which somebody writes; null: none."""

    window: str = Field(min_length=1, max_length=40)
    incident_id: Identifier | None = None
    field: str | None = Field(None, max_length=40)


@router.put("", status_code=204, response_model=None)
async def say(body: EditingBody, system: Running, login: LoggedIn) -> Response:
    """Told on every change and every fifteen seconds; it is kept nowhere and says nothing twice."""
    if body.incident_id is not None:
        system.desk.get_incident(login.actor, body.incident_id)
    if body.field is not None and body.field not in FIELD_NAMES:
        raise no_such("字段", "field", "field", body.field)
    now_ms = system.clock.now_ms()
    system.hub.editors.say(body.window, login.actor, body.incident_id, body.field, now_ms)
    return Response(status_code=204)
