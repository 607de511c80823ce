"""Crews (车组): who is on board, and what they ask of their desk (ORG-08, VEH-07, VEH-08)."""

from collections import Counter

from dispatch.board import vehicle_state
from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.errors import Conflict, Refusal, no_such
from dispatch.domain.identifiers import next_request_id
from dispatch.domain.requests import REQUEST_NAMES, CrewRequestKind
from dispatch.handlers import vehicles
from dispatch.handlers.context import Answer, Context
from stations.crews import CREW_MAX, CREW_ROLE_NAMES, PLACES, CrewMember
from stations.status import VehicleState

OPEN_REQUESTS_MAX = 10
"""Requests of one vehicle that may wait for an answer; a stuck button must not bury the desk."""


def sign_on(ctx: Context, command: c.SignOn) -> Answer:
    """A crew takes the vehicle over, or changes while it is on duty."""
    ctx.get_vehicle(command.vehicle_id)
    _check_crew(command.crew)
    duty = ctx.board.duty(command.vehicle_id)
    if duty.signed_on and command.crew in ((), duty.crew):
        return Answer((), vehicle_id=command.vehicle_id)
    return _sign(ctx, command, on=True, crew=command.crew)


def sign_off(ctx: Context, command: c.SignOff) -> Answer:
    """The crew leaves; only an idle or paused vehicle can be left."""
    state = vehicle_state(ctx.board, command.vehicle_id)
    if state not in (VehicleState.PAUSED, VehicleState.OFF_DUTY):
        vehicles.require_idle(ctx, command.vehicle_id)
    if not ctx.board.duty(command.vehicle_id).signed_on:
        return Answer((), vehicle_id=command.vehicle_id)
    return _sign(ctx, command, on=False, crew=())


def _sign(
    ctx: Context, command: c.SignOn | c.SignOff, *, on: bool, crew: tuple[CrewMember, ...]
) -> Answer:
    times = vehicles.pressed(ctx, command.vehicle_id, command.pressed_ms)
    event = e.CrewSigned(by=ctx.actor, vehicle_id=command.vehicle_id, on=on, crew=crew, **times)
    return Answer((event,), vehicle_id=command.vehicle_id)


def _check_crew(crew: tuple[CrewMember, ...]) -> None:
    if any(not member.name.strip() for member in crew):
        raise Refusal(
            "crew_name_missing",
            "车组成员须有姓名",
            "every member of a crew needs a name",
            field="crew",
            remedy="填写姓名，或删去该行 / fill it in, or take the line out",
        )
    if len(crew) > CREW_MAX:
        raise Refusal(
            "crew_too_large",
            f"车组 {len(crew)} 人，最多 {CREW_MAX} 人",
            f"a crew of {len(crew)}, at most {CREW_MAX} can ride",
            field="crew",
            value=len(crew),
            remedy="核对名单 / check the roster",
        )
    for role, count in Counter(member.role for member in crew).items():
        if count > PLACES[role]:
            zh, en = CREW_ROLE_NAMES[role]
            raise Refusal(
                "crew_role_full",
                f"{zh} {count} 人，最多 {PLACES[role]} 人",
                f"{count} × {en}, at most {PLACES[role]}",
                field="crew",
                value=count,
                remedy="核对名单 / check the roster",
            )


def ask(ctx: Context, command: c.AskDesk) -> Answer:
    """Keep what a crew asks until its desk has answered."""
    ctx.get_vehicle(command.vehicle_id)
    task = ctx.board.task_of(command.vehicle_id)
    if command.kind is CrewRequestKind.EMERGENCY:
        if (open_one := _open_emergency(ctx, command.vehicle_id)) is not None:
            return Answer((), vehicle_id=command.vehicle_id, request_id=open_one)
    elif command.kind is not CrewRequestKind.REINFORCEMENT and not command.text.strip():
        zh, en = REQUEST_NAMES[command.kind]
        raise Refusal(
            "words_missing",
            f"「{zh}」须写明内容",
            f"'{en}' needs words",
            field="text",
            remedy="写明原因或内容 / say why, or what",
        )
    if command.kind is CrewRequestKind.REINFORCEMENT and task is None:
        raise Conflict(
            "no_task",
            "没有任务，无从增援",
            "there is no task to reinforce",
            field="vehicle_id",
            value=command.vehicle_id,
            remedy="改用留言 / leave a note instead",
        )
    if command.kind is not CrewRequestKind.EMERGENCY:
        _require_room(ctx, command.vehicle_id)
    pressed_ms = ctx.now_ms if command.pressed_ms is None else command.pressed_ms
    event = e.CrewAsked(
        at_ms=min(pressed_ms, ctx.now_ms),
        by=ctx.actor,
        request_id=next_request_id(ctx.board.serials, ctx.now_ms),
        kind=command.kind,
        vehicle_id=command.vehicle_id,
        received_ms=ctx.now_ms,
        text=command.text,
        minutes=command.minutes,
        needs=command.needs,
        task_id=task.id if task else None,
        incident_id=task.incident_id if task else None,
    )
    return Answer(
        (event,),
        vehicle_id=command.vehicle_id,
        task_id=event.task_id,
        incident_id=event.incident_id,
        request_id=event.request_id,
    )


def _open_emergency(ctx: Context, vehicle_id: str) -> str | None:
    """The alarm that nobody has answered yet: pressing again adds nothing to it."""
    for request in ctx.board.requests.values():
        mine = request.vehicle_id == vehicle_id and request.answered_ms is None
        if mine and request.kind is CrewRequestKind.EMERGENCY:
            return request.id
    return None


def _require_room(ctx: Context, vehicle_id: str) -> None:
    waiting = [
        request
        for request in ctx.board.requests.values()
        if request.vehicle_id == vehicle_id and request.answered_ms is None
    ]
    if len(waiting) >= OPEN_REQUESTS_MAX:
        raise Conflict(
            "too_many_requests",
            f"已有 {len(waiting)} 条请求等待答复",
            f"{len(waiting)} requests already wait for an answer",
            field="vehicle_id",
            value=vehicle_id,
            remedy="请直接呼叫调度台 / call the desk by voice",
        )


def answer(ctx: Context, command: c.AnswerCrew) -> Answer:
    """Grant or decline; a granted pause pauses the vehicle in the same breath."""
    request = ctx.board.requests.get(command.request_id)
    if request is None:
        raise no_such("车组请求", "crew request", "request_id", command.request_id)
    if request.answered_ms is not None:
        raise Conflict(
            "request_answered",
            f"已由 {request.answered_by.name if request.answered_by else ''} 答复",
            "somebody has answered it already",
            field="request_id",
            value=request.id,
            remedy="刷新后查看 / look at the answer that was given",
        )
    if not command.granted and not command.reason.strip():
        raise Refusal(
            "reason_missing",
            "不同意须写明原因",
            "declining needs a reason",
            field="reason",
            remedy="写一句原因 / say why",
        )
    answered = e.CrewAnswered(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        request_id=request.id,
        granted=command.granted,
        reason=command.reason,
    )
    events: tuple[e.AnyEvent, ...] = (answered,)
    if command.granted and request.kind is CrewRequestKind.PAUSE:
        minutes = request.minutes
        until_ms = None if minutes is None else ctx.now_ms + minutes * 60_000
        pause = c.PauseVehicle(
            vehicle_id=request.vehicle_id, reason=request.text, expected_end_ms=until_ms
        )
        events = (answered, *vehicles.pause(ctx, pause).events)
    return Answer(
        events,
        vehicle_id=request.vehicle_id,
        incident_id=request.incident_id,
        request_id=request.id,
    )
