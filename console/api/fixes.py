"""Fixes (定位) from a positioning gateway or a crew's own terminal: each is judged by itself."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request, Response
from msgspec.structs import replace

from console.api.shared import Running
from console.api.views import answer, shows
from console.people.accounts import Login
from console.people.auth import only_for
from console.system import System
from dispatch.domain.actors import Role
from dispatch.domain.errors import Refusal
from stations.positions.fix import Fix, FixOrigin, Rejection

router = APIRouter(prefix="/fixes", tags=["fixes 定位"])

Reporting = Annotated[Login, Depends(only_for(Role.GATEWAY, Role.CREW, Role.ADMIN))]
BYTES_PER_FIX_MAX = 1000


class RejectedFix(msgspec.Struct, frozen=True, kw_only=True):
    """A fix that was not used, by its place in the list, and why."""

    index: int
    code: str
    field: str
    value: Any
    detail: str
    detail_en: str
    remedy: str


class FixesAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """How many fixes moved their vehicle, and which did not."""

    accepted: int
    rejected: tuple[RejectedFix, ...]


_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["fixes"],
                    "properties": {
                        "fixes": {"type": "array", "items": {"$ref": "#/components/schemas/Fix"}}
                    },
                }
            }
        },
    }
}


@router.post("", openapi_extra=_BODY, **shows(FixesAnswer))
async def receive(request: Request, system: Running, login: Reporting) -> Response:
    """Positions of vehicles; a bad record is rejected by itself, never with its batch."""
    raw = await _records(request, system.settings.fixes_per_request_max)
    own = login.account.vehicle_id if login.account.role is Role.CREW else None
    now_ms = system.clock.now_ms()
    rejected: list[RejectedFix] = []
    for index, record in enumerate(raw):
        fix = _read(record)
        if isinstance(fix, Fix) and own is not None and fix.vehicle_id != own:
            fix = _not_own(fix)
        if isinstance(fix, Rejection):
            system.positions.turned_away(fix.code)
        refusal = fix if isinstance(fix, Rejection) else _take(system, fix, now_ms)
        if refusal is not None:
            rejected.append(_rejected(index, refusal))
    return answer(FixesAnswer(accepted=len(raw) - len(rejected), rejected=tuple(rejected)))


def _take(system: System, fix: Fix, now_ms: int) -> Rejection | None:
    rejection = system.receive_fix(fix, now_ms)
    system.terminals.emergencies.reported(fix, system.positions, now_ms)
    return rejection


async def _records(request: Request, fixes_max: int) -> list[Any]:
    body = await request.body()
    try:
        parsed = msgspec.json.decode(body)
        records = parsed["fixes"] if len(body) <= fixes_max * BYTES_PER_FIX_MAX else None
    except (msgspec.DecodeError, RecursionError, TypeError, KeyError):
        raise Refusal(
            "invalid_request",
            '请求体应为 {"fixes": […]}',
            'the body must be {"fixes": […]}',
            field="fixes",
            remedy="请发送 UTF-8 编码的 JSON / send JSON in UTF-8",
        ) from None
    if not isinstance(records, list) or len(records) > fixes_max:
        raise Refusal(
            "too_many_fixes",
            f"一次最多 {fixes_max} 条定位",
            f"at most {fixes_max} fixes in one request",
            field="fixes",
            remedy="分批上报 / send them in several requests",
        )
    return records


def _read(record: Any) -> Fix | Rejection:
    try:
        fix = msgspec.convert(record, Fix)
    except (msgspec.ValidationError, RecursionError) as error:
        reason, _, place = str(error).partition(" - at ")
        field = place.strip("`").removeprefix("$").lstrip(".") or "fix"
        value = record.get(field) if isinstance(record, dict) else None
        return Rejection(
            code="bad_record",
            zh=f"定位记录不合要求：{field}",
            en=reason,
            field=field,
            value=value if isinstance(value, str | int | float | None) else None,
            remedy="必填 vehicle_id lon lat datum at_ms，见 /openapi.json / see /openapi.json",
        )
    # Who measured it is known by the door it came through, whatever the sender says.
    return fix if fix.origin is FixOrigin.HTTP else replace(fix, origin=FixOrigin.HTTP)


def _not_own(fix: Fix) -> Rejection:
    return Rejection(
        code="not_own_vehicle",
        zh="车组只能上报本车定位",
        en="a crew may report only its own vehicle",
        field="vehicle_id",
        value=fix.vehicle_id,
        remedy="核对登录的车辆 / check which vehicle you signed on to",
    )


def _rejected(index: int, rejection: Rejection) -> RejectedFix:
    return RejectedFix(
        index=index,
        code=rejection.code,
        field=rejection.field,
        value=rejection.value,
        detail=rejection.zh,
        detail_en=rejection.en,
        remedy=rejection.remedy,
    )
