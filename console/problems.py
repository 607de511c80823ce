"""Every error as problem details (RFC 9457): what is wrong, in which field, and what helps.

``detail`` is Chinese and ``detail_en`` English; ``code`` is stable for programs.
"""

import logging
from http import HTTPStatus
from typing import Any

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dispatch.domain.errors import Refusal
from dispatch.journal.faults import unavailable

log = logging.getLogger("liandong.api")

MEDIA_TYPE = "application/problem+json"
VALUE_SHOWN_MAX = 200


class FieldError(msgspec.Struct, frozen=True, omit_defaults=True):
    """One wrong field of a request."""

    field: str
    value: Any
    detail: str
    detail_en: str
    remedy: str


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Problem details; members a problem does not have are left out."""

    type: str
    title: str
    status: int
    detail: str
    detail_en: str
    code: str
    field: str | None = None
    value: Any = None
    remedy: str | None = None
    errors: tuple[FieldError, ...] = ()
    allowed: tuple[str, ...] = ()
    winner: dict[str, str] | None = None
    vehicle_id: str | None = None
    incident_id: str | None = None
    next_best: Any = None


class NotLoggedIn(Refusal):
    """No session, or one that has ended."""

    status = 401

    def __init__(self) -> None:
        super().__init__(
            "not_logged_in",
            "未登录，或登录已过期",
            "not logged in, or the login has expired",
            remedy="请重新登录 / log in again",
        )


class TooManyAttempts(Refusal):
    """Somebody guesses passwords."""

    status = 429


def problem_response(status: int, code: str, zh: str, en: str, **members: Any) -> Response:
    """A problem as a response."""
    problem = {
        "type": f"urn:liandong:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": zh,
        "detail_en": en,
        "code": code,
        **{name: value for name, value in members.items() if value is not None},
    }
    return Response(msgspec.json.encode(problem), status_code=status, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Answer every error of this application as problem details."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(SQLAlchemyError, _store_failed)
    app.add_middleware(Faults)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return problem_response(
        error.status,
        error.code,
        error.zh,
        error.en,
        field=error.field,
        value=_shown(error.value),
        remedy=error.remedy,
        **error.extras,
    )


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    fields = [_field_error(part) for part in error.errors()]
    first = fields[0]
    return problem_response(
        422,
        "invalid_request",
        f"请求不合要求：{first.field} {first.detail}",
        f"the request is not valid: {first.field}: {first.detail_en}",
        field=first.field,
        value=first.value,
        remedy=first.remedy,
        errors=fields,
    )


def _field_error(part: dict[str, Any]) -> FieldError:
    place = [str(name) for name in part["loc"] if name not in ("body", "query", "path", "header")]
    kind = part["type"]
    zh = _KINDS_ZH.get(kind, "取值无效")
    remedy = _REMEDIES.get(
        kind, "按接口说明改正后重试 / correct it as /openapi.json says and try again"
    )
    context = part.get("ctx", {})
    bounds = ", ".join(f"{k}={v}" for k, v in context.items() if k != "error")
    return FieldError(
        field=".".join(place) or "body",
        value=None if kind == "missing" else _shown(part.get("input")),
        detail=f"{zh}（{bounds}）" if bounds else zh,
        detail_en=part["msg"],
        remedy=remedy,
    )


_KINDS_ZH = {
    "missing": "缺少必填项",
    "extra_forbidden": "没有这个字段",
    "json_invalid": "不是合法的 JSON",
    "enum": "不在可选值之内",
    "literal_error": "不在可选值之内",
    "string_too_long": "文字过长",
    "string_too_short": "文字过短",
    "too_long": "项数过多",
    "greater_than_equal": "数值过小",
    "less_than_equal": "数值过大",
    "finite_number": "必须是有限的数",
}
_REMEDIES = {
    "missing": "补上该项 / add it",
    "extra_forbidden": "删去该项或核对拼写 / remove it or check its spelling",
    "json_invalid": "请发送 UTF-8 编码的 JSON / send JSON in UTF-8",
}


def _shown(value: Any) -> Any:
    """A value fit to be shown back: short, and JSON."""
    if value is None or isinstance(value, bool | int | float):
        return value
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= VALUE_SHOWN_MAX else text[:VALUE_SHOWN_MAX] + "…"


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return problem_response(
            404,
            "no_such_address",
            f"没有这个地址：{request.url.path}",
            f"there is nothing at {request.url.path}",
            field="path",
            value=_shown(request.url.path),
            remedy="接口一览见 /openapi.json / the interface is listed at /openapi.json",
        )
    if error.status_code == 405:
        return problem_response(
            405,
            "method_not_allowed",
            f"该地址不接受 {request.method}",
            f"{request.method} is not allowed here",
            field="method",
            value=request.method,
            remedy="接口一览见 /openapi.json / the interface is listed at /openapi.json",
        )
    phrase = HTTPStatus(error.status_code).phrase
    return problem_response(
        error.status_code,
        f"http_{error.status_code}",
        f"请求未能处理：{phrase}",
        f"the request could not be handled: {phrase}",
    )


async def _store_failed(request: Request, error: Exception) -> Response:
    """A login or an account could not be looked up: the store is away, the program is not."""
    told = unavailable(error)
    return problem_response(
        503,
        "store_unavailable",
        told.zh,
        told.en,
        remedy="稍后重试，并通知管理员 / retry shortly, and tell the administrator",
    )


class Faults:
    """Turns a fault of the program into a problem; its traceback goes to the log only."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and answer for whatever was not foreseen."""
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except ClientDisconnect:
            # Whoever asked is gone before the end of his own request: nothing was done for it.
            log.info("%s %s: the client left", scope["method"], scope["path"])
        except Exception as error:
            if scope["type"] != "http" or started:
                raise
            log.error("%s %s failed", scope["method"], scope["path"], exc_info=error)
            await _fault()(scope, receive, send)


def _fault() -> Response:
    return problem_response(
        500,
        "server_fault",
        "服务器内部错误，操作结果未知；已记入运行日志",
        "a fault inside the server, the outcome is unknown; it is in the server's log",
        remedy="刷新后核对，再用同一幂等键重试 / refresh, check, then retry with the same key",
    )
