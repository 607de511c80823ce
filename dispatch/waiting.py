"""The waiting list (待派列表, DSP-11): who still needs a vehicle, why, since when, in what order.

A pure function of the board, so that screens, the rule that proposes vehicles and the report say
the same. Rescues come first, then urgency, then age; what can wait has a lane of its own behind.
The age is that of the event: whoever loses a vehicle keeps the place of somebody who has waited
since the call, and is not sent to the end of the line for it (the simulator's queue does the same).
"""

from enum import StrEnum

import msgspec

from dispatch.board import Board, IncidentState, incident_state
from dispatch.domain.acceptances import CAN_WAIT, AcceptanceKind
from dispatch.domain.records import Acceptance, Incident, Task
from dispatch.domain.triage import URGENCY_RANK
from stations.status import TaskResult, VehicleState


class WaitsFor(StrEnum):
    """Why an event waits for a vehicle (待派原因)."""

    FIRST = "first"
    NO_VEHICLE = "no_vehicle"
    REFUSED = "refused"
    RECALLED = "recalled"
    DIVERTED = "diverted"
    PATIENTS = "patients"
    REINFORCEMENT = "reinforcement"


WAIT_NAMES: dict[WaitsFor, tuple[str, str]] = {
    WaitsFor.FIRST: ("待首派", "first vehicle"),
    WaitsFor.NO_VEHICLE: ("欲派无车", "no vehicle to send"),
    WaitsFor.REFUSED: ("被拒后待派", "refused"),
    WaitsFor.RECALLED: ("退车后待派", "recalled"),
    WaitsFor.DIVERTED: ("另接后待派", "diverted"),
    WaitsFor.PATIENTS: ("尚有病人", "patients left"),
    WaitsFor.REINFORCEMENT: ("待增援", "reinforcement"),
}

_AFTER: dict[TaskResult, WaitsFor] = {
    TaskResult.REFUSED: WaitsFor.REFUSED,
    TaskResult.STOPPED: WaitsFor.RECALLED,
    TaskResult.DIVERTED: WaitsFor.DIVERTED,
    TaskResult.COMPLETED: WaitsFor.PATIENTS,
    TaskResult.EMPTY_RUN: WaitsFor.PATIENTS,
}


class Wait(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list; when it is overdue, the clocks say (``dispatch.clocks``)."""

    incident_id: str
    why: WaitsFor
    since_ms: int
    second_lane: bool
    refusals: int
    no_vehicle: int
    """How often nobody could be sent (欲派无车)."""


def waits_for(board: Board, incident: Incident) -> WaitsFor | None:
    """Why it waits for a vehicle; None when it does not, or is parked for later."""
    state = incident_state(board, incident)
    if state is IncidentState.RESPONDING and incident.reinforcement_parked:
        return WaitsFor.REINFORCEMENT
    if state is not IncidentState.WAITING:
        return None
    tasks = board.tasks_of(incident)
    last_ms = max((task.ended_ms or 0 for task in tasks), default=0)
    if any(one.opened_ms >= last_ms for one in _noted(board, incident, AcceptanceKind.NO_VEHICLE)):
        return WaitsFor.NO_VEHICLE
    if not tasks:
        return WaitsFor.FIRST
    last = max(tasks, key=lambda task: task.ended_ms or 0)
    return _AFTER[last.result] if last.result is not None else None


def patients_taken(tasks: list[Task]) -> int:
    """How many were put in a vehicle: each loading is one more."""
    loaded = VehicleState.LOADED
    return sum(stamp.state is loaded for task in tasks for stamp in task.stamps)


def wait_of(board: Board, incident: Incident) -> Wait | None:
    """The line of one event, if it has one."""
    why = waits_for(board, incident)
    if why is None:
        return None
    tasks = board.tasks_of(incident)
    return Wait(
        incident_id=incident.id,
        why=why,
        since_ms=_since_ms(board, incident, why),
        second_lane=incident.kind in CAN_WAIT,
        refusals=sum(task.result is TaskResult.REFUSED for task in tasks),
        no_vehicle=len(_noted(board, incident, AcceptanceKind.NO_VEHICLE)),
    )


def waiting_list(board: Board) -> list[Wait]:
    """Everybody who waits, the one to be helped first at the top."""
    lines = [wait_of(board, incident) for incident in board.list_open_incidents()]
    return sorted((line for line in lines if line is not None), key=lambda w: _order(board, w))


def _order(board: Board, wait: Wait) -> tuple[bool, int, int, str]:
    urgency = board.incidents[wait.incident_id].urgency
    return wait.second_lane, URGENCY_RANK[urgency], wait.since_ms, wait.incident_id


def _since_ms(board: Board, incident: Incident, why: WaitsFor) -> int:
    """Since it was opened, or woken; losing a vehicle makes nobody's wait shorter."""
    if why is WaitsFor.REINFORCEMENT:
        kind = AcceptanceKind.REINFORCEMENT_PARKED
        return max((one.opened_ms for one in _noted(board, incident, kind)), default=0)
    woken = _noted(board, incident, AcceptanceKind.WOKEN)
    return max([incident.opened_ms, *(one.opened_ms for one in woken)])


def _noted(board: Board, incident: Incident, kind: AcceptanceKind) -> list[Acceptance]:
    acceptances = (board.acceptances[i] for i in incident.acceptance_ids)
    return [one for one in acceptances if one.kind is kind]
