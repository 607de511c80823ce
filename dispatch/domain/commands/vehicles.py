"""Wishes about vehicles apart from a task.

``pressed_ms`` is when a crew pressed it, where that is not now: a phone may have been off-line.
"""

from dispatch.domain.commands.base import Command


class ReturnToStation(Command, frozen=True, kw_only=True):
    """The vehicle is back in its station (返回站中)."""

    vehicle_id: str
    pressed_ms: int | None = None


class LeaveStation(Command, frozen=True, kw_only=True):
    """An idle vehicle waits away from its station (途中待命)."""

    vehicle_id: str
    pressed_ms: int | None = None


class PauseVehicle(Command, frozen=True, kw_only=True):
    """The vehicle may not be called for a while (暂停调用, VEH-08)."""

    vehicle_id: str
    reason: str
    expected_end_ms: int | None = None
    pressed_ms: int | None = None


class ResumeVehicle(Command, frozen=True, kw_only=True):
    """The pause is over (恢复调用)."""

    vehicle_id: str
    pressed_ms: int | None = None


VehicleCommand = ReturnToStation | LeaveStation | PauseVehicle | ResumeVehicle
