"""Vehicles apart from tasks: whereabouts and pause (VEH-08)."""

from typing import Any

from dispatch.board import vehicle_state
from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.errors import Conflict
from dispatch.handlers.context import Answer, Context
from stations.status import IDLE, STATE_NAMES, VehicleState


def return_to_station(ctx: Context, command: c.ReturnToStation) -> Answer:
    """An idle vehicle is back in its station."""
    return _park(ctx, command, at_station=True)


def leave_station(ctx: Context, command: c.LeaveStation) -> Answer:
    """An idle vehicle waits elsewhere."""
    return _park(ctx, command, at_station=False)


def _park(ctx: Context, command: c.ReturnToStation | c.LeaveStation, *, at_station: bool) -> Answer:
    vehicle_id = command.vehicle_id
    require_idle(ctx, vehicle_id)
    if ctx.board.duty(vehicle_id).at_station is at_station:
        return Answer((), vehicle_id=vehicle_id)
    event = e.VehicleParkedAt(
        by=ctx.actor,
        vehicle_id=vehicle_id,
        at_station=at_station,
        **pressed(ctx, vehicle_id, command.pressed_ms),
    )
    return Answer((event,), vehicle_id=vehicle_id)


def pause(ctx: Context, command: c.PauseVehicle) -> Answer:
    """Pause only from idle: a crew on a task cannot be taken off it this way.

    A paused vehicle can be paused on: for another reason, or longer.
    """
    if vehicle_state(ctx.board, command.vehicle_id) is not VehicleState.PAUSED:
        require_idle(ctx, command.vehicle_id)
    former = ctx.board.duty(command.vehicle_id).pause
    if former and (former.reason, former.expected_end_ms) == (
        command.reason,
        command.expected_end_ms,
    ):
        return Answer((), vehicle_id=command.vehicle_id)
    event = e.VehiclePaused(
        by=ctx.actor,
        vehicle_id=command.vehicle_id,
        reason=command.reason,
        expected_end_ms=command.expected_end_ms,
        **pressed(ctx, command.vehicle_id, command.pressed_ms),
    )
    return Answer((event,), vehicle_id=command.vehicle_id)


def resume(ctx: Context, command: c.ResumeVehicle) -> Answer:
    """End a pause; resuming what is not paused is no fault."""
    ctx.get_vehicle(command.vehicle_id)
    if ctx.board.duty(command.vehicle_id).pause is None:
        return Answer((), vehicle_id=command.vehicle_id)
    event = e.VehicleResumed(
        by=ctx.actor,
        vehicle_id=command.vehicle_id,
        **pressed(ctx, command.vehicle_id, command.pressed_ms),
    )
    return Answer((event,), vehicle_id=command.vehicle_id)


def pressed(ctx: Context, vehicle_id: str, pressed_ms: int | None) -> dict[str, Any]:
    """The times of a change of duty: it counts from the press, never before the last change."""
    at_ms, told_ms = ctx.time_of_press(ctx.board.duty(vehicle_id).since_ms, pressed_ms)
    return {"at_ms": at_ms, "received_ms": ctx.now_ms, "pressed_ms": told_ms}


def require_idle(ctx: Context, vehicle_id: str) -> None:
    """Refuse what only an idle vehicle may do."""
    vehicle = ctx.get_vehicle(vehicle_id)
    state = vehicle_state(ctx.board, vehicle_id)
    if state in IDLE:
        return
    zh, en = STATE_NAMES[state]
    raise Conflict(
        "vehicle_not_idle",
        f"{vehicle.name} 不在待命状态：{zh}",
        f"{vehicle.name} is not idle: {en}",
        field="vehicle_id",
        value=vehicle_id,
        remedy="待命后再操作 / wait until it is idle",
    )
