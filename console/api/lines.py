"""Lines (话路): what a desk does with its telephone, and what the exchange is (CALL-01)."""

import asyncio
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from console.api.shared import Id, Running
from console.api.views import answer, shows
from console.people.accounts import Login
from console.people.auth import LoggedIn, Wished, only_for
from dispatch.domain.actors import AT_DESK
from dispatch.telephony.told import LineOrder

router = APIRouter(tags=["lines 话路"])

AtDesk = Annotated[Login, Depends(only_for(*AT_DESK))]


class TransferBody(BaseModel):
    """To whom a call is passed."""

    model_config = ConfigDict(extra="forbid")

    extension: str = Field(
        pattern=r"^\+?[0-9*#]{1,20}$", description="分机或外线号码 / extension or outside number"
    )


class Telephone(msgspec.Struct, frozen=True, kw_only=True):
    """One seat's telephone."""

    user: str
    name: str
    extension: str


class ExchangeView(msgspec.Struct, frozen=True, kw_only=True):
    """The exchange as a desk needs to know it. ``kind`` null: calls are told by the API only."""

    kind: str | None
    connected: bool
    extension: str
    telephones: tuple[Telephone, ...]


@router.get("/exchange", **shows(ExchangeView))
async def exchange(system: Running, login: LoggedIn) -> Response:
    """Which exchange (交换机), whether it is heard, and who sits where."""
    board = system.switchboard
    mine = board.extensions.get(login.account.username, "")
    names = await asyncio.to_thread(system.accounts.list_names, board.extensions)
    telephones = tuple(
        Telephone(user=user, name=names.get(user, user), extension=extension)
        for user, extension in board.extensions.items()
    )
    return answer(
        ExchangeView(
            kind=board.name,
            connected=board.is_connected,
            extension=mine,
            telephones=telephones,
        )
    )


@router.post("/calls/{call_id}/dial", status_code=204)
async def dial(call_id: Id, system: Running, wish: Wished, _: AtDesk) -> None:
    """Ring a lost caller back from this desk's telephone (回拨); what came of it is told after."""
    await system.switchboard.dial(call_id, wish.actor)


@router.post("/calls/{call_id}/hold", status_code=204)
async def hold(call_id: Id, system: Running, wish: Wished) -> None:
    """Keep the caller on the line without hearing the desk (保持)."""
    await system.switchboard.order(LineOrder.HOLD, call_id, wish.actor)


@router.post("/calls/{call_id}/resume", status_code=204)
async def resume(call_id: Id, system: Running, wish: Wished) -> None:
    """Speak again (恢复通话)."""
    await system.switchboard.order(LineOrder.RESUME, call_id, wish.actor)


@router.post("/calls/{call_id}/transfer", status_code=204)
async def transfer(call_id: Id, body: TransferBody, system: Running, wish: Wished) -> None:
    """Pass the call on (转接); whoever sits at that extension has it then."""
    await system.switchboard.order(LineOrder.TRANSFER, call_id, wish.actor, body.extension)
