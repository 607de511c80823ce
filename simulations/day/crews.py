"""Crews (车组): told by the board what to do, they drive, press their buttons and come home."""

import logging
from collections.abc import Callable

from geo.coordinates import Point, distance_m
from simulations.day.bodies import Body
from simulations.day.chance import Chance
from simulations.day.driving import straight_route, taken_up
from simulations.day.durations import Durations
from simulations.day.hands import Hands
from simulations.day.link import Link, Refused
from simulations.day.picture import Picture
from simulations.day.sortie import Press, next_press
from simulations.day.views import (
    HospitalChoiceView,
    IncidentView,
    RegionView,
    RouteView,
    TaskView,
    VehicleView,
)
from stations.status import VehicleState

log = logging.getLogger("liandong.day")

AT_STATION_M = 300.0
UNREACHABLE = "unreachable"
"""How the system refuses a way that is closed."""

_S = VehicleState


class Crews:
    """All crews and their vehicles. Each acts in its own name, with its own login."""

    def __init__(
        self,
        *,
        region: RegionView,
        picture: Picture,
        now_ms: Callable[[], int],
        chance: Chance,
        link: Link,
        hands: Hands,
    ) -> None:
        self._picture = picture
        self._now_ms = now_ms
        self._chance = chance
        self._link = link
        self._hands = hands
        places = {unit.code: unit.point for unit in region.units}
        self.homes = {v.id: places[v.station_code] for v in region.vehicles}
        self._hospitals = {hospital.code: hospital.point for hospital in region.hospitals}
        self._urban = {town.code: town.urban for town in region.townships}
        self.bodies = {v: Body(v, point, 0) for v, point in self.homes.items()}
        self._seen: set[str] = set()

    def find_vehicles(self) -> None:
        """After a snapshot: vehicles are where the system last saw them.

        One that this day has moved itself is known better than the system knows it.
        """
        for vehicle in self._picture.vehicles.values():
            if vehicle.id in self.bodies and vehicle.id not in self._seen:
                self._seen.add(vehicle.id)
                if vehicle.fix is not None:
                    self.bodies[vehicle.id].place(vehicle.fix.point, vehicle.fix.at_ms)

    def beat(self, now_ms: int) -> None:
        """Look at every vehicle and do what is due."""
        for vehicle in self._picture.vehicles.values():
            body = self.bodies.get(vehicle.id)
            if body is None:
                continue
            duty = self._picture.task_of(vehicle)
            if duty is not None:
                self._on_task(now_ms, body, *duty, by_people=bool(vehicle.crew))
            elif vehicle.state == _S.AVAILABLE_MOBILE:
                self._go_home(now_ms, body, vehicle)
            elif vehicle.state == _S.AVAILABLE_STATION:
                self._rest(now_ms, body)

    def _on_task(
        self, now_ms: int, body: Body, incident: IncidentView, task: TaskView, *, by_people: bool
    ) -> None:
        durations = Durations(self._chance, task.id)
        errand = _errand(incident, task)
        if errand is None:
            body.stand(now_ms)  # at work, or nobody has said yet where to drive
        elif self._needs_way(body, errand):
            self._set_off(body, errand, incident, task, durations)
            if body.errand != errand:
                return
        if task.state == _S.ASSIGNED and not by_people and durations.refuses():
            self._refuse(now_ms, body, task, durations)
            return
        press = next_press(
            task,
            durations,
            urban=self._urban.get(incident.township_code or "", False),
            from_station=self._is_home(body, now_ms),
            arrival_ms=None if errand is None else body.arrival_ms(errand),
        )
        if press is not None and press.due_ms <= now_ms and not by_people:
            self._hands.do(
                f"crew {body.vehicle_id}", lambda: self._press(body, task, press, durations)
            )

    def _refuse(self, now_ms: int, body: Body, task: TaskView, durations: Durations) -> None:
        """Now and then a crew cannot go, and says why (拒绝出车)."""
        if now_ms < task.at_ms(_S.ASSIGNED) + durations.acknowledge_s() * 1000:
            return
        wish: dict[str, object] = {"reason": durations.refusal(), "note": ""}
        path, key = f"/api/tasks/{task.id}/refuse", f"day refuse {task.id}"
        self._hands.do(f"crew {body.vehicle_id}", lambda: self._tell(body, path, wish, key))

    def _go_home(self, now_ms: int, body: Body, vehicle: VehicleView) -> None:
        """Free again: drive back to the station, and say so there (返回站中)."""
        errand = f"home {vehicle.since_ms}"
        path = f"/api/vehicles/{vehicle.id}"
        arrival_ms = body.arrival_ms(errand)
        if self._needs_way(body, errand):
            start_ms = now_ms if body.errand == errand else vehicle.since_ms
            way = (f"{path}/route", self.homes[vehicle.id])
            factor = Durations(self._chance, vehicle.id).drive_factor(errand)
            self._hands.do(
                f"way {vehicle.id}",
                lambda: self._drive(body, errand, start_ms, way, factor),
            )
        elif arrival_ms is not None and arrival_ms <= now_ms and not vehicle.crew:
            key = f"day returned {vehicle.id} {vehicle.since_ms}"
            self._hands.do(
                f"crew {vehicle.id}",
                lambda: self._tell(body, f"{path}/returned", {}, key),
            )

    def _needs_way(self, body: Body, errand: str) -> bool:
        """Another errand, or other roads than those the way was asked on."""
        return body.errand != errand or body.road_news != self._picture.road_news

    def _rest(self, now_ms: int, body: Body) -> None:
        if body.errand is not None and not body.is_moving(now_ms):
            body.stand(now_ms)
        if body.errand is None and not self._is_home(body, now_ms):
            body.place(self.homes[body.vehicle_id], now_ms)

    def _is_home(self, body: Body, now_ms: int) -> bool:
        return distance_m(body.at(now_ms).point, self.homes[body.vehicle_id]) < AT_STATION_M

    def _set_off(
        self, body: Body, errand: str, incident: IncidentView, task: TaskView, durations: Durations
    ) -> None:
        to_hospital = self._hospitals.get(task.hospital_code or "") if task.hospital_code else None
        scene = incident.location.point if incident.location else None
        target = to_hospital if task.state == _S.LOADED else scene
        # A leg starts with the button; a changed one where the vehicle is by now.
        start_ms = task.last_ms if body.errand is None else self._now_ms()
        way = (f"/api/tasks/{task.id}/route", target)
        factor = durations.drive_factor(task.state)
        self._hands.do(
            f"way {body.vehicle_id}", lambda: self._drive(body, errand, start_ms, way, factor)
        )

    async def _drive(
        self,
        body: Body,
        errand: str,
        start_ms: int,
        way: tuple[str, Point | None],
        factor: float,
    ) -> None:
        """Ask the system for the way, then drive it; where none is open, wait for one.

        Whoever is under way and hears of other roads takes the new way up where he is by then.
        """
        path, target = way
        again, road_news = body.errand == errand, self._picture.road_news
        body.sets_off = not again
        try:
            route = await self._link.get(_user(body), path, RouteView)
            points, passed_s = [Point(*pair) for pair in route.points], list(route.passed_s)
        except Refused as refused:
            if refused.code == UNREACHABLE:
                log.info("%s stands before a closed road", body.vehicle_id)
                body.wait(errand, self._now_ms())
                body.road_news = road_news
                return
            if target is None:
                raise
            log.warning("%s drives by sight: %s", body.vehicle_id, refused)
            points, passed_s = straight_route(body.at(start_ms).point, target)
        finally:
            body.sets_off = False
        if again:
            start_ms = self._now_ms()
            points, passed_s = taken_up(body.at(start_ms).point, points, passed_s)
        body.stand(start_ms)
        body.drive(errand, start_ms, points, passed_s, factor)
        body.road_news = road_news

    async def _press(self, body: Body, task: TaskView, press: Press, durations: Durations) -> None:
        wish: dict[str, object] = {"state": press.state, "at_ms": press.due_ms}
        if press.reason is not None:
            wish["reason"] = press.reason
        if press.state is _S.LOADED and task.hospital_code is not None:
            wish["hospital_code"] = task.hospital_code
        elif press.state is _S.LOADED:
            path = f"/api/tasks/{task.id}/hospitals"
            choices = await self._link.get(_user(body), path, list[HospitalChoiceView])
            if choices:
                wish["hospital_code"] = choices[durations.hospital_rank(len(choices))].code
        key = f"day press {task.id} {len(task.stamps)} {press.state}"
        await self._tell(body, f"/api/tasks/{task.id}/status", wish, key)

    async def _tell(self, body: Body, path: str, wish: dict[str, object], key: str) -> None:
        await self._link.post(_user(body), path, wish, key)
        log.debug("%s", key)


def _user(body: Body) -> str:
    """The login of a vehicle's crew."""
    return f"crew-{body.vehicle_id}"


def _errand(incident: IncidentView, task: TaskView) -> str | None:
    """What is driven for now, and whereto; a moved scene or another hospital is a new errand."""
    scene = incident.location
    if task.state == _S.EN_ROUTE and scene is not None:
        return f"{task.id} to scene {scene.lon:.5f} {scene.lat:.5f}"
    if task.state == _S.LOADED and task.hospital_code is not None:
        return f"{task.id} to hospital {task.hospital_code}"
    return None
