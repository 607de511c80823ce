"""Tasks: what crews press, the hospital, recall and refusal (VEH-01, VEH-02, DSP-10, DSP-14)."""

from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.errors import Conflict, Refusal, no_such
from dispatch.domain.identifiers import nth_patient_id
from dispatch.domain.records import Task
from dispatch.handlers.context import Answer, Context
from stations.status import (
    REASON_NAMES,
    STATE_NAMES,
    Origin,
    ReasonKind,
    Step,
    TaskResult,
    VehicleState,
    find_step,
    list_next,
)

_BEFORE_DEPARTURE = frozenset({VehicleState.ASSIGNED, VehicleState.ACKED})
_CLOSING = frozenset({TaskResult.COMPLETED, TaskResult.EMPTY_RUN})
_RECALLABLE = frozenset({VehicleState.ASSIGNED, VehicleState.ACKED, VehicleState.EN_ROUTE})


def report(ctx: Context, command: c.ReportStatus) -> Answer:
    """A press is legal or refused with what may be pressed instead; a repeated press is ignored."""
    task = ctx.get_active_task(command.task_id)
    if command.state is task.state:
        return Answer((), incident_id=task.incident_id, task_id=task.id)
    step = find_step(task.state, command.state)
    if step is None:
        raise _illegal(task, command.state)
    _require(step, command)
    at_ms, pressed_ms = ctx.time_of_press(task.stamps[-1].at_ms, command.pressed_ms)
    if step.ends is not None:
        at_station = command.state is VehicleState.AVAILABLE_STATION
        ended = _ended(ctx, task, step.ends, command.reason, at_station, command.origin)
        return _finish(ctx, task, ended, at_ms, pressed_ms)
    stepped = e.TaskStepped(
        at_ms=at_ms,
        by=ctx.actor,
        task_id=task.id,
        state=command.state,
        origin=command.origin,
        received_ms=ctx.now_ms,
        late=step.late,
        pressed_ms=pressed_ms,
        hospital_code=_known_hospital(ctx, command.hospital_code),
        eta_ms=command.eta_ms,
        eta_basis=command.eta_basis,
    )
    events: list[e.AnyEvent] = [stepped]
    if command.state is VehicleState.LOADED:
        nth = 1 + sum(p.task_id == task.id for p in ctx.board.patients.values())
        patient_id = nth_patient_id(task.id, nth)
        events.append(
            e.PatientRecorded(at_ms=at_ms, by=ctx.actor, patient_id=patient_id, task_id=task.id)
        )
    return Answer(tuple(events), incident_id=task.incident_id, task_id=task.id)


def _illegal(task: Task, state: VehicleState) -> Conflict:
    now_zh, now_en = STATE_NAMES[task.state]
    to_zh, to_en = STATE_NAMES[state]
    legal = list_next(task.state)
    return Conflict(
        "illegal_step",
        f"「{now_zh}」之后不能按「{to_zh}」",
        f"'{to_en}' cannot follow '{now_en}'",
        field="state",
        value=state.value,
        remedy="可按：{} / may be pressed: {}".format(
            "、".join(STATE_NAMES[s][0] for s in legal),
            ", ".join(s.value for s in legal),
        ),
        allowed=[s.value for s in legal],
    )


def _require(step: Step, command: c.ReportStatus) -> None:
    if step.needs_reason and command.reason is None:
        raise Refusal(
            "reason_missing",
            "该状态必须填写原因",
            "this state needs a reason",
            field="reason",
            remedy="选一个原因：{} / choose one of: {}".format(
                "、".join(REASON_NAMES[r][0] for r in ReasonKind),
                ", ".join(r.value for r in ReasonKind),
            ),
        )
    if step.needs_hospital and command.hospital_code is None:
        raise Refusal(
            "hospital_missing",
            "病人上车时须指明送往医院",
            "a loaded patient needs a destination",
            field="hospital_code",
            remedy="选一家医院 / choose a hospital",
        )


def _known_hospital(ctx: Context, code: str | None) -> str | None:
    if code is not None and code not in ctx.region.hospitals:
        raise no_such("医院", "hospital", "hospital_code", code)
    return code


def _ended(
    ctx: Context,
    task: Task,
    result: TaskResult,
    reason: ReasonKind | None,
    at_station: bool,
    origin: Origin,
) -> e.TaskEnded:
    return e.TaskEnded(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        task_id=task.id,
        result=result,
        reason=reason,
        at_station=at_station,
        origin=origin,
        received_ms=ctx.now_ms,
    )


def _finish(
    ctx: Context, task: Task, ended: e.TaskEnded, at_ms: int, pressed_ms: int | None
) -> Answer:
    """End the task; the incident closes with its last vehicle unless it still needs one."""
    ended = replace(ended, at_ms=at_ms, pressed_ms=pressed_ms)
    events: list[e.AnyEvent] = [ended]
    incident = ctx.board.incidents[task.incident_id]
    others = [t for t in ctx.board.tasks_of(incident) if t.id != task.id]
    served = ended.result in _CLOSING or any(t.result in _CLOSING for t in others)
    if served and not any(t.active for t in others):
        events.append(
            e.IncidentClosed(at_ms=at_ms, by=ctx.actor, incident_id=incident.id, reason="")
        )
    return Answer(tuple(events), incident_id=incident.id, task_id=task.id)


def choose_hospital(ctx: Context, command: c.ChooseHospital) -> Answer:
    """Set or change the destination of a task."""
    task = ctx.get_active_task(command.task_id)
    code = _known_hospital(ctx, command.hospital_code)
    assert code is not None
    loaded = task.state is VehicleState.LOADED
    event = e.HospitalChosen(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        task_id=task.id,
        hospital_code=code,
        eta_ms=command.eta_ms if loaded else task.eta_ms,
        eta_basis=command.eta_basis if loaded else task.eta_basis,
    )
    return Answer((event,), incident_id=task.incident_id, task_id=task.id)


def recall(ctx: Context, command: c.RecallTask) -> Answer:
    """Call a vehicle back before it has reached the scene."""
    task = ctx.get_active_task(command.task_id)
    if task.state not in _RECALLABLE:
        zh, en = STATE_NAMES[task.state]
        raise Conflict(
            "too_late_to_recall",
            f"「{zh}」的车辆不能召回",
            f"a vehicle that is '{en}' cannot be recalled",
            field="task_id",
            value=task.id,
            remedy="请车组处理完毕，或按放空车 / let the crew finish, or end it as an empty run",
        )
    return _stop(ctx, task, TaskResult.STOPPED, command.reason, Origin.MANUAL, None)


def refuse(ctx: Context, command: c.RefuseTask) -> Answer:
    """The crew or station cannot go; only before it has left."""
    task = ctx.get_active_task(command.task_id)
    if task.state not in _BEFORE_DEPARTURE:
        zh, en = STATE_NAMES[task.state]
        raise Conflict(
            "too_late_to_refuse",
            f"「{zh}」之后不能拒绝出车",
            f"an order cannot be refused once '{en}'",
            field="task_id",
            value=task.id,
            remedy="请调度员召回 / ask the dispatcher for a recall",
        )
    pressed_ms = command.pressed_ms
    return _stop(ctx, task, TaskResult.REFUSED, command.reason, Origin.TERMINAL, pressed_ms)


def _stop(
    ctx: Context,
    task: Task,
    result: TaskResult,
    reason: ReasonKind,
    origin: Origin,
    pressed_ms: int | None,
) -> Answer:
    at_station = ctx.board.duty(task.vehicle_id).at_station
    ended = _ended(ctx, task, result, reason, at_station, origin)
    return _finish(ctx, task, ended, *ctx.time_of_press(task.stamps[-1].at_ms, pressed_ms))
