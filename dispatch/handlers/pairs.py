"""Two vehicles in one act: a pair that meets on the way, one in place of another (DSP-03, DSP-13).

Both or neither: a pair of which only one goes would send a patient toward nobody.
"""

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.errors import Conflict, Refusal
from dispatch.handlers.ahead import ahead
from dispatch.handlers.context import Answer, Context
from dispatch.handlers.endings import end_task
from dispatch.handlers.incidents import dispatch
from dispatch.standing import ON_ITS_WAY, makes_sense
from stations.status import STATE_NAMES, Origin, TaskResult


def dispatch_pair(ctx: Context, command: c.DispatchPair) -> Answer:
    """Order the basic crew and the advanced one, with the meeting point in both orders."""
    if command.basic_id == command.advanced_id:
        raise Refusal(
            "pair_of_one",
            "会车须两辆不同的车",
            "a pair needs two different vehicles",
            field="advanced_id",
            value=command.advanced_id,
            remedy="选另一辆高级车组 / choose another advanced crew",
        )
    incident = ctx.get_open_incident(command.incident_id)
    basic = dispatch(ctx, _order(command, command.basic_id))
    after = ahead(ctx, basic.events)
    advanced = dispatch(after, _order(command, command.advanced_id))
    assert basic.task_id is not None
    assert advanced.task_id is not None
    events = (*basic.events, *advanced.events)
    if command.meeting is not None:
        meeting = command.meeting
        events += (
            e.MeetingSet(
                at_ms=ctx.now_ms,
                by=ctx.actor,
                incident_id=incident.id,
                basic_task_id=basic.task_id,
                advanced_task_id=advanced.task_id,
                point=meeting.point,
                place=meeting.place,
                meet_ms=ctx.now_ms + round(meeting.at_s * 1000),
                on_scene=meeting.on_scene,
            ),
        )
    return Answer(
        events,
        incident_id=incident.id,
        task_id=basic.task_id,
        vehicle_id=command.basic_id,
        partner_task_id=advanced.task_id,
    )


def _order(command: c.DispatchPair, vehicle_id: str) -> c.DispatchVehicle:
    return c.DispatchVehicle(
        incident_id=command.incident_id,
        vehicle_id=vehicle_id,
        ranking=command.ranking,
        override_reason=command.override_reason,
        override_code=command.override_code,
    )


def propose(ctx: Context, command: c.ProposeSwap) -> Answer:
    """Keep what is proposed now, as long as it still makes sense; the same again is no news."""
    incident = ctx.get_open_incident(command.incident_id)
    proposal = command.proposal
    if proposal is not None and not makes_sense(ctx.board, incident, proposal):
        proposal = None
    former = incident.swap
    if (former and former.vehicle_id) == (proposal and proposal.vehicle_id):
        return Answer((), incident_id=incident.id)
    event = e.SwapProposed(
        at_ms=ctx.now_ms, by=ctx.actor, incident_id=incident.id, proposal=proposal
    )
    return Answer((event,), incident_id=incident.id)


def decline(ctx: Context, command: c.DeclineSwap) -> Answer:
    """The desk keeps the vehicle that is on its way."""
    incident = ctx.get_open_incident(command.incident_id)
    ctx.get_vehicle(command.vehicle_id)
    if command.vehicle_id in incident.swap_declined:
        return Answer((), incident_id=incident.id)
    event = e.SwapDeclined(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        incident_id=incident.id,
        vehicle_id=command.vehicle_id,
    )
    return Answer((event,), incident_id=incident.id)


def swap(ctx: Context, command: c.SwapVehicle) -> Answer:
    """Stop a task that has not reached the scene and send the other vehicle, in one act."""
    task = ctx.get_active_task(command.task_id)
    if task.state not in ON_ITS_WAY:
        zh, en = STATE_NAMES[task.state]
        raise Conflict(
            "too_late_to_swap",
            f"「{zh}」的车辆不能换下",
            f"a vehicle that is '{en}' cannot be replaced",
            field="task_id",
            value=task.id,
            remedy="如需要，另派增援 / send the other one as reinforcement if it is needed",
        )
    ended = end_task(
        ctx,
        task,
        TaskResult.STOPPED,
        command.reason,
        at_station=ctx.board.duty(task.vehicle_id).at_station,
        origin=Origin.MANUAL,
        keep_open=True,
    )
    order = c.DispatchVehicle(
        incident_id=task.incident_id,
        vehicle_id=command.vehicle_id,
        ranking=command.ranking,
        override_reason=command.override_reason,
        override_code=command.override_code,
    )
    sent = dispatch(ahead(ctx, ended.events), order)
    assert sent.task_id is not None
    swapped = e.VehicleSwapped(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        incident_id=task.incident_id,
        former_task_id=task.id,
        task_id=sent.task_id,
    )
    return Answer(
        (*ended.events, *sent.events, swapped),
        incident_id=task.incident_id,
        task_id=sent.task_id,
        vehicle_id=command.vehicle_id,
    )
