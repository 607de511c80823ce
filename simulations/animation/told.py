"""What is told of a played day, as the page takes it."""

from enum import StrEnum

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


class Why(StrEnum):
    """Why a vehicle changes its state, where the state alone does not say it."""

    RECALLED = "recalled"
    """Called off its way for a more urgent call (改派)."""
    CALLED_OFF = "called_off"
    """Not needed any more: the caller called off, or another crew is there."""
    STAND_BY = "stand_by"
    """Sent to wait at a station (机动待命), or back to its own after that."""
    SHIFT = "shift"
    """Its shift begins or ends."""
    PAUSE = "pause"
    """It pauses (暂停调用), or is back."""


class SimulatedStep(msgspec.Struct, frozen=True, kw_only=True):
    """A vehicle is in another state from here on; ``call`` counts ``SimulatedDay.calls``."""

    at_s: float
    vehicle: str
    state: VehicleState
    call: int | None
    hospital: str | None = None
    why: Why | None = None
    left: int | None = None
    """The call that it left for this one, by the same count."""
    station: str | None = None
    """Where it is to wait, where that is what it was told."""


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
    """All that a map needs to play one day; ``days`` are those that can be asked for."""

    scenario: str
    day: int
    worst: int
    days: tuple[DayRow, ...]
    vehicles: tuple[SimulatedVehicle, ...]
    calls: tuple[SimulatedCall, ...]
    steps: tuple[SimulatedStep, ...]
    drives: tuple[SimulatedDrive, ...]
    recalls: int
    """How often on this day a vehicle was called off its way for a more urgent call."""
    moves: int
    """How often one was sent to wait elsewhere."""
