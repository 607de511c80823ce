"""Doors for phones: Traccar Client and OsmAnd, OwnTracks. How to set them up: docs/intakes.md.

Both answer so that a phone keeps what may still be used and drops what never will: 401 and 429 to
whoever may not speak (yet), 200 to everything of a device that may, also to a bad position.
"""

import base64
import binascii

from fastapi import APIRouter, Request, Response

from console.api.shared import Running
from console.field.intakes import NotAdmitted
from console.problems import problem_response
from console.system import System
from stations.protocols import osmand, owntracks
from stations.protocols.report import Unreadable
from stations.terminals.terminal import Protocol, Terminal

router = APIRouter(prefix="/intake", include_in_schema=False)

BYTES_MAX = 64_000
RETRY_S = "60"


@router.api_route("/osmand", methods=["GET", "POST"])
@router.api_route("/osmand/{key}", methods=["GET", "POST"])
async def from_osmand(request: Request, system: Running, key: str = "") -> Response:
    """One position of a phone with Traccar Client or OsmAnd.

    Traccar Client sends its oldest position again and again until the answer is 200; hence a bad
    one of a known device is taken and dropped, lest it keeps back all good ones behind it."""
    protocol = Protocol.OSMAND
    body = await request.body()
    try:
        _bound(body)
        message = osmand.take_apart(request.url.query, body)
    except Unreadable as unreadable:
        return _not_understood(system, protocol, unreadable, request)
    proof = key or message.key or _basic(request)[1]
    try:
        terminal = system.intakes.admit(protocol, (message.name,), proof, _address(request))
    except NotAdmitted as refused:
        return _not_admitted(refused)
    if not system.intakes.within_allowance(terminal):
        return _too_many()
    try:
        reason = system.intakes.take(terminal, osmand.report_of(message))
    except Unreadable as unreadable:
        reason = _dropped(system, terminal, unreadable)
    return Response(reason or "ok", media_type="text/plain")


@router.post("/owntracks")
async def from_owntracks(request: Request, system: Running) -> Response:
    """One message of a phone with OwnTracks; only locations are used."""
    protocol = Protocol.OWNTRACKS
    body = await request.body()
    unreadable: Unreadable | None = None
    message = None
    try:
        _bound(body)
        message = owntracks.take_apart(body)
    except Unreadable as caught:
        unreadable = caught
    login, key = _basic(request)
    names = owntracks.names_of(login, _user_and_device(request), message)
    try:
        terminal = system.intakes.admit(protocol, names, key, _address(request))
    except NotAdmitted as refused:
        return _not_admitted(refused)
    if not system.intakes.within_allowance(terminal):
        return _too_many()
    try:
        if unreadable is not None:
            raise unreadable
        report = owntracks.report_of(message) if message is not None else None
        if report is not None:
            system.intakes.take(terminal, report)
    except Unreadable as caught:
        _dropped(system, terminal, caught)
    return Response(b"[]", media_type="application/json")


def _bound(body: bytes) -> None:
    if len(body) > BYTES_MAX:
        raise Unreadable("too_large", "body", len(body))


def _basic(request: Request) -> tuple[str, str]:
    """The login of HTTP Basic authentication; empty when there is none."""
    scheme, _, told = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        pair = base64.b64decode(told.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return "", ""
    user, _, password = pair.partition(":")
    return user, password


def _user_and_device(request: Request) -> tuple[str, str]:
    headers, query = request.headers, request.query_params
    return (
        headers.get("x-limit-u") or query.get("u", ""),
        headers.get("x-limit-d") or query.get("d", ""),
    )


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _dropped(system: System, terminal: Terminal, unreadable: Unreadable) -> str:
    system.intakes.refuse(terminal.protocol, unreadable.code, terminal.id)
    return unreadable.code


def _not_understood(
    system: System, protocol: Protocol, unreadable: Unreadable, request: Request
) -> Response:
    """Nobody can be told by this; a phone never sends such a thing."""
    system.intakes.refuse(protocol, unreadable.code, _address(request))
    return problem_response(
        413 if unreadable.code == "too_large" else 400,
        unreadable.code,
        "不是 OsmAnd 协议的定位，或未写明设备号",
        "not a position of the OsmAnd protocol, or without a device identifier",
        field=unreadable.field,
        remedy="见 docs/intakes.md / see docs/intakes.md",
    )


def _not_admitted(refused: NotAdmitted) -> Response:
    """What each reason is, only the server's log and its administrators are told."""
    response = problem_response(
        401,
        "not_admitted",
        "设备未登记、已停用或密钥不符",
        "the device is not registered, blocked, or has another key",
        remedy="请管理员登记该设备并签发密钥 / ask the administrator to register it and to issue "
        "a key",
    )
    response.headers["WWW-Authenticate"] = 'Basic realm="liandong"'
    return response


def _too_many() -> Response:
    response = problem_response(
        429,
        "flood",
        "上报过于频繁，请稍后重发",
        "too many positions, send them again later",
        remedy="把上报间隔设为 5 秒以上 / set an interval of 5 s or more",
    )
    response.headers["Retry-After"] = RETRY_S
    return response
