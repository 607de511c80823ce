"""Kinds of event and of acceptance (事件类型、受理类型), with the codes of other makers' systems.

Own string codes, because makers number them differently; a report for a superior platform or an
import from an old system goes through ``VENDOR_CODES``. Sources: domain.md §3.2, §3.3 (DSP-01).
"""

from enum import StrEnum
from typing import Literal


class IncidentKind(StrEnum):
    """Kind of event (事件类型)."""

    RESCUE = "rescue"
    TRANSFER = "transfer"
    IN_HOSPITAL = "in_hospital"
    NON_EMERGENCY = "non_emergency"
    STANDBY = "standby"
    CLINIC = "clinic"
    CONSULTATION = "consultation"
    ADMINISTRATIVE = "administrative"
    TRAINING = "training"
    DRILL = "drill"
    TEST = "test"


INCIDENT_KIND_NAMES: dict[IncidentKind, tuple[str, str]] = {
    IncidentKind.RESCUE: ("现场急救", "rescue"),
    IncidentKind.TRANSFER: ("医院转诊", "inter-hospital transfer"),
    IncidentKind.IN_HOSPITAL: ("院内转运", "in-hospital transport"),
    IncidentKind.NON_EMERGENCY: ("非急救转运", "non-emergency transport"),
    IncidentKind.STANDBY: ("医疗保障", "standby"),
    IncidentKind.CLINIC: ("义诊", "free clinic"),
    IncidentKind.CONSULTATION: ("会诊", "consultation"),
    IncidentKind.ADMINISTRATIVE: ("行政用车", "administrative use"),
    IncidentKind.TRAINING: ("培训", "training"),
    IncidentKind.DRILL: ("演习", "drill"),
    IncidentKind.TEST: ("测试", "test"),
}

CAN_WAIT = frozenset(IncidentKind) - {IncidentKind.RESCUE}
"""Kinds of the second lane (DSP-19): they wait behind every rescue, by a limit of their own."""

NOT_REPORTED = frozenset({IncidentKind.DRILL, IncidentKind.TEST, IncidentKind.TRAINING})
"""Every report leaves these out (domain.md §3.3: only 事件性质 = 1 counts)."""


class AcceptanceKind(StrEnum):
    """Kind of acceptance (受理类型): what was decided on an event."""

    DISPATCH = "dispatch"
    PARKED = "parked"
    REINFORCEMENT = "reinforcement"
    REINFORCEMENT_PARKED = "reinforcement_parked"
    STOPPED = "stopped"
    SPECIAL = "special"
    NO_VEHICLE = "no_vehicle"
    HANDED_OVER = "handed_over"
    REFUSED = "refused"
    WOKEN = "woken"
    REFERRED = "referred"
    REFERRAL_ACCEPTED = "referral_accepted"
    REFERRAL_REFUSED = "referral_refused"


ACCEPTANCE_NAMES: dict[AcceptanceKind, tuple[str, str]] = {
    AcceptanceKind.DISPATCH: ("正常派车", "dispatch"),
    AcceptanceKind.PARKED: ("挂起", "parked"),
    AcceptanceKind.REINFORCEMENT: ("增援派车", "reinforcement"),
    AcceptanceKind.REINFORCEMENT_PARKED: ("增援挂起", "reinforcement parked"),
    AcceptanceKind.STOPPED: ("中止任务", "task stopped"),
    AcceptanceKind.SPECIAL: ("特殊事件", "special event"),
    AcceptanceKind.NO_VEHICLE: ("欲派无车", "no vehicle to send"),
    AcceptanceKind.HANDED_OVER: ("转分中心", "handed to another centre"),
    AcceptanceKind.REFUSED: ("拒绝出车", "refused"),
    AcceptanceKind.WOKEN: ("唤醒待派", "woken"),
    AcceptanceKind.REFERRED: ("分诊调度", "referred to a hospital"),
    AcceptanceKind.REFERRAL_ACCEPTED: ("接受分诊", "referral accepted"),
    AcceptanceKind.REFERRAL_REFUSED: ("拒绝分诊", "referral refused"),
}

Vendor = Literal["anke", "shanghai"]

VENDOR_CODES: dict[Vendor, dict[StrEnum, int]] = {
    "anke": {  # 安克-type systems, as seen in F-WZ
        AcceptanceKind.DISPATCH: 1,
        AcceptanceKind.PARKED: 2,
        AcceptanceKind.REINFORCEMENT: 3,
        AcceptanceKind.REINFORCEMENT_PARKED: 4,
        AcceptanceKind.STOPPED: 5,
        AcceptanceKind.SPECIAL: 6,
        AcceptanceKind.NO_VEHICLE: 7,
        AcceptanceKind.HANDED_OVER: 8,
        AcceptanceKind.REFUSED: 9,
        AcceptanceKind.WOKEN: 10,
        AcceptanceKind.REFERRED: 11,
        AcceptanceKind.REFERRAL_ACCEPTED: 12,
        AcceptanceKind.REFERRAL_REFUSED: 13,
    },
    "shanghai": {  # of its numbering only these were seen: 4 回车; 18/19 催车 is a class of call
        AcceptanceKind.STOPPED: 4,
    },
}
"""Numbers of other makers by our code; a kind that a maker does not number is not there."""

VENDOR_CHASING: dict[Vendor, tuple[int, ...]] = {"shanghai": (18, 19)}
"""Acceptance numbers that stand for a chasing call (催车): with us a call, no acceptance."""


def vendor_code(vendor: Vendor, kind: AcceptanceKind) -> int | None:
    """The maker's number of a kind of acceptance, if it has one."""
    return VENDOR_CODES[vendor].get(kind)
