"""Another task for a vehicle under way (另接任务, DSP-09), and who replaces it."""

from dispatch.board import vehicle_state
from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.acceptances import CAN_WAIT
from dispatch.domain.errors import Conflict, Refusal
from dispatch.domain.offers import OfferWhy
from dispatch.domain.records import Incident, Task
from dispatch.domain.triage import URGENCY_RANK
from dispatch.handlers.context import Answer, Context
from dispatch.handlers.endings import end_task
from dispatch.handlers.incidents import require_idle_for, require_in_service, sent
from stations.status import IDLE, STATE_NAMES, Origin, ReasonKind, TaskResult, VehicleState

DIVERTIBLE = frozenset({VehicleState.ASSIGNED, VehicleState.ACKED, VehicleState.EN_ROUTE})


def divert(ctx: Context, command: c.DivertTask) -> Answer:
    """End one task and begin the other in one act, so that the vehicle is never on both or none.

    The event that is left waits again at once; its replacement is sent or proposed with it.
    """
    task = ctx.get_active_task(command.task_id)
    left = ctx.board.incidents[task.incident_id]
    wanted = ctx.get_open_incident(command.to_incident_id)
    _require_divertible(task, wanted)
    _require_more_urgent(left, wanted, command.override_reason)
    vehicle = ctx.get_vehicle(task.vehicle_id)
    require_in_service(ctx, vehicle)
    ending = end_task(
        ctx,
        task,
        TaskResult.DIVERTED,
        ReasonKind.DIVERTED,
        at_station=ctx.board.duty(task.vehicle_id).at_station,
        origin=Origin.MANUAL,
        note=(command.override_reason or "").strip(),
        keep_open=command.replacement_vehicle_id is not None,
    )
    new_task_id, orders = sent(ctx, wanted, vehicle, command.ranking, command.override_reason)
    events = (*ending.events, *orders)
    replacement_id = None
    if command.replacement_vehicle_id is not None:
        replacement_id, more = _replace(ctx, command, left, task)
        events += more
    else:
        events += _propose(ctx, command, left, events)
    return Answer(
        events,
        incident_id=wanted.id,
        task_id=new_task_id,
        vehicle_id=vehicle.id,
        replacement_task_id=replacement_id,
    )


def _require_divertible(task: Task, wanted: Incident) -> None:
    if wanted.id == task.incident_id:
        raise Refusal(
            "same_incident",
            "该车本来就是派往此事件的",
            "the vehicle is on its way there already",
            field="incident_id",
            value=wanted.id,
            remedy="选另一事件 / choose another incident",
        )
    if task.state not in DIVERTIBLE:
        zh, en = STATE_NAMES[task.state]
        raise Conflict(
            "too_late_to_divert",
            f"「{zh}」的车辆不能另接任务",
            f"a vehicle that is '{en}' cannot be diverted",
            field="task_id",
            value=task.id,
            remedy="派次优车辆 / send the next best",
        )


def _require_more_urgent(left: Incident, wanted: Incident, override: str | None) -> None:
    """Only a worse case takes a vehicle away; anything else is a person's word, with a reason."""
    if _rank(wanted) < _rank(left) or (override or "").strip():
        return
    raise Conflict(
        "not_more_urgent",
        f"事件 {wanted.id} 不比 {left.id} 更急",
        f"incident {wanted.id} is not more urgent than {left.id}",
        field="override_reason",
        value=wanted.id,
        remedy="派次优车辆，或写明原因强制改派 / send the next best, or say why all the same",
        incident_id=left.id,
    )


def _rank(incident: Incident) -> tuple[bool, int]:
    return incident.kind in CAN_WAIT, URGENCY_RANK[incident.urgency]


def _replace(
    ctx: Context, command: c.DivertTask, left: Incident, ended: Task
) -> tuple[str, tuple[e.AnyEvent, ...]]:
    """Send the replacement in the same act; it must be free, and not the vehicle just taken."""
    assert command.replacement_vehicle_id is not None
    other = ctx.get_vehicle(command.replacement_vehicle_id)
    require_idle_for(ctx, other)
    return sent(ctx, left, other, command.replacement, None, replaces=ended)


def _propose(
    ctx: Context, command: c.DivertTask, left: Incident, so_far: tuple[e.AnyEvent, ...]
) -> tuple[e.AnyEvent, ...]:
    """Put the next best on the table of the event that was left, if it still needs one."""
    closed = any(isinstance(x, e.IncidentClosed) and x.incident_id == left.id for x in so_far)
    vehicle_id = ctx.board.tasks[command.task_id].vehicle_id
    best = command.replacement.next_best(vehicle_id) if command.replacement else None
    if best is None or closed or vehicle_state(ctx.board, best.vehicle_id) not in IDLE:
        return ()
    return (
        e.VehicleOffered(
            at_ms=ctx.now_ms,
            by=ctx.actor,
            incident_id=left.id,
            vehicle_id=best.vehicle_id,
            why=OfferWhy.DIVERTED,
            eta_s=best.eta_s,
        ),
    )
