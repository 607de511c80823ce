"""Who asks: the session behind a request, and a brake on guessing passwords."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from fastapi import Depends, Header, Request
from starlette.requests import HTTPConnection

from console.people.accounts import Accounts, Login, token_hash_of
from console.problems import NotLoggedIn, TooManyAttempts
from dispatch.domain.actors import Actor, Role
from dispatch.domain.errors import Forbidden, Refusal

COOKIE, EXERCISE_COOKIE = "liandong_session", "liandong_exercise"
"""A browser keeps cookies by host and not by port: entering an exercise must not end a session of
the real service on the same machine."""
KEY_LENGTH_MAX = 100


def token_of(connection: HTTPConnection) -> str | None:
    """The token a request or websocket carries: Bearer first, then the cookie."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    return connection.cookies.get(cookie_of(connection))


def cookie_of(connection: HTTPConnection) -> str:
    """The name under which this server's sessions are kept in a browser."""
    exercise: bool = connection.app.state.system.settings.exercise
    return EXERCISE_COOKIE if exercise else COOKIE


async def find_login(accounts: Accounts, token: str | None) -> Login | None:
    """The session of a token; the database is asked only once for each."""
    if not token or len(token) > 200:
        return None
    token_hash = token_hash_of(token)
    cached = accounts.find_cached(token_hash)
    return cached or await asyncio.to_thread(accounts.find, token_hash)


async def require_login(request: Request) -> Login:
    """The session behind a request, or 401."""
    login = await find_login(request.app.state.system.accounts, token_of(request))
    if login is None:
        raise NotLoggedIn
    return login


LoggedIn = Annotated[Login, Depends(require_login)]


def only_for(*roles: Role) -> Callable[[Login], Login]:
    """A dependency that lets only these roles pass."""

    def check(login: LoggedIn) -> Login:
        if login.account.role not in roles:
            allowed = ", ".join(role.value for role in roles)
            raise Forbidden(
                "role_may_not",
                f"角色 {login.account.role.value} 无权查看或执行此项",
                f"role {login.account.role.value} may not do or see this",
                remedy=f"需要的角色 / needs one of: {allowed}",
            )
        return login

    return check


class Wish(msgspec.Struct, frozen=True):
    """Who wants something, under which idempotency key, and in which exact words."""

    actor: Actor
    key: str
    intent: bytes


async def _wish(
    request: Request,
    login: LoggedIn,
    idempotency_key: Annotated[str | None, Header(max_length=KEY_LENGTH_MAX)] = None,
) -> Wish:
    key = (idempotency_key or "").strip()
    if not key:
        raise Refusal(
            "idempotency_key_missing",
            "缺少请求头 Idempotency-Key",
            "the header Idempotency-Key is missing",
            field="Idempotency-Key",
            remedy="每次按键生成一个 UUID；重试时用同一个 / a UUID per wish, the same for a retry",
        )
    intent = f"{request.method} {request.url.path}\n".encode() + _canonical(await request.body())
    return Wish(login.actor, key, intent)


def _canonical(body: bytes) -> bytes:
    """The same JSON in one spelling, so that a retry may order or space it otherwise."""
    try:
        value: Any = msgspec.json.decode(body or b"{}")
    except msgspec.DecodeError:
        return body
    return msgspec.json.encode(value, order="deterministic")


Wished = Annotated[Wish, Depends(_wish)]


class AttemptLimit:
    """At most so many failed logins per name and address in a sliding window.

    Memory is bounded: beyond ``keys_max`` the longest untouched key is forgotten.
    """

    def __init__(
        self,
        now_s: Callable[[], float],
        *,
        failures_max: int = 8,
        window_s: float = 300.0,
        keys_max: int = 10_000,
    ) -> None:
        self._now_s = now_s
        self._failures_max = failures_max
        self._window_s = window_s
        self._keys_max = keys_max
        self._failures: OrderedDict[tuple[str, str], list[float]] = OrderedDict()

    def check(self, username: str, address: str) -> None:
        """Refuse when there were too many failures lately."""
        recent = self._recent((username, address))
        if len(recent) < self._failures_max:
            return
        wait_s = max(1, round(recent[0] + self._window_s - self._now_s()))
        raise TooManyAttempts(
            "too_many_attempts",
            f"登录失败次数过多，请 {wait_s} 秒后再试",
            f"too many failed logins, try again in {wait_s} s",
            field="username",
            value=username,
            remedy="核对用户名和密码，或请管理员重设 / check them, or ask the administrator",
        )

    def failed(self, username: str, address: str) -> None:
        """Count a failure."""
        key = (username, address)
        self._failures[key] = [*self._recent(key), self._now_s()][-self._failures_max :]
        self._failures.move_to_end(key)
        while len(self._failures) > self._keys_max:
            self._failures.popitem(last=False)

    def succeeded(self, username: str, address: str) -> None:
        """A right password clears the count."""
        self._failures.pop((username, address), None)

    def _recent(self, key: tuple[str, str]) -> list[float]:
        since = self._now_s() - self._window_s
        return [at_s for at_s in self._failures.get(key, []) if at_s > since]
