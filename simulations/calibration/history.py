"""The journal as cases: one incident with its first sortie, and the seconds that each step took.

Read by applying the events to a board of its own, so that corrections, merges and late presses
count as they do on the desk. Exercises and planned transfers are left out; so are persons: a case
has no name, number or address.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from dispatch.board import Board, Touched
from dispatch.domain.acceptances import IncidentKind
from dispatch.domain.events import VehicleDispatched, decode
from dispatch.domain.identifiers import BEIJING
from dispatch.domain.records import Incident, Task
from dispatch.domain.triage import Urgency
from dispatch.journal.port import Journal
from dispatch.recovery import READ_CHUNK, replay
from geo.coordinates import Point
from stations.status import TaskResult, VehicleState
from stations.vehicles import Capability

EMPTY = frozenset({TaskResult.EMPTY_RUN, TaskResult.STOPPED})

ORDER = VehicleDispatched.__name__


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One incident; times in epoch milliseconds, None where nobody pressed or nothing happened."""

    rang_ms: int
    urgency: Urgency | None
    needs: frozenset[Capability]
    """Both as the desk knew them when it sent somebody: later answers chose nobody."""
    point: Point | None
    county: str | None
    township: str | None
    vehicle: str | None = None
    assigned_ms: int | None = None
    departed_ms: int | None = None
    on_scene_ms: int | None = None
    left_ms: int | None = None
    at_hospital_ms: int | None = None
    handed_over_ms: int | None = None
    ended_ms: int | None = None
    result: TaskResult | None = None
    hospital: str | None = None
    from_station: bool = True
    """Its crew was at the station when it was ordered, as far as the board could tell."""
    signed_ms: int | None = None
    """When the hospital signed (移交); ``handed_over_ms`` is the end where nobody pressed that."""

    def seconds(self, start: str, end: str) -> float | None:
        """Between two of its moments, where both are known and in order."""
        first, last = getattr(self, start), getattr(self, end)
        return None if first is None or last is None or last < first else (last - first) / 1000

    @property
    def empty(self) -> bool | None:
        """Whether nobody was taken along; None while it is under way."""
        return None if self.result is None else self.result in EMPTY

    @property
    def day(self) -> str:
        """Its day in China."""
        return _day_of(self.rang_ms)


def read_cases(journal: Journal) -> list[Case]:
    """Every case of the journal, in the order of the calls."""
    board, seq = Board(), 0
    known: dict[str, _AtOrder] = {}
    moving: set[str] = set()
    while entries := journal.read(seq, READ_CHUNK):
        for entry in entries:
            if entry.kind == ORDER and not entry.erased:
                _note_order(board, entry.payload, known, moving)
            replay(board, [entry], Touched())
        seq = entries[-1].seq
    return sorted(_cases(board, known, moving), key=lambda case: case.rang_ms)


class _AtOrder(NamedTuple):
    """What the desk knew when it first sent somebody: that is what it chose by."""

    urgency: Urgency | None
    needs: frozenset[Capability]


def _note_order(board: Board, payload: bytes, known: dict[str, _AtOrder], moving: set[str]) -> None:
    """Look at the board as the desk saw it: the questions that follow may change what is known."""
    event = decode(payload)
    assert isinstance(event, VehicleDispatched)
    if incident := board.incidents.get(event.incident_id):
        known.setdefault(event.incident_id, _AtOrder(incident.urgency, incident.needs))
    if not board.duty(event.vehicle_id).at_station:
        moving.add(event.task_id)


def between(cases: list[Case], since: str = "", until: str = "") -> list[Case]:
    """Those of these days (2026-01-31), both included; empty: no bound."""
    return [case for case in cases if since <= case.day and (not until or case.day <= until)]


def _cases(board: Board, known: dict[str, _AtOrder], moving: set[str]) -> Iterator[Case]:
    for incident in board.incidents.values():
        if incident.merged_into or incident.kind is not IncidentKind.RESCUE:
            continue
        tasks = [board.tasks[id] for id in incident.task_ids if id in board.tasks]
        first = _first_there(tasks)
        case = _case(incident, first)
        if at_order := known.get(incident.id):
            case = msgspec.structs.replace(case, urgency=at_order.urgency, needs=at_order.needs)
        if first is not None and first.id in moving:
            case = msgspec.structs.replace(case, from_station=False)
        yield case


def _first_there(tasks: list[Task]) -> Task | None:
    """The sortie that reached the scene first, else the first that was ordered."""
    arrived = [task for task in tasks if _at(task, VehicleState.ON_SCENE) is not None]
    ordered = sorted(arrived, key=lambda task: _at(task, VehicleState.ON_SCENE) or 0)
    return next(iter(ordered or tasks), None)


def _case(incident: Incident, task: Task | None) -> Case:
    known = Case(
        rang_ms=incident.first_call_ms,
        urgency=incident.urgency,
        needs=incident.needs,
        point=incident.location.point if incident.location else None,
        county=incident.county_code,
        township=incident.township_code,
    )
    if task is None:
        return known
    left_ms = _at(task, VehicleState.LOADED)
    if left_ms is None and task.result in EMPTY:
        left_ms = task.ended_ms
    return msgspec.structs.replace(
        known,
        vehicle=task.vehicle_id,
        assigned_ms=_at(task, VehicleState.ASSIGNED),
        departed_ms=_at(task, VehicleState.EN_ROUTE),
        on_scene_ms=_at(task, VehicleState.ON_SCENE),
        left_ms=left_ms,
        at_hospital_ms=_at(task, VehicleState.AT_HOSPITAL),
        handed_over_ms=_at(task, VehicleState.HANDED_OVER) or task.ended_ms,
        signed_ms=_at(task, VehicleState.HANDED_OVER),
        ended_ms=task.ended_ms,
        result=task.result,
        hospital=task.hospital_code,
    )


def _at(task: Task, state: VehicleState) -> int | None:
    return next((stamp.at_ms for stamp in task.stamps if stamp.state is state), None)


def _day_of(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, BEIJING).date().isoformat()


def days_of(cases: list[Case]) -> list[str]:
    """Every day from the first case to the last, days without a case included."""
    if not cases:
        return []
    first, last = (datetime.fromisoformat(case.day) for case in (cases[0], cases[-1]))
    return [(first + timedelta(days=n)).date().isoformat() for n in range((last - first).days + 1)]
