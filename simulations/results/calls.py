"""The calls of one replication as columns: for maps, the animation, a look at single cases."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from simulations.kernel.model import DAY_S, Calls, Outcome, World
from simulations.scenarios.applying import Planned

DAYS_KEPT_MAX = 7
"""Days after the warm-up whose calls are kept one by one; figures are of all days."""


class CallColumns(msgspec.Struct, frozen=True):
    """One entry a call in every column; seconds since the first midnight, None = did not happen."""

    rings_s: list[int]
    place: list[str]
    urgency: list[int]
    vehicle: list[str | None]
    departed_s: list[int | None]
    arrived_s: list[int | None]
    left_scene_s: list[int | None]
    hospital: list[str | None]
    at_hospital_s: list[int | None]
    freed_s: list[int | None]
    queued: list[bool]
    foreign: list[bool]


def columns_of(planned: Planned, world: World, calls: Calls, outcome: Outcome) -> CallColumns:
    """The first counted days, call by call."""
    first_s = planned.scenario.warm_up_days * DAY_S
    last_s = first_s + min(planned.scenario.days, DAYS_KEPT_MAX) * DAY_S
    pick = np.flatnonzero((calls.arrival_s >= first_s) & (calls.arrival_s < last_s))
    return CallColumns(
        rings_s=np.round(calls.arrival_s[pick]).astype(int).tolist(),
        place=[world.place_ids[i] for i in calls.place[pick]],
        urgency=calls.urgency[pick].tolist(),
        vehicle=_names(world.vehicle_ids, outcome.vehicle[pick]),
        departed_s=_whole(outcome.departed_s[pick]),
        arrived_s=_whole(outcome.arrived_s[pick]),
        left_scene_s=_whole(outcome.left_scene_s[pick]),
        hospital=_names(world.hospital_ids, outcome.hospital[pick]),
        at_hospital_s=_whole(outcome.at_hospital_s[pick]),
        freed_s=_whole(outcome.freed_s[pick]),
        queued=outcome.queued[pick].tolist(),
        foreign=outcome.foreign[pick].tolist(),
    )


def _names(ids: tuple[str, ...], index: NDArray[np.int32]) -> list[str | None]:
    return [ids[i] if i >= 0 else None for i in index.tolist()]


def _whole(seconds: NDArray[np.float64]) -> list[int | None]:
    return [round(s) if np.isfinite(s) else None for s in seconds.tolist()]
