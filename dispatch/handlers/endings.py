"""How a task ends (任务结果, domain.md §3.4), and what becomes of its event then."""

from msgspec.structs import replace

from dispatch.domain import events as e
from dispatch.domain.acceptances import AcceptanceKind
from dispatch.domain.errors import Refusal
from dispatch.domain.records import Incident, Task
from dispatch.handlers.context import Answer, Context
from dispatch.handlers.decisions import accepted
from dispatch.handlers.transfers import follow
from dispatch.waiting import patients_taken
from stations.status import (
    REASON_NAMES,
    REASONS_FOR,
    RESULT_NAMES,
    Origin,
    ReasonKind,
    TaskResult,
)

_SERVED = frozenset({TaskResult.COMPLETED, TaskResult.EMPTY_RUN})
_ACCEPTED_AS: dict[TaskResult, AcceptanceKind] = {
    TaskResult.STOPPED: AcceptanceKind.STOPPED,
    TaskResult.DIVERTED: AcceptanceKind.STOPPED,
    TaskResult.REFUSED: AcceptanceKind.REFUSED,
}


def end_task(
    ctx: Context,
    task: Task,
    result: TaskResult,
    reason: ReasonKind | None,
    *,
    at_station: bool,
    origin: Origin,
    pressed_ms: int | None = None,
    note: str = "",
    keep_open: bool = False,
) -> Answer:
    """End a task; its event closes with its last vehicle unless somebody there still waits.

    ``keep_open``: another vehicle takes over in the same act.
    """
    check_reason(result, reason)
    at_ms, told_ms = ctx.time_of_press(task.stamps[-1].at_ms, pressed_ms)
    incident = ctx.board.incidents[task.incident_id]
    ended = e.TaskEnded(
        at_ms=at_ms,
        by=ctx.actor,
        task_id=task.id,
        result=result,
        reason=reason,
        at_station=at_station,
        origin=origin,
        received_ms=ctx.now_ms,
        pressed_ms=told_ms,
        incident_id=incident.id,
    )
    events: list[e.AnyEvent] = [ended]
    if result in _ACCEPTED_AS:
        events.append(
            accepted(
                ctx,
                incident,
                _ACCEPTED_AS[result],
                task_id=task.id,
                vehicle_id=task.vehicle_id,
                reason=reason,
                note=note,
            )
        )
    after = [
        replace(t, result=result) if t.id == task.id else t for t in ctx.board.tasks_of(incident)
    ]
    closes = not keep_open and _closes(ctx, incident, after)
    if closes:
        events.append(
            e.IncidentClosed(at_ms=at_ms, by=ctx.actor, incident_id=incident.id, reason="")
        )
    if not keep_open:
        events += follow(ctx, incident, after, closed=closes)
    return Answer(tuple(events), incident_id=incident.id, task_id=task.id)


def _closes(ctx: Context, incident: Incident, tasks: list[Task]) -> bool:
    """Nobody is under way, somebody was served, and nobody is known to be left at the scene.

    A crew that came back empty has looked: then the caller's count of patients was too high.
    """
    results = {task.result for task in tasks}
    if None in results or not results & _SERVED or incident.reinforcement_parked:
        return False
    return TaskResult.EMPTY_RUN in results or patients_left(ctx, incident) <= 0


def patients_left(ctx: Context, incident: Incident) -> int:
    """How many of those the caller counted nobody has put in a vehicle yet."""
    return incident.patient_count - patients_taken(ctx.board.tasks_of(incident))


def check_reason(result: TaskResult, reason: ReasonKind | None) -> None:
    """Refuse a reason that makes no sense of this result: statistics are made of them."""
    fitting = REASONS_FOR[result]
    if not fitting or reason is None or reason in fitting:
        return
    zh, en = RESULT_NAMES[result]
    why_zh, why_en = REASON_NAMES[reason]
    raise Refusal(
        "reason_does_not_fit",
        f"「{why_zh}」不是{zh}的原因",
        f"'{why_en}' is no reason for '{en}'",
        field="reason",
        value=reason.value,
        remedy="可选：{} / choose one of: {}".format(
            "、".join(REASON_NAMES[r][0] for r in fitting), ", ".join(r.value for r in fitting)
        ),
    )
