"""A run's vehicles moment by moment: the kernel's diary, with the shifts that it does not tell.

The diary has an entry where an event changes a vehicle. A shift that begins or ends changes nothing
about a vehicle that stands at its station; it is read from the world.
"""

from collections.abc import Iterator, Sequence
from math import inf

import numpy as np

from geo.coordinates import Point
from simulations.animation.moments import NOBODY, Life, Moment
from simulations.kernel import state
from simulations.kernel.model import DAY_S, Calls, Outcome, World
from simulations.kernel.records import Record, Records
from stations.status import VehicleState

_S = VehicleState
_STATES = {
    state.MOBILISING: _S.ACKED,
    state.TO_SCENE: _S.EN_ROUTE,
    state.ON_SCENE: _S.ON_SCENE,
    state.TO_HOSPITAL: _S.LOADED,
    state.AT_HOSPITAL: _S.AT_HOSPITAL,
    state.CLEARING: _S.HANDED_OVER,
    state.HOME_BOUND: _S.AVAILABLE_MOBILE,
    state.AT_STATION: _S.AVAILABLE_STATION,
}
_WITH_HOSPITAL = frozenset({_S.LOADED, _S.AT_HOSPITAL, _S.HANDED_OVER})


def lives(
    world: World,
    calls: Calls,
    outcome: Outcome,
    entries: Records,
    points: Sequence[Point],
    span_s: tuple[float, float],
) -> Iterator[Life]:
    """Every vehicle of the world; ``points`` are those of its nodes up to the last hospital."""
    of_vehicle = [entries[entries["vehicle"] == who] for who in range(len(world.vehicle_ids))]
    for who, own in enumerate(of_vehicle):
        station = int(world.vehicle_station[who])
        read = _Read(world, outcome, points, who, _shifts(world, calls, who, span_s))
        yield Life(
            vehicle=world.vehicle_ids[who],
            home_station=world.station_ids[station],
            begins=_stood(own, points, points[len(world.place_ids) + station]),
            moments=tuple(read.moments(own, span_s)),
        )


def _stood(own: Records, points: Sequence[Point], home: Point) -> Point:
    """Where it stood before its first entry: where it waited by then, else at its own station."""
    if len(own) and own[0]["arrives"] <= own[0]["at"]:
        return points[int(own[0]["goal"])]
    return home


def _shifts(
    world: World, calls: Calls, who: int, span_s: tuple[float, float]
) -> list[tuple[float, float]]:
    """When it is on duty, as far as that concerns the span."""
    found = []
    for day in range(int(span_s[0] // DAY_S) - 1, int(span_s[1] // DAY_S) + 1):
        weekday = (calls.first_weekday + day) % 7
        for window in range(world.shift_start_s.shape[1]):
            if world.shift_days[who, window] >> weekday & 1:
                start, end = world.shift_start_s[who, window], world.shift_end_s[who, window]
                found.append((day * DAY_S + float(start), day * DAY_S + float(end)))
    return [(start, end) for start, end in found if start < end]


class _Read:
    """One vehicle's entries, read in order."""

    def __init__(
        self,
        world: World,
        outcome: Outcome,
        points: Sequence[Point],
        who: int,
        shifts: list[tuple[float, float]],
    ) -> None:
        self._world, self._outcome, self._points = world, outcome, points
        self._home, self._shifts = int(world.vehicle_station[who]), shifts
        self._entry: Record | None = None

    def moments(self, own: Records, span_s: tuple[float, float]) -> Iterator[Moment]:
        """Changes alone: an entry that nobody sees is passed over."""
        last: Moment | None = None
        way: tuple[int, float] = (NOBODY, -inf)
        for at_s, entry in self._times(own, span_s):
            self._entry = self._entry if entry is None else entry
            now = self._moment(at_s)
            if entry is not None and (goes := (int(entry["goal"]), float(entry["arrives"]))) != way:
                way = goes
                if goes[1] > at_s:
                    now = now._replace(goal=self._points[goes[0]], arrives_s=goes[1])
            if last is None or now[1:] != last._replace(goal=None, arrives_s=-inf)[1:]:
                yield now
                last = now

    def _times(
        self, own: Records, span_s: tuple[float, float]
    ) -> list[tuple[float, Record | None]]:
        """Entries, and the moments at which a shift changes or a pause ends, in order."""
        times: list[tuple[float, Record | None]] = [(span_s[0], None)]
        times += [(float(entry["at"]), entry) for entry in own]
        edges = {edge for shift in self._shifts for edge in shift}
        edges |= {float(until) for until in own["paused_until"] if np.isfinite(until)}
        times += [(edge, None) for edge in edges if span_s[0] < edge < span_s[1]]
        return sorted(times, key=lambda one: one[0])

    def _moment(self, at_s: float) -> Moment:
        entry = self._entry
        if entry is None:
            return Moment(at_s, self._idle(at_s, _S.AVAILABLE_STATION))
        call, doing = int(entry["call"]), int(entry["state"])
        if doing == state.TO_MEETING:
            told = _S.LOADED if entry["role"] == state.FIRST else _S.EN_ROUTE
        else:
            told = _STATES[doing]
        if doing >= state.READY:
            station = int(entry["base"])
            away = None if station == self._home else self._world.station_ids[station]
            return Moment(at_s, self._idle(at_s, told), station=away)
        hospital = int(self._outcome.hospital[call]) if told in _WITH_HOSPITAL else NOBODY
        name = None if hospital == NOBODY else self._world.hospital_ids[hospital]
        return Moment(at_s, told, call, name)

    def _idle(self, at_s: float, waits: VehicleState) -> VehicleState:
        if not any(start <= at_s < end for start, end in self._shifts):
            return _S.OFF_DUTY
        paused = self._entry is not None and at_s < self._entry["paused_until"]
        return _S.PAUSED if paused else waits
