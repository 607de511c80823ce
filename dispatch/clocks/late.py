"""The late list (晚出诊): orders whose crew left after its limit, or has not left yet (DSP-08).

Judged by the stamps, not by when the alarm rang: a press that was long under way may show that a
crew left in time after all.
"""

import msgspec

from dispatch.board import Board
from dispatch.clocks.world import World
from dispatch.domain.alarms import Alarm, AlarmKind, alarm_id_of
from dispatch.domain.limits import Limit
from dispatch.domain.records import Task
from stations.status import VehicleState

_WAITS = frozenset({VehicleState.ASSIGNED, VehicleState.ACKED})


class LateDeparture(msgspec.Struct, frozen=True, kw_only=True):
    """One order that was not followed in time; ``left_ms`` None: it still waits, or was ended."""

    task_id: str
    incident_id: str
    vehicle_id: str
    station_code: str
    unit: str
    ordered_ms: int
    acknowledged_ms: int | None
    left_ms: int | None
    ended_ms: int | None
    limit_s: int
    over_s: float
    alarm_id: str | None
    answered_by: str | None
    note: str


def late_departures(world: World, now_ms: int) -> list[LateDeparture]:
    """All that the board still knows, the newest first."""
    rows = (_late(world, task, now_ms) for task in world.board.tasks.values())
    found = [row for row in rows if row is not None]
    return sorted(found, key=lambda row: (-row.ordered_ms, row.task_id))


def _late(world: World, task: Task, now_ms: int) -> LateDeparture | None:
    ordered_ms = task.stamps[0].at_ms
    left_ms = next((s.at_ms for s in task.stamps if s.state not in _WAITS), None)
    station = world.station_of(task.vehicle_id)
    limit_s = world.limits.seconds(Limit.DEPARTURE, station, ordered_ms)
    if task.ended_ms is not None and left_ms == task.ended_ms:
        left_ms = None  # it was recalled or refused before it had left
    until_ms = left_ms or task.ended_ms or now_ms
    over_s = (until_ms - ordered_ms) / 1000 - limit_s
    if over_s <= 0:
        return None
    alarm = _alarm(world.board, task)
    response = alarm.responses[0] if alarm is not None and alarm.responses else None
    return LateDeparture(
        task_id=task.id,
        incident_id=task.incident_id,
        vehicle_id=task.vehicle_id,
        station_code=station,
        unit=world.board.incidents[task.incident_id].owner_unit,
        ordered_ms=ordered_ms,
        acknowledged_ms=_stamp(task, VehicleState.ACKED),
        left_ms=left_ms,
        ended_ms=task.ended_ms,
        limit_s=limit_s,
        over_s=round(over_s, 1),
        alarm_id=alarm.id if alarm is not None else None,
        answered_by=response.by.name if response is not None else None,
        note=response.note if response is not None else "",
    )


def _alarm(board: Board, task: Task) -> Alarm | None:
    alarm_id = alarm_id_of(AlarmKind.NOT_DEPARTED, task.id, task.stamps[0].at_ms)
    return board.alarms.get(alarm_id)


def _stamp(task: Task, state: VehicleState) -> int | None:
    return next((stamp.at_ms for stamp in task.stamps if stamp.state is state), None)
