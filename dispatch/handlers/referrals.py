"""Two-way referral (双向转诊): asked, answered, scheduled; its drive is a transfer (DSP-19)."""

from msgspec import UNSET

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.acceptances import IncidentKind
from dispatch.domain.errors import Conflict, Refusal, no_such
from dispatch.domain.identifiers import next_referral_id
from dispatch.domain.records import Location
from dispatch.domain.referrals import REFERRAL_NAMES, Referral, ReferralState
from dispatch.domain.triage import LocationMethod
from dispatch.handlers.context import Answer, Context
from dispatch.handlers.transfers import opened
from geo.coordinates import Datum

OPEN_REFERRALS_MAX = 2000
"""Referrals of a prefecture that may be open at once; more than that is a machine gone wild."""

AGE_MAX = 130
_S = ReferralState


def request(ctx: Context, command: c.RequestReferral) -> Answer:
    """Ask another hospital to take a patient over."""
    for field, code in (
        ("from_hospital", command.from_hospital),
        ("to_hospital", command.to_hospital),
    ):
        if code not in ctx.region.hospitals:
            raise no_such("医院", "hospital", field, code)
    _check(ctx, command)
    event = e.ReferralRequested(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        referral_id=next_referral_id(ctx.board.serials, ctx.now_ms),
        from_hospital=command.from_hospital,
        to_hospital=command.to_hospital,
        direction=command.direction,
        patient=command.patient,
        reason=command.reason.strip(),
        urgency=command.urgency,
        wanted_ms=command.wanted_ms,
    )
    return Answer((event,), referral_id=event.referral_id)


def _check(ctx: Context, command: c.RequestReferral) -> None:
    if command.from_hospital == command.to_hospital:
        raise Refusal(
            "same_hospital",
            "转出与接收医院相同",
            "both hospitals are the same",
            field="to_hospital",
            value=command.to_hospital,
            remedy="选另一家医院；院内转运请另立事件 / choose another",
        )
    if not command.reason.strip():
        raise _words_missing("转诊须写明原因", "a referral needs a reason")
    age = command.patient.age
    if age is not None and not 0 <= age <= AGE_MAX:
        raise Refusal(
            "age_out_of_range",
            f"年龄 {age} 不在 0–{AGE_MAX} 之间",
            f"age {age} is not within 0–{AGE_MAX}",
            field="age",
            value=age,
            remedy="改为实际年龄 / enter the age in years",
        )
    if sum(not referral.over for referral in ctx.board.referrals.values()) >= OPEN_REFERRALS_MAX:
        raise Conflict(
            "too_many_referrals",
            f"未完成的转诊单已达上限 {OPEN_REFERRALS_MAX}",
            f"{OPEN_REFERRALS_MAX} referrals are open already",
            remedy="先处理或取消旧单 / settle or cancel old ones first",
        )


def answer(ctx: Context, command: c.AnswerReferral) -> Answer:
    """The receiving hospital says yes, or no with a reason."""
    referral = _get(ctx, command.referral_id, _S.REQUESTED)
    if not command.accepted and not command.reason.strip():
        raise _words_missing("拒收须写明原因", "refusing needs a reason")
    state = _S.ACCEPTED if command.accepted else _S.REFUSED
    return _moved(ctx, referral, state, command.reason)


def schedule(ctx: Context, command: c.ScheduleReferral) -> Answer:
    """Open the transfer that fetches the patient; for later it waits parked until its time."""
    referral = _get(ctx, command.referral_id, _S.ACCEPTED)
    at_ms = ctx.now_ms if command.at_ms is None else max(command.at_ms, ctx.now_ms)
    start = ctx.region.hospitals[referral.from_hospital]
    patient = referral.patient
    who = " ".join(str(w) for w in (patient.name, patient.sex, patient.age) if w not in ("", None))
    details = c.IncidentDetails(
        address=start.name,
        complaint=" ".join(w for w in (who, patient.condition, referral.reason) if w),
        urgency=referral.urgency,
        contact_phone=start.phone_24h or UNSET,
        destination_code=referral.to_hospital,
        location=Location(
            point=start.point,
            radius_m=50.0,
            method=LocationMethod.ADDRESS,
            datum=Datum.WGS84,
            at_ms=ctx.now_ms,
        ),
    )
    kind = IncidentKind.TRANSFER
    events, _, incident_id = opened(ctx, kind, details, command.place, at_ms, referral.id)
    moved = e.ReferralMoved(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        referral_id=referral.id,
        state=_S.SCHEDULED,
        incident_id=incident_id,
        scheduled_ms=at_ms,
    )
    return Answer((*events, moved), incident_id=incident_id, referral_id=referral.id)


def cancel(ctx: Context, command: c.CancelReferral) -> Answer:
    """Take a referral back; its transfer is closed, unless somebody is already driving."""
    referral = _get(ctx, command.referral_id, _S.REQUESTED, _S.ACCEPTED, _S.SCHEDULED)
    if not command.reason.strip():
        raise _words_missing("取消须写明原因", "cancelling needs a reason")
    cancelled = _moved(ctx, referral, _S.CANCELLED, command.reason)
    incident = ctx.board.incidents.get(referral.incident_id or "")
    if incident is None or incident.closed_ms is not None:
        return cancelled
    closed = e.IncidentClosed(
        at_ms=ctx.now_ms, by=ctx.actor, incident_id=incident.id, reason=command.reason
    )
    events = (*cancelled.events, closed)
    return Answer(events, incident_id=incident.id, referral_id=referral.id)


def _get(ctx: Context, referral_id: str, *states: ReferralState) -> Referral:
    referral = ctx.board.referrals.get(referral_id)
    if referral is None:
        raise no_such("转诊单", "referral", "referral_id", referral_id)
    if referral.state not in states:
        zh, en = REFERRAL_NAMES[referral.state]
        raise Conflict(
            "wrong_referral_state",
            f"转诊单 {referral.id} 处于「{zh}」，不能这样处理",
            f"referral {referral.id} is '{en}', this cannot be done now",
            field="referral_id",
            value=referral.id,
            remedy="转运中请先召回车辆；其余请刷新 / recall the vehicle first, or refresh",
        )
    return referral


def _moved(ctx: Context, referral: Referral, state: ReferralState, note: str) -> Answer:
    event = e.ReferralMoved(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        referral_id=referral.id,
        state=state,
        note=note.strip(),
    )
    return Answer((event,), incident_id=referral.incident_id, referral_id=referral.id)


def _words_missing(zh: str, en: str) -> Refusal:
    return Refusal(
        "reason_missing", zh, en, field="reason", remedy="写一句原因 / say why in a few words"
    )
