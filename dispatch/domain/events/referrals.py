"""Facts about two-way referrals (双向转诊)."""

from dispatch.domain.events.base import Event
from dispatch.domain.referrals import Direction, PatientBrief, ReferralState
from dispatch.domain.triage import Urgency


class ReferralRequested(Event, frozen=True, kw_only=True):
    """A hospital asked another to take a patient over (转诊申请)."""

    referral_id: str
    from_hospital: str
    to_hospital: str
    direction: Direction
    patient: PatientBrief
    reason: str
    urgency: Urgency
    wanted_ms: int | None = None


class ReferralMoved(Event, frozen=True, kw_only=True):
    """A referral passed into its next state (转诊状态)."""

    referral_id: str
    state: ReferralState
    note: str = ""
    incident_id: str | None = None
    scheduled_ms: int | None = None


ReferralEvent = ReferralRequested | ReferralMoved
