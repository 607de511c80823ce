"""A day of a run as a map plays it: calls, what crews reported, and every drive with its bends."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import inf, isfinite

import numpy as np

from geo.coordinates import Point
from geo.routing.router import Router
from simulations.animation.sorties import Leg, Sortie, sorties
from simulations.animation.told import (
    DayRow,
    SimulatedCall,
    SimulatedDay,
    SimulatedDrive,
    SimulatedStep,
    SimulatedVehicle,
)
from simulations.animation.ways import Way, Ways, cut, standing
from simulations.kernel.model import DAY_S, Calls, Drive, Ended, Outcome, World
from simulations.scenarios.applying import Planned
from simulations.worlds.places import DemandPlace, demand_places
from stations.status import VehicleState

LASTS_MAX_S = DAY_S
"""No sortie is longer: what began earlier than a day before is over."""
DIGITS = 5
_S = VehicleState


def day_of(
    planned: Planned,
    world: World,
    calls: Calls,
    outcome: Outcome,
    router: Router,
    days: Sequence[DayRow],
    day: int,
    worst: int,
) -> SimulatedDay:
    """One counted day, from midnight to midnight."""
    begin_s = (planned.scenario.warm_up_days + day) * DAY_S
    stage = _Stage(planned, world, calls, outcome, router, begin_s)
    steps, drives = stage.play()
    of_day = stage.shown
    return SimulatedDay(
        scenario=planned.scenario.name,
        day=day,
        worst=worst,
        days=tuple(days),
        vehicles=stage.standing(),
        calls=tuple(stage.call(n) for n in of_day),
        steps=tuple(steps),
        drives=tuple(drives),
        moved_up=bool(outcome.counters["move_ups"]),
        called_off=int(outcome.bumps[of_day].sum()),
    )


class _Stage:
    """Plays vehicle after vehicle; seconds inside are the run's, those given out the day's."""

    def __init__(
        self,
        planned: Planned,
        world: World,
        calls: Calls,
        outcome: Outcome,
        router: Router,
        begin_s: float,
    ) -> None:
        self._planned, self._world, self._calls, self._outcome = planned, world, calls, outcome
        self._begin_s, self._end_s = begin_s, begin_s + DAY_S
        self._ways = Ways(router)
        self._places = {one.id: one for one in demand_places(planned.region.townships.values())}
        self._points = self._node_points()
        found = defaultdict(list)
        near = (calls.arrival_s >= begin_s - LASTS_MAX_S) & (calls.arrival_s < self._end_s)
        for nth in np.flatnonzero(near).tolist():
            for one in sorties(world, calls, outcome, nth):
                if one.ordered_s < self._end_s:
                    found[one.vehicle].append(one)
        self._sorties = {who: sorted(own, key=lambda s: s.ordered_s) for who, own in found.items()}
        under_way = {
            one.call for own in self._sorties.values() for one in own if one.freed_s > begin_s
        }
        waiting = outcome.ended == Ended.OPEN
        self.shown = [
            nth
            for nth in np.flatnonzero(near).tolist()
            if calls.arrival_s[nth] >= begin_s or nth in under_way or waiting[nth]
        ]
        self._number = {nth: shown for shown, nth in enumerate(self.shown)}

    def _node_points(self) -> list[Point]:
        region, world = self._planned.region, self._world
        return [
            *(self._places[code].point for code in world.place_ids),
            *(region.units[code].point for code in world.station_ids),
            *(region.hospitals[code].point for code in world.hospital_ids),
        ]

    def standing(self) -> tuple[SimulatedVehicle, ...]:
        """Every vehicle where its scenario has it."""
        region = self._planned.region
        vehicles = [region.vehicles[id] for id in self._world.vehicle_ids]
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

    def call(self, nth: int) -> SimulatedCall:
        """One call as it is shown."""
        calls, outcome = self._calls, self._outcome
        where: DemandPlace = self._places[self._world.place_ids[calls.place[nth]]]
        cancelled = outcome.ended[nth] == Ended.CANCELLED
        rang_s = float(calls.arrival_s[nth])
        freed = [s.freed_s for s in sorties(self._world, calls, outcome, nth)]
        over_s = max(freed, default=rang_s + float(calls.cancel_s[nth]) if cancelled else inf)
        return SimulatedCall(
            place=where.id,
            lon=round(where.point.lon, DIGITS),
            lat=round(where.point.lat, DIGITS),
            urgency=int(calls.urgency[nth]),
            rings_s=self._second(rang_s),
            arrived_s=self._moment(float(outcome.arrived_s[nth])),
            over_s=self._moment(over_s),
            queued=bool(outcome.queued[nth]),
            cancelled=bool(cancelled),
        )

    def play(self) -> tuple[list[SimulatedStep], list[SimulatedDrive]]:
        """What every crew reported and where it drove, in order of time."""
        steps: list[SimulatedStep] = []
        drives: list[SimulatedDrive] = []
        for who in range(len(self._world.vehicle_ids)):
            for found in self._vehicle(who, self._sorties.get(who, [])):
                (steps if isinstance(found, SimulatedStep) else drives).append(found)  # type: ignore[arg-type]
        steps.sort(key=lambda step: step.at_s)
        return steps, [one for one in drives if one.points[-1][2] > 0]

    def _vehicle(self, who: int, own: Sequence[Sortie]) -> Iterable[SimulatedStep | SimulatedDrive]:
        id, station = self._world.vehicle_ids[who], int(self._world.vehicle_station[who])
        home = self._points[len(self._world.place_ids) + station]
        at, way_home = home, standing(home)
        by_road = True
        for one in own:
            sets_out_s = one.legs[0].from_s if one.legs else one.freed_s
            if way_home[-1].at_s <= one.ordered_s and len(way_home) > 1:
                yield self._step(way_home[-1].at_s, id, _S.AVAILABLE_STATION, None)
            way_home = cut(way_home, sets_out_s)
            at = way_home[-1].point
            yield from self._drive(id, way_home, by_road)
            yield from (self._step(at_s, id, state, one) for at_s, state in one.turns)
            for leg in one.legs:
                way, by_road = self._ways.way(at, self._goal(leg), leg.from_s, leg.until_s)
                way = cut(way, min(leg.stops_s, one.freed_s))
                at = way[-1].point
                yield from self._drive(id, way, by_road)
            if not isfinite(one.freed_s):
                way_home = standing(at)
                continue
            yield self._step(one.freed_s, id, _S.AVAILABLE_MOBILE, None)
            back_s = one.freed_s + self._home_s(one, len(self._world.place_ids) + station)
            way_home, by_road = self._ways.way(at, home, one.freed_s, back_s)
        yield from self._drive(id, way_home, by_road)
        if len(way_home) > 1:
            yield self._step(way_home[-1].at_s, id, _S.AVAILABLE_STATION, None)

    def _goal(self, leg: Leg) -> Point:
        goal = self._points[leg.goal]
        if leg.scene < 0:
            return goal
        way, _ = self._ways.way(self._points[leg.scene], goal, 0.0, 1.0)
        return cut(way, leg.share)[-1].point

    def _home_s(self, one: Sortie, home: int) -> float:
        """From where it was freed, without siren, as the traffic of that hour has it."""
        roads = self._world.roads
        hour = int(self._calls.first_weekday * 24 + one.freed_s // 3600) % 168
        last = one.legs[-1] if one.legs else None
        node = last.goal if last else home
        seconds = float(roads.to_target_s[roads.slot_of_hour[hour], Drive.CALM, home, node])
        pace = float(self._calls.drive_factor[one.call])
        if last is not None and one.freed_s < last.until_s:  # turned round on its way
            seconds = min(seconds, one.freed_s - last.from_s)
        return seconds * pace if isfinite(seconds) else LASTS_MAX_S

    def _step(self, at_s: float, id: str, state: VehicleState, one: Sortie | None) -> SimulatedStep:
        hospital = None
        if one is not None and state in (_S.LOADED, _S.AT_HOSPITAL, _S.HANDED_OVER):
            hospital = self._world.hospital_ids[int(self._outcome.hospital[one.call])]
        return SimulatedStep(
            at_s=self._second(at_s),
            vehicle=id,
            state=state,
            call=self._number.get(one.call) if one else None,
            hospital=hospital,
        )

    def _drive(self, id: str, way: Way, by_road: bool) -> Iterable[SimulatedDrive]:
        moves = any(one.point != way[0].point for one in way[1:])
        if moves and way[0].at_s < self._end_s:
            points = tuple(
                (round(lon, DIGITS), round(lat, DIGITS), self._second(at_s))
                for lon, lat, at_s in way
            )
            yield SimulatedDrive(vehicle=id, points=points, by_road=by_road)

    def _second(self, run_s: float) -> float:
        return round(run_s - self._begin_s, 1)

    def _moment(self, run_s: float) -> float | None:
        return self._second(run_s) if isfinite(run_s) else None
