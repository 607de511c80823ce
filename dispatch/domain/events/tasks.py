"""Facts about tasks (任务)."""

from dispatch.domain.decisions import Decision, Leg
from dispatch.domain.events.base import Event
from dispatch.domain.requests import WhyKept
from geo.coordinates import Point
from stations.status import Origin, ReasonKind, TaskResult, VehicleState


class VehicleDispatched(Event, frozen=True, kw_only=True):
    """A vehicle was ordered out (派车), with the whole ranking that lay on the table."""

    task_id: str
    incident_id: str
    acceptance_id: str
    vehicle_id: str
    eta_ms: int | None
    eta_basis: str
    decision: Decision | None
    legs: tuple[Leg, ...] = ()
    """Its way in parts, where it is not by road alone."""
    hospital_code: str | None = None
    """Where a transfer goes, known before it starts."""


class TaskStepped(Event, frozen=True, kw_only=True):
    """A task passed into its next state (任务状态)."""

    task_id: str
    state: VehicleState
    origin: Origin
    received_ms: int
    late: bool = False
    pressed_ms: int | None = None
    hospital_code: str | None = None
    eta_ms: int | None = None
    eta_basis: str = ""


class FenceCrossed(Event, frozen=True, kw_only=True):
    """The track shows that the vehicle left or reached a place of its task (围栏提议)."""

    task_id: str
    state: VehicleState
    received_ms: int
    point: Point


class PressKept(Event, frozen=True, kw_only=True):
    """A press came too late or twice: it counts for nothing, and is shown (留存的按键)."""

    task_id: str
    state: VehicleState
    pressed_ms: int
    why: WhyKept


class HospitalChosen(Event, frozen=True, kw_only=True):
    """The destination became known or changed (送往医院)."""

    task_id: str
    hospital_code: str
    eta_ms: int | None
    eta_basis: str


class TaskEnded(Event, frozen=True, kw_only=True):
    """The vehicle is free again (任务结束)."""

    task_id: str
    result: TaskResult
    reason: ReasonKind | None
    at_station: bool
    origin: Origin
    received_ms: int
    pressed_ms: int | None = None
    incident_id: str | None = None
    """The event it was for, where another one is named by the command (另接任务)."""


TaskEvent = VehicleDispatched | TaskStepped | FenceCrossed | PressKept | HospitalChosen | TaskEnded
