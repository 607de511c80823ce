"""What happens to two tasks at once."""

from dispatch.apply.changes import Applied, change_incident, change_task
from dispatch.board import Board, Touched
from dispatch.domain import events as e
from dispatch.domain.meetings import MeetingOrder

DECLINED_KEPT = 20
"""Vehicles a desk did not want for an incident; the oldest may be proposed again."""


def _meeting_set(board: Board, event: e.MeetingSet, touched: Touched) -> None:
    pair = (event.basic_task_id, event.advanced_task_id)
    for task_id, other_id in (pair, pair[::-1]):
        order = MeetingOrder(
            point=event.point,
            place=event.place,
            at_ms=event.meet_ms,
            with_vehicle=board.tasks[other_id].vehicle_id,
            on_scene=event.on_scene,
        )
        change_task(board, task_id, touched, meeting=order)


def _vehicle_swapped(board: Board, event: e.VehicleSwapped, touched: Touched) -> None:
    """Both tasks have changed already; the incident is told of the exchange itself."""
    change_incident(board, event.incident_id, touched, swap=None)


def _swap_proposed(board: Board, event: e.SwapProposed, touched: Touched) -> None:
    change_incident(board, event.incident_id, touched, swap=event.proposal)


def _swap_declined(board: Board, event: e.SwapDeclined, touched: Touched) -> None:
    declined = board.incidents[event.incident_id].swap_declined
    kept = (*declined, event.vehicle_id)[-DECLINED_KEPT:]
    change_incident(board, event.incident_id, touched, swap=None, swap_declined=kept)


APPLY: Applied = {
    e.MeetingSet: _meeting_set,
    e.VehicleSwapped: _vehicle_swapped,
    e.SwapProposed: _swap_proposed,
    e.SwapDeclined: _swap_declined,
}
