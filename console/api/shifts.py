"""Shift hand-over (交接班, ORG-06): what is open, two signatures, and the history of both."""

import asyncio
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from console.api.bodies import Body, Identifier
from console.api.session import WrongPassword
from console.api.shared import Id, Running
from console.api.views import answer, shows
from console.history.shift_history import ShiftHistory
from console.people.accounts import Login
from console.people.auth import LoggedIn, Wish, Wished, cookie_of, only_for
from console.system import System
from dispatch.domain import commands as c
from dispatch.domain.actors import AT_DESK, Role
from dispatch.domain.errors import no_such
from dispatch.domain.shifts import ITEMS_MAX, NOTE_MAX, REMARK_MAX
from dispatch.projections.views import ShiftItemView, ShiftView, shift_item_view, shift_view
from dispatch.shifts import others_there, shift_items
from dispatch.sight import sees_shift, viewer_of

router = APIRouter(prefix="/shifts", tags=["shifts 交接班"])

Deciding = Annotated[Login, Depends(only_for(*AT_DESK))]
Reading = Annotated[Login, Depends(only_for(*AT_DESK, Role.QUALITY))]
Key = Annotated[str, Field(min_length=1, max_length=120)]
Note = Annotated[str, Field(max_length=NOTE_MAX)]
Remark = Annotated[str, Field(max_length=REMARK_MAX)]


class SignBody(Body):
    """Notes by item, a remark, and whether the whole desk is handed over; null: what is needed."""

    notes: dict[Key, Note] = Field({}, max_length=ITEMS_MAX)
    remark: Remark = ""
    whole: bool | None = None


class TakeBody(Body):
    """Every open item acknowledged. With a name and a password it is signed at this very screen,
    whose session then is the new person's."""

    acknowledged: list[Key] = Field([], max_length=2 * ITEMS_MAX)
    note: Remark = ""
    username: Identifier | None = None
    password: str = Field("", max_length=200)


class ReleaseBody(Body):
    """Whom a leader lets go, and why."""

    user: Identifier
    reason: Note


class ShiftNow(msgspec.Struct, frozen=True, kw_only=True):
    """What would be handed over at this moment. ``whole``: nobody else is at the desk."""

    user: str
    unit: str
    whole: bool
    items: tuple[ShiftItemView, ...]


@router.get("/now", **shows(ShiftNow))
async def now(
    system: Running, login: Deciding, sheet_id: Annotated[str | None, Query(max_length=64)] = None
) -> Response:
    """What one would leave behind; with a sheet, what is open of it now."""
    board, actor = system.readside.board, login.actor
    if sheet_id is None:
        user, unit = actor.user, actor.unit
        whole = not others_there(board, user, unit)
    else:
        sheet = board.shifts.get(sheet_id)
        if sheet is None or not sees_shift(viewer_of(actor), system.region, sheet):
            raise no_such("交接班单", "shift sheet", "sheet_id", sheet_id)
        user, unit, whole = sheet.by.user, sheet.unit, sheet.whole
    items = shift_items(board, system.region, user, unit, whole=whole)
    shown = tuple(shift_item_view(item) for item in items)
    return answer(ShiftNow(user=user, unit=unit, whole=whole, items=shown))


@router.get("", **shows(ShiftView, many=True))
async def history(
    system: Running, login: Reading, before_ms: Annotated[int | None, Query(ge=0)] = None
) -> Response:
    """The sheets of the desks in reach, newest first, as the journal keeps them."""
    end_ms = system.clock.now_ms() + 1 if before_ms is None else before_ms
    sheets = await asyncio.to_thread(ShiftHistory(system.engine).sheets, end_ms)
    viewer = viewer_of(login.actor)
    return answer([shift_view(s) for s in sheets if sees_shift(viewer, system.region, s)])


@router.post("/sign", **shows(c.Receipt))
async def sign(body: SignBody, system: Running, wish: Wished) -> Response:
    """The old shift signs (交班签字)."""
    command = c.SignShift(notes=dict(body.notes), remark=body.remark, whole=body.whole)
    return answer(await system.desk.submit(wish, command))


@router.post("/{sheet_id}/take", **shows(c.Receipt))
async def take(
    sheet_id: Id, body: TakeBody, request: Request, system: Running, login: LoggedIn, wish: Wished
) -> Response:
    """The new shift signs (接班签字), at another desk or, with its own password, at this one."""
    command = c.TakeShift(sheet_id=sheet_id, acknowledged=tuple(body.acknowledged), note=body.note)
    if body.username is None:
        return answer(await system.desk.submit(wish, command))
    token, entered = await _enter(system, request, body)
    # The words of the wish without the password, and its author is who signs.
    intent = msgspec.json.encode([sheet_id, body.username, command], order="deterministic")
    try:
        receipt = await system.desk.submit(Wish(entered.actor, wish.key, intent), command)
    except BaseException:
        await asyncio.to_thread(system.accounts.log_out, entered.token_hash)
        raise
    await asyncio.to_thread(system.accounts.log_out, login.token_hash)
    system.hub.close_session(login.token_hash)
    response = answer(receipt)
    response.set_cookie(
        cookie_of(request),
        token,
        max_age=round(system.settings.session_hours * 3600),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return response


async def _enter(system: System, request: Request, body: TakeBody) -> tuple[str, Login]:
    """The second person's own session; guessing is braked as at the door."""
    assert body.username is not None
    address = request.client.host if request.client else ""
    system.attempts.check(body.username, address)
    async with system.logins_at_once:
        entered = await asyncio.to_thread(system.accounts.log_in, body.username, body.password)
    if entered is None:
        system.attempts.failed(body.username, address)
        raise WrongPassword(body.username)
    system.attempts.succeeded(body.username, address)
    return entered


@router.post("/{sheet_id}/withdraw", **shows(c.Receipt))
async def withdraw(sheet_id: Id, system: Running, wish: Wished) -> Response:
    """The old shift stays after all (撤回交班)."""
    return answer(await system.desk.submit(wish, c.WithdrawShift(sheet_id=sheet_id)))


@router.post("/release", **shows(c.Receipt))
async def release(body: ReleaseBody, system: Running, wish: Wished) -> Response:
    """A leader lets somebody go whom nobody has relieved (班长放行)."""
    command = c.ReleaseShift(user=body.user, reason=body.reason)
    return answer(await system.desk.submit(wish, command))
