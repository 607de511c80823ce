"""What a vehicle did, moment by moment, whoever knows it: a run's diary, or the journal."""

from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from geo.coordinates import Point
from simulations.animation.told import Why
from stations.status import IDLE, VehicleState

ON_THE_WAY = frozenset({VehicleState.ASSIGNED, VehicleState.ACKED, VehicleState.EN_ROUTE})
"""States from which somebody is called off without having been with the patient."""

NOBODY = -1
"""No call."""


class Moment(NamedTuple):
    """From here on it is in this state; seconds since the first midnight of what is played."""

    at_s: float
    state: VehicleState
    call: int = NOBODY
    hospital: str | None = None
    station: str | None = None
    """Where it is to wait, when that is not its own station."""
    goal: Point | None = None
    """It sets out to here; None: it goes on with what it does, or stands."""
    arrives_s: float = -inf


@dataclass(frozen=True)
class Life:
    """One vehicle, and where it stood before the first of its moments."""

    vehicle: str
    home_station: str
    begins: Point
    moments: tuple[Moment, ...]


def reason(before: Moment | None, now: Moment) -> Why | None:
    """Why the state changed, where that is not plain."""
    if before is None:
        return Why.STAND_BY if now.station is not None else None
    if now.call != NOBODY:
        other = before.call not in (NOBODY, now.call) and before.state in ON_THE_WAY
        return Why.RECALLED if other else None
    if VehicleState.OFF_DUTY in (before.state, now.state):
        return Why.SHIFT
    if VehicleState.PAUSED in (before.state, now.state):
        return Why.PAUSE
    if now.station != before.station and now.state in IDLE:
        return Why.STAND_BY
    return Why.CALLED_OFF if before.state in ON_THE_WAY else None
