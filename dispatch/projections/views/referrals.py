"""A two-way referral as shown."""

import msgspec

from dispatch.domain.referrals import PatientBrief, Referral
from dispatch.projections.views.shared import PersonView, person_view


class ReferralStepView(msgspec.Struct, frozen=True, kw_only=True):
    """One change of a referral's state."""

    state: str
    at_ms: int
    by: PersonView
    note: str


class ReferralView(msgspec.Struct, frozen=True, kw_only=True):
    """A two-way referral (双向转诊) between two hospitals of the network."""

    id: str
    state: str
    from_hospital: str
    to_hospital: str
    direction: str
    patient: PatientBrief
    reason: str
    urgency: str
    requested_ms: int
    wanted_ms: int | None
    scheduled_ms: int | None
    incident_id: str | None
    steps: tuple[ReferralStepView, ...]


def referral_view(referral: Referral) -> ReferralView:
    """The view of a referral."""
    return ReferralView(
        id=referral.id,
        state=referral.state.value,
        from_hospital=referral.from_hospital,
        to_hospital=referral.to_hospital,
        direction=referral.direction.value,
        patient=referral.patient,
        reason=referral.reason,
        urgency=referral.urgency.value,
        requested_ms=referral.requested_ms,
        wanted_ms=referral.wanted_ms,
        scheduled_ms=referral.scheduled_ms,
        incident_id=referral.incident_id,
        steps=tuple(
            ReferralStepView(
                state=step.state.value, at_ms=step.at_ms, by=person_view(step.by), note=step.note
            )
            for step in referral.steps
        ),
    )
