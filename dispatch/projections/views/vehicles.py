"""A vehicle's state as shown."""

import msgspec

from dispatch.board import Board, vehicle_state
from stations.crews import CrewMember


class VehicleView(msgspec.Struct, frozen=True, kw_only=True):
    """The computed status of a vehicle; its position travels in the other lane."""

    id: str
    state: str
    since_ms: int
    received_ms: int
    """When that became known: a crew may have pressed it without network."""
    task_id: str | None
    incident_id: str | None
    pause_reason: str | None
    pause_ends_ms: int | None
    crew: tuple[CrewMember, ...] = ()


def vehicle_view(board: Board, vehicle_id: str) -> VehicleView:
    """The view of a vehicle's status."""
    duty = board.duty(vehicle_id)
    task = board.task_of(vehicle_id)
    return VehicleView(
        id=vehicle_id,
        state=vehicle_state(board, vehicle_id).value,
        since_ms=duty.since_ms,
        received_ms=max(duty.since_ms, duty.received_ms),
        task_id=task.id if task else None,
        incident_id=task.incident_id if task else None,
        pause_reason=duty.pause.reason if duty.pause else None,
        pause_ends_ms=duty.pause.expected_end_ms if duty.pause else None,
        crew=duty.crew,
    )
