"""The desk of the twin: it takes calls, sends whom the live ranking puts first, helps who waits."""

from functools import partial

import numpy as np

from dispatch.domain import commands as c
from dispatch.domain.actors import Actor, Role
from dispatch.domain.decisions import Candidate, Group
from dispatch.domain.records import Location
from dispatch.domain.triage import LocationMethod
from dispatch.waiting import waiting_list
from geo.coordinates import Datum
from simulations.day.complaints import COMPLAINTS
from simulations.kernel.model import CENTRE_BIT, NONE
from simulations.twin.bodies import Body
from simulations.twin.crews import URGENCIES, Crews
from simulations.twin.roads import point_of
from simulations.twin.roster import Roster
from simulations.twin.stage import Stage
from simulations.twin.standing import StandingBy
from stations.region import Region
from stations.status import ReasonKind, VehicleState
from stations.vehicles import CAPABILITY_BIT, Capability


class Desk:
    """The city's desk: whatever it decides is what rankings and handlers of the core say."""

    def __init__(self, stage: Stage) -> None:
        self._stage, self._core = stage, stage.core
        self._calls, self._lived = stage.calls, stage.lived
        self._exchange = _actor("exchange", "交换机", Role.GATEWAY, stage.region)
        self._actor = _actor("desk", "调度", Role.DISPATCHER, stage.region)
        self._said = _complaints(stage.region)
        self._crews = Crews(stage, self._released)
        leader = _actor("leader", "班长", Role.SHIFT_LEADER, stage.region)
        self._standing = StandingBy(stage, self._crews, leader)
        self._roster = Roster(stage, self._crews, self._standing, self._actor, self._help_who_waits)

    def begin(self) -> None:
        """Plan every ring, and who comes to work when."""
        self._roster.begin()
        for call, at_s in enumerate(self._calls.arrival_s):
            self._stage.at(float(at_s), partial(self._ring, call))

    def _ring(self, call: int) -> None:
        """The phone rings, somebody answers and accepts: the event is there, nobody is sent yet."""
        call_id = f"twin-{call}"
        place = int(self._calls.place[call])
        self._core.ask(self._exchange, c.RingCall(call_id=call_id, number=f"139{call:08d}"))
        self._core.ask(self._actor, c.AnswerCall(call_id=call_id))
        location = Location(
            point=point_of(place),
            radius_m=50.0,
            method=LocationMethod.MAP_CLICK,
            datum=Datum.WGS84,
            at_ms=self._core.clock.now_ms(),
        )
        details = c.IncidentDetails(
            location=location,
            urgency=URGENCIES[int(self._calls.urgency[call]) - 1],
            needs=_needs(int(self._calls.needs[call])),
            complaint=self._said.get(int(self._calls.centres[call]), ""),
        )
        where = self._place(place)
        command = c.AcceptCall(call_id=call_id, details=details, place=where)
        receipt = self._core.ask(self._actor, command)
        self._core.ask(self._actor, c.EndCall(call_id=call_id, by_caller=False))
        incident_id = receipt.incident_id or ""
        self._stage.incident_of[call], self._stage.call_of[incident_id] = incident_id, call
        delay_s = float(self._calls.dispatch_delay_s[call])
        self._stage.at(self._stage.now_s + delay_s, partial(self._send_first, call))
        cancel_s = float(self._calls.cancel_s[call])
        if cancel_s < np.inf:
            self._stage.at(self._stage.now_s + cancel_s, partial(self._call_off, call))

    def _place(self, place: int) -> c.Place:
        code = self._stage.world.place_ids[place].partition(".")[0]
        township = self._core.region.townships[code]
        return c.Place(
            county_code=township.county_code,
            township_code=code,
            owner_unit=self._core.region.centre_of_county(township.county_code),
        )

    def _send_first(self, call: int) -> None:
        """The desk knows enough to send somebody, unless it was called off in the meantime."""
        if self._core.board.incidents[self._stage.incident_of[call]].closed_ms is None:
            self._send_somebody(call)

    def _call_off(self, call: int) -> None:
        """The caller needs nobody any more: whoever is under way turns round (途中退回)."""
        incident = self._core.board.incidents.get(self._stage.incident_of[call])
        if incident is None or incident.closed_ms is not None:
            return
        if np.isfinite(self._lived.arrived_s[call]):
            return
        self._lived.called_off[call] = True
        task = next((t for t in self._core.board.tasks_of(incident) if t.active), None)
        if task is None:
            self._close(call)
            return
        body = self._stage.body_of(task.vehicle_id)
        driving = task.state is VehicleState.EN_ROUTE
        why = ReasonKind.RECALLED_EN_ROUTE if driving else ReasonKind.RECALLED_BEFORE_DEPARTURE
        body.sortie += 1
        self._core.ask(self._actor, c.RecallTask(task_id=task.id, reason=why))
        self._released(body, call)

    def _send_somebody(self, call: int) -> None:
        """Whoever is first in the list and can go at once; nobody can: it waits."""
        incident = self._core.board.incidents[self._stage.incident_of[call]]
        ranking = self._core.rank(incident, self._stage.positions())
        chosen = next((one for one in ranking.ranked if self._may_go(one, call)), None)
        if chosen is None:
            self._lived.queued[call] = True
            return
        command: c.AnyCommand = c.DispatchVehicle(
            incident_id=incident.id, vehicle_id=chosen.vehicle_id, ranking=ranking
        )
        task = self._core.board.task_of(chosen.vehicle_id)
        if task is not None:
            left = self._stage.call_of[task.incident_id]
            self._lived.bumps[left] += 1
            self._lived.vehicle[left] = NONE
            # Whoever was left behind is looked after at once, after those who wait already.
            self._stage.at(self._stage.now_s, partial(self._send_first, left))
            command = c.DivertTask(task_id=task.id, to_incident_id=incident.id, ranking=ranking)
        self._core.ask(self._actor, command)
        body = self._stage.body_of(chosen.vehicle_id)
        self._crews.set_out(body, call, chosen.mobilisation_s)
        self._standing.changed(body)

    def _may_go(self, candidate: Candidate, call: int) -> bool:
        if not candidate.fit or candidate.eta_s is None:
            return False
        if candidate.group is Group.READY:
            return candidate.sendable
        if candidate.group is not Group.DIVERTIBLE:
            return False
        task, urgency = self._core.board.task_of(candidate.vehicle_id), self._calls.urgency
        assert task is not None
        left = self._stage.call_of[task.incident_id]
        return bool(self._stage.policy.redispatch[urgency[left], urgency[call]])

    def _released(self, body: Body, call: int) -> None:
        """Whoever waits is helped first, else the crew goes where it is to wait."""
        self._lived.freed_s[call] = self._stage.now_s
        self._close(call)
        self._roster.freed(body)
        self._help_who_waits()
        if self._core.board.task_of(self._stage.id_of(body)) is None:
            self._standing.freed(body, call)

    def _close(self, call: int) -> None:
        incident = self._core.board.incidents.get(self._stage.incident_of[call])
        if incident is not None and incident.closed_ms is None:
            closing = c.CloseIncident(incident_id=incident.id, reason="twin")
            self._core.ask(self._actor, closing)

    def _help_who_waits(self) -> None:
        for wait in waiting_list(self._core.board):
            call = self._stage.call_of[wait.incident_id]
            if self._lived.queued[call]:
                self._send_somebody(call)


def _actor(user: str, name: str, role: Role, region: Region) -> Actor:
    return Actor(user=user, name=name, role=role, unit=region.meta.city_centre)


def _complaints(region: Region) -> dict[int, str]:
    """What a caller says who needs just these specialty centres, by their bits."""
    said: dict[int, str] = {}
    for one in COMPLAINTS:
        found = {flag for asked in region.questions.proposed(one.zh) for flag in asked.centres}
        said.setdefault(sum(CENTRE_BIT[flag] for flag in found), one.zh)
    return said


def _needs(bits: int) -> frozenset[Capability]:
    return frozenset(one for one, bit in CAPABILITY_BIT.items() if bits & bit)
