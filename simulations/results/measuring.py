"""From what became of every call and vehicle to the figures of one replication."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from simulations.kernel.model import DAY_S, NONE, Calls, Drive, Ended, Outcome, World
from simulations.results.figures import Figure, Group, Key
from simulations.scenarios.applying import Planned

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MINUTES_MAX = 60
MARKS = tuple(range(1, MINUTES_MAX + 1))
P90 = 90


class Targets(msgspec.Struct, frozen=True):
    """Response that counts as in time, seconds from the ring."""

    urban_s: float = 900.0
    rural_s: float = 1800.0


USUAL_TARGETS = Targets()


@dataclass(frozen=True)
class Measured:
    """The figures of one replication: a number for each key, and of how many calls it is made."""

    keys: tuple[Key, ...]
    values: Floats
    counts: NDArray[np.int64]


def measure(
    planned: Planned,
    world: World,
    calls: Calls,
    outcome: Outcome,
    targets: Targets = USUAL_TARGETS,
) -> Measured:
    """All figures; nan where nothing was there to be measured."""
    rows = [
        *_of_calls(_Seen(planned, world, calls, outcome, targets)),
        *_of_vehicles(planned, world, calls, outcome),
    ]
    return Measured(
        tuple(row[0] for row in rows),
        np.array([row[1] for row in rows], dtype=np.float64),
        np.array([row[2] for row in rows], dtype=np.int64),
    )


class _Seen:
    """The counted calls as columns; warm-up is left out."""

    def __init__(
        self, planned: Planned, world: World, calls: Calls, outcome: Outcome, targets: Targets
    ) -> None:
        self.planned, self.world = planned, world
        self.days = planned.scenario.days
        counted = (calls.arrival_s >= planned.scenario.warm_up_days * DAY_S) & (
            calls.arrival_s < calls.span_s
        )
        pick = np.flatnonzero(counted)
        self.place = calls.place[pick]
        self.urgency = calls.urgency[pick]
        self.needs = calls.needs[pick]
        self.rings_s = calls.arrival_s[pick]
        self.vehicle = outcome.vehicle[pick]
        self.cancelled = outcome.ended[pick] == Ended.CANCELLED
        self.open = outcome.ended[pick] == Ended.OPEN
        self.response_s = outcome.arrived_s[pick] - self.rings_s
        self.advanced_s = outcome.advanced_s[pick] - self.rings_s
        self.drive_s = outcome.arrived_s[pick] - outcome.departed_s[pick]
        self.departed_s = outcome.departed_s[pick]
        self.queued = outcome.queued[pick]
        self.bumped = outcome.bumps[pick] > 0
        self.reached = np.isfinite(self.response_s)
        self.foreign = outcome.foreign[pick] & self.reached
        urban = world.place_urban[self.place]
        self.urban = urban
        limit_s = np.where(urban, targets.urban_s, targets.rural_s)
        self.in_time = self.reached & (np.nan_to_num(self.response_s, nan=np.inf) <= limit_s)
        self.first_weekday = calls.first_weekday

    def groups(self) -> Iterator[tuple[Group, str, Flags]]:
        """Each part of the calls by its name, as flags."""
        everybody = np.ones(len(self.place), dtype=np.bool_)
        yield Group.ALL, "", everybody
        for urgency in range(1, 5):
            yield Group.URGENCY, str(urgency), self.urgency == urgency
        yield Group.SETTING, "urban", self.urban
        yield Group.SETTING, "rural", ~self.urban
        towns = self.planned.region.townships
        town_of = np.array([id.rpartition(".")[0] for id in self.world.place_ids])
        names, index = np.unique(town_of, return_inverse=True)
        of_call = index[self.place]
        county = np.array([towns[str(name)].county_code for name in names])
        for code in self.planned.region.counties:
            yield Group.COUNTY, code, (county == code)[of_call]
        levels = vehicle_levels(self.planned, self.world)
        for level in sorted(set(levels.tolist())):
            hit = np.zeros(len(self.place), dtype=np.bool_)
            sent = self.reached & (self.vehicle != NONE)
            hit[sent] = levels[self.vehicle[sent]] == level
            yield Group.LEVEL, str(level), hit
        hour = (self.rings_s % DAY_S // 3600).astype(np.int64)
        for one in range(24):
            yield Group.HOUR, f"{one:02d}", hour == one
        for nth, name in enumerate(names):
            yield Group.TOWNSHIP, str(name), of_call == nth


_Row = tuple[Key, float, int]
_Value = Callable[[_Seen, Flags], tuple[float, int]]


def vehicle_levels(planned: Planned, world: World) -> NDArray[np.str_]:
    """The tier that each vehicle of the world belongs to."""
    return np.array([planned.region.vehicles[id].level.value for id in world.vehicle_ids])


def _share(part: Flags, of: Flags) -> tuple[float, int]:
    count = int(of.sum())
    return (float((part & of).sum()) / count if count else np.nan), count


def _over(values: Floats, of: Flags, make: Callable[[Floats], float]) -> tuple[float, int]:
    kept = values[of & np.isfinite(values)]
    return (make(kept) if len(kept) else np.nan), len(kept)


def _mean(values: Floats) -> float:
    return float(values.mean())


def _p90(values: Floats) -> float:
    return float(np.percentile(values, P90))


def _median(values: Floats) -> float:
    return float(np.median(values))


_MANY = frozenset({Group.ALL, Group.URGENCY, Group.COUNTY, Group.SETTING})
_MORE = _MANY | {Group.LEVEL, Group.HOUR}
_EVERY = _MORE | {Group.TOWNSHIP}

_BY_CALL: tuple[tuple[Figure, frozenset[Group], _Value], ...] = (
    (Figure.CALLS_PER_DAY, _EVERY, lambda s, of: (float(of.sum()) / s.days, int(of.sum()))),
    (Figure.RESPONSE_MEAN, _EVERY, lambda s, of: _over(s.response_s, of, _mean)),
    (Figure.RESPONSE_MEDIAN, _EVERY, lambda s, of: _over(s.response_s, of, _median)),
    (Figure.RESPONSE_P90, _MORE, lambda s, of: _over(s.response_s, of, _p90)),
    (Figure.IN_TARGET, _EVERY, lambda s, of: _share(s.in_time, of & ~s.cancelled)),
    (Figure.QUEUED, _MANY, lambda s, of: _share(s.queued, of)),
    (Figure.UNREACHED, _MANY | {Group.TOWNSHIP}, lambda s, of: _share(s.open, of)),
    (Figure.CROSS_AREA, _MANY, lambda s, of: _share(s.foreign, of & s.reached)),
    (Figure.ADVANCED_MEAN, _MANY, lambda s, of: _over(s.advanced_s, of, _mean)),
    (Figure.BUMPED, _MANY, lambda s, of: _share(s.bumped, of)),
)
"""Which figure is told of which groups, and how it is made of the calls in one of them."""


def _of_calls(seen: _Seen) -> Iterator[_Row]:
    saved = _saved_s(seen)
    for group, of, flags in seen.groups():
        for figure, groups, make in _BY_CALL:
            if group in groups:
                yield (Key(figure, group, of), *make(seen, flags))
        if group in _MANY:
            yield (Key(Figure.CROSS_SAVED, group, of), *_over(saved, flags, _mean))
        if group is Group.LEVEL:
            value, count = _share(flags, seen.reached)
            yield Key(Figure.BY_TIER, group, of), value, count
    stayed = ~seen.cancelled
    for minute in MARKS:
        fast = seen.reached & (np.nan_to_num(seen.response_s, nan=np.inf) <= minute * 60)
        yield (Key(Figure.WITHIN, Group.MINUTES, str(minute)), *_share(fast, stayed))


def _saved_s(seen: _Seen) -> Floats:
    """For each call first reached from another centre, the drive it saved; nan for the others."""
    world, roads = seen.world, seen.world.roads
    saved = np.full(len(seen.place), np.nan)
    places = len(world.place_ids)
    for nth in np.flatnonzero(seen.foreign).tolist():
        place, needs = int(seen.place[nth]), int(seen.needs[nth])
        own = (world.vehicle_centre == world.place_centre[place]) & (
            (world.vehicle_can & needs) == needs
        )
        if not own.any():
            continue
        hour = int(seen.first_weekday * 24 + seen.departed_s[nth] // 3600) % len(roads.slot_of_hour)
        to_place = roads.to_target_s[roads.slot_of_hour[hour], Drive.SIREN, place]
        own_s = float(to_place[places + world.vehicle_station[own]].min())
        saved[nth] = own_s - seen.drive_s[nth]
    return np.where(np.isfinite(saved), saved, np.nan)


def _of_vehicles(planned: Planned, world: World, calls: Calls, outcome: Outcome) -> Iterator[_Row]:
    """Figures of the fleet over the whole run, warm-up included."""
    days, vehicles = calls.span_s / DAY_S, len(world.vehicle_ids)
    levels = vehicle_levels(planned, world)
    county = np.array([planned.region.vehicles[id].county_code for id in world.vehicle_ids])
    groups: list[tuple[Group, str, Flags]] = [
        (Group.ALL, "", np.ones(vehicles, dtype=np.bool_)),
        *((Group.LEVEL, str(level), levels == level) for level in sorted(set(levels.tolist()))),
        *((Group.COUNTY, code, county == code) for code in planned.region.counties),
    ]
    for group, of, flags in groups:
        duty = float(outcome.on_duty_s[flags].sum())
        count = int(flags.sum())
        busy = float(outcome.busy_s[flags].sum()) / duty if duty else np.nan
        yield Key(Figure.UTILISATION, group, of), busy, count
        runs = float(outcome.runs[flags].sum()) / count / days if count else np.nan
        yield Key(Figure.RUNS, group, of), runs, count
    km = float(outcome.km.sum())
    yield Key(Figure.KM_PER_CALL, Group.ALL, ""), km / max(len(calls), 1), len(calls)
    loaded = _loaded_km(world, calls, outcome)
    empty = 1 - min(loaded / km, 1.0) if km else np.nan
    yield Key(Figure.EMPTY_KM, Group.ALL, ""), empty, vehicles
    moves = float(outcome.moves.sum()) / days
    yield Key(Figure.MOVES_PER_DAY, Group.ALL, ""), moves, vehicles


def _loaded_km(world: World, calls: Calls, outcome: Outcome) -> float:
    """Kilometres driven with a patient: from the scene to the hospital of each patient."""
    taken = np.flatnonzero(outcome.hospital >= 0)
    target = len(world.place_ids) + len(world.station_ids) + outcome.hospital[taken]
    km = world.roads.to_target_km[target, calls.place[taken]]
    return float(km[np.isfinite(km)].sum())
