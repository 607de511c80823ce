"""Who sits in an ambulance (车组, ORG-08): up to eight people, each with a role and a number."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from stations.vehicles import Capability, Vehicle

CREW_MAX = 8


class CrewRole(StrEnum):
    """What somebody does in a crew (岗位): 驾驶员, 医师, 执业助理医师, 护士, 担架员."""

    DRIVER = "driver"
    DOCTOR = "doctor"
    ASSISTANT_DOCTOR = "assistant_doctor"
    NURSE = "nurse"
    STRETCHER_BEARER = "stretcher_bearer"


CREW_ROLE_NAMES: dict[CrewRole, tuple[str, str]] = {
    CrewRole.DRIVER: ("驾驶员", "driver"),
    CrewRole.DOCTOR: ("医师", "doctor"),
    CrewRole.ASSISTANT_DOCTOR: ("执业助理医师", "assistant doctor"),
    CrewRole.NURSE: ("护士", "nurse"),
    CrewRole.STRETCHER_BEARER: ("担架员", "stretcher bearer"),
}

PLACES: dict[CrewRole, int] = {
    CrewRole.DRIVER: 2,
    CrewRole.DOCTOR: 2,
    CrewRole.ASSISTANT_DOCTOR: 2,
    CrewRole.NURSE: 2,
    CrewRole.STRETCHER_BEARER: 2,
}
"""How many of each role one vehicle takes (domain.md ORG-08: stretcher bearers at most two)."""

_BRINGS: dict[CrewRole, Capability] = {
    CrewRole.DOCTOR: Capability.DOCTOR,
    CrewRole.ASSISTANT_DOCTOR: Capability.ASSISTANT_DOCTOR,
    CrewRole.NURSE: Capability.NURSE,
    CrewRole.STRETCHER_BEARER: Capability.STRETCHER_BEARERS,
}


class CrewMember(msgspec.Struct, frozen=True, kw_only=True):
    """One person on board; ``staff_no`` (工号) may be empty."""

    name: str
    role: CrewRole
    staff_no: str = ""


def staffed(vehicle: Vehicle, crew: Sequence[CrewMember]) -> Vehicle:
    """The vehicle as it is crewed now: people bring their skills, equipment stays.

    Without a roster the register's word counts: who usually drives with it.
    """
    if not crew:
        return vehicle
    equipment = vehicle.capabilities - set(_BRINGS.values())
    people = {_BRINGS[member.role] for member in crew if member.role in _BRINGS}
    return replace(vehicle, capabilities=frozenset(equipment | people))


class CrewLevel(StrEnum):
    """What a crew can do at most (车组级别, domain.md §3.6), lowest first."""

    DRIVER_ONLY = "driver_only"
    NURSE = "nurse"
    ASSISTANT_DOCTOR = "assistant_doctor"
    DOCTOR = "doctor"
    MONITOR_UNIT = "monitor_unit"


CREW_LEVEL_NAMES: dict[CrewLevel, tuple[str, str]] = {
    CrewLevel.DRIVER_ONLY: ("仅驾驶员", "driver only"),
    CrewLevel.NURSE: ("护士", "nurse"),
    CrewLevel.ASSISTANT_DOCTOR: ("执业助理医师", "assistant doctor"),
    CrewLevel.DOCTOR: ("医师", "doctor"),
    CrewLevel.MONITOR_UNIT: ("监护单元", "monitoring unit"),
}

CREW_RANK: dict[CrewLevel, int] = {level: rank for rank, level in enumerate(CrewLevel)}

ADVANCED = CrewLevel.DOCTOR
"""From this level on a crew brings advanced care; below it, it is one that is met (会车)."""


def crew_level(vehicle: Vehicle) -> CrewLevel:
    """The level of a vehicle as it is crewed now (see ``staffed``)."""
    has = vehicle.capabilities
    if Capability.DOCTOR in has:
        return CrewLevel.MONITOR_UNIT if Capability.MONITOR in has else CrewLevel.DOCTOR
    if Capability.ASSISTANT_DOCTOR in has:
        return CrewLevel.ASSISTANT_DOCTOR
    return CrewLevel.NURSE if Capability.NURSE in has else CrewLevel.DRIVER_ONLY
