"""Facts about receiving hospitals."""

from dispatch.domain.events.base import Event
from dispatch.domain.hospitals import (
    CannotReceive,
    Condition,
    Department,
    Load,
    Preparation,
    Reception,
    Settlement,
    WithdrawnWhy,
)


class NoticeIssued(Event, frozen=True, kw_only=True):
    """A hospital is told who comes (预告); the condition goes along from one to the next."""

    notice_id: str
    task_id: str
    incident_id: str
    vehicle_id: str
    hospital_code: str
    condition: Condition | None = None
    condition_ms: int | None = None


class NoticeWithdrawn(Event, frozen=True, kw_only=True):
    """Nobody comes there any more (撤回预告)."""

    notice_id: str
    incident_id: str
    why: WithdrawnWhy


class NoticeAcknowledged(Event, frozen=True, kw_only=True):
    """The hospital knows (已收到)."""

    notice_id: str
    incident_id: str
    pressed_ms: int | None = None
    note: str = ""


class PreparationNoted(Event, frozen=True, kw_only=True):
    """One thing is ready, or not any more."""

    notice_id: str
    incident_id: str
    item: Preparation
    ready: bool


class DivertAsked(Event, frozen=True, kw_only=True):
    """A hospital asks for another destination (请求改送)."""

    notice_id: str
    incident_id: str
    reason: CannotReceive
    note: str = ""


class DivertAnswered(Event, frozen=True, kw_only=True):
    """The desk has decided."""

    notice_id: str
    incident_id: str
    granted: bool
    note: str = ""


class ReceptionNoted(Event, frozen=True, kw_only=True):
    """What the hospital said by its own clock."""

    notice_id: str
    incident_id: str
    step: Reception
    pressed_ms: int | None = None


class ConditionTold(Event, frozen=True, kw_only=True):
    """What the crew says of the patient (病情预报)."""

    notice_id: str
    incident_id: str
    condition: Condition


class HospitalStated(Event, frozen=True, kw_only=True):
    """How a department stands, until when."""

    hospital_code: str
    department: Department
    load: Load
    until_ms: int
    reason: CannotReceive | None = None
    note: str = ""
    approved: bool | None = None


class DiversionDecided(Event, frozen=True, kw_only=True):
    """A desk agrees to a diversion, or does not."""

    hospital_code: str
    department: Department
    approved: bool
    note: str = ""


class RefusalReported(Event, frozen=True, kw_only=True):
    """A hospital did not take a patient (拒收)."""

    refusal_id: str
    task_id: str
    incident_id: str
    hospital_code: str
    reason: CannotReceive
    note: str = ""


class RefusalSettled(Event, frozen=True, kw_only=True):
    """What came of it, and whether the health authority was told."""

    refusal_id: str
    incident_id: str
    settlement: Settlement
    note: str = ""
    authority_told: bool = False


HospitalEvent = (
    NoticeIssued
    | NoticeWithdrawn
    | NoticeAcknowledged
    | PreparationNoted
    | DivertAsked
    | DivertAnswered
    | ReceptionNoted
    | ConditionTold
    | HospitalStated
    | DiversionDecided
    | RefusalReported
    | RefusalSettled
)
