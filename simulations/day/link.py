"""The telephone line, radio and data link to the system: its HTTP interface, with patience.

A request that may change something carries an idempotency key and keeps it through all its
retries, so that an answer lost on the way never makes a thing happen twice.
"""

import asyncio
import logging
from typing import Any, TypeVar

import httpx2
import msgspec

from simulations.day.views import ProblemView, SessionView

log = logging.getLogger("liandong.day")

TRIES_MAX = 4
FIRST_WAIT_S = 0.4
REQUEST_WITHIN_S = 15.0
_PASSING = frozenset({429, 502, 503, 504})

V = TypeVar("V")


class Later(Exception):
    """It did not work now. What is still due will be asked again."""


class Refused(Later):
    """The system said no, and why."""

    def __init__(self, status: int, problem: ProblemView) -> None:
        remedy = f" → {problem.remedy}" if problem.remedy else ""
        super().__init__(f"{status} {problem.code}: {problem.detail} / {problem.detail_en}{remedy}")
        self.status = status
        self.code = problem.code


class Unreachable(Later):
    """No answer after several tries; whoever asked asks again later with the same key."""


class Link:
    """Requests in the name of any of the demo's accounts, logging each in when first needed."""

    def __init__(self, url: str, password: str, transport: Any = None) -> None:
        limits = httpx2.Limits(max_connections=16, max_keepalive_connections=16)
        self._http = httpx2.AsyncClient(
            base_url=url, timeout=REQUEST_WITHIN_S, limits=limits, transport=transport
        )
        self._password = password
        self._sessions: dict[str, SessionView] = {}
        self._doors: dict[str, asyncio.Lock] = {}

    async def close(self) -> None:
        """Hang up."""
        await self._http.aclose()

    async def session(self, user: str) -> SessionView:
        """The login of an account; kept until the server forgets it."""
        async with self._doors.setdefault(user, asyncio.Lock()):
            if user not in self._sessions:
                body = {"username": user, "password": self._password}
                content = await self._try("POST", "/api/session", body, {})
                self._sessions[user] = msgspec.json.decode(content, type=SessionView)
            return self._sessions[user]

    def forget(self, user: str) -> None:
        """The server does not know this login any more."""
        self._sessions.pop(user, None)

    async def get(self, user: str, path: str, kind: type[V]) -> V:
        """Ask for something."""
        return msgspec.json.decode(await self._ask(user, "GET", path, None, {}), type=kind)

    async def post(self, user: str, path: str, body: Any, key: str) -> bytes:
        """Have something done; the same key is never done twice."""
        return await self._ask(user, "POST", path, body, {"Idempotency-Key": key})

    async def _ask(
        self, user: str, method: str, path: str, body: Any, headers: dict[str, str]
    ) -> bytes:
        for last in (False, True):
            token = (await self.session(user)).token
            try:
                bearer = {"Authorization": f"Bearer {token}"}
                return await self._try(method, path, body, headers | bearer)
            except Refused as refused:
                if refused.status != 401 or last:
                    raise
                self.forget(user)
        raise AssertionError("the second pass returns or raises")

    async def _try(self, method: str, path: str, body: Any, headers: dict[str, str]) -> bytes:
        content = None if body is None else msgspec.json.encode(body)
        headers = headers | {"Content-Type": "application/json"}
        why = ""
        for nth in range(TRIES_MAX):
            if nth:
                await asyncio.sleep(FIRST_WAIT_S * 2 ** (nth - 1))
            try:
                answer = await self._http.request(method, path, content=content, headers=headers)
            except httpx2.TransportError as error:
                why = f"{type(error).__name__} {error}".strip()
                continue
            if answer.status_code < 400:
                return answer.content
            if answer.status_code not in _PASSING:
                raise Refused(answer.status_code, _problem(answer.content))
            why = str(Refused(answer.status_code, _problem(answer.content)))
        raise Unreachable(f"{method} {path}: {why}")


def _problem(content: bytes) -> ProblemView:
    try:
        return msgspec.json.decode(content, type=ProblemView)
    except msgspec.MsgspecError:
        return ProblemView(detail=content[:200].decode(errors="replace"))
