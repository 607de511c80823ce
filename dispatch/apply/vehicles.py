"""What happens to vehicles apart from a task."""

from dispatch.apply.changes import Applied, change_duty, drop_offers, since_press
from dispatch.board import Board, Touched
from dispatch.domain import events as e
from dispatch.domain.records import Pause


def _vehicle_parked_at(board: Board, event: e.VehicleParkedAt, touched: Touched) -> None:
    change_duty(board, event.vehicle_id, touched, at_station=event.at_station, **since_press(event))


def _vehicle_paused(board: Board, event: e.VehiclePaused, touched: Touched) -> None:
    pause = Pause(
        reason=event.reason,
        since_ms=event.at_ms,
        expected_end_ms=event.expected_end_ms,
        by=event.by.user,
    )
    change_duty(board, event.vehicle_id, touched, pause=pause, **since_press(event))
    drop_offers(board, event.vehicle_id, touched)


def _vehicle_resumed(board: Board, event: e.VehicleResumed, touched: Touched) -> None:
    change_duty(board, event.vehicle_id, touched, pause=None, **since_press(event))


APPLY: Applied = {
    e.VehicleParkedAt: _vehicle_parked_at,
    e.VehiclePaused: _vehicle_paused,
    e.VehicleResumed: _vehicle_resumed,
}
