"""Replay of a past hour (回放): a stream of minutes for the same boards."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.responses import StreamingResponse

from console.api.shared import Running
from console.people.accounts import Login
from console.people.auth import only_for
from dispatch.domain.actors import Role
from dispatch.sight import viewer_of

router = APIRouter(prefix="/replay", tags=["board 态势"])

# It shows callers and doors of patients: those who answer for the work, and who did it.
Concerned = Annotated[Login, Depends(only_for(Role.DISPATCHER, Role.SHIFT_LEADER, Role.QUALITY))]
Moment = Annotated[int, Query(ge=0, le=2**53)]
LINES = "application/x-ndjson"
_DOCUMENTED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "One JSON object a line: start, minute …, end",
        "content": {LINES: {"schema": {"type": "string"}}},
    }
}


@router.get("", responses=_DOCUMENTED, response_class=StreamingResponse)
async def replay(
    system: Running, login: Concerned, from_ms: Moment, to_ms: Moment
) -> StreamingResponse:
    """At most 6 hours: the board at the start, then each minute's changes, fixes and log lines."""
    lines = await asyncio.to_thread(system.replays.lines, viewer_of(login.actor), from_ms, to_ms)
    return StreamingResponse(lines, media_type=LINES, headers={"Cache-Control": "no-store"})
