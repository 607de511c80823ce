"""Ambulances and what their crews can do (ORG-08, ORG-09)."""

from enum import StrEnum

import msgspec

from stations.organisation import Level


class VehicleKind(StrEnum):
    """Kind of vehicle (车型): 普通, 监护, 负压, 指挥, 船."""

    REGULAR = "regular"
    MONITORING = "monitoring"
    NEGATIVE_PRESSURE = "negative_pressure"
    COMMAND = "command"
    BOAT = "boat"


class Capability(StrEnum):
    """What a crew and its vehicle bring; an incident's needs use the same words."""

    NURSE = "nurse"
    ASSISTANT_DOCTOR = "assistant_doctor"
    DOCTOR = "doctor"
    MONITOR = "monitor"
    VENTILATOR = "ventilator"
    OBSTETRIC = "obstetric"
    ISOLATION = "isolation"
    STRETCHER_BEARERS = "stretcher_bearers"


CAPABILITY_NAMES: dict[Capability, tuple[str, str]] = {
    Capability.NURSE: ("护士", "nurse"),
    Capability.ASSISTANT_DOCTOR: ("执业助理医师", "assistant doctor"),
    Capability.DOCTOR: ("医师", "doctor"),
    Capability.MONITOR: ("监护", "monitoring"),
    Capability.VENTILATOR: ("呼吸机", "ventilator"),
    Capability.OBSTETRIC: ("产科", "obstetric"),
    Capability.ISOLATION: ("负压隔离", "isolation"),
    Capability.STRETCHER_BEARERS: ("担架员", "stretcher bearers"),
}
"""Chinese and English name of each capability; the only copy, sent to every client."""

CAPABILITY_BIT: dict[Capability, int] = {c: 1 << n for n, c in enumerate(Capability)}
"""One bit for each capability, where many vehicles lie in arrays."""

SPECIAL_EQUIPMENT = frozenset(
    {Capability.MONITOR, Capability.VENTILATOR, Capability.OBSTETRIC, Capability.ISOLATION}
)
"""What only some vehicles carry and a call may ask for by name."""

# A doctor can do what an assistant doctor can, and both what a nurse's presence is asked for.
_INCLUDED: dict[Capability, frozenset[Capability]] = {
    Capability.DOCTOR: frozenset({Capability.ASSISTANT_DOCTOR}),
}


class Vehicle(msgspec.Struct, frozen=True, kw_only=True):
    """One ambulance (救护车). ``id`` is the register's key; ``name`` the call sign on the radio."""

    id: str
    name: str
    plate: str
    kind: VehicleKind
    level: Level
    station_code: str
    county_code: str
    capabilities: frozenset[Capability]
    modelled: bool


def missing_capabilities(vehicle: Vehicle, needs: frozenset[Capability]) -> frozenset[Capability]:
    """The needs that this vehicle and its crew do not meet; empty when it is fit."""
    has = set(vehicle.capabilities)
    for capability in vehicle.capabilities:
        has |= _INCLUDED.get(capability, frozenset())
    return frozenset(needs - has)
