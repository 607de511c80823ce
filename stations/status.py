"""The ambulance state machine (车辆状态机) as one table: domain.md §3.4, VEH-01.

A vehicle's status is *computed* from its task, its crew's sign-on and its pause; nobody sets it.
What a crew presses (or a geofence proposes, or a dispatcher enters) is a step of the *task*.
"""

from enum import StrEnum

import msgspec


class VehicleState(StrEnum):
    """Status of an ambulance; the Chinese term of each stands in ``STATE_NAMES``."""

    ASSIGNED = "assigned"
    ACKED = "acked"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"
    AT_PATIENT = "at_patient"
    LOADED = "loaded"
    AT_HOSPITAL = "at_hospital"
    HANDED_OVER = "handed_over"
    AVAILABLE_MOBILE = "available_mobile"
    AVAILABLE_STATION = "available_station"
    OFF_DUTY = "off_duty"
    PAUSED = "paused"


_S = VehicleState

STATE_NAMES: dict[VehicleState, tuple[str, str]] = {
    _S.ASSIGNED: ("待出动", "assigned"),
    _S.ACKED: ("收到指令", "acknowledged"),
    _S.EN_ROUTE: ("驶向现场", "en route"),
    _S.ON_SCENE: ("到达现场", "on scene"),
    _S.AT_PATIENT: ("到达病人身边", "at patient"),
    _S.LOADED: ("病人上车", "patient loaded"),
    _S.AT_HOSPITAL: ("到达医院", "at hospital"),
    _S.HANDED_OVER: ("移交完成", "handed over"),
    _S.AVAILABLE_MOBILE: ("途中待命", "available, mobile"),
    _S.AVAILABLE_STATION: ("站内待命", "available at station"),
    _S.OFF_DUTY: ("下班", "off duty"),
    _S.PAUSED: ("暂停调用", "paused"),
}

IDLE = frozenset({_S.AVAILABLE_MOBILE, _S.AVAILABLE_STATION})
"""States in which a vehicle can be given a task, paused or signed off."""

ON_TASK = frozenset(
    {
        _S.ASSIGNED,
        _S.ACKED,
        _S.EN_ROUTE,
        _S.ON_SCENE,
        _S.AT_PATIENT,
        _S.LOADED,
        _S.AT_HOSPITAL,
        _S.HANDED_OVER,
    }
)
"""States that come from an active task (任务)."""


class TaskResult(StrEnum):
    """How a sortie ended (任务结果, domain.md §3.4)."""

    COMPLETED = "completed"
    EMPTY_RUN = "empty_run"
    STOPPED = "stopped"
    REFUSED = "refused"
    DIVERTED = "diverted"


RESULT_NAMES: dict[TaskResult, tuple[str, str]] = {
    TaskResult.COMPLETED: ("正常完成", "completed"),
    TaskResult.EMPTY_RUN: ("放空车", "empty run"),
    TaskResult.STOPPED: ("中止任务", "stopped"),
    TaskResult.REFUSED: ("拒绝出车", "refused"),
    TaskResult.DIVERTED: ("另接任务", "diverted"),
}


class Step(msgspec.Struct, frozen=True):
    """One legal step; ``ends`` closes the task with that result."""

    to: VehicleState
    ends: TaskResult | None = None
    needs_reason: bool = False
    needs_hospital: bool = False
    late: bool = False
    """A skipped state: legal, because a crew in a hurry misses a button, but shown as such."""


_DONE = (
    Step(_S.AVAILABLE_MOBILE, TaskResult.COMPLETED),
    Step(_S.AVAILABLE_STATION, TaskResult.COMPLETED),
)
_EMPTY = (Step(_S.AVAILABLE_MOBILE, TaskResult.EMPTY_RUN, needs_reason=True),)
_RECALLED = (Step(_S.AVAILABLE_MOBILE, TaskResult.STOPPED, needs_reason=True),)

STEPS: dict[VehicleState, tuple[Step, ...]] = {
    _S.ASSIGNED: (Step(_S.ACKED), Step(_S.EN_ROUTE, late=True), *_RECALLED),
    _S.ACKED: (Step(_S.EN_ROUTE), *_RECALLED),
    _S.EN_ROUTE: (Step(_S.ON_SCENE), *_RECALLED),
    _S.ON_SCENE: (Step(_S.AT_PATIENT), Step(_S.LOADED, needs_hospital=True), *_EMPTY),
    _S.AT_PATIENT: (Step(_S.LOADED, needs_hospital=True), *_EMPTY),
    _S.LOADED: (Step(_S.AT_HOSPITAL), Step(_S.ON_SCENE)),
    _S.AT_HOSPITAL: (Step(_S.HANDED_OVER), *_DONE),
    _S.HANDED_OVER: _DONE,
}
"""From each state of an active task, what may come next."""

PROGRESS: tuple[VehicleState, ...] = (
    _S.ASSIGNED,
    _S.ACKED,
    _S.EN_ROUTE,
    _S.ON_SCENE,
    _S.AT_PATIENT,
    _S.LOADED,
    _S.AT_HOSPITAL,
    _S.HANDED_OVER,
)
"""The order in which a task normally passes its states; each leaves a time stamp."""


class ReasonKind(StrEnum):
    """Why a sortie did not go its normal way (中止/空车/拒绝 原因, domain.md §3.4)."""

    RECALLED_BEFORE_DEPARTURE = "recalled_before_departure"
    RECALLED_EN_ROUTE = "recalled_en_route"
    CANCELLED_ON_SCENE = "cancelled_on_scene"
    NOBODY_ON_SCENE = "nobody_on_scene"
    DEAD_ON_SCENE = "dead_on_scene"
    PATIENT_DECLINED = "patient_declined"
    TREATED_ON_SCENE = "treated_on_scene"
    PATIENT_LEFT = "patient_left"
    DIVERTED = "diverted"
    VEHICLE_FAULT = "vehicle_fault"
    NO_CREW = "no_crew"
    OTHER = "other"


REASON_NAMES: dict[ReasonKind, tuple[str, str]] = {
    ReasonKind.RECALLED_BEFORE_DEPARTURE: ("出车前退车", "recalled before departure"),
    ReasonKind.RECALLED_EN_ROUTE: ("中途退车", "recalled en route"),
    ReasonKind.CANCELLED_ON_SCENE: ("现场退车", "cancelled on scene"),
    ReasonKind.NOBODY_ON_SCENE: ("现场无人", "nobody on scene"),
    ReasonKind.DEAD_ON_SCENE: ("现场死亡", "dead on scene"),
    ReasonKind.PATIENT_DECLINED: ("病人不去", "patient declined"),
    ReasonKind.TREATED_ON_SCENE: ("现场已救治", "treated on scene"),
    ReasonKind.PATIENT_LEFT: ("车到人走", "gone before arrival"),
    ReasonKind.DIVERTED: ("另接任务", "diverted"),
    ReasonKind.VEHICLE_FAULT: ("车辆故障", "vehicle fault"),
    ReasonKind.NO_CREW: ("人员不足", "no crew"),
    ReasonKind.OTHER: ("其他", "other"),
}


REASONS_FOR: dict[TaskResult, tuple[ReasonKind, ...]] = {
    TaskResult.COMPLETED: (),
    TaskResult.STOPPED: (
        ReasonKind.RECALLED_BEFORE_DEPARTURE,
        ReasonKind.RECALLED_EN_ROUTE,
        ReasonKind.PATIENT_DECLINED,
        ReasonKind.VEHICLE_FAULT,
        ReasonKind.NO_CREW,
        ReasonKind.DIVERTED,
        ReasonKind.OTHER,
    ),
    TaskResult.EMPTY_RUN: (
        ReasonKind.NOBODY_ON_SCENE,
        ReasonKind.CANCELLED_ON_SCENE,
        ReasonKind.PATIENT_DECLINED,
        ReasonKind.PATIENT_LEFT,
        ReasonKind.TREATED_ON_SCENE,
        ReasonKind.DEAD_ON_SCENE,
        ReasonKind.OTHER,
    ),
    TaskResult.REFUSED: (ReasonKind.VEHICLE_FAULT, ReasonKind.NO_CREW, ReasonKind.OTHER),
    TaskResult.DIVERTED: (ReasonKind.DIVERTED,),
}
"""Reasons that make sense of a result (中止/空车/拒绝), the likeliest first."""


class Origin(StrEnum):
    """Who or what set a time stamp (时间来源); kept with every stamp, never merged (VEH-02)."""

    TERMINAL = "terminal"
    GEOFENCE = "geofence"
    MANUAL = "manual"
    SYSTEM = "system"


def find_step(current: VehicleState, to: VehicleState) -> Step | None:
    """The legal step between two states, or None."""
    return next((step for step in STEPS.get(current, ()) if step.to is to), None)


def list_next(current: VehicleState) -> tuple[VehicleState, ...]:
    """What may be pressed now, for the error that names the remedy."""
    return tuple(step.to for step in STEPS.get(current, ()))
