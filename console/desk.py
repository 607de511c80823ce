"""What lies between the interface and the writer: a command gets what it needs, then goes in.

A dispatch gets the ranking it was decided on, a loaded patient gets a hospital, a location gets its
areas. Rankings and routes are computed in a thread of their own, so that the event loop keeps
serving every screen meanwhile.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from console.maps.places import Places
from console.order_slip import OrderSlip, order_slip
from console.people.auth import Wish
from console.roads.routes import RouteView, Trip, route_view, trip_of
from dispatch.board import Board, vehicle_state
from dispatch.coverage import CoverageTable, Left
from dispatch.domain import commands as c
from dispatch.domain.actors import Actor
from dispatch.domain.choices import OverrideCode
from dispatch.domain.clock import Clock
from dispatch.domain.decisions import Candidate, Ranking
from dispatch.domain.errors import Conflict, Refusal, no_such
from dispatch.domain.records import Incident, Task
from dispatch.hospital_choice import HospitalChoice, rank_hospitals, states_in_force
from dispatch.lending import asking_unit
from dispatch.pins import RoadPins
from dispatch.policies.sirens import Destination, driving
from dispatch.projections.readside import ReadSide
from dispatch.ranking import Question, rank_vehicles
from dispatch.sight import sees_incident, sees_vehicle, viewer_of
from dispatch.standing import Scenes, Standing, standings
from dispatch.whereabouts import base_of
from dispatch.writer import Writer
from geo.coordinates import Point
from geo.roads.driving import Driving
from geo.roads.reach import TornRoads
from geo.routing.guarded import GuardedRouter
from geo.routing.router import RoadPoint
from stations.positions.book import PositionBook
from stations.region import Region
from stations.status import IDLE, VehicleState

ANSWERS_MAX = 256
PLACED_AT_ONCE = 1_000
"""Vehicles looked up on the road each second; more take turns, and a ranking looks up the rest."""

ASKED_JUST_NOW_MS = 15_000
"""A ranking no older than this is good enough to name the next best after a lost race."""

T = TypeVar("T")


class Desk:
    """Carries out wishes and answers questions; owned by the event loop."""

    def __init__(
        self,
        *,
        region: Region,
        places: Places,
        routers: Mapping[Driving, GuardedRouter],
        positions: PositionBook,
        readside: ReadSide,
        writer: Writer,
        clock: Clock,
        torn: Callable[[], TornRoads | None],
    ) -> None:
        self.places = places
        self.clock = clock
        self._region = region
        self._routers = routers
        self._pins = RoadPins(routers[Driving.SIREN])
        self._positions = positions
        self._readside = readside
        self._writer = writer
        self._torn = torn
        self._coverage = CoverageTable(region)
        self._left: Left | None = None
        self._answers: OrderedDict[str, Ranking] = OrderedDict()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="liandong-ranking")
        # What may take its time has a thread of its own: no ranking waits for it.
        self._aside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="liandong-coverage")

    def close(self) -> None:
        """Take no more questions."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._aside.shutdown(wait=False, cancel_futures=True)

    async def submit(self, wish: Wish, command: c.AnyCommand) -> c.Receipt:
        """Put a command to the writer; returns once it is durable."""
        request = c.Request(
            command_id=wish.key, actor=wish.actor, command=command, intent=wish.intent
        )
        return await asyncio.wrap_future(self._writer.submit(request))

    async def ring(self, wish: Wish, command: c.RingCall) -> c.Receipt:
        """A call rings; what the network says of its place is looked up at once."""
        if command.location is not None:
            place = self.places.place_of(command.location.point)
            command = replace(command, place=place)
        return await self.submit(wish, command)

    async def accept(self, wish: Wish, command: c.AcceptCall) -> c.Receipt:
        """Accept a call; the caller's line says where, when the desk does not say better."""
        details = command.details
        call = self._readside.board.calls.get(command.call_id)
        if details.location is msgspec.UNSET and call is not None and call.location is not None:
            details = replace(details, location=call.location)
        place = self.place_of(details) or c.Place()
        return await self.submit(wish, replace(command, details=details, place=place))

    async def describe(self, wish: Wish, command: c.DescribeIncident) -> c.Receipt:
        """Keep what is new; a new location is looked up first."""
        return await self.submit(wish, replace(command, place=self.place_of(command.details)))

    async def dispatch(
        self,
        wish: Wish,
        incident_id: str,
        vehicle_id: str,
        answer_id: str | None,
        override_reason: str | None,
        override_code: OverrideCode | None = None,
    ) -> c.Receipt:
        """Send a vehicle on the ranking that lay on the desk, or on a fresh one."""
        ranking = await self.ranking_for(incident_id, answer_id, wish.actor)
        command = c.DispatchVehicle(
            incident_id=incident_id,
            vehicle_id=vehicle_id,
            ranking=ranking,
            override_reason=override_reason,
            override_code=override_code,
        )
        try:
            return await self.submit(wish, command)
        except Conflict as refusal:
            if refusal.code in ("vehicle_taken", "vehicle_not_available"):
                best = await self._next_best(command, wish.actor)
                if best is not None:
                    refusal.extras["next_best"] = best
            raise

    async def report(self, wish: Wish, command: c.ReportStatus) -> c.Receipt:
        """A press; a loaded patient gets the best hospital if none is named, and an ETA."""
        task = self._readside.board.tasks.get(command.task_id)
        if command.state is VehicleState.LOADED and task is not None:
            choice = await self._destination(task, command.hospital_code or task.hospital_code)
            if choice is not None:
                code, eta_ms, basis = choice
                command = replace(command, hospital_code=code, eta_ms=eta_ms, eta_basis=basis)
        return await self.submit(wish, command)

    async def choose_hospital(self, wish: Wish, command: c.ChooseHospital) -> c.Receipt:
        """A destination, with its ETA from where the vehicle is."""
        task = self._readside.board.tasks.get(command.task_id)
        choice = await self._destination(task, command.hospital_code) if task else None
        if choice is not None:
            command = replace(command, eta_ms=choice[1], eta_basis=choice[2])
        return await self.submit(wish, command)

    async def answer_divert(self, wish: Wish, command: c.AnswerDivert) -> c.Receipt:
        """A hospital's request to divert; the other hospital gets its arrival."""
        notice = self._readside.board.notices.get(command.notice_id)
        task = self._readside.board.tasks.get(notice.task_id) if notice else None
        if task is not None and command.hospital_code is not None:
            choice = await self._destination(task, command.hospital_code)
            if choice is not None:
                command = replace(command, eta_ms=choice[1], eta_basis=choice[2])
        return await self.submit(wish, command)

    async def rank(self, incident_id: str, actor: Actor | None = None) -> Ranking:
        """All vehicles for an incident; the answer is kept for the dispatch that follows.

        What must be asked of neighbours is judged for the actor's centre.
        """
        board, incident = self._readside.board, self._get_incident(incident_id)
        question = Question(
            board=_still(board),
            region=self._region,
            positions=dict(self._positions.latest),
            pins=self._pins,
            incident=incident,
            now_ms=self.clock.now_ms(),
            router=self._router("scene", incident),
            torn=self._torn(),
            asking=asking_unit(self._region, actor, incident),
            left=self._left,
        )
        ranking = await self._compute(lambda: rank_vehicles(question))
        self._answers[ranking.answer_id] = ranking
        while len(self._answers) > ANSWERS_MAX:
            self._answers.popitem(last=False)
        return ranking

    async def follow(self) -> None:
        """Place every vehicle that has moved on the road now, so that no ranking waits for it."""
        if not self._routers[Driving.SIREN].ready:
            return
        places = self.where_all()
        latest = self._positions.latest.items()
        matched = {i: position.road for i, position in latest if position.road is not None}
        pins = await self._compute(lambda: self._pins.locate(places, matched, PLACED_AT_ONCE))
        self._left = await self.compute_aside(self._cover(pins)) or self._left

    def _cover(self, pins: list[RoadPoint]) -> Callable[[], Left | None]:
        """What each vehicle alone covers now, for the rankings of the next second."""
        board, router = _still(self._readside.board), self._routers[Driving.SIREN]
        within_s, now_ms = self._region.meta.limits.late_arrival_s, self.clock.now_ms()

        def cover() -> Left | None:
            self._coverage.renew(router, pins)
            return self._coverage.left(board, within_s, now_ms)

        return cover

    async def standings(self) -> tuple[Standing, ...]:
        """Every open incident ranked anew at once, by the roads and vehicles of this moment."""
        scenes = Scenes(
            board=_still(self._readside.board),
            region=self._region,
            points=self.where_all(),
            matched={i: p.road for i, p in self._positions.latest.items() if p.road is not None},
            pins=self._pins,
            routers=self._routers,
            now_ms=self.clock.now_ms(),
            expected_ms={task_id: eta.eta_ms for task_id, eta in self._readside.etas.items()},
        )
        return await self._compute(lambda: standings(scenes))

    async def hospitals(self, actor: Actor, task_id: str) -> tuple[HospitalChoice, ...]:
        """All hospitals for a task, best first."""
        return await self._rank_hospitals(self.get_task(actor, task_id))

    async def task_route(self, actor: Actor, task_id: str) -> RouteView:
        """The way ahead of a vehicle on a task."""
        task = self.get_task(actor, task_id)
        incident = self._get_incident(task.incident_id)
        trip = trip_of(self._region, task, incident)
        return await self._route(task.vehicle_id, trip, self._router(trip.to, incident))

    def order_slip(self, actor: Actor, task_id: str) -> OrderSlip:
        """What a crew or station needs beside the incident: callers, and goals in every datum."""
        task = self.get_task(actor, task_id)
        incident = self._get_incident(task.incident_id)
        return order_slip(self._readside.board, self._region, task, incident)

    async def vehicle_route(self, actor: Actor, vehicle_id: str) -> RouteView:
        """The way of a vehicle to its own station."""
        vehicle = self._region.vehicles.get(vehicle_id)
        if vehicle is None or not self._sees_vehicle(actor, vehicle_id):
            raise no_such("车辆", "vehicle", "vehicle_id", vehicle_id)
        station = self._region.units[vehicle.station_code]
        home = Trip("station", station.point)
        return await self._route(vehicle_id, home, self._routers[Driving.CALM])

    def get_incident(self, actor: Actor, incident_id: str) -> Incident:
        """The incident, if this actor may see it."""
        incident = self._readside.board.incidents.get(incident_id)
        if incident is None or not self._sees_incident(actor, incident):
            raise no_such("事件", "incident", "incident_id", incident_id)
        return incident

    def get_task(self, actor: Actor, task_id: str) -> Task:
        """The task, if this actor may see its incident: a crew only its own."""
        task = self._readside.board.tasks.get(task_id)
        own = task is not None and actor.vehicle_id in (None, task.vehicle_id)
        incident = self._readside.board.incidents.get(task.incident_id) if task else None
        if task is None or incident is None or not (own and self._sees_incident(actor, incident)):
            raise no_such("任务", "task", "task_id", task_id)
        return task

    def _sees_incident(self, actor: Actor, incident: Incident) -> bool:
        return sees_incident(viewer_of(actor), self._readside.board, self._region, incident)

    def _sees_vehicle(self, actor: Actor, vehicle_id: str) -> bool:
        return sees_vehicle(viewer_of(actor), self._readside.board, self._region, vehicle_id)

    def _get_incident(self, incident_id: str) -> Incident:
        incident = self._readside.board.incidents.get(incident_id)
        if incident is None:
            raise no_such("事件", "incident", "incident_id", incident_id)
        return incident

    async def _next_best(self, lost: c.DispatchVehicle, actor: Actor) -> Candidate | None:
        """Who is next now: by the ranking just asked, so that fifty losers need no fifty more.

        Never the one that was lost: that it is taken, this board may not have been told yet.
        """
        asked, board = lost.ranking, self._readside.board
        if asked is None or self.clock.now_ms() - asked.computed_ms > ASKED_JUST_NOW_MS:
            asked = await self.rank_if_known(lost.incident_id, actor)
        for candidate in asked.ranked if asked else ():
            free = vehicle_state(board, candidate.vehicle_id) in IDLE
            if candidate.sendable and free and candidate.vehicle_id != lost.vehicle_id:
                return candidate
        return None

    async def ranking_for(
        self, incident_id: str, answer_id: str | None, actor: Actor | None = None
    ) -> Ranking | None:
        """The ranking that lay on the desk, or a fresh one."""
        ranking = self._answers.get(answer_id or "")
        if ranking is not None and ranking.incident_id == incident_id:
            return ranking
        return await self.rank_if_known(incident_id, actor)

    async def rank_if_known(self, incident_id: str, actor: Actor | None = None) -> Ranking | None:
        """A fresh ranking, or nothing: the core will say that the incident is unknown."""
        known = incident_id in self._readside.board.incidents
        return await self.rank(incident_id, actor) if known else None

    def place_of(self, details: c.IncidentDetails) -> c.Place | None:
        """The areas of a location that was written down."""
        location = details.location
        return None if location is msgspec.UNSET else self.places.place_of(location.point)

    async def _destination(self, task: Task, code: str | None) -> tuple[str, int, str] | None:
        """Hospital, expected arrival there and its basis; the best one if none is named."""
        now_ms = self.clock.now_ms()
        for choice in await self._rank_hospitals(task):
            if code in (None, choice.code) and choice.drive_s is not None:
                return choice.code, now_ms + round(choice.drive_s * 1000), choice.basis
        return None

    async def _rank_hospitals(self, task: Task) -> tuple[HospitalChoice, ...]:
        incident, board = self._get_incident(task.incident_id), self._readside.board
        start, router = self._patient_at(task, incident), self._router("hospital", incident)
        states = states_in_force(board.hospital_states.values(), self.clock.now_ms())
        return await self._compute(
            lambda: rank_hospitals(self._region, router, incident, start, states)
        )

    def _patient_at(self, task: Task, incident: Incident) -> Point:
        """Where the drive to hospital starts: the scene until loaded, then where the vehicle is."""
        moving = task.state is VehicleState.LOADED and task.vehicle_id in self._positions.latest
        if incident.location is None or moving:
            return self._vehicle_at(task.vehicle_id)
        return incident.location.point

    def where_all(self) -> dict[str, Point]:
        """Where every vehicle was last known to be."""
        return {vehicle_id: self._vehicle_at(vehicle_id) for vehicle_id in self._region.vehicles}

    def _vehicle_at(self, vehicle_id: str) -> Point:
        """The last position, or the station of a vehicle nobody has heard of."""
        position = self._positions.latest.get(vehicle_id)
        if position is not None:
            return position.point
        return base_of(self._readside.board, self._region, vehicle_id, self.clock.now_ms())

    def _router(self, to: Destination, incident: Incident) -> GuardedRouter:
        """Who has the times of a trip: with siren or without."""
        return self._routers[driving(to, incident.urgency)]

    async def _route(self, vehicle_id: str, trip: Trip, router: GuardedRouter) -> RouteView:
        start = self._vehicle_at(vehicle_id)
        position = self._positions.latest.get(vehicle_id)
        matched = position.road if position is not None else None
        route = await self._compute(
            lambda: router.route(matched or router.locate(start), router.locate(trip.end))
        )
        if route is None:
            raise Refusal(
                "unreachable",
                "没有可通行的道路",
                "there is no road there",
                field="vehicle_id",
                value=vehicle_id,
                remedy="核对位置，或考虑水路、步行 / check the place, think of boat or foot",
            )
        return route_view(route, trip)

    async def ask_roads(self, question: Callable[[GuardedRouter], T]) -> T:
        """Ask the times with siren beside the rankings, for whoever else needs them."""
        return await self.compute_aside(lambda: question(self._routers[Driving.SIREN]))

    async def compute_aside(self, question: Callable[[], T]) -> T:
        """Work that may take its time, in the thread beside the rankings."""
        return await asyncio.get_running_loop().run_in_executor(self._aside, question)

    async def _compute(self, question: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, question)


def _still(board: Board) -> Board:
    """The board as it is at this moment: records never change, so the tables are enough."""
    return replace(
        board,
        calls={},
        incidents=dict(board.incidents),
        tasks=dict(board.tasks),
        duties=dict(board.duties),
    )
