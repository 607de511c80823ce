"""Wishes of and about receiving hospitals (HOS-03, HOS-06, HOS-07)."""

from dispatch.domain.commands.base import Command
from dispatch.domain.hospitals import (
    CannotReceive,
    Condition,
    Department,
    Load,
    Preparation,
    Reception,
    Settlement,
)


class AcknowledgeNotice(Command, frozen=True, kw_only=True):
    """The hospital knows who comes (已收到), by its screen, or by telephone as a desk notes."""

    notice_id: str
    pressed_ms: int | None = None
    note: str = ""


class PrepareFor(Command, frozen=True, kw_only=True):
    """One thing is ready for this patient, or not any more (准备情况)."""

    notice_id: str
    item: Preparation
    ready: bool = True


class AskDivert(Command, frozen=True, kw_only=True):
    """The hospital asks that the vehicle goes elsewhere (请求改送); it goes on until answered."""

    notice_id: str
    reason: CannotReceive
    note: str = ""


class AnswerDivert(Command, frozen=True, kw_only=True):
    """The desk decides: granted with the other hospital, or not granted with a word why."""

    notice_id: str
    granted: bool
    hospital_code: str | None = None
    note: str = ""
    eta_ms: int | None = None
    eta_basis: str = ""


class NoteReception(Command, frozen=True, kw_only=True):
    """The vehicle is here, the patient is taken over: by the hospital's own clock."""

    notice_id: str
    step: Reception
    pressed_ms: int | None = None


class TellCondition(Command, frozen=True, kw_only=True):
    """What the crew says of the patient, for the hospital that receives (病情预报)."""

    task_id: str
    condition: Condition


class StateHospital(Command, frozen=True, kw_only=True):
    """How a department stands, until when; diverting needs a desk's consent (HOS-06)."""

    hospital_code: str
    department: Department
    load: Load
    until_ms: int | None = None
    reason: CannotReceive | None = None
    note: str = ""


class DecideDiversion(Command, frozen=True, kw_only=True):
    """The desk agrees that a department diverts, or does not."""

    hospital_code: str
    department: Department
    approved: bool
    note: str = ""


class ReportRefusal(Command, frozen=True, kw_only=True):
    """A hospital does not take this patient (拒收); the desk must know at once (HOS-07)."""

    task_id: str
    reason: CannotReceive
    note: str = ""


class SettleRefusal(Command, frozen=True, kw_only=True):
    """What the centre achieved, and whether the health authority has been told."""

    refusal_id: str
    settlement: Settlement
    note: str = ""
    authority_told: bool = False


HospitalCommand = (
    AcknowledgeNotice
    | PrepareFor
    | AskDivert
    | AnswerDivert
    | NoteReception
    | TellCondition
    | StateHospital
    | DecideDiversion
    | ReportRefusal
    | SettleRefusal
)
