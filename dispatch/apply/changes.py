"""The four records that most events change, and what they touch with them."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from dispatch.board import Board, Touched, notices_of
from dispatch.domain import events as e
from dispatch.domain.records import Task

Applied = dict[type[Any], Callable[[Board, Any, Touched], None]]
"""What each event does to the board."""


def change_call(board: Board, call_id: str, touched: Touched, **changes: Any) -> None:
    """A call with these changes."""
    board.calls[call_id] = replace(board.calls[call_id], **changes)
    touched.calls.add(call_id)


def change_incident(board: Board, incident_id: str, touched: Touched, **changes: Any) -> None:
    """An incident with these changes and the next version."""
    incident = board.incidents[incident_id]
    board.incidents[incident_id] = replace(incident, version=incident.version + 1, **changes)
    touched.incidents.add(incident_id)
    for task_id in incident.task_ids:  # what hospitals are told shows the incident too
        touched.notices.update(notice.id for notice in notices_of(board, task_id))


def change_task(board: Board, task_id: str, touched: Touched, **changes: Any) -> Task:
    """A task with these changes; its incident and vehicle are touched with it."""
    task = board.tasks[task_id] = replace(board.tasks[task_id], **changes)
    touched.tasks.add(task_id)
    touched.incidents.add(task.incident_id)
    touched.notices.update(notice.id for notice in notices_of(board, task_id))
    touched.vehicles.add(task.vehicle_id)
    return task


def change_duty(board: Board, vehicle_id: str, touched: Touched, **changes: Any) -> None:
    """A vehicle's duty with these changes."""
    board.duties[vehicle_id] = replace(board.duty(vehicle_id), **changes)
    touched.vehicles.add(vehicle_id)


def since_press(event: e.DutyEvent | e.TaskStepped | e.TaskEnded) -> dict[str, Any]:
    """Since when a vehicle is what a press made it, and when that became known."""
    known_ms = event.at_ms if event.received_ms is None else event.received_ms
    return {"since_ms": event.at_ms, "received_ms": known_ms}


def drop_offers(board: Board, vehicle_id: str, touched: Touched) -> None:
    """A vehicle that cannot come any more is proposed to nobody."""
    for incident in list(board.incidents.values()):
        if incident.offer is not None and incident.offer.vehicle_id == vehicle_id:
            change_incident(board, incident.id, touched, offer=None)


def count_serial(board: Board, record_id: str) -> None:
    """A number that was given is not given again (SYS-03)."""
    prefix, _, serial = record_id.rpartition("-")
    if not serial.isdigit():  # a slip's number counts for itself (``papers``)
        return
    board.serials[prefix] = max(board.serials.get(prefix, 0), int(serial))
