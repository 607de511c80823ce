"""Ambulances and what their crews can do (ORG-08, ORG-09)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

import msgspec

from stations.organisation import SINCE_EVER, Level, in_days


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
    """One ambulance (救护车). ``id`` is the register's key; ``name`` the call sign on the radio.

    ``valid_from`` and ``valid_to`` are its first and last day in service, in China. Past its last
    day it keeps its row, and its task to the end, and gets no other.
    """

    id: str
    name: str
    plate: str
    kind: VehicleKind
    level: Level
    station_code: str
    county_code: str
    capabilities: frozenset[Capability]
    modelled: bool
    valid_from: str = SINCE_EVER
    valid_to: str | None = None

    def stands(self, at_ms: int) -> bool:
        """Whether it is in service at this moment: first and last day in China included."""
        return in_days(at_ms, self.valid_from, self.valid_to)


class Register(Protocol):
    """Where the vehicles stand, as they are now (``Region``): whoever keeps something of each one
    asks it anew, because vehicles join a running server. A table of it is exchanged whole, and a
    row that was there stays at its place."""

    @property
    def vehicles(self) -> Mapping[str, Vehicle]:
        """Every vehicle by its id, in the order of position frames."""
        ...


def missing_capabilities(vehicle: Vehicle, needs: frozenset[Capability]) -> frozenset[Capability]:
    """The needs that this vehicle and its crew do not meet; empty when it is fit."""
    has = set(vehicle.capabilities)
    for capability in vehicle.capabilities:
        has |= _INCLUDED.get(capability, frozenset())
    return frozenset(needs - has)
