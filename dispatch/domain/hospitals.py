"""What passes between the centre and a receiving hospital (HOS-03, HOS-06, HOS-07).

A pre-notification (预告) belongs to one task and one hospital: it is issued when the hospital is
chosen, and withdrawn when the vehicle goes elsewhere. A hospital may not refuse or hold back
(domain.md §2.4, 8): it can only *ask* for another destination, and the desk decides.
"""

from enum import StrEnum

import msgspec

from dispatch.domain.actors import Actor, Role
from stations.hospitals import CentreFlag


class Preparation(StrEnum):
    """What a hospital can have ready when the vehicle comes."""

    RESUS_ROOM = "resus_room"
    CATH_LAB = "cath_lab"
    STROKE_TEAM = "stroke_team"
    TRAUMA_TEAM = "trauma_team"
    OBSTETRIC_TEAM = "obstetric_team"
    BLOOD = "blood"
    CT = "ct"
    ISOLATION_ROOM = "isolation_room"


PREPARATION_NAMES: dict[Preparation, tuple[str, str]] = {
    Preparation.RESUS_ROOM: ("抢救室", "resuscitation room"),
    Preparation.CATH_LAB: ("导管室", "cath lab"),
    Preparation.STROKE_TEAM: ("卒中团队", "stroke team"),
    Preparation.TRAUMA_TEAM: ("创伤团队", "trauma team"),
    Preparation.OBSTETRIC_TEAM: ("产科团队", "obstetric team"),
    Preparation.BLOOD: ("血库备血", "blood ready"),
    Preparation.CT: ("CT 备机", "CT ready"),
    Preparation.ISOLATION_ROOM: ("隔离病室", "isolation room"),
}


class CannotReceive(StrEnum):
    """Why a hospital cannot take a patient now (domain.md §3.8, GZ Art 25)."""

    FULL = "full"
    EQUIPMENT = "equipment"
    NO_SPECIALTY = "no_specialty"
    INFECTION_CONTROL = "infection_control"
    ROAD_OR_POWER = "road_or_power"


CANNOT_RECEIVE_NAMES: dict[CannotReceive, tuple[str, str]] = {
    CannotReceive.FULL: ("满负荷", "full"),
    CannotReceive.EQUIPMENT: ("设备故障", "equipment out of order"),
    CannotReceive.NO_SPECIALTY: ("无专科能力", "specialty not available"),
    CannotReceive.INFECTION_CONTROL: ("院感停诊", "closed for infection control"),
    CannotReceive.ROAD_OR_POWER: ("停电或道路中断", "power or access road out"),
}


class Load(StrEnum):
    """How a department stands (HOS-06): 开放, 拥挤, 分流."""

    OPEN = "open"
    CROWDED = "crowded"
    DIVERTING = "diverting"


LOAD_NAMES: dict[Load, tuple[str, str]] = {
    Load.OPEN: ("开放", "open"),
    Load.CROWDED: ("拥挤", "crowded"),
    Load.DIVERTING: ("分流", "diverting"),
}


class Department(StrEnum):
    """What can be crowded by itself: the emergency department, or one of the centres."""

    EMERGENCY = "emergency"
    CHEST_PAIN = "chest_pain"
    STROKE = "stroke"
    TRAUMA = "trauma"
    MATERNAL = "maternal"
    NEONATAL = "neonatal"
    POISONING = "poisoning"
    BURNS = "burns"
    FEVER = "fever"


DEPARTMENT_NAMES: dict[Department, tuple[str, str]] = {
    Department.EMERGENCY: ("急诊", "emergency"),
    Department.CHEST_PAIN: ("胸痛中心", "chest pain centre"),
    Department.STROKE: ("卒中中心", "stroke centre"),
    Department.TRAUMA: ("创伤中心", "trauma centre"),
    Department.MATERNAL: ("孕产妇救治中心", "maternal centre"),
    Department.NEONATAL: ("新生儿救治中心", "neonatal centre"),
    Department.POISONING: ("中毒救治", "poisoning care"),
    Department.BURNS: ("烧伤救治", "burns care"),
    Department.FEVER: ("发热定点", "designated for fever"),
}


def department_of(centre: CentreFlag) -> Department:
    """The department that a centre flag stands for."""
    return Department(centre.value)


class Reception(StrEnum):
    """What a hospital says of a vehicle by its own clock: it is here, the patient is ours."""

    ARRIVED = "arrived"
    TAKEN_OVER = "taken_over"


RECEPTION_NAMES: dict[Reception, tuple[str, str]] = {
    Reception.ARRIVED: ("已到院", "arrived"),
    Reception.TAKEN_OVER: ("已接收", "taken over"),
}


class WithdrawnWhy(StrEnum):
    """Why nobody comes any more."""

    REDIRECTED = "redirected"
    CALLED_OFF = "called_off"


WITHDRAWN_NAMES: dict[WithdrawnWhy, tuple[str, str]] = {
    WithdrawnWhy.REDIRECTED: ("改送他院", "sent to another hospital"),
    WithdrawnWhy.CALLED_OFF: ("任务已结束，不再送来", "the task has ended, nobody comes"),
}


class Settlement(StrEnum):
    """What the centre achieved after a refusal (GZ Art 26): 协调后接收, 改送他院."""

    RECEIVED = "received"
    REDIRECTED = "redirected"


SETTLEMENT_NAMES: dict[Settlement, tuple[str, str]] = {
    Settlement.RECEIVED: ("协调后接收", "received after all"),
    Settlement.REDIRECTED: ("改送他院", "sent to another hospital"),
}


class Sex(StrEnum):
    """As the form has it."""

    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"


SEX_NAMES: dict[Sex, tuple[str, str]] = {
    Sex.MALE: ("男", "male"),
    Sex.FEMALE: ("女", "female"),
    Sex.UNKNOWN: ("不详", "unknown"),
}


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """What the crew says of the patient (病情预报): no name, no number.

    ``direct_to`` is where the crew asks to go straight to, past the emergency department.
    """

    sex: Sex = Sex.UNKNOWN
    age_years: int | None = None
    diagnosis: str = ""
    vitals: str = ""
    direct_to: Preparation | None = None


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody said something, when by our clock, and by his own when he told it."""

    at_ms: int
    by: Actor
    pressed_ms: int | None = None
    note: str = ""

    @property
    def by_telephone(self) -> bool:
        """Whether a desk noted it for the hospital."""
        return self.by.role is not Role.HOSPITAL


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is ready (准备情况)."""

    item: Preparation
    at_ms: int
    by: Actor


class DivertAsk(msgspec.Struct, frozen=True, kw_only=True):
    """A hospital asks that this vehicle goes elsewhere (请求改送), and what the desk answered."""

    reason: CannotReceive
    note: str
    asked_ms: int
    by: Actor
    granted: bool | None = None
    answered_ms: int | None = None
    answered_by: Actor | None = None
    answer: str = ""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """A pre-notification (预告) of one task to one hospital, and what the hospital did with it."""

    id: str
    task_id: str
    incident_id: str
    vehicle_id: str
    hospital_code: str
    issued_ms: int
    by: Actor
    condition: Condition | None = None
    condition_ms: int | None = None
    acknowledged: Told | None = None
    ready: tuple[Ready, ...] = ()
    divert: DivertAsk | None = None
    arrived: Told | None = None
    taken_over: Told | None = None
    withdrawn_ms: int | None = None
    withdrawn_why: WithdrawnWhy | None = None

    @property
    def open(self) -> bool:
        """Whether the hospital must still count on it."""
        return self.withdrawn_ms is None


class HospitalState(msgspec.Struct, frozen=True, kw_only=True):
    """How a department of a hospital stands, until when, and whether a desk agreed (HOS-06).

    Only what a desk has agreed to counts as diverting; until then it is a word of warning.
    """

    id: str
    hospital_code: str
    department: Department
    load: Load
    stated_ms: int
    until_ms: int
    by: Actor
    reason: CannotReceive | None = None
    note: str = ""
    approved: bool | None = None
    decided_ms: int | None = None
    decided_by: Actor | None = None
    answer: str = ""

    def in_force(self, now_ms: int) -> bool:
        """Whether it counts at this moment."""
        return now_ms < self.until_ms

    @property
    def undecided(self) -> bool:
        """Whether a desk has still to agree or not."""
        return self.load is Load.DIVERTING and self.approved is None


class HospitalRefusal(msgspec.Struct, frozen=True, kw_only=True):
    """A hospital did not take a patient (拒收报告), what came of it, and who was told (HOS-07)."""

    id: str
    task_id: str
    incident_id: str
    hospital_code: str
    reason: CannotReceive
    reported_ms: int
    by: Actor
    note: str = ""
    settlement: Settlement | None = None
    settled_ms: int | None = None
    settled_by: Actor | None = None
    answer: str = ""
    authority_told_ms: int | None = None
    """When the health authority was told; the law wants it of every refusal."""


def state_id(hospital_code: str, department: Department) -> str:
    """The name of the one state that a department of a hospital has."""
    return f"{hospital_code}:{department.value}"


def nth_notice_id(task_id: str, nth: int) -> str:
    """The number of a task's nth pre-notification (from 1)."""
    return f"{task_id}-N{nth}"
