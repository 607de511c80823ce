"""The crews of the twin: they get ready, drive, load, hand over and press their buttons."""

from collections.abc import Callable
from functools import partial

from dispatch.domain import commands as c
from dispatch.domain.actors import Actor, Role
from dispatch.domain.triage import Urgency
from dispatch.policies.sirens import Destination, driving
from geo.roads.driving import Driving
from simulations.twin.bodies import Body
from simulations.twin.roads import point_of
from simulations.twin.stage import Stage
from stations.status import IDLE, ReasonKind, VehicleState

URGENCIES = tuple(Urgency)


class Crews:
    """Everything a crew does with an order, from the ``Calls``; ``freed`` says who is free again.

    What has an own moment is planned on the stage; an order elsewhere makes it void.
    """

    def __init__(self, stage: Stage, freed: Callable[[Body, int], None]) -> None:
        self._stage, self._freed = stage, freed
        self.actors = [_crew(vehicle_id) for vehicle_id in stage.world.vehicle_ids]

    def set_out(self, body: Body, call: int, median_s: float) -> None:
        """The crew has its order: it gets ready, and drives as the roads of that moment are."""
        stage = self._stage
        body.sortie += 1
        stage.lived.vehicle[call] = body.vehicle
        stage.lived.ordered_s[call] = stage.now_s
        self._press(body, VehicleState.ACKED)
        ready_s = stage.now_s + median_s * float(stage.calls.mobilisation_factor[call])
        stage.then(body, ready_s, partial(self._depart, body, call))

    def go_to_base(self, body: Body, pace: float = 1.0) -> bool:
        """To the station where it waits, unless it stands there; False: it does, or no way leads
        there.
        """
        stage = self._stage
        goal, vehicle_id = stage.station_node(body.base), stage.id_of(body)
        if not body.moving(stage.now_s) and body.node == goal:
            self.say_home(body)
            return False
        body.sortie += 1
        idle = stage.core.state(vehicle_id) in IDLE
        if idle and stage.core.board.duty(vehicle_id).at_station:
            stage.core.ask(self.actors[body.vehicle], c.LeaveStation(vehicle_id=vehicle_id))
        arrival_s = self._drive(body, goal, Driving.CALM, pace)
        if arrival_s is not None:
            stage.then(body, arrival_s, partial(self.say_home, body))
        return True

    def pace_of(self, call: int) -> float:
        """How much longer every way of a crew takes on this call."""
        return float(self._stage.calls.drive_factor[call])

    def say_home(self, body: Body) -> None:
        """Where it waits; who is off duty or pauses says so when he is there again."""
        stage = self._stage
        vehicle_id = stage.id_of(body)
        duty, idle = stage.core.board.duty(vehicle_id), stage.core.state(vehicle_id) in IDLE
        there = body.node == stage.station_node(body.base) and not body.moving(stage.now_s)
        if there and idle and not duty.at_station:
            stage.core.ask(self.actors[body.vehicle], c.ReturnToStation(vehicle_id=vehicle_id))

    def _depart(self, body: Body, call: int) -> None:
        stage = self._stage
        self._press(body, VehicleState.EN_ROUTE)
        arrival_s = self._drive_for(body, int(stage.calls.place[call]), "scene", call)
        stage.then(body, arrival_s, partial(self._arrive, body, call))

    def _arrive(self, body: Body, call: int) -> None:
        stage = self._stage
        self._press(body, VehicleState.ON_SCENE)
        stage.lived.arrived_s[call] = stage.now_s
        leave = self._load if stage.calls.transport[call] else self._leave_empty
        left_s = stage.now_s + float(stage.calls.on_scene_s[call])
        stage.then(body, left_s, partial(leave, body, call))

    def _load(self, body: Body, call: int) -> None:
        """The patient is in: the hospital that the live rule puts first."""
        stage = self._stage
        world, core = stage.world, stage.core
        incident = core.board.incidents[stage.incident_of[call]]
        wish = int(stage.calls.hospital[call])
        code = (
            world.hospital_ids[wish]
            if wish >= 0
            else core.hospitals(incident, point_of(body.node))[0].code
        )
        hospital = world.hospital_ids.index(code)
        stage.lived.hospital[call] = hospital
        self._press(body, VehicleState.LOADED, hospital_code=code)
        node = len(world.place_ids) + len(world.station_ids) + hospital
        arrival_s = self._drive_for(body, node, "hospital", call)
        stage.then(body, arrival_s, partial(self._reach, body, call))

    def _reach(self, body: Body, call: int) -> None:
        stage = self._stage
        self._press(body, VehicleState.AT_HOSPITAL)
        handed_s = stage.now_s + float(stage.calls.handover_s[call])
        stage.then(body, handed_s, partial(self._hand_over, body, call))

    def _hand_over(self, body: Body, call: int) -> None:
        self._press(body, VehicleState.HANDED_OVER)
        self._clear(body, call, None)

    def _leave_empty(self, body: Body, call: int) -> None:
        self._clear(body, call, ReasonKind.NOBODY_ON_SCENE)

    def _clear(self, body: Body, call: int, reason: ReasonKind | None) -> None:
        stage = self._stage
        free_s = stage.now_s + float(stage.calls.clear_s[call])
        stage.then(body, free_s, partial(self._free, body, call, reason))

    def _free(self, body: Body, call: int, reason: ReasonKind | None) -> None:
        """Available again."""
        self._press(body, VehicleState.AVAILABLE_MOBILE, reason=reason)
        self._freed(body, call)

    def _press(
        self,
        body: Body,
        state: VehicleState,
        hospital_code: str | None = None,
        reason: ReasonKind | None = None,
    ) -> None:
        core = self._stage.core
        task = core.board.task_of(self._stage.id_of(body))
        assert task is not None
        press = c.ReportStatus(
            task_id=task.id, state=state, hospital_code=hospital_code, reason=reason
        )
        core.ask(self.actors[body.vehicle], press)

    def _drive_for(self, body: Body, goal: int, to: Destination, call: int) -> float:
        """Set out for a call; gives the arrival."""
        urgency = URGENCIES[int(self._stage.calls.urgency[call]) - 1]
        arrival_s = self._drive(body, goal, driving(to, urgency), self.pace_of(call))
        assert arrival_s is not None, "nobody is sent where no road leads"
        return arrival_s

    def _drive(self, body: Body, goal: int, how: Driving, pace: float) -> float | None:
        """Set out for a node, from the first one where it can turn; gives the arrival."""
        stage = self._stage
        node = body.next_node(stage.world.roads, stage.now_s)
        way = stage.routers[how].way(node, goal)
        if way is None:
            return None
        own_pace = float(stage.world.vehicle_speed[body.vehicle]) * pace
        return body.drive(way, stage.now_s, own_pace, goal)


def _crew(vehicle_id: str) -> Actor:
    name = f"{vehicle_id}车组"
    return Actor(user=vehicle_id, name=name, role=Role.CREW, unit="", vehicle_id=vehicle_id)
