"""What happens to tasks."""

from typing import Any

from dispatch.apply.changes import (
    Applied,
    change_duty,
    change_incident,
    change_task,
    drop_offers,
    since_press,
)
from dispatch.board import Board, Touched
from dispatch.domain import events as e
from dispatch.domain.records import KeptPress, Observation, Stamp, Task
from stations.status import Origin, VehicleState


def _vehicle_dispatched(board: Board, event: e.VehicleDispatched, touched: Touched) -> None:
    stamp = Stamp(
        state=VehicleState.ASSIGNED,
        at_ms=event.at_ms,
        received_ms=event.at_ms,
        origin=Origin.SYSTEM,
        by=event.by.user,
    )
    board.tasks[event.task_id] = Task(
        id=event.task_id,
        incident_id=event.incident_id,
        acceptance_id=event.acceptance_id,
        vehicle_id=event.vehicle_id,
        state=VehicleState.ASSIGNED,
        stamps=(stamp,),
        ordered_by=event.by,
        eta_ms=event.eta_ms,
        eta_basis=event.eta_basis,
        legs=event.legs,
        hospital_code=event.hospital_code,
    )
    touched.tasks.add(event.task_id)
    ids = (*board.incidents[event.incident_id].task_ids, event.task_id)
    changes = {"task_ids": ids, "parked": False, "wake_ms": None}
    changes |= {"offer": None, "reinforcement_parked": False}
    change_incident(board, event.incident_id, touched, **changes)
    drop_offers(board, event.vehicle_id, touched)
    since = {"since_ms": event.at_ms, "received_ms": event.at_ms}
    change_duty(board, event.vehicle_id, touched, task_id=event.task_id, **since)


def _task_stepped(board: Board, event: e.TaskStepped, touched: Touched) -> None:
    task = board.tasks[event.task_id]
    stamp = Stamp(
        state=event.state,
        at_ms=event.at_ms,
        received_ms=event.received_ms,
        origin=event.origin,
        by=event.by.user,
        late=event.late,
        pressed_ms=event.pressed_ms,
    )
    changes: dict[str, Any] = {"state": event.state, "stamps": (*task.stamps, stamp)}
    if event.hospital_code:
        changes["hospital_code"] = event.hospital_code
    if event.state in _ETA_OVER or event.eta_ms is not None:
        changes |= {"eta_ms": event.eta_ms, "eta_basis": event.eta_basis}
    change_task(board, event.task_id, touched, **changes)
    left = {"at_station": False} if event.state in _LEFT_STATION else {}
    change_duty(board, task.vehicle_id, touched, **since_press(event), **left)


_ETA_OVER = frozenset({VehicleState.ON_SCENE, VehicleState.LOADED, VehicleState.AT_HOSPITAL})


_LEFT_STATION = frozenset(VehicleState) - {VehicleState.ASSIGNED, VehicleState.ACKED}


def _fence_crossed(board: Board, event: e.FenceCrossed, touched: Touched) -> None:
    task = board.tasks[event.task_id]
    observation = Observation(
        state=event.state, at_ms=event.at_ms, received_ms=event.received_ms, point=event.point
    )
    change_task(board, task.id, touched, observed=(*task.observed, observation))


def _press_kept(board: Board, event: e.PressKept, touched: Touched) -> None:
    task = board.tasks.get(event.task_id)
    if task is None:  # it ended long ago: the press stands in the journal, and in its track
        return
    press = KeptPress(
        state=event.state,
        pressed_ms=event.pressed_ms,
        received_ms=event.at_ms,
        by=event.by.user,
        why=event.why,
    )
    change_task(board, task.id, touched, kept=(*task.kept, press))


def _hospital_chosen(board: Board, event: e.HospitalChosen, touched: Touched) -> None:
    change_task(
        board,
        event.task_id,
        touched,
        hospital_code=event.hospital_code,
        eta_ms=event.eta_ms,
        eta_basis=event.eta_basis,
    )


def _task_ended(board: Board, event: e.TaskEnded, touched: Touched) -> None:
    task = board.tasks[event.task_id]
    free = VehicleState.AVAILABLE_STATION if event.at_station else VehicleState.AVAILABLE_MOBILE
    stamp = Stamp(
        state=free,
        at_ms=event.at_ms,
        received_ms=event.received_ms,
        origin=event.origin,
        by=event.by.user,
        pressed_ms=event.pressed_ms,
    )
    change_task(
        board,
        event.task_id,
        touched,
        stamps=(*task.stamps, stamp),
        result=event.result,
        reason=event.reason,
        ended_ms=event.at_ms,
        eta_ms=None,
    )
    _call_off_meeting(board, event.task_id, touched)
    changes = {"task_id": None, "at_station": event.at_station, **since_press(event)}
    change_duty(board, task.vehicle_id, touched, **changes)


def _call_off_meeting(board: Board, task_id: str, touched: Touched) -> None:
    """Nobody waits at the roadside for a crew that was stood down or has gone home."""
    task = board.tasks[task_id]
    if task.meeting is None:
        return
    for one in board.tasks_of(board.incidents[task.incident_id]):
        met = one.meeting is not None and one.meeting.with_vehicle == task.vehicle_id
        if one.id == task_id or met:
            change_task(board, one.id, touched, meeting=None)


APPLY: Applied = {
    e.VehicleDispatched: _vehicle_dispatched,
    e.TaskStepped: _task_stepped,
    e.FenceCrossed: _fence_crossed,
    e.PressKept: _press_kept,
    e.HospitalChosen: _hospital_chosen,
    e.TaskEnded: _task_ended,
}
