"""A day as a map plays it: what crews reported, and every drive with its bends."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from geo.routing.router import Router
from simulations.animation.moments import NOBODY, Life, Moment, reason
from simulations.animation.told import (
    DayRow,
    SimulatedCall,
    SimulatedDay,
    SimulatedDrive,
    SimulatedStep,
    SimulatedVehicle,
    Why,
)
from simulations.animation.ways import Way, Ways, cut, standing
from simulations.kernel.model import DAY_S
from stations.region import Region

DIGITS = 5


@dataclass(frozen=True)
class PlayedCall:
    """One call of the day, seconds as the lives have them; inf: not on this day."""

    place: str
    lon: float
    lat: float
    urgency: int
    rings_s: float
    arrived_s: float
    over_s: float
    queued: bool
    cancelled: bool


@dataclass(frozen=True)
class Which:
    """Which day of which days is played, and how it is called."""

    name: str
    days: tuple[DayRow, ...]
    day: int
    worst: int


def day_of(
    which: Which,
    region: Region,
    lives: Sequence[Life],
    calls: Mapping[int, PlayedCall],
    router: Router,
    begin_s: float,
) -> SimulatedDay:
    """From midnight to midnight; ``calls`` by the numbers that the lives name."""
    clock = _Clock(begin_s, {number: shown for shown, number in enumerate(calls)})
    ways = Ways(router)
    steps = [step for one in lives for step in _steps(one, clock)]
    steps.sort(key=lambda step: step.at_s)
    drives = [drive for one in lives for drive in _drives(one, ways, clock)]
    of_day = [step for step in steps if 0 <= step.at_s < DAY_S]
    return SimulatedDay(
        scenario=which.name,
        day=which.day,
        worst=which.worst,
        days=which.days,
        vehicles=standing_of(region, [one.vehicle for one in lives]),
        calls=tuple(clock.call(one) for one in calls.values()),
        steps=tuple(steps),
        drives=tuple(one for one in drives if one.points[-1][2] > 0),
        recalls=sum(step.why is Why.RECALLED for step in of_day),
        moves=sum(step.why is Why.STAND_BY for step in of_day),
    )


def standing_of(region: Region, ids: Iterable[str]) -> tuple[SimulatedVehicle, ...]:
    """Every vehicle at its station."""
    vehicles = [region.vehicles[id] for id in ids]
    return tuple(
        SimulatedVehicle(
            id=one.id,
            name=one.name,
            level=one.level,
            station=one.station_code,
            station_name=region.units[one.station_code].name,
            county=one.county_code,
            lon=round(region.units[one.station_code].point.lon, DIGITS),
            lat=round(region.units[one.station_code].point.lat, DIGITS),
        )
        for one in vehicles
    )


@dataclass(frozen=True)
class _Clock:
    """Seconds inside are the run's, those given out the day's; so are the numbers of calls."""

    begin_s: float
    number: Mapping[int, int]

    def second(self, at_s: float) -> float:
        return round(at_s - self.begin_s, 1)

    def moment(self, at_s: float) -> float | None:
        return self.second(at_s) if isfinite(at_s) else None

    def call(self, one: PlayedCall) -> SimulatedCall:
        return SimulatedCall(
            place=one.place,
            lon=round(one.lon, DIGITS),
            lat=round(one.lat, DIGITS),
            urgency=one.urgency,
            rings_s=self.second(one.rings_s),
            arrived_s=self.moment(one.arrived_s),
            over_s=self.moment(one.over_s),
            queued=one.queued,
            cancelled=one.cancelled,
        )


def _steps(life: Life, clock: _Clock) -> list[SimulatedStep]:
    """From midnight on, with those before it that belong to a call that is shown."""
    steps: list[SimulatedStep] = []
    before: Moment | None = None
    for now in life.moments:
        why = reason(before, now)
        told = now.station or life.home_station
        steps.append(
            SimulatedStep(
                at_s=clock.second(now.at_s),
                vehicle=life.vehicle,
                state=now.state,
                call=clock.number.get(now.call),
                hospital=now.hospital,
                why=why,
                left=clock.number.get(before.call) if before and why is Why.RECALLED else None,
                station=told if why is Why.STAND_BY else None,
            )
        )
        before = now
    stood = sum(step.at_s <= 0 for step in steps) - 1
    return [step for nth, step in enumerate(steps) if nth >= stood or step.call is not None]


def _drives(life: Life, ways: Ways, clock: _Clock) -> Iterator[SimulatedDrive]:
    """Where it drove; whoever is sent elsewhere turns where it is then."""
    way, by_road = standing(life.begins), True
    for now in life.moments:
        if now.goal is None:
            continue
        driven = cut(way, now.at_s)
        yield from _drive(life.vehicle, driven, by_road, clock)
        way, by_road = ways.way(driven[-1].point, now.goal, now.at_s, now.arrives_s)
    yield from _drive(life.vehicle, way, by_road, clock)


def _drive(vehicle: str, way: Way, by_road: bool, clock: _Clock) -> Iterator[SimulatedDrive]:
    moves = any(one.point != way[0].point for one in way[1:])
    if moves and clock.second(way[0].at_s) < DAY_S:
        points = tuple(
            (round(lon, DIGITS), round(lat, DIGITS), clock.second(at_s)) for lon, lat, at_s in way
        )
        yield SimulatedDrive(vehicle=vehicle, points=points, by_road=by_road)


def busy_with(lives: Iterable[Life], from_s: float = 0.0) -> dict[int, float]:
    """Until when anybody was busy with each call after a moment; inf: to the end of the lives."""
    until: dict[int, float] = {}
    for life in lives:
        ends = [*(one.at_s for one in life.moments[1:]), float("inf")]
        for one, end_s in zip(life.moments, ends, strict=True):
            if one.call != NOBODY and end_s > from_s:
                until[one.call] = max(until.get(one.call, 0.0), end_s)
    return until
