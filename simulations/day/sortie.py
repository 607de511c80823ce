"""What a crew presses next, and when: a pure function of the task as everybody sees it."""

from typing import NamedTuple

from simulations.day.durations import Durations
from simulations.day.views import TaskView
from stations.status import ReasonKind, VehicleState

_S = VehicleState


class Press(NamedTuple):
    """A button, the moment at which it is pressed, and the reason if it needs one."""

    state: VehicleState
    due_ms: int
    reason: ReasonKind | None = None


def next_press(
    task: TaskView,
    durations: Durations,
    *,
    urban: bool,
    from_station: bool,
    arrival_ms: int | None,
) -> Press | None:
    """The next press of a task; None while the crew drives and does not know the way yet.

    Every moment is counted from a stamp on the board, so that the next press is the same whoever
    works it out, before a restart or after it.
    """
    ordered_ms, arrived_ms = task.at_ms(_S.ASSIGNED), task.at_ms(_S.ON_SCENE)
    match _S(task.state):
        case _S.ASSIGNED:
            return _after(ordered_ms, durations.acknowledge_s(), _S.ACKED)
        case _S.ACKED:
            return _after(ordered_ms, durations.mobilise_s(from_station), _S.EN_ROUTE)
        case _S.EN_ROUTE:
            return None if arrival_ms is None else Press(_S.ON_SCENE, arrival_ms)
        case _S.ON_SCENE:
            return _after(arrived_ms, durations.to_patient_s(), _S.AT_PATIENT)
        case _S.AT_PATIENT:
            reason = durations.empty_run(urban)
            if reason is not None:
                return _after(arrived_ms, durations.empty_after_s(), _S.AVAILABLE_MOBILE, reason)
            return _after(arrived_ms, durations.on_scene_s(), _S.LOADED)
        case _S.LOADED:
            return None if arrival_ms is None else Press(_S.AT_HOSPITAL, arrival_ms)
        case _S.AT_HOSPITAL:
            at_ms = task.at_ms(_S.AT_HOSPITAL)
            return _after(at_ms, durations.handover_s(), _S.HANDED_OVER)
        case _S.HANDED_OVER:
            return _after(task.last_ms, durations.clear_s(), _S.AVAILABLE_MOBILE)
        case _:
            return None


def _after(
    since_ms: int, seconds: float, state: VehicleState, reason: ReasonKind | None = None
) -> Press:
    return Press(state, since_ms + round(seconds * 1000), reason)
