"""Sorties (出车) as the database has them, long after the board forgot: when, and every stamp."""

from typing import Any

import msgspec
from sqlalchemy import Engine, Select, select

from dispatch.domain import events as e
from dispatch.domain.errors import no_such
from dispatch.journal.tables import journal_entry, task
from stations.positions.replay import Window
from stations.status import VehicleState

ENTRIES_MAX = 2000
TASKS_MAX = 500


class TrackStamp(msgspec.Struct, frozen=True, kw_only=True):
    """A moment of a sortie: pressed (with its origin), shown by a geofence, or kept only.

    ``state`` is the state reached, or the result with which the task ended.
    ``lon``, ``lat`` (WGS-84) is where the fence was crossed, or where the track was then; null
    where nobody knows.
    """

    state: str
    at_ms: int
    kind: str
    origin: str | None = None
    lon: float | None = None
    lat: float | None = None


class Sortie(msgspec.Struct, frozen=True, kw_only=True):
    """One task with its time; ``to_ms`` is None while it lasts."""

    task_id: str
    incident_id: str
    vehicle_id: str
    from_ms: int
    to_ms: int | None


class Sorties:
    """Reads the rows and the journal; waits for the database, so ask it in a thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, task_id: str) -> Sortie:
        """One sortie, or ``unknown_task_id``."""
        found = self._read(_QUERY.where(task.c.id == task_id))
        if not found:
            raise no_such("任务", "task", "task_id", task_id)
        return found[0]

    def of_vehicle(self, vehicle_id: str, from_ms: int, to_ms: int) -> list[Sortie]:
        """The sorties of a vehicle that touch a stretch of time, oldest first."""
        ended = task.c.ended_ms.is_(None) | (task.c.ended_ms >= from_ms)
        touching = (task.c.vehicle_id == vehicle_id) & (task.c.assigned_ms <= to_ms) & ended
        return self._read(_QUERY.where(touching).order_by(task.c.assigned_ms).limit(TASKS_MAX))

    def stamps(self, sortie: Sortie) -> list[TrackStamp]:
        """Everything that was pressed, and what the track showed, in the order of its time."""
        entry = journal_entry.c
        query = (
            select(entry.payload)
            .where(entry.incident_id == sortie.incident_id, entry.payload.is_not(None))
            .where(entry.kind.in_(_KINDS))
            .order_by(entry.seq)
            .limit(ENTRIES_MAX)
        )
        with self._engine.connect() as connection:
            events = [e.decode(payload) for (payload,) in connection.execute(query)]
        mine = [event for event in events if getattr(event, "task_id", "") == sortie.task_id]
        stamps = [stamp for event in mine if (stamp := _stamp(event)) is not None]
        return sorted(stamps, key=lambda stamp: stamp.at_ms)

    def _read(self, query: Select[Any]) -> list[Sortie]:
        with self._engine.connect() as connection:
            return [
                Sortie(task_id=i, incident_id=n, vehicle_id=v, from_ms=begin, to_ms=end)
                for i, n, v, begin, end in connection.execute(query)
            ]


def windows(sorties: list[Sortie], to_ms: int) -> list[Window]:
    """When the vehicle was on a task; one that lasts goes on until ``to_ms``."""
    return [
        Window(task_id=s.task_id, from_ms=s.from_ms, to_ms=s.to_ms or max(to_ms, s.from_ms))
        for s in sorties
    ]


_QUERY = select(
    task.c.id, task.c.incident_id, task.c.vehicle_id, task.c.assigned_ms, task.c.ended_ms
)
_KINDS = ("VehicleDispatched", "TaskStepped", "FenceCrossed", "PressKept", "TaskEnded")


def _stamp(event: e.AnyEvent) -> TrackStamp | None:
    match event:
        case e.VehicleDispatched():
            return TrackStamp(state=VehicleState.ASSIGNED, at_ms=event.at_ms, kind="pressed")
        case e.TaskStepped(state=state, origin=origin):
            return TrackStamp(state=state, at_ms=event.at_ms, kind="pressed", origin=origin)
        case e.TaskEnded(result=result, origin=origin):
            return TrackStamp(state=result, at_ms=event.at_ms, kind="pressed", origin=origin)
        case e.FenceCrossed(state=state, point=point):
            return TrackStamp(
                state=state, at_ms=event.at_ms, kind="geofence", lon=point.lon, lat=point.lat
            )
        case e.PressKept(state=state, pressed_ms=pressed_ms):
            return TrackStamp(state=state, at_ms=pressed_ms, kind="kept")
        case _:
            return None
