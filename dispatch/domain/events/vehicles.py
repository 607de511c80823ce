"""Facts about vehicles apart from a task."""

from dispatch.domain.events.base import DutyEvent


class VehicleParkedAt(DutyEvent, frozen=True, kw_only=True):
    """An idle vehicle is in its station, or waits elsewhere (站内/途中待命)."""

    at_station: bool


class VehiclePaused(DutyEvent, frozen=True, kw_only=True):
    """A vehicle may not be called (暂停调用)."""

    reason: str
    expected_end_ms: int | None


class VehicleResumed(DutyEvent, frozen=True, kw_only=True):
    """A vehicle may be called again (恢复调用)."""


VehicleEvent = VehicleParkedAt | VehiclePaused | VehicleResumed
