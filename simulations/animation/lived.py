"""A real day of the journal on the map: its calls, and what their first crews pressed.

Where they drove between two presses is drawn along the roads; nobody's track is shown here (the
desk's own replay has those). Steps that nobody pressed are missing, as in the journal.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from math import inf

import numpy as np

from dispatch.domain.identifiers import BEIJING
from geo.coordinates import Point
from geo.routing.router import Router
from simulations.animation.moments import Life, Moment
from simulations.animation.playing import PlayedCall, Which, day_of
from simulations.animation.told import DayRow, SimulatedDay
from simulations.calibration.history import Case, days_of
from simulations.calibration.replaying import RANK
from simulations.kernel.model import DAY_S
from simulations.results.measuring import USUAL_TARGETS, Targets
from stations.region import Region
from stations.status import TaskResult, VehicleState

_S = VehicleState


def real_days(
    region: Region, cases: Sequence[Case], targets: Targets = USUAL_TARGETS
) -> tuple[DayRow, ...]:
    """Every day of the journal; ``late`` counts as in a run, by the targets of town and country."""
    of_day: dict[str, list[Case]] = {day: [] for day in days_of(list(cases))}
    for case in cases:
        of_day[case.day].append(case)
    return tuple(_row(region, day, own, targets) for day, own in of_day.items())


def _row(region: Region, day: str, cases: list[Case], targets: Targets) -> DayRow:
    known = [s for case in cases if (s := case.seconds("rang_ms", "on_scene_ms")) is not None]
    late = sum(_late(region, case, targets) for case in cases)
    mean_s = round(float(np.mean(known)), 1) if known else None
    return DayRow(date=day, calls=len(cases), late=late, queued=0, mean_s=mean_s)


def _late(region: Region, case: Case, targets: Targets) -> bool:
    if case.result is TaskResult.STOPPED and case.on_scene_ms is None:
        return False
    town = region.townships.get(case.township or "")
    target_s = targets.urban_s if town is not None and town.urban else targets.rural_s
    seconds = case.seconds("rang_ms", "on_scene_ms")
    return seconds is None or seconds > target_s


def lived_day(region: Region, cases: Sequence[Case], which: Which, router: Router) -> SimulatedDay:
    """One of ``which.days`` as it was, with whom the evening before had left under way."""
    midnight = datetime.fromisoformat(which.days[which.day].date).replace(tzinfo=BEIJING)
    begin_ms = round(midnight.timestamp() * 1000)
    near = [
        case
        for case in cases
        if begin_ms - DAY_S * 1000 <= case.rang_ms < begin_ms + DAY_S * 1000
        and _place(region, case) is not None
        and (case.rang_ms >= begin_ms or (case.ended_ms or 0) > begin_ms)
    ]
    read = _Read(region, router, begin_ms)
    calls = {nth: read.call(case) for nth, case in enumerate(near)}
    of_vehicle: dict[str, list[tuple[int, Case]]] = defaultdict(list)
    for nth, case in enumerate(near):
        if case.vehicle in region.vehicles and case.assigned_ms is not None:
            of_vehicle[case.vehicle or ""].append((nth, case))
    lives = [read.life(id, of_vehicle.get(id, [])) for id in region.vehicles]
    return day_of(which, region, lives, calls, router, 0.0)


def _place(region: Region, case: Case) -> Point | None:
    town = region.townships.get(case.township or "")
    return case.point or (town.point if town else None)


class _Read:
    """Seconds since the day's midnight, from presses."""

    def __init__(self, region: Region, router: Router, begin_ms: int) -> None:
        self._region, self._router, self._begin_ms = region, router, begin_ms

    def call(self, case: Case) -> PlayedCall:
        """As it was."""
        point = _place(self._region, case)
        assert point is not None
        return PlayedCall(
            place=f"{case.township or ''}.0",
            lon=point.lon,
            lat=point.lat,
            urgency=RANK[case.urgency],
            rings_s=self._s(case.rang_ms),
            arrived_s=self._s(case.on_scene_ms),
            over_s=self._s(case.ended_ms),
            queued=False,
            cancelled=case.result is TaskResult.STOPPED and case.on_scene_ms is None,
        )

    def life(self, id: str, own: list[tuple[int, Case]]) -> Life:
        """One vehicle: from its station to its calls and back."""
        station = self._region.vehicles[id].station_code
        home = self._region.units[station].point
        own.sort(key=lambda one: one[1].assigned_ms or 0)
        moments = [Moment(-DAY_S, _S.AVAILABLE_STATION)]
        for nth, case in own:
            ordered_s = self._s(case.assigned_ms)  # on its way home, it never gets there
            moments = [one for one in moments if one.at_s <= ordered_s]
            moments += sorted(self._sortie(nth, case, home), key=lambda one: one.at_s)
        return Life(vehicle=id, home_station=station, begins=home, moments=tuple(moments))

    def _sortie(self, nth: int, case: Case, home: Point) -> Iterator[Moment]:
        scene = _place(self._region, case)
        assert scene is not None
        ordered_s, departed_s = self._s(case.assigned_ms), self._s(case.departed_ms)
        there_s, left_s = self._s(case.on_scene_ms), self._s(case.left_ms)
        door_s, freed_s = self._s(case.at_hospital_ms), self._s(case.ended_ms)
        hospital = self._region.hospitals.get(case.hospital or "")
        yield Moment(ordered_s, _S.ACKED, nth)
        if departed_s < inf:
            arrives_s = there_s if there_s < inf else departed_s + self._drive_s(home, scene)
            yield Moment(departed_s, _S.EN_ROUTE, nth, goal=scene, arrives_s=arrives_s)
        if there_s < inf:
            yield Moment(there_s, _S.ON_SCENE, nth)
        at = scene
        if hospital is not None and left_s <= door_s < inf:
            to = {"goal": hospital.point, "arrives_s": door_s}
            yield Moment(left_s, _S.LOADED, nth, hospital.code, **to)  # type: ignore[arg-type]
            yield Moment(door_s, _S.AT_HOSPITAL, nth, hospital.code)
            at = hospital.point
        if freed_s < inf:
            back_s = freed_s + self._drive_s(at, home)
            yield Moment(freed_s, _S.AVAILABLE_MOBILE, goal=home, arrives_s=back_s)
            yield Moment(back_s, _S.AVAILABLE_STATION)

    def _drive_s(self, start: Point, end: Point) -> float:
        route = self._router.route(self._router.locate(start), self._router.locate(end))
        return route.duration_s if route is not None else 0.0

    def _s(self, at_ms: int | None) -> float:
        return inf if at_ms is None else (at_ms - self._begin_ms) / 1000
