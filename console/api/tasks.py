"""Tasks (任务): what crews press, where the patient goes, recall and refusal."""

from fastapi import APIRouter, Response
from msgspec.structs import replace

from console.api.bodies import HospitalBody, ReasonBody, RefuseBody, StatusBody
from console.api.shared import Id, Running
from console.api.views import answer, shows
from console.order_slip import OrderSlip
from console.people.auth import LoggedIn, Wished
from console.roads.routes import RouteView
from dispatch.domain import commands as c
from dispatch.domain.actors import Role
from dispatch.hospital_choice import HospitalChoice
from stations.status import Origin

router = APIRouter(prefix="/tasks", tags=["tasks 任务"])


@router.post("/{task_id}/status", **shows(c.Receipt))
async def report(task_id: Id, body: StatusBody, system: Running, wish: Wished) -> Response:
    """A press of the crew, or an entry of the desk for it (状态)."""
    usual = Origin.TERMINAL if wish.actor.role is Role.CREW else Origin.MANUAL
    command = c.ReportStatus(
        task_id=task_id,
        state=body.state,
        pressed_ms=body.at_ms,
        origin=body.origin or usual,
        hospital_code=body.hospital_code,
        reason=body.reason,
        keep=body.keep,
    )
    if body.keep and task_id not in system.readside.board.tasks:
        command = replace(command, past=await system.tracks.past_task(task_id))
    return answer(await system.desk.report(wish, command))


@router.post("/{task_id}/hospital", **shows(c.Receipt))
async def choose(task_id: Id, body: HospitalBody, system: Running, wish: Wished) -> Response:
    """The destination becomes known or changes (送往医院)."""
    command = c.ChooseHospital(task_id=task_id, hospital_code=body.hospital_code)
    return answer(await system.desk.choose_hospital(wish, command))


@router.get("/{task_id}/hospitals", **shows(HospitalChoice, many=True))
async def hospitals(task_id: Id, system: Running, login: LoggedIn) -> Response:
    """Every hospital by road time and capability, with reasons."""
    return answer(await system.desk.hospitals(login.actor, task_id))


@router.get("/{task_id}/route", **shows(RouteView))
async def route(task_id: Id, system: Running, login: LoggedIn) -> Response:
    """The way ahead: to the scene, the hospital or the station."""
    return answer(await system.desk.task_route(login.actor, task_id))


@router.get("/{task_id}/order", **shows(OrderSlip))
async def order(task_id: Id, system: Running, login: LoggedIn) -> Response:
    """What goes out with the order (派车单): who called, and where in each map's datum."""
    return answer(system.desk.order_slip(login.actor, task_id))


@router.post("/{task_id}/recall", **shows(c.Receipt))
async def recall(task_id: Id, body: ReasonBody, system: Running, wish: Wished) -> Response:
    """Call the vehicle back (中止任务)."""
    command = c.RecallTask(task_id=task_id, reason=body.reason, note=body.note)
    return answer(await system.desk.submit(wish, command))


@router.post("/{task_id}/refuse", **shows(c.Receipt))
async def refuse(task_id: Id, body: RefuseBody, system: Running, wish: Wished) -> Response:
    """The crew or station cannot go (拒绝出车)."""
    command = c.RefuseTask(
        task_id=task_id, reason=body.reason, note=body.note, pressed_ms=body.at_ms
    )
    return answer(await system.desk.submit(wish, command))
