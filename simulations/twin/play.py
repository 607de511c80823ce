"""A run of the twin: callers, a desk and crews do what the drawn ``Calls`` say, on the real core.

What is decided (who goes, who is called off, which hospital, who waits for whom) is decided by the
live core's rankings and handlers. What merely happens (when the phone rings, how long a crew takes)
comes from the same arrays that the kernel reads, so that both can be held against each other.
"""

import dataclasses
import heapq
from collections.abc import Callable
from functools import partial
from itertools import count

import numpy as np
from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain.actors import Actor, Role
from dispatch.domain.decisions import Candidate, Group
from dispatch.domain.records import Location
from dispatch.domain.triage import LocationMethod, Urgency
from dispatch.policies.sirens import Destination, driving
from dispatch.waiting import waiting_list
from geo.coordinates import Datum
from geo.roads.driving import Driving
from simulations.day.complaints import COMPLAINTS
from simulations.kernel.model import CENTRE_BIT, Calls, Drive, Policy, World
from simulations.twin.bodies import Body
from simulations.twin.core import LiveCore
from simulations.twin.lived import Lived
from simulations.twin.roads import GraphRouter, point_of
from stations.positions.fix import LivePosition
from stations.region import Region
from stations.status import ReasonKind, VehicleState
from stations.vehicles import CAPABILITY_BIT, Capability

_HOUR_S = 3600.0
_URGENCIES = tuple(Urgency)
_DRIVE = {Driving.SIREN: Drive.SIREN, Driving.CALM: Drive.CALM}


class Twin:
    """One run; ``play`` gives what became of the calls.

    ``region`` is the one that ``world`` was built from; its hospitals stand where the world's
    nodes are. ``start_ms`` is the midnight from which all seconds count.
    """

    def __init__(
        self, region: Region, world: World, calls: Calls, policy: Policy, start_ms: int
    ) -> None:
        self._world, self._calls, self._policy = world, calls, policy
        self._start_ms = start_ms
        self._routers = {d: GraphRouter(world.roads, _DRIVE[d]) for d in Driving}
        first = len(world.place_ids) + len(world.station_ids)
        nodes = {code: first + nth for nth, code in enumerate(world.hospital_ids)}
        hospitals = {
            code: replace(hospital, point=point_of(nodes[code]))
            for code, hospital in region.hospitals.items()
            if code in nodes
        }
        variant = dataclasses.replace(region, hospitals=hospitals)
        self._core = LiveCore(variant, dict(self._routers), start_ms)
        self._bodies = [
            Body(v, len(world.place_ids) + int(station))
            for v, station in enumerate(world.vehicle_station)
        ]
        self._index = {vehicle_id: v for v, vehicle_id in enumerate(world.vehicle_ids)}
        self._exchange = _actor("exchange", "交换机", Role.GATEWAY, region)
        self._desk = _actor("desk", "调度", Role.DISPATCHER, region)
        self._crews = [_crew(vehicle_id) for vehicle_id in world.vehicle_ids]
        self._due: list[tuple[float, int, Callable[[], object]]] = []
        self._nth = count()
        self._now_s = 0.0
        self._incident_of: dict[int, str] = {}
        self._call_of: dict[str, int] = {}
        self._said = _complaints(region)
        self._lived = Lived.nothing(len(calls))

    def play(self) -> Lived:
        """All calls, until the last crew is back."""
        try:
            for call, at_s in enumerate(self._calls.arrival_s):
                self._at(float(at_s), partial(self._ring, call))
            while self._due:
                self._now_s, _, happen = heapq.heappop(self._due)
                self._set_clock()
                happen()
            self._lived.entries = self._core.board.seq
        finally:
            self._core.close()
        return self._lived

    # --- the clock -------------------------------------------------------------------------

    def _at(self, at_s: float, happen: Callable[[], object]) -> None:
        heapq.heappush(self._due, (at_s, next(self._nth), happen))

    def _then(self, body: Body, at_s: float, happen: Callable[[], object]) -> None:
        """Unless the crew is ordered elsewhere in the meantime."""
        sortie = body.sortie
        self._at(at_s, lambda: happen() if body.sortie == sortie else None)

    def _set_clock(self) -> None:
        now_ms = self._start_ms + round(self._now_s * 1000)
        clock = self._core.clock
        clock.advance_s((now_ms - clock.now_ms()) / 1000)
        hour = int((self._calls.first_weekday * 24 + self._now_s // _HOUR_S) % 168)
        for router in self._routers.values():
            router.slot = int(self._world.roads.slot_of_hour[hour])

    # --- callers and the desk ----------------------------------------------------------------

    def _ring(self, call: int) -> None:
        """The phone rings, somebody answers and accepts: the event is there, nobody is sent yet."""
        call_id = f"twin-{call}"
        place = int(self._calls.place[call])
        self._core.ask(self._exchange, c.RingCall(call_id=call_id, number=f"139{call:08d}"))
        self._core.ask(self._desk, c.AnswerCall(call_id=call_id))
        location = Location(
            point=point_of(place),
            radius_m=50.0,
            method=LocationMethod.MAP_CLICK,
            datum=Datum.WGS84,
            at_ms=self._core.clock.now_ms(),
        )
        details = c.IncidentDetails(
            location=location,
            urgency=_URGENCIES[int(self._calls.urgency[call]) - 1],
            needs=_needs(int(self._calls.needs[call])),
            complaint=self._said.get(int(self._calls.centres[call]), ""),
        )
        where = self._place(place)
        command = c.AcceptCall(call_id=call_id, details=details, place=where)
        receipt = self._core.ask(self._desk, command)
        self._core.ask(self._desk, c.EndCall(call_id=call_id, by_caller=False))
        self._incident_of[call], self._call_of[receipt.incident_id or ""] = (
            receipt.incident_id or "",
            call,
        )
        delay_s = float(self._calls.dispatch_delay_s[call])
        self._at(self._now_s + delay_s, partial(self._send_first, call))
        cancel_s = float(self._calls.cancel_s[call])
        if cancel_s < np.inf:
            self._at(self._now_s + cancel_s, partial(self._call_off, call))

    def _place(self, place: int) -> c.Place:
        code = self._world.place_ids[place].partition(".")[0]
        township = self._core.region.townships[code]
        return c.Place(
            county_code=township.county_code,
            township_code=code,
            owner_unit=self._core.region.centre_of_county(township.county_code),
        )

    def _send_first(self, call: int) -> None:
        """The desk knows enough to send somebody, unless it was called off in the meantime."""
        if self._core.board.incidents[self._incident_of[call]].closed_ms is None:
            self._send_somebody(call)

    def _call_off(self, call: int) -> None:
        """The caller needs nobody any more: whoever is under way turns round (途中退回)."""
        incident = self._core.board.incidents.get(self._incident_of[call])
        if incident is None or incident.closed_ms is not None:
            return
        if np.isfinite(self._lived.arrived_s[call]):
            return
        self._lived.called_off[call] = True
        task = next((t for t in self._core.board.tasks_of(incident) if t.active), None)
        if task is None:
            self._close(call)
            return
        body = self._bodies[self._index[task.vehicle_id]]
        driving = task.state is VehicleState.EN_ROUTE
        why = ReasonKind.RECALLED_EN_ROUTE if driving else ReasonKind.RECALLED_BEFORE_DEPARTURE
        body.sortie += 1
        self._core.ask(self._desk, c.RecallTask(task_id=task.id, reason=why))
        self._released(body, call)

    def _send_somebody(self, call: int) -> bool:
        """Whoever is first in the list and can go at once; nobody can: it waits."""
        incident = self._core.board.incidents[self._incident_of[call]]
        ranking = self._core.rank(incident, self._positions())
        chosen = next((one for one in ranking.ranked if self._may_go(one, call)), None)
        if chosen is None:
            self._lived.queued[call] = True
            return False
        body = self._bodies[self._index[chosen.vehicle_id]]
        if chosen.group is Group.DIVERTIBLE:
            left = self._left_for(chosen.vehicle_id)
            task = self._core.board.task_of(chosen.vehicle_id)
            assert task is not None
            self._core.ask(
                self._desk,
                c.DivertTask(task_id=task.id, to_incident_id=incident.id, ranking=ranking),
            )
            self._lived.bumps[left] += 1
            self._set_out(body, call, chosen.mobilisation_s)
            self._send_somebody(left)
            return True
        self._core.ask(
            self._desk,
            c.DispatchVehicle(
                incident_id=incident.id, vehicle_id=chosen.vehicle_id, ranking=ranking
            ),
        )
        self._set_out(body, call, chosen.mobilisation_s)
        return True

    def _may_go(self, candidate: Candidate, call: int) -> bool:
        if not candidate.fit or candidate.eta_s is None:
            return False
        if candidate.group is Group.READY:
            return candidate.sendable
        if candidate.group is not Group.DIVERTIBLE:
            return False
        urgency, left = self._calls.urgency, self._left_for(candidate.vehicle_id)
        return bool(self._policy.redispatch[urgency[left], urgency[call]])

    def _left_for(self, vehicle_id: str) -> int:
        """The call that a vehicle is on its way to."""
        task = self._core.board.task_of(vehicle_id)
        assert task is not None
        return self._call_of[task.incident_id]

    def _positions(self) -> dict[str, LivePosition]:
        now_ms, router = self._core.clock.now_ms(), self._routers[Driving.SIREN]
        return {
            vehicle_id: replace(
                body.seen(self._world.roads, router, self._now_s, now_ms), vehicle_id=vehicle_id
            )
            for vehicle_id, body in zip(self._world.vehicle_ids, self._bodies, strict=True)
        }

    # --- crews -------------------------------------------------------------------------------

    def _set_out(self, body: Body, call: int, median_s: float) -> None:
        """The crew has its order: it gets ready, and drives as the roads of that moment are."""
        body.sortie += 1
        self._lived.vehicle[call] = body.vehicle
        self._lived.ordered_s[call] = self._now_s
        self._press(body, VehicleState.ACKED)
        ready_s = self._now_s + median_s * float(self._calls.mobilisation_factor[call])
        self._then(body, ready_s, partial(self._depart, body, call))

    def _depart(self, body: Body, call: int) -> None:
        self._press(body, VehicleState.EN_ROUTE)
        arrival_s = self._drive(body, int(self._calls.place[call]), "scene", call)
        self._then(body, arrival_s, partial(self._arrive, body, call))

    def _arrive(self, body: Body, call: int) -> None:
        self._press(body, VehicleState.ON_SCENE)
        self._lived.arrived_s[call] = self._now_s
        leave = self._load if self._calls.transport[call] else self._leave_empty
        self._then(
            body, self._now_s + float(self._calls.on_scene_s[call]), partial(leave, body, call)
        )

    def _load(self, body: Body, call: int) -> None:
        """The patient is in: the hospital that the live rule puts first."""
        incident = self._core.board.incidents[self._incident_of[call]]
        wish = int(self._calls.hospital[call])
        code = (
            self._world.hospital_ids[wish]
            if wish >= 0
            else self._core.hospitals(incident, point_of(body.node))[0].code
        )
        hospital = self._world.hospital_ids.index(code)
        self._lived.hospital[call] = hospital
        self._press(body, VehicleState.LOADED, hospital_code=code)
        node = len(self._world.place_ids) + len(self._world.station_ids) + hospital
        self._then(
            body, self._drive(body, node, "hospital", call), partial(self._reach, body, call)
        )

    def _reach(self, body: Body, call: int) -> None:
        self._press(body, VehicleState.AT_HOSPITAL)
        handed_s = self._now_s + float(self._calls.handover_s[call])
        self._then(body, handed_s, partial(self._hand_over, body, call))

    def _hand_over(self, body: Body, call: int) -> None:
        self._press(body, VehicleState.HANDED_OVER)
        free_s = self._now_s + float(self._calls.clear_s[call])
        self._then(body, free_s, partial(self._free, body, call, None))

    def _leave_empty(self, body: Body, call: int) -> None:
        free_s = self._now_s + float(self._calls.clear_s[call])
        why = ReasonKind.NOBODY_ON_SCENE
        self._then(body, free_s, partial(self._free, body, call, why))

    def _free(self, body: Body, call: int, reason: ReasonKind | None) -> None:
        """Available again."""
        self._press(body, VehicleState.AVAILABLE_MOBILE, reason=reason)
        self._released(body, call)

    def _released(self, body: Body, call: int) -> None:
        """Whoever waits longest is helped first, else the crew goes home."""
        self._lived.freed_s[call] = self._now_s
        self._close(call)
        sortie = body.sortie
        self._help_who_waits()
        if body.sortie != sortie:
            return
        home = len(self._world.place_ids) + int(self._world.vehicle_station[body.vehicle])
        if body.moving(self._now_s) or body.node != home:
            arrival_s = self._drive(body, home, "station", call)
            self._then(body, arrival_s, partial(self._come_home, body))

    def _close(self, call: int) -> None:
        incident = self._core.board.incidents.get(self._incident_of[call])
        if incident is not None and incident.closed_ms is None:
            self._core.ask(self._desk, c.CloseIncident(incident_id=incident.id, reason="twin"))

    def _help_who_waits(self) -> None:
        for wait in waiting_list(self._core.board):
            call = self._call_of[wait.incident_id]
            if self._lived.queued[call]:
                self._send_somebody(call)

    def _come_home(self, body: Body) -> None:
        crew = self._crews[body.vehicle]
        self._core.ask(crew, c.ReturnToStation(vehicle_id=self._world.vehicle_ids[body.vehicle]))

    def _press(
        self,
        body: Body,
        state: VehicleState,
        hospital_code: str | None = None,
        reason: ReasonKind | None = None,
    ) -> None:
        task = self._core.board.task_of(self._world.vehicle_ids[body.vehicle])
        assert task is not None
        press = c.ReportStatus(
            task_id=task.id, state=state, hospital_code=hospital_code, reason=reason
        )
        self._core.ask(self._crews[body.vehicle], press)

    def _drive(self, body: Body, goal: int, to: Destination, call: int) -> float:
        """Set out for a node, from the first one where it can turn; gives the arrival."""
        roads = self._world.roads
        node = body.next_node(roads, self._now_s)
        urgency = _URGENCIES[int(self._calls.urgency[call]) - 1]
        way = self._routers[driving(to, urgency)].way(node, goal)
        assert way is not None, "nobody is sent where no road leads"
        pace = self._world.vehicle_speed[body.vehicle] * self._calls.drive_factor[call]
        return body.drive(way, self._now_s, float(pace), goal)


def _actor(user: str, name: str, role: Role, region: Region) -> Actor:
    return Actor(user=user, name=name, role=role, unit=region.meta.city_centre)


def _crew(vehicle_id: str) -> Actor:
    name = f"{vehicle_id}车组"
    return Actor(user=vehicle_id, name=name, role=Role.CREW, unit="", vehicle_id=vehicle_id)


def _complaints(region: Region) -> dict[int, str]:
    """What a caller says who needs just these specialty centres, by their bits."""
    said: dict[int, str] = {}
    for one in COMPLAINTS:
        found = {flag for asked in region.questions.proposed(one.zh) for flag in asked.centres}
        said.setdefault(sum(CENTRE_BIT[flag] for flag in found), one.zh)
    return said


def _needs(bits: int) -> frozenset[Capability]:
    return frozenset(one for one, bit in CAPABILITY_BIT.items() if bits & bit)
