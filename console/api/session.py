"""Sessions (登录): log in, who am I, log out."""

import asyncio

import msgspec
from fastapi import APIRouter, Request, Response

from console.api.bodies import LoginBody
from console.api.shared import Running
from console.api.views import answer, shows
from console.people.accounts import Account, Login
from console.people.auth import LoggedIn, cookie_of
from console.problems import NotLoggedIn
from dispatch.rights import ALLOWED

router = APIRouter(prefix="/session", tags=["session 登录"])


class UserView(msgspec.Struct, frozen=True, kw_only=True):
    """Who is logged in."""

    username: str
    name: str
    role: str
    unit: str
    vehicle_id: str | None
    commands: tuple[str, ...]
    """What its role may ask of the core at all, by name: a screen offers nothing else (ORG-03)."""


class SessionView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A session; the token is told once, at login, for clients without cookies."""

    user: UserView
    expires_ms: int
    token: str | None = None


class WrongPassword(NotLoggedIn):
    """The same words whether the name or the password was wrong."""

    def __init__(self, username: str) -> None:
        super().__init__()
        self.code = "wrong_password"
        self.zh, self.en = "用户名或密码错误", "wrong user name or password"
        self.field, self.value = "username", username
        self.remedy = "核对后重试，或请管理员重设 / check them, or ask the administrator"


@router.post("", **shows(SessionView))
async def log_in(body: LoginBody, request: Request, system: Running) -> Response:
    """Log in; sets an HttpOnly cookie and tells the token once."""
    address = request.client.host if request.client else ""
    system.attempts.check(body.username, address)
    async with system.logins_at_once:
        entered = await asyncio.to_thread(system.accounts.log_in, body.username, body.password)
    if entered is None:
        system.attempts.failed(body.username, address)
        raise WrongPassword(body.username)
    system.attempts.succeeded(body.username, address)
    token, login = entered
    response = answer(_view(login, token))
    response.set_cookie(
        cookie_of(request),
        token,
        max_age=round(system.settings.session_hours * 3600),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return response


@router.get("", **shows(SessionView))
async def who(login: LoggedIn) -> Response:
    """Who is logged in."""
    return answer(_view(login))


@router.delete("", status_code=204, response_model=None)
async def log_out(login: LoggedIn, request: Request, system: Running) -> Response:
    """Log out; the screens of this session go dark."""
    await asyncio.to_thread(system.accounts.log_out, login.token_hash)
    system.hub.close_session(login.token_hash)
    response = Response(status_code=204)
    response.delete_cookie(cookie_of(request), httponly=True, samesite="strict")
    return response


def _view(login: Login, token: str | None = None) -> SessionView:
    return SessionView(user=_user(login.account), expires_ms=login.expires_ms, token=token)


def _user(account: Account) -> UserView:
    return UserView(
        username=account.username,
        name=account.name,
        role=account.role.value,
        unit=account.unit,
        vehicle_id=account.vehicle_id,
        commands=tuple(sorted(kind.__name__ for kind in ALLOWED[account.role])),
    )
