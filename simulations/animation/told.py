"""What is told of a simulated day, as the page takes it."""

import msgspec

from stations.status import VehicleState


class DayRow(msgspec.Struct, frozen=True, kw_only=True):
    """What one counted day was like; ``mean_s`` is None when nobody was reached."""

    date: str
    calls: int
    late: int
    """Reached later than the target, or never, unless the caller called off before."""
    queued: int
    """Waited because nobody could be sent."""
    mean_s: float | None
    """Mean response, from the ring to the first crew's arrival."""


class SimulatedCall(msgspec.Struct, frozen=True, kw_only=True):
    """One call; seconds since the day's midnight, None = did not happen on that day or ever."""

    place: str
    lon: float
    lat: float
    urgency: int
    rings_s: float
    arrived_s: float | None
    over_s: float | None
    """Nobody is busy with it any more."""
    queued: bool
    cancelled: bool


class SimulatedStep(msgspec.Struct, frozen=True, kw_only=True):
    """A vehicle is in another state from here on; ``call`` counts ``SimulatedDay.calls``."""

    at_s: float
    vehicle: str
    state: VehicleState
    call: int | None
    hospital: str | None = None


class SimulatedDrive(msgspec.Struct, frozen=True, kw_only=True):
    """One drive: longitude, latitude and second of each bend."""

    vehicle: str
    points: tuple[tuple[float, float, float], ...]
    by_road: bool
    """False: a boat or a walk is part of it, drawn as a straight line."""


class SimulatedVehicle(msgspec.Struct, frozen=True, kw_only=True):
    """A vehicle of the scenario at its station."""

    id: str
    name: str
    level: str
    station: str
    station_name: str
    county: str
    lon: float
    lat: float


class SimulatedDay(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a map needs to play one day; ``days`` are those that can be asked for."""

    scenario: str
    day: int
    worst: int
    days: tuple[DayRow, ...]
    vehicles: tuple[SimulatedVehicle, ...]
    calls: tuple[SimulatedCall, ...]
    steps: tuple[SimulatedStep, ...]
    drives: tuple[SimulatedDrive, ...]
    moved_up: bool
    """Vehicles stood by elsewhere than at home, which the run does not keep."""
    called_off: int
    """Runs given up for a more urgent call, which the run does not keep either."""
