"""Vehicles (车辆) apart from tasks: pause, sign-on, whereabouts, the way home."""

from fastapi import APIRouter, Response

from console.api.bodies import CrewRequestBody, PauseBody, PressBody, SignOnBody
from console.api.shared import Id, Running
from console.api.views import answer, shows
from console.people.auth import LoggedIn, Wished
from console.roads.routes import RouteView
from dispatch.domain import commands as c

Press = PressBody | None

router = APIRouter(prefix="/vehicles", tags=["vehicles 车辆"])


@router.post("/{vehicle_id}/pause", **shows(c.Receipt))
async def pause(vehicle_id: Id, body: PauseBody, system: Running, wish: Wished) -> Response:
    """The vehicle may not be called for a while (暂停调用)."""
    minutes, now_ms = body.expected_minutes, system.clock.now_ms()
    from_ms = now_ms if body.at_ms is None else min(body.at_ms, now_ms)
    command = c.PauseVehicle(
        vehicle_id=vehicle_id,
        reason=body.reason,
        expected_end_ms=None if minutes is None else from_ms + minutes * 60_000,
        pressed_ms=body.at_ms,
    )
    return answer(await system.desk.submit(wish, command))


@router.post("/{vehicle_id}/resume", **shows(c.Receipt))
async def resume(vehicle_id: Id, system: Running, wish: Wished, body: Press = None) -> Response:
    """The pause is over (恢复调用)."""
    command = c.ResumeVehicle(vehicle_id=vehicle_id, pressed_ms=_moment(body))
    return answer(await system.desk.submit(wish, command))


@router.post("/{vehicle_id}/sign-on", **shows(c.Receipt))
async def sign_on(
    vehicle_id: Id, system: Running, wish: Wished, body: SignOnBody | None = None
) -> Response:
    """A crew takes the vehicle over, or changes (上班)."""
    body = body or SignOnBody()
    command = c.SignOn(vehicle_id=vehicle_id, crew=body.members(), pressed_ms=body.at_ms)
    return answer(await system.desk.submit(wish, command))


@router.post("/{vehicle_id}/sign-off", **shows(c.Receipt))
async def sign_off(vehicle_id: Id, system: Running, wish: Wished, body: Press = None) -> Response:
    """The crew leaves the vehicle (下班)."""
    command = c.SignOff(vehicle_id=vehicle_id, pressed_ms=_moment(body))
    return answer(await system.desk.submit(wish, command))


@router.post("/{vehicle_id}/returned", **shows(c.Receipt))
async def returned(vehicle_id: Id, system: Running, wish: Wished, body: Press = None) -> Response:
    """An idle vehicle is back in its station (返回站中)."""
    command = c.ReturnToStation(vehicle_id=vehicle_id, pressed_ms=_moment(body))
    return answer(await system.desk.submit(wish, command))


@router.post("/{vehicle_id}/left", **shows(c.Receipt))
async def left(vehicle_id: Id, system: Running, wish: Wished, body: Press = None) -> Response:
    """An idle vehicle waits away from its station (途中待命)."""
    command = c.LeaveStation(vehicle_id=vehicle_id, pressed_ms=_moment(body))
    return answer(await system.desk.submit(wish, command))


@router.post("/{vehicle_id}/requests", **shows(c.Receipt))
async def ask(vehicle_id: Id, body: CrewRequestBody, system: Running, wish: Wished) -> Response:
    """A crew asks for a pause or reinforcement, or leaves a note (车组请求)."""
    command = c.AskDesk(
        vehicle_id=vehicle_id,
        kind=body.kind,
        text=body.text,
        minutes=body.minutes,
        needs=frozenset(body.needs),
        pressed_ms=body.at_ms,
    )
    return answer(await system.desk.submit(wish, command))


@router.get("/{vehicle_id}/route", **shows(RouteView))
async def route(vehicle_id: Id, system: Running, login: LoggedIn) -> Response:
    """The way to its own station."""
    return answer(await system.desk.vehicle_route(login.actor, vehicle_id))


def _moment(body: Press) -> int | None:
    return body.at_ms if body is not None else None
