"""Bodies of requests about events that wait and about referrals."""

from pydantic import Field

from console.api.bodies import Body, EpochMs, Identifier, IncidentFields
from dispatch.domain.acceptances import AcceptanceKind, IncidentKind
from dispatch.domain.referrals import Direction, PatientBrief
from dispatch.domain.triage import Urgency


class NoteBody(Body):
    """Some words, where they are needed."""

    note: str = Field("", max_length=300)


class ParkBody(NoteBody):
    """Until when it waits; left out, until somebody wakes it."""

    until_ms: EpochMs | None = None


class OpenBody(Body):
    """An event without a call, at once or planned for a time."""

    kind: IncidentKind
    incident: IncidentFields = IncidentFields()
    scheduled_ms: EpochMs | None = None


class DecisionBody(NoteBody):
    """A decision that sends nobody; ``target`` is the hospital it was referred to."""

    kind: AcceptanceKind
    target: Identifier | None = None


class DeclineBody(Body):
    """Why the vehicle that is proposed is not wanted."""

    reason: str = Field("", max_length=300)


class DivertBody(Body):
    """Where a vehicle under way is needed more, and who goes where it was going.

    ``send_next`` orders the next best to the event it leaves in the same act; otherwise that one
    is proposed there. ``replacement_vehicle_id`` names somebody else.
    """

    incident_id: Identifier
    answer_id: str | None = Field(None, max_length=64)
    override_reason: str | None = Field(None, max_length=300)
    send_next: bool = False
    replacement_vehicle_id: Identifier | None = None


class PatientBody(Body):
    """The least that crew and receiving hospital must know."""

    name: str = Field("", max_length=40)
    sex: str = Field("", max_length=8)
    age: int | None = None
    condition: str = Field("", max_length=500)

    def brief(self) -> PatientBrief:
        """As the core keeps it."""
        return PatientBrief(**self.model_dump())


class ReferralBody(Body):
    """One hospital asks another to take a patient over."""

    from_hospital: Identifier
    to_hospital: Identifier
    direction: Direction
    patient: PatientBody = PatientBody()
    reason: str = Field(max_length=300)
    urgency: Urgency = Urgency.III
    wanted_ms: EpochMs | None = None


class AnswerReferralBody(Body):
    """The receiving hospital's answer."""

    accepted: bool
    reason: str = Field("", max_length=300)


class ScheduleBody(Body):
    """When a vehicle shall fetch the patient; left out, at once."""

    at_ms: EpochMs | None = None


class CancelBody(Body):
    """Why a referral is not wanted any more."""

    reason: str = Field(max_length=300)
