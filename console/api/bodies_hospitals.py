"""What clients send about receiving hospitals."""

from typing import Annotated

from pydantic import Field

from console.api.bodies import Body, EpochMs
from dispatch.domain.hospitals import (
    CannotReceive,
    Condition,
    Load,
    Preparation,
    Reception,
    Settlement,
    Sex,
)

Note = Annotated[str, Field(max_length=200)]


class AcknowledgeBody(Body):
    """已收到; a desk that notes it for the hospital says whom it spoke to."""

    at_ms: EpochMs | None = None
    note: Note = ""


class PreparationBody(Body):
    """One thing is ready, or not any more (准备)."""

    item: Preparation
    ready: bool = True


class DivertBody(Body):
    """Why the hospital cannot receive (请求改送)."""

    reason: CannotReceive
    note: Note = ""


class DivertAnswerBody(Body):
    """The desk's answer; granted with the other hospital."""

    granted: bool
    hospital_code: str | None = Field(default=None, max_length=64)
    note: Note = ""


class ReceptionBody(Body):
    """到院、接收 by the hospital's clock."""

    step: Reception
    at_ms: EpochMs | None = None


class ConditionBody(Body):
    """What the crew says of the patient (病情预报): no name, no number."""

    sex: Sex = Sex.UNKNOWN
    age_years: int | None = Field(default=None, ge=0, le=130)
    diagnosis: Note = ""
    vitals: Note = ""
    direct_to: Preparation | None = None

    def condition(self) -> Condition:
        """As the core takes it."""
        return Condition(
            sex=self.sex,
            age_years=self.age_years,
            diagnosis=self.diagnosis.strip(),
            vitals=self.vitals.strip(),
            direct_to=self.direct_to,
        )


class StateBody(Body):
    """How a department stands, until when (开放、拥挤、分流)."""

    load: Load
    until_ms: EpochMs | None = None
    reason: CannotReceive | None = None
    note: Note = ""


class DecisionBody(Body):
    """The desk agrees to a diversion, or does not."""

    approved: bool
    note: Note = ""


class HospitalRefusalBody(Body):
    """Why the hospital did not take the patient (拒收)."""

    reason: CannotReceive
    note: Note = ""


class SettlementBody(Body):
    """What the centre achieved, and whether the authority was told."""

    settlement: Settlement
    note: Note = ""
    authority_told: bool = False
