"""What a cab tells by itself: queued presses of the crew, and what the track shows (VEH-02/03/07).

A press that reaches the core too late is not thrown away and not forced in: it is kept beside the
task with the reason, so that the desk and the crew see the same; also beside one that ended so long
ago that the board has forgotten it. What the track shows is a
proposal; a pressed time is never overwritten.
"""

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.errors import Conflict, no_such
from dispatch.domain.records import Task
from dispatch.domain.requests import WhyKept
from dispatch.handlers import tasks
from dispatch.handlers.context import Answer, Context

KEPT_MAX = 50

_KEPT_FOR: dict[str, WhyKept] = {
    "task_ended": WhyKept.TASK_ENDED,
    "illegal_step": WhyKept.OUT_OF_ORDER,
}


def report(ctx: Context, command: c.ReportStatus) -> Answer:
    """Carry a press out; one from a queue is kept where it cannot count any more."""
    if not command.keep:
        return tasks.report(ctx, command)
    if command.past is not None and command.task_id not in ctx.board.tasks:
        past = command.past
        return _keep(ctx, command, WhyKept.LONG_OVER, past.incident_id, past.kept)
    try:
        answer = tasks.report(ctx, command)
    except Conflict as conflict:
        if conflict.code not in _KEPT_FOR:
            raise
        return _keep_beside(ctx, command, _KEPT_FOR[conflict.code])
    return answer if answer.events else _keep_beside(ctx, command, WhyKept.REPEATED)


def _keep_beside(ctx: Context, command: c.ReportStatus, why: WhyKept) -> Answer:
    task = _task(ctx, command.task_id)
    return _keep(ctx, command, why, task.incident_id, len(task.kept))


def _keep(
    ctx: Context, command: c.ReportStatus, why: WhyKept, incident_id: str, kept: int
) -> Answer:
    task_id = command.task_id
    if kept >= KEPT_MAX:
        raise Conflict(
            "too_many_presses",
            f"任务 {task_id} 已留存 {KEPT_MAX} 次无效按键",
            f"{KEPT_MAX} presses without effect are already kept of task {task_id}",
            field="task_id",
            value=task_id,
            remedy="请用电话与调度台核对 / settle it with the desk by voice",
        )
    pressed_ms = ctx.now_ms if command.pressed_ms is None else min(command.pressed_ms, ctx.now_ms)
    event = e.PressKept(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        task_id=task_id,
        state=command.state,
        pressed_ms=pressed_ms,
        why=why,
    )
    return Answer((event,), incident_id=incident_id, task_id=task_id, kept=why.value)


def observe(ctx: Context, command: c.NoteFence) -> Answer:
    """Keep the first time a track shows a state; a task that is over needs no proposal."""
    task = _task(ctx, command.task_id)
    seen = any(observation.state is command.state for observation in task.observed)
    if seen or not task.active:
        return Answer((), incident_id=task.incident_id, task_id=task.id)
    event = e.FenceCrossed(
        at_ms=min(command.crossed_ms, ctx.now_ms),
        by=ctx.actor,
        task_id=task.id,
        state=command.state,
        received_ms=ctx.now_ms,
        point=command.point,
    )
    return Answer((event,), incident_id=task.incident_id, task_id=task.id)


def _task(ctx: Context, task_id: str) -> Task:
    task = ctx.board.tasks.get(task_id)
    if task is None:
        raise no_such("任务", "task", "task_id", task_id)
    return task
