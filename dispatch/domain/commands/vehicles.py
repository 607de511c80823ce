"""Wishes about vehicles apart from a task."""

from dispatch.domain.commands.base import Command


class ReturnToStation(Command, frozen=True, kw_only=True):
    """The vehicle is back in its station (返回站中)."""

    vehicle_id: str


class LeaveStation(Command, frozen=True, kw_only=True):
    """An idle vehicle waits away from its station (途中待命)."""

    vehicle_id: str


class PauseVehicle(Command, frozen=True, kw_only=True):
    """The vehicle may not be called for a while (暂停调用, VEH-08)."""

    vehicle_id: str
    reason: str
    expected_end_ms: int | None = None


class ResumeVehicle(Command, frozen=True, kw_only=True):
    """The pause is over (恢复调用)."""

    vehicle_id: str


VehicleCommand = ReturnToStation | LeaveStation | PauseVehicle | ResumeVehicle
