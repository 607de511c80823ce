"""The board (态势): all live state, in memory, made only of events that were applied.

The writer owns one board on which commands are checked; readers own another that holds only what
is durable (``docs/decisions/0001``). Both are made by the same ``apply``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from dispatch.domain.alarms import Alarm
from dispatch.domain.boundary import BoundaryRequest
from dispatch.domain.choices import PolicyTerm
from dispatch.domain.handovers import HandOver
from dispatch.domain.hospitals import HospitalRefusal, HospitalState, Notice, nth_notice_id
from dispatch.domain.limits import LimitSetting
from dispatch.domain.messages import Message
from dispatch.domain.moves import MoveAdvice
from dispatch.domain.papers import PaperBook
from dispatch.domain.posts import Post
from dispatch.domain.records import (
    Acceptance,
    Call,
    CrewRequest,
    Duty,
    Incident,
    Patient,
    RoadRestriction,
    Task,
)
from dispatch.domain.referrals import Referral
from dispatch.domain.seats import Seat
from dispatch.domain.shifts import ShiftSheet
from dispatch.domain.volunteers import VolunteerCall
from stations.boundary import BoundaryTerm
from stations.layouts import LayoutPlan
from stations.status import VehicleState


class Board(msgspec.Struct, kw_only=True):
    """Live records by identifier. ``seq`` is the journal number of the last applied entry."""

    seq: int = 0
    calls: dict[str, Call] = {}
    incidents: dict[str, Incident] = {}
    acceptances: dict[str, Acceptance] = {}
    tasks: dict[str, Task] = {}
    patients: dict[str, Patient] = {}
    duties: dict[str, Duty] = {}
    restrictions: dict[str, RoadRestriction] = {}
    requests: dict[str, CrewRequest] = {}
    seats: dict[str, Seat] = {}
    shifts: dict[str, ShiftSheet] = {}
    messages: dict[str, Message] = {}
    handovers: dict[str, HandOver] = {}
    layouts: dict[str, tuple[LayoutPlan, ...]] = {}
    posts: dict[str, Post] = {}
    moves: dict[str, MoveAdvice] = {}
    """Advice where a free vehicle should wait, by centre."""
    books: dict[str, PaperBook] = {}
    alarms: dict[str, Alarm] = {}
    limits: dict[str, LimitSetting] = {}
    referrals: dict[str, Referral] = {}
    notices: dict[str, Notice] = {}
    hospital_states: dict[str, HospitalState] = {}
    refusals: dict[str, HospitalRefusal] = {}
    boundaries: dict[str, BoundaryRequest] = {}
    boundary_terms: dict[str, tuple[BoundaryTerm, ...]] = {}
    """Rules agreed since the region pack was made, by pair of centres (``lending.pair_key``)."""
    policies: dict[str, tuple[PolicyTerm, ...]] = {}
    volunteer_calls: dict[str, VolunteerCall] = {}
    serials: dict[str, int] = {}
    numbers: dict[str, int] = {}
    """Calls so far by telephone number, for the repeat-caller mark (CALL-05)."""

    def duty(self, vehicle_id: str) -> Duty:
        """What is known of a vehicle; a vehicle nobody has touched is on duty at its station."""
        return self.duties.get(vehicle_id) or Duty(vehicle_id=vehicle_id)

    def task_of(self, vehicle_id: str) -> Task | None:
        """The active task of a vehicle, if it has one."""
        duty = self.duties.get(vehicle_id)
        return self.tasks.get(duty.task_id) if duty and duty.task_id else None

    def tasks_of(self, incident: Incident) -> list[Task]:
        """All tasks of an incident, in the order they were given."""
        return [self.tasks[task_id] for task_id in incident.task_ids]

    def list_open_incidents(self) -> Iterator[Incident]:
        """Incidents that are not closed."""
        return (i for i in self.incidents.values() if i.closed_ms is None)


def notices_of(board: Board, task_id: str) -> list[Notice]:
    """What hospitals were told of a task, in order; they are numbered without a gap."""
    found: list[Notice] = []
    while (key := nth_notice_id(task_id, len(found) + 1)) in board.notices:
        found.append(board.notices[key])
    return found


def vehicle_state(board: Board, vehicle_id: str) -> VehicleState:
    """The computed status of a vehicle: task first, then sign-on, pause and whereabouts."""
    duty = board.duty(vehicle_id)
    task = board.task_of(vehicle_id)
    if task is not None:
        return task.state
    if not duty.signed_on:
        return VehicleState.OFF_DUTY
    if duty.pause is not None:
        return VehicleState.PAUSED
    return VehicleState.AVAILABLE_STATION if duty.at_station else VehicleState.AVAILABLE_MOBILE


class IncidentState(StrEnum):
    """The computed state of an incident: 待派, 挂起, 处置中, 已结束."""

    WAITING = "waiting"
    PARKED = "parked"
    RESPONDING = "responding"
    CLOSED = "closed"


def incident_state(board: Board, incident: Incident) -> IncidentState:
    """An incident without a vehicle under way waits, unless it is parked or closed."""
    if incident.closed_ms is not None:
        return IncidentState.CLOSED
    if any(board.tasks[task_id].active for task_id in incident.task_ids):
        return IncidentState.RESPONDING
    return IncidentState.PARKED if incident.parked else IncidentState.WAITING


@dataclass
class Touched:
    """Which records an applied batch has changed; what a screen must be told."""

    calls: set[str] = field(default_factory=set)
    incidents: set[str] = field(default_factory=set)
    tasks: set[str] = field(default_factory=set)
    vehicles: set[str] = field(default_factory=set)
    restrictions: set[str] = field(default_factory=set)
    requests: set[str] = field(default_factory=set)
    seats: set[str] = field(default_factory=set)
    shifts: set[str] = field(default_factory=set)
    messages: set[str] = field(default_factory=set)
    handovers: set[str] = field(default_factory=set)
    layouts: set[str] = field(default_factory=set)
    posts: set[str] = field(default_factory=set)
    moves: set[str] = field(default_factory=set)
    books: set[str] = field(default_factory=set)
    alarms: set[str] = field(default_factory=set)
    limits: set[str] = field(default_factory=set)
    referrals: set[str] = field(default_factory=set)
    notices: set[str] = field(default_factory=set)
    hospital_states: set[str] = field(default_factory=set)
    refusals: set[str] = field(default_factory=set)
    boundaries: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        """Whether anything was."""
        return any(getattr(self, kind.name) for kind in fields(self))

    def add(self, more: "Touched") -> None:
        """These too."""
        for kind in fields(self):
            getattr(self, kind.name).update(getattr(more, kind.name))


def forget(board: Board, before_ms: int) -> Touched:
    """Drop what ended before a moment; the journal and its tables keep it for good."""
    gone = Touched()
    for incident in list(board.incidents.values()):
        if incident.closed_ms is None or incident.closed_ms >= before_ms:
            continue
        if any(board.tasks[task_id].active for task_id in incident.task_ids):
            continue
        gone.incidents.add(incident.id)
        gone.tasks.update(incident.task_ids)
        del board.incidents[incident.id]
        for task_id in incident.task_ids:
            gone.notices.update(notice.id for notice in notices_of(board, task_id))
            del board.tasks[task_id]
        for acceptance_id in incident.acceptance_ids:
            board.acceptances.pop(acceptance_id, None)
    for patient in [p for p in board.patients.values() if p.task_id in gone.tasks]:
        del board.patients[patient.id]
    for call in list(board.calls.values()):
        if call.ended_ms is None or call.ended_ms >= before_ms:
            continue
        if call.incident_id not in board.incidents:
            gone.calls.add(call.id)
            del board.calls[call.id]
    for restriction in [r for r in board.restrictions.values() if r.expired(before_ms)]:
        gone.restrictions.add(restriction.id)
        del board.restrictions[restriction.id]
    for handover in [h for h in board.handovers.values() if h.incident_id not in board.incidents]:
        gone.handovers.add(handover.id)
        del board.handovers[handover.id]
    for post in [p for p in board.posts.values() if p.until_ms <= before_ms]:
        gone.posts.add(post.id)
        del board.posts[post.id]
    for unit in [u for u, advice in board.moves.items() if advice.until_ms <= before_ms]:
        gone.moves.add(unit)
        del board.moves[unit]
    for request in [r for r in board.requests.values() if r.settled(before_ms)]:
        gone.requests.add(request.id)
        del board.requests[request.id]
    for alarm in [a for a in board.alarms.values() if a.over_since(before_ms)]:
        gone.alarms.add(alarm.id)
        del board.alarms[alarm.id]
    for referral in [r for r in board.referrals.values() if r.over]:
        if referral.steps[-1].at_ms < before_ms and referral.incident_id not in board.incidents:
            gone.referrals.add(referral.id)
            del board.referrals[referral.id]
    for asked in [b for b in board.boundaries.values() if b.incident_id not in board.incidents]:
        gone.boundaries.add(asked.id)
        del board.boundaries[asked.id]
    for notice_id in gone.notices:
        del board.notices[notice_id]
    for state in [s for s in board.hospital_states.values() if not s.in_force(before_ms)]:
        gone.hospital_states.add(state.id)
        del board.hospital_states[state.id]
    for refusal in [r for r in board.refusals.values() if r.incident_id in gone.incidents]:
        gone.refusals.add(refusal.id)
        del board.refusals[refusal.id]
    for message in [m for m in board.messages.values() if m.sent_ms < before_ms]:
        gone.messages.add(message.id)
        del board.messages[message.id]
    for sheet in [s for s in board.shifts.values() if s.over_since(before_ms)]:
        # Who took it answers for what is still open on it.
        if not any(item.record_id in board.incidents for item in sheet.items):
            gone.shifts.add(sheet.id)
            del board.shifts[sheet.id]
    for called in [v for v in board.volunteer_calls.values() if v.incident_id in gone.incidents]:
        del board.volunteer_calls[called.id]
    return gone


def still(board: Board) -> Board:
    """The board as it is at this moment, for whoever must compare: records never change, so the
    tables are enough; what only grows and is not shown is left out."""
    tables = {
        name: dict(table)
        for name in board.__struct_fields__
        if isinstance(table := getattr(board, name), dict) and name not in ("serials", "numbers")
    }
    return replace(board, **tables, serials={}, numbers={})


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Board)


def dump(board: Board) -> bytes:
    """The board as a snapshot for the journal."""
    return _encoder.encode(board)


def restore(snapshot: bytes) -> Board:
    """The board of a snapshot; raises ``msgspec.ValidationError`` when the format has changed."""
    return _decoder.decode(snapshot)
