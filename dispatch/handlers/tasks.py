"""Tasks: what crews press, the hospital, recall and refusal (VEH-01, VEH-02, DSP-10, DSP-14)."""

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.errors import Conflict, Refusal, no_such
from dispatch.domain.identifiers import nth_patient_id
from dispatch.domain.records import Task
from dispatch.handlers.context import Answer, Context
from dispatch.handlers.endings import end_task
from stations.status import (
    REASON_NAMES,
    REASONS_FOR,
    STATE_NAMES,
    Origin,
    Step,
    TaskResult,
    VehicleState,
    find_step,
    list_next,
)

_BEFORE_DEPARTURE = frozenset({VehicleState.ASSIGNED, VehicleState.ACKED})
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
    if step.ends is not None:
        return end_task(
            ctx,
            task,
            step.ends,
            command.reason,
            at_station=command.state is VehicleState.AVAILABLE_STATION,
            origin=command.origin,
            pressed_ms=command.pressed_ms,
        )
    at_ms, pressed_ms = ctx.time_of_press(task.stamps[-1].at_ms, command.pressed_ms)
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
    if step.ends is not None and step.needs_reason and command.reason is None:
        fitting = REASONS_FOR[step.ends]
        raise Refusal(
            "reason_missing",
            "该状态必须填写原因",
            "this state needs a reason",
            field="reason",
            remedy="选一个原因：{} / choose one of: {}".format(
                "、".join(REASON_NAMES[r][0] for r in fitting),
                ", ".join(r.value for r in fitting),
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
    return _stop(ctx, command, task, TaskResult.STOPPED, Origin.MANUAL, None)


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
    return _stop(ctx, command, task, TaskResult.REFUSED, Origin.TERMINAL, pressed_ms)


def _stop(
    ctx: Context,
    command: c.RecallTask | c.RefuseTask,
    task: Task,
    result: TaskResult,
    origin: Origin,
    pressed_ms: int | None,
) -> Answer:
    return end_task(
        ctx,
        task,
        result,
        command.reason,
        at_station=ctx.board.duty(task.vehicle_id).at_station,
        origin=origin,
        pressed_ms=pressed_ms,
        note=command.note.strip(),
    )
