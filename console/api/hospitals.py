"""Receiving hospitals (接收医院): what they are told, what they answer and ask (HOS-03, 06, 07)."""

from fastapi import APIRouter, Response

from console.api.bodies_hospitals import (
    AcknowledgeBody,
    ConditionBody,
    DecisionBody,
    DivertAnswerBody,
    DivertBody,
    HospitalRefusalBody,
    PreparationBody,
    ReceptionBody,
    SettlementBody,
    StateBody,
)
from console.api.shared import Id, Running
from console.api.views import answer, shows
from console.people.auth import Wished
from dispatch.domain import commands as c
from dispatch.domain.hospitals import Department

router = APIRouter(tags=["hospitals 接收医院"])


@router.post("/notices/{notice_id}/acknowledge", **shows(c.Receipt))
async def acknowledge(
    notice_id: Id, system: Running, wish: Wished, body: AcknowledgeBody | None = None
) -> Response:
    """The hospital knows who comes (已收到); a desk notes it after a telephone call."""
    said = body or AcknowledgeBody()
    command = c.AcknowledgeNotice(notice_id=notice_id, pressed_ms=said.at_ms, note=said.note)
    return answer(await system.desk.submit(wish, command))


@router.post("/notices/{notice_id}/preparations", **shows(c.Receipt))
async def prepare(notice_id: Id, body: PreparationBody, system: Running, wish: Wished) -> Response:
    """One thing is ready for this patient, or not any more (准备情况)."""
    command = c.PrepareFor(notice_id=notice_id, item=body.item, ready=body.ready)
    return answer(await system.desk.submit(wish, command))


@router.post("/notices/{notice_id}/divert", **shows(c.Receipt))
async def ask_divert(notice_id: Id, body: DivertBody, system: Running, wish: Wished) -> Response:
    """The hospital cannot receive and asks for another destination (请求改送)."""
    command = c.AskDivert(notice_id=notice_id, reason=body.reason, note=body.note)
    return answer(await system.desk.submit(wish, command))


@router.post("/notices/{notice_id}/divert/answer", **shows(c.Receipt))
async def answer_divert(
    notice_id: Id, body: DivertAnswerBody, system: Running, wish: Wished
) -> Response:
    """The desk decides; granted, the vehicle is sent on in the same breath (答复改送)."""
    command = c.AnswerDivert(
        notice_id=notice_id,
        granted=body.granted,
        hospital_code=body.hospital_code,
        note=body.note,
    )
    return answer(await system.desk.answer_divert(wish, command))


@router.post("/notices/{notice_id}/reception", **shows(c.Receipt))
async def note_reception(
    notice_id: Id, body: ReceptionBody, system: Running, wish: Wished
) -> Response:
    """The vehicle is here, the patient is taken over: by the hospital's own clock."""
    command = c.NoteReception(notice_id=notice_id, step=body.step, pressed_ms=body.at_ms)
    return answer(await system.desk.submit(wish, command))


@router.post("/tasks/{task_id}/condition", **shows(c.Receipt))
async def tell_condition(
    task_id: Id, body: ConditionBody, system: Running, wish: Wished
) -> Response:
    """What the crew says of the patient, for the hospital (病情预报)."""
    command = c.TellCondition(task_id=task_id, condition=body.condition())
    return answer(await system.desk.submit(wish, command))


@router.post("/tasks/{task_id}/hospital-refusal", **shows(c.Receipt))
async def report_refusal(
    task_id: Id, body: HospitalRefusalBody, system: Running, wish: Wished
) -> Response:
    """The hospital did not take the patient (拒收报告)."""
    command = c.ReportRefusal(task_id=task_id, reason=body.reason, note=body.note)
    return answer(await system.desk.submit(wish, command))


@router.post("/hospital-refusals/{refusal_id}/settle", **shows(c.Receipt))
async def settle_refusal(
    refusal_id: Id, body: SettlementBody, system: Running, wish: Wished
) -> Response:
    """What the centre achieved, and that the health authority knows (协调、上报)."""
    command = c.SettleRefusal(
        refusal_id=refusal_id,
        settlement=body.settlement,
        note=body.note,
        authority_told=body.authority_told,
    )
    return answer(await system.desk.submit(wish, command))


@router.post("/hospitals/{code}/states/{department}", **shows(c.Receipt))
async def state_hospital(
    code: Id, department: Department, body: StateBody, system: Running, wish: Wished
) -> Response:
    """How a department stands, until when (HOS-06)."""
    command = c.StateHospital(
        hospital_code=code,
        department=department,
        load=body.load,
        until_ms=body.until_ms,
        reason=body.reason,
        note=body.note,
    )
    return answer(await system.desk.submit(wish, command))


@router.post("/hospitals/{code}/states/{department}/decision", **shows(c.Receipt))
async def decide_diversion(
    code: Id, department: Department, body: DecisionBody, system: Running, wish: Wished
) -> Response:
    """The desk agrees that a department diverts, or does not (批复分流)."""
    command = c.DecideDiversion(
        hospital_code=code, department=department, approved=body.approved, note=body.note
    )
    return answer(await system.desk.submit(wish, command))
