"""Facts about vehicles apart from a task."""

from dispatch.domain.events.base import Event


class VehicleParkedAt(Event, frozen=True, kw_only=True):
    """An idle vehicle is in its station, or waits elsewhere (站内/途中待命)."""

    vehicle_id: str
    at_station: bool


class VehiclePaused(Event, frozen=True, kw_only=True):
    """A vehicle may not be called (暂停调用)."""

    vehicle_id: str
    reason: str
    expected_end_ms: int | None


class VehicleResumed(Event, frozen=True, kw_only=True):
    """A vehicle may be called again (恢复调用)."""

    vehicle_id: str


VehicleEvent = VehicleParkedAt | VehiclePaused | VehicleResumed
