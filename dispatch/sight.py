"""What a screen may see (ORG-03): checked whenever something is published, never remembered.

A login sees what its unit reaches in the tree: a station its own vehicles with their tasks and
incidents, a county its ground and the idle vehicles of its neighbours, the city everything. Each
function answers for one record of a board; whether it has just been seen or lost, ``readside``
finds out by asking before and after.
"""

import msgspec
from msgspec.structs import replace

from dispatch.board import Board, notices_of, vehicle_state
from dispatch.domain.actors import AT_DESK, Actor, Role
from dispatch.domain.alarms import Alarm
from dispatch.domain.boundary import BoundaryRequest
from dispatch.domain.decisions import Ranking
from dispatch.domain.handovers import HandOver
from dispatch.domain.hospitals import HospitalRefusal, HospitalState, Notice
from dispatch.domain.messages import AddresseeKind, Message
from dispatch.domain.moves import MoveAdvice
from dispatch.domain.records import Call, CrewRequest, Incident
from dispatch.domain.referrals import Referral
from dispatch.domain.shifts import ShiftSheet
from stations.reach import NOWHERE, Reach
from stations.region import Region
from stations.status import IDLE

UNIT_BOUND = frozenset(
    {
        Role.DISPATCHER,
        Role.SHIFT_LEADER,
        Role.STATION_DUTY,
        Role.HOSPITAL,
        Role.QUALITY,
        Role.OBSERVER,
        Role.ADMIN,
    }
)
"""Roles that reach as far as their unit; the others have one range, wherever they sit."""

EVERYWHERE = Reach(whole=True)

_DESK = frozenset({*AT_DESK, Role.SYSTEM})
_CALLS = _DESK | {Role.QUALITY}
_INCIDENTS = _CALLS | {Role.STATION_DUTY}
_VEHICLES = _INCIDENTS | {Role.PLANNER, Role.OBSERVER}
_ROADS = _VEHICLES | {Role.CREW}


class Viewer(msgspec.Struct, frozen=True):
    """What a screen may see, derived from its login. Viewers of equal rights share frames.

    ``unit`` None is bound to no unit.
    """

    role: Role
    vehicle_id: str | None = None
    unit: str | None = None


def viewer_of(actor: Actor) -> Viewer:
    """The viewer of a login; a crew sees only what is its vehicle's."""
    if actor.role is Role.CREW:
        return Viewer(actor.role, actor.vehicle_id)
    return Viewer(actor.role, unit=actor.unit if actor.role in UNIT_BOUND else None)


def reach_of(viewer: Viewer, region: Region) -> Reach:
    """How far a viewer reaches; crews, hospitals and unknown units reach nothing."""
    if viewer.role in (Role.CREW, Role.HOSPITAL):
        return NOWHERE
    return EVERYWHERE if viewer.unit is None else region.reaches.get(viewer.unit, NOWHERE)


def sees_call(viewer: Viewer, board: Board, region: Region, call: Call) -> bool:
    """The desk at which it rings, which helped out or took it, and whoever sees its incident.

    One that rings nowhere in particular rings everywhere; the exchange sees its own.
    """
    if viewer.role is Role.GATEWAY:
        return True
    if viewer.role not in _CALLS:
        return False
    reach = reach_of(viewer, region)
    if reach.whole or (call.desk_unit is None and bool(reach.counties)):
        return True
    answered = call.answered_by.unit if call.answered_by else None
    if not reach.units.isdisjoint({call.desk_unit, call.overflowed_to, answered}):
        return True
    incident = board.incidents.get(call.incident_id or "")
    return incident is not None and sees_incident(viewer, board, region, incident)


def sees_incident(viewer: Viewer, board: Board, region: Region, incident: Incident) -> bool:
    """Its owner, whose ground it lies on, who is asked to take it, and whose vehicles are on it.

    Crews and stations go on seeing where they were; a centre that only lent a vehicle does not.
    """
    if viewer.role is Role.CREW:
        return any(t.vehicle_id == viewer.vehicle_id for t in board.tasks_of(incident))
    if viewer.role not in _INCIDENTS:
        return False
    reach = reach_of(viewer, region)
    if reach.whole or not reach.units.isdisjoint({incident.owner_unit, incident.offered_to}):
        return True
    past_too = viewer.role is Role.STATION_DUTY
    return incident.county_code in reach.counties or any(
        task.vehicle_id in reach.vehicles and (past_too or task.active)
        for task in board.tasks_of(incident)
    )


def sees_vehicle(viewer: Viewer, board: Board, region: Region, vehicle_id: str) -> bool:
    """Its own unit and those above; a desk also a neighbour's while idle or helping out here."""
    if viewer.role is Role.CREW:
        return vehicle_id == viewer.vehicle_id
    if viewer.role not in _VEHICLES:
        return False
    reach = reach_of(viewer, region)
    if reach.whole or vehicle_id in reach.vehicles:
        return True
    if viewer.role not in _DESK:
        return False
    if vehicle_id in reach.neighbours and vehicle_state(board, vehicle_id) in IDLE:
        return True
    task = board.task_of(vehicle_id)
    return task is not None and board.incidents[task.incident_id].owner_unit in reach.units


def sees_request(viewer: Viewer, board: Board, region: Region, request: CrewRequest) -> bool:
    """The desks of its vehicle and of its incident; a crew sees what became of its own."""
    if viewer.role is Role.CREW:
        return request.vehicle_id == viewer.vehicle_id
    if viewer.role not in _INCIDENTS:
        return False
    reach = reach_of(viewer, region)
    incident = board.incidents.get(request.incident_id or "")
    owner = incident.owner_unit if incident else None
    return reach.whole or request.vehicle_id in reach.vehicles or owner in reach.units


def sees_handover(viewer: Viewer, board: Board, region: Region, handover: HandOver) -> bool:
    """Both desks, and those above them."""
    if viewer.role not in _CALLS:
        return False
    reach = reach_of(viewer, region)
    return reach.whole or not reach.units.isdisjoint({handover.from_unit, handover.to_unit})


def sees_referral(viewer: Viewer, board: Board, region: Region, referral: Referral) -> bool:
    """The desks of both hospitals, who know the patient's condition, and those above."""
    if viewer.role not in _CALLS:
        return False
    reach = reach_of(viewer, region)
    ends = (referral.from_hospital, referral.to_hospital)
    counties = {region.hospitals[code].county_code for code in ends if code in region.hospitals}
    return reach.whole or not reach.counties.isdisjoint(counties)


def sees_notice(viewer: Viewer, board: Board, region: Region, notice: Notice) -> bool:
    """The hospital it was sent to, the crew, and whoever sees the incident."""
    if viewer.role is Role.HOSPITAL:
        return notice.hospital_code == viewer.unit
    if viewer.role is Role.CREW:
        return notice.vehicle_id == viewer.vehicle_id
    return sees_incident(viewer, board, region, board.incidents[notice.incident_id])


def sees_place(viewer: Viewer, board: Board, region: Region, vehicle_id: str) -> bool:
    """Where a vehicle is: for whoever sees it, and for the hospital it is bringing somebody to."""
    if viewer.role is not Role.HOSPITAL:
        return sees_vehicle(viewer, board, region, vehicle_id)
    task = board.task_of(vehicle_id)
    coming = notices_of(board, task.id) if task is not None else ()
    return any(n.open and n.hospital_code == viewer.unit for n in coming)


def sees_hospital_state(viewer: Viewer, state: HospitalState) -> bool:
    """Its own hospital, and everybody who brings or sends somebody there."""
    if viewer.role is Role.HOSPITAL:
        return state.hospital_code == viewer.unit
    return viewer.role in _ROADS


def sees_refusal(viewer: Viewer, board: Board, region: Region, refusal: HospitalRefusal) -> bool:
    """The desks of its incident and those who inspect them; no hospital reads who accused it."""
    if viewer.role not in _CALLS:
        return False
    return sees_incident(viewer, board, region, board.incidents[refusal.incident_id])


def sees_shift(viewer: Viewer, region: Region, sheet: ShiftSheet) -> bool:
    """The desk whose shift it is, and those above; a sheet names patients' addresses."""
    if viewer.role not in _CALLS:
        return False
    reach = reach_of(viewer, region)
    return reach.whole or sheet.unit in reach.units


def sees_message(viewer: Viewer, region: Region, message: Message) -> bool:
    """Sender and addressee with all who sit at their unit, and the desks above both.

    A crew and a hospital read exactly what they wrote and what was written to them.
    """
    if viewer.role is Role.CREW:
        mine = (message.by.vehicle_id, message.to_kind is AddresseeKind.VEHICLE and message.to_id)
        return viewer.vehicle_id in mine
    if viewer.role is Role.HOSPITAL:
        to_it = message.to_kind is AddresseeKind.HOSPITAL and message.to_id == viewer.unit
        by_it = message.by.role is Role.HOSPITAL and message.by.unit == viewer.unit
        return to_it or by_it
    if viewer.role not in _INCIDENTS:
        return False
    reach = reach_of(viewer, region)
    if reach.whole or not reach.units.isdisjoint({message.by.unit, message.to_unit}):
        return True
    return message.by.vehicle_id in reach.vehicles or message.to_id in reach.vehicles


def sees_restrictions(viewer: Viewer) -> bool:
    """Whoever plans, sends or drives must know which roads are closed."""
    return viewer.role in _ROADS


def sees_desks(viewer: Viewer) -> bool:
    """Who sits where and how centres work together is no secret among desks."""
    return viewer.role in _CALLS | {Role.PLANNER, Role.OBSERVER}


def sees_posts(viewer: Viewer) -> bool:
    """Temporary stations, for whoever sees vehicles."""
    return viewer.role in _ROADS


def sees_move(viewer: Viewer, region: Region, advice: MoveAdvice) -> bool:
    """Advice where a vehicle should wait: the desk that decides, and those above."""
    if viewer.role not in _CALLS:
        return False
    reach = reach_of(viewer, region)
    return reach.whole or advice.unit in reach.units


def sees_alarm(viewer: Viewer, region: Region, alarm: Alarm) -> bool:
    """What a clock raised, for the desk that has to acknowledge and those above."""
    if viewer.role not in _CALLS or not alarm.open:
        return False
    reach = reach_of(viewer, region)
    return reach.whole or alarm.unit in reach.units


def sees_boundary(viewer: Viewer, region: Region, request: BoundaryRequest) -> bool:
    """The desk that asks, the one that must answer, and those above."""
    if viewer.role not in _CALLS:
        return False
    reach = reach_of(viewer, region)
    return reach.whole or not reach.units.isdisjoint(
        (request.asking, request.lending, request.asked_of)
    )


def seen_ranking(viewer: Viewer, board: Board, region: Region, ranking: Ranking) -> Ranking:
    """A ranking without the lines of vehicles that this viewer may not see."""

    def seen(*vehicle_ids: str | None) -> bool:
        named = [vehicle_id for vehicle_id in vehicle_ids if vehicle_id is not None]
        return all(sees_vehicle(viewer, board, region, vehicle_id) for vehicle_id in named)

    return replace(
        ranking,
        ranked=tuple(line for line in ranking.ranked if seen(line.vehicle_id)),
        passed_over=tuple(line for line in ranking.passed_over if seen(line.vehicle_id)),
        alternatives=tuple(a for a in ranking.alternatives if seen(a.vehicle_id, a.partner_id)),
    )
