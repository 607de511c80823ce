"""Events that wait: parked, woken, for a further vehicle, with a vehicle proposed (DSP-11)."""

from dispatch.board import vehicle_state
from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.acceptances import AcceptanceKind
from dispatch.domain.errors import Conflict, Refusal
from dispatch.domain.records import Incident
from dispatch.handlers.context import Answer, Context
from dispatch.handlers.decisions import accepted
from dispatch.waiting import waits_for
from stations.status import IDLE

PARKED_FOR_MAX_MS = 60 * 24 * 3_600_000
"""Nothing is parked for longer than two months: a later date is a slip of the hand."""


def park(ctx: Context, command: c.ParkIncident) -> Answer:
    """Park an incident, until a time or until woken; with a vehicle under way it cannot wait."""
    incident = ctx.get_open_incident(command.incident_id)
    _check_until(ctx, command.until_ms)
    if incident.parked and incident.wake_ms == command.until_ms:
        return Answer((), incident_id=incident.id)
    if any(task.active for task in ctx.board.tasks_of(incident)):
        raise has_active_tasks(incident)
    parked = e.IncidentParked(
        at_ms=ctx.now_ms, by=ctx.actor, incident_id=incident.id, until_ms=command.until_ms
    )
    note = accepted(ctx, incident, AcceptanceKind.PARKED, note=command.note)
    return Answer((note, parked), incident_id=incident.id)


def _check_until(ctx: Context, until_ms: int | None) -> None:
    if until_ms is None or ctx.now_ms < until_ms <= ctx.now_ms + PARKED_FOR_MAX_MS:
        return
    raise Refusal(
        "bad_wake_time",
        "唤醒时间须在现在之后、两个月之内",
        "it must be woken after now and within two months",
        field="until_ms",
        value=until_ms,
        remedy="改时间，或不填 / change the time, or leave it out",
    )


def wake(ctx: Context, command: c.WakeIncident) -> Answer:
    """Take a parked incident up again."""
    incident = ctx.get_open_incident(command.incident_id)
    if not incident.parked:
        return Answer((), incident_id=incident.id)
    woken = e.IncidentWoken(at_ms=ctx.now_ms, by=ctx.actor, incident_id=incident.id)
    note = accepted(ctx, incident, AcceptanceKind.WOKEN)
    return Answer((note, woken), incident_id=incident.id)


def park_reinforcement(ctx: Context, command: c.ParkReinforcement) -> Answer:
    """Keep that one vehicle is not enough, while nobody else can be sent."""
    incident = ctx.get_open_incident(command.incident_id)
    if incident.reinforcement_parked:
        return Answer((), incident_id=incident.id)
    if not any(task.active for task in ctx.board.tasks_of(incident)):
        raise Conflict(
            "nothing_to_reinforce",
            f"事件 {incident.id} 没有车辆在执行任务，无从增援",
            f"nobody is on incident {incident.id} to be reinforced",
            field="incident_id",
            value=incident.id,
            remedy="直接派车或挂起 / send a vehicle, or park it",
        )
    note = accepted(ctx, incident, AcceptanceKind.REINFORCEMENT_PARKED, note=command.note)
    parked = e.ReinforcementParked(at_ms=ctx.now_ms, by=ctx.actor, incident_id=incident.id)
    return Answer((note, parked), incident_id=incident.id)


def offer(ctx: Context, command: c.OfferVehicle) -> Answer:
    """Propose a vehicle; what was taken or served meanwhile is proposed to nobody."""
    incident = ctx.get_open_incident(command.incident_id)
    vehicle = ctx.get_vehicle(command.vehicle_id)
    current = incident.offer
    idle = vehicle_state(ctx.board, vehicle.id) in IDLE
    idle = idle and ctx.region.serves(vehicle, ctx.now_ms)
    same = current is not None and current.vehicle_id == vehicle.id
    if not idle or same or incident.parked or waits_for(ctx.board, incident) is None:
        return Answer((), incident_id=incident.id, vehicle_id=vehicle.id)
    event = e.VehicleOffered(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        incident_id=incident.id,
        vehicle_id=vehicle.id,
        why=command.why,
        eta_s=command.eta_s,
    )
    return Answer((event,), incident_id=incident.id, vehicle_id=vehicle.id)


def decline(ctx: Context, command: c.DeclineOffer) -> Answer:
    """The proposal is put away; nothing is sent."""
    incident = ctx.get_open_incident(command.incident_id)
    if incident.offer is None:
        return Answer((), incident_id=incident.id)
    event = e.OfferDeclined(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        incident_id=incident.id,
        vehicle_id=incident.offer.vehicle_id,
        reason=command.reason,
    )
    return Answer((event,), incident_id=incident.id, vehicle_id=event.vehicle_id)


def has_active_tasks(incident: Incident) -> Conflict:
    """The refusal of what would happen over the head of a crew under way."""
    return Conflict(
        "incident_has_active_tasks",
        f"事件 {incident.id} 还有车辆在执行任务",
        f"vehicles are still on incident {incident.id}",
        field="incident_id",
        value=incident.id,
        remedy="先退车或等任务完成 / recall them or wait until they are done",
    )
