"""Wishes about two-way referrals (双向转诊)."""

from dispatch.domain.commands.base import Command, Place
from dispatch.domain.referrals import Direction, PatientBrief
from dispatch.domain.triage import Urgency


class RequestReferral(Command, frozen=True, kw_only=True):
    """One hospital asks another to take a patient over (转诊申请)."""

    from_hospital: str
    to_hospital: str
    direction: Direction
    patient: PatientBrief
    reason: str
    urgency: Urgency = Urgency.III
    wanted_ms: int | None = None


class AnswerReferral(Command, frozen=True, kw_only=True):
    """The receiving hospital takes the patient, or says why not (接收、拒收)."""

    referral_id: str
    accepted: bool
    reason: str = ""


class ScheduleReferral(Command, frozen=True, kw_only=True):
    """A vehicle is to fetch the patient, at once or at a time (排车): the transfer is opened."""

    referral_id: str
    at_ms: int | None = None
    place: Place = Place()


class CancelReferral(Command, frozen=True, kw_only=True):
    """It is not wanted any more (取消转诊)."""

    referral_id: str
    reason: str


ReferralCommand = RequestReferral | AnswerReferral | ScheduleReferral | CancelReferral
