"""What a handler may look at, and what it gives back."""

from dataclasses import dataclass

from dispatch.board import Board
from dispatch.domain.actors import Actor
from dispatch.domain.errors import Conflict, no_such
from dispatch.domain.events import AnyEvent
from dispatch.domain.limits import Limit, LimitBook
from dispatch.domain.records import Call, Incident, Task
from stations.layouts import Layouts
from stations.region import Region
from stations.vehicles import Vehicle


@dataclass(frozen=True)
class Context:
    """The board before the command, the region, the author and the time."""

    board: Board
    region: Region
    actor: Actor
    now_ms: int

    @property
    def layouts(self) -> Layouts:
        """How the centres work together now."""
        return Layouts(self.region, self.board.layouts)

    def limit_s(self, limit: Limit, unit: str) -> int:
        """A unit's limit now, seconds."""
        return LimitBook(self.board.limits.values(), self.region).seconds(limit, unit, self.now_ms)

    def get_call(self, call_id: str) -> Call:
        """The call, or the refusal that it is unknown."""
        if call_id not in self.board.calls:
            raise no_such("来电", "call", "call_id", call_id)
        return self.board.calls[call_id]

    def get_open_incident(self, incident_id: str) -> Incident:
        """The incident, refused when unknown or closed."""
        incident = self.board.incidents.get(incident_id)
        if incident is None:
            raise no_such("事件", "incident", "incident_id", incident_id)
        if incident.closed_ms is not None:
            raise Conflict(
                "incident_closed",
                f"事件 {incident_id} 已结束",
                f"incident {incident_id} is closed",
                field="incident_id",
                value=incident_id,
                remedy="新来电请另立事件 / open a new incident for a new call",
            )
        return incident

    def get_active_task(self, task_id: str) -> Task:
        """The task, refused when unknown or ended."""
        task = self.board.tasks.get(task_id)
        if task is None:
            raise no_such("任务", "task", "task_id", task_id)
        if not task.active:
            raise Conflict(
                "task_ended",
                f"任务 {task_id} 已结束",
                f"task {task_id} has ended",
                field="task_id",
                value=task_id,
                remedy="刷新后重试 / refresh and look again",
            )
        return task

    def time_of_press(self, after_ms: int, pressed_ms: int | None) -> tuple[int, int | None]:
        """When a press counts from, and the sender's own time when that had to be moved.

        A crew's clock may be wrong and its press may arrive late; nothing is lost, but times never
        go back before what came ``after_ms`` and never lie in the future.
        """
        wanted_ms = self.now_ms if pressed_ms is None else min(pressed_ms, self.now_ms)
        at_ms = max(after_ms, wanted_ms)
        return at_ms, None if at_ms == pressed_ms else pressed_ms

    def get_vehicle(self, vehicle_id: str) -> Vehicle:
        """The vehicle of the register, or the refusal that it is unknown."""
        vehicle = self.region.vehicles.get(vehicle_id)
        if vehicle is None:
            raise no_such("车辆", "vehicle", "vehicle_id", vehicle_id)
        return vehicle


@dataclass(frozen=True)
class Answer:
    """Events to be made durable, and the identifiers the author is told."""

    events: tuple[AnyEvent, ...]
    call_id: str | None = None
    incident_id: str | None = None
    task_id: str | None = None
    vehicle_id: str | None = None
    restriction_id: str | None = None
    request_id: str | None = None
    handover_id: str | None = None
    post_id: str | None = None
    book_id: str | None = None
    limit_id: str | None = None
    referral_id: str | None = None
    sheet_id: str | None = None
    message_id: str | None = None
    replacement_task_id: str | None = None
    partner_task_id: str | None = None
    boundary_id: str | None = None
    notice_id: str | None = None
    refusal_id: str | None = None
    volunteer_call_id: str | None = None
    kept: str | None = None
