"""Two-way referrals (双向转诊), and what was decided in a stretch of time (受理统计)."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from console.api.bodies_waiting import (
    AnswerReferralBody,
    CancelBody,
    ReferralBody,
    ScheduleBody,
)
from console.api.shared import Id, Running
from console.api.views import answer, shows
from console.history.decision_report import DecisionReport, ReferralReport
from console.people.accounts import Login
from console.people.auth import Wished, only_for
from dispatch.domain import commands as c
from dispatch.domain.actors import AT_DESK, Role

Reporting = Annotated[Login, Depends(only_for(*AT_DESK, Role.QUALITY, Role.PLANNER))]

router = APIRouter(tags=["referrals 转诊与受理统计"])

Ms = Annotated[int, Query(ge=0, le=2**53)]


@router.post("/referrals", **shows(c.Receipt))
async def request(body: ReferralBody, system: Running, wish: Wished) -> Response:
    """One hospital asks another to take a patient over (转诊申请)."""
    command = c.RequestReferral(
        from_hospital=body.from_hospital,
        to_hospital=body.to_hospital,
        direction=body.direction,
        patient=body.patient.brief(),
        reason=body.reason,
        urgency=body.urgency,
        wanted_ms=body.wanted_ms,
    )
    return answer(await system.desk.submit(wish, command))


@router.post("/referrals/{referral_id}/answer", **shows(c.Receipt))
async def reply(
    referral_id: Id, body: AnswerReferralBody, system: Running, wish: Wished
) -> Response:
    """The receiving hospital takes the patient, or says why not (接收、拒收)."""
    command = c.AnswerReferral(referral_id=referral_id, accepted=body.accepted, reason=body.reason)
    return answer(await system.desk.submit(wish, command))


@router.post("/referrals/{referral_id}/schedule", **shows(c.Receipt))
async def schedule(
    referral_id: Id, system: Running, wish: Wished, body: ScheduleBody | None = None
) -> Response:
    """Open the transfer that fetches the patient, at once or at a time (排车)."""
    at_ms = body.at_ms if body else None
    command = c.ScheduleReferral(referral_id=referral_id, at_ms=at_ms)
    return answer(await system.waiting.schedule(wish, command))


@router.post("/referrals/{referral_id}/cancel", **shows(c.Receipt))
async def cancel(referral_id: Id, body: CancelBody, system: Running, wish: Wished) -> Response:
    """It is not wanted any more (取消转诊)."""
    command = c.CancelReferral(referral_id=referral_id, reason=body.reason)
    return answer(await system.desk.submit(wish, command))


@router.get("/reports/referrals", **shows(ReferralReport))
async def referrals(from_ms: Ms, to_ms: Ms, system: Running, login: Reporting) -> Response:
    """Referrals by direction, hospitals and state; how many wait."""
    return answer(await asyncio.to_thread(system.reports.referrals, from_ms, to_ms))


@router.get("/reports/decisions", **shows(DecisionReport))
async def decisions(from_ms: Ms, to_ms: Ms, system: Running, login: Reporting) -> Response:
    """Acceptances by kind with other makers' codes, 呼叫满足率 with its definition, refusals."""
    return answer(await asyncio.to_thread(system.reports.decisions, from_ms, to_ms))
