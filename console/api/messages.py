"""Messages (消息) between desks, stations, crews and hospitals."""

from fastapi import APIRouter, Response
from pydantic import Field

from console.api.bodies import Body, Identifier
from console.api.shared import Id, Running
from console.api.views import answer, shows
from console.people.auth import LoggedIn, Wished
from dispatch.domain import commands as c
from dispatch.domain.messages import TEXT_MAX, AddresseeKind
from dispatch.projections.views import MessageView, message_view
from dispatch.sight import sees_message, viewer_of

router = APIRouter(prefix="/messages", tags=["messages 消息"])


class MessageBody(Body):
    """To whom, what, and whether it must sound."""

    to_kind: AddresseeKind
    to_id: Identifier
    text: str = Field(min_length=1, max_length=TEXT_MAX)
    urgent: bool = False
    incident_id: Identifier | None = None


@router.get("", **shows(MessageView, many=True))
async def messages(system: Running, login: LoggedIn) -> Response:
    """What this login may read of the last day, newest first."""
    viewer, kept = viewer_of(login.actor), system.readside.board.messages.values()
    seen = [one for one in kept if sees_message(viewer, system.region, one)]
    seen.sort(key=lambda one: (one.sent_ms, one.id), reverse=True)
    return answer([message_view(one) for one in seen])


@router.post("", **shows(c.Receipt))
async def send(body: MessageBody, system: Running, wish: Wished) -> Response:
    """Send a short message (发消息)."""
    command = c.SendMessage(
        to_kind=body.to_kind,
        to_id=body.to_id,
        text=body.text,
        urgent=body.urgent,
        incident_id=body.incident_id,
    )
    return answer(await system.desk.submit(wish, command))


@router.post("/{message_id}/read", **shows(c.Receipt))
async def read(message_id: Id, system: Running, wish: Wished) -> Response:
    """One has read it (已读)."""
    return answer(await system.desk.submit(wish, c.ReadMessage(message_id=message_id)))
