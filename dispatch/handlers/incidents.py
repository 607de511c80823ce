"""Incidents: describe, send a vehicle, park, wake, close (DSP-01, DSP-05, DSP-11, DSP-16)."""

from msgspec import UNSET

from dispatch.board import Board, vehicle_state
from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.actors import Actor
from dispatch.domain.decisions import decision_of
from dispatch.domain.errors import Conflict
from dispatch.domain.identifiers import nth_acceptance_id, nth_task_id
from dispatch.domain.records import Incident
from dispatch.domain.triage import AcceptanceKind
from dispatch.handlers.context import Answer, Context
from dispatch.handlers.details import check_details
from stations.status import IDLE, STATE_NAMES
from stations.vehicles import Vehicle


def describe(ctx: Context, command: c.DescribeIncident) -> Answer:
    """Keep what is new; a location moves the incident into its county and township."""
    incident = ctx.get_open_incident(command.incident_id)
    check_details(command.details)
    moved = command.details.location is not UNSET
    place = command.place or c.Place()
    event = e.IncidentDescribed(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        incident_id=incident.id,
        details=command.details,
        county_code=place.county_code,
        township_code=place.township_code,
        moved=moved,
    )
    return Answer((event,), incident_id=incident.id)


def dispatch(ctx: Context, command: c.DispatchVehicle) -> Answer:
    """Order one vehicle out. The database guards once more what is checked here (DSP-16)."""
    incident = ctx.get_open_incident(command.incident_id)
    vehicle = ctx.get_vehicle(command.vehicle_id)
    _require_idle(ctx, command, vehicle)
    acceptance_id = nth_acceptance_id(incident.id, len(incident.acceptance_ids) + 1)
    accepted = e.AcceptanceOpened(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        acceptance_id=acceptance_id,
        incident_id=incident.id,
        kind=_kind_of(ctx.board, incident),
    )
    task_id = nth_task_id(incident.id, len(incident.task_ids) + 1)
    ranking = command.ranking
    chosen = ranking.find(vehicle.id) if ranking else None
    eta_s = chosen.eta_s if chosen else None
    ordered = e.VehicleDispatched(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        task_id=task_id,
        incident_id=incident.id,
        acceptance_id=acceptance_id,
        vehicle_id=vehicle.id,
        eta_ms=None if eta_s is None else ctx.now_ms + round(eta_s * 1000),
        eta_basis=ranking.basis if ranking else "",
        decision=decision_of(ranking, vehicle.id, command.override_reason) if ranking else None,
    )
    return Answer(
        (accepted, ordered), incident_id=incident.id, task_id=task_id, vehicle_id=vehicle.id
    )


def _kind_of(board: Board, incident: Incident) -> AcceptanceKind:
    if any(task.active for task in board.tasks_of(incident)):
        return AcceptanceKind.REINFORCEMENT
    return AcceptanceKind.WOKEN if incident.parked else AcceptanceKind.DISPATCH


def _require_idle(ctx: Context, command: c.DispatchVehicle, vehicle: Vehicle) -> None:
    state = vehicle_state(ctx.board, vehicle.id)
    if state in IDLE:
        return
    task = ctx.board.task_of(vehicle.id)
    zh, en = STATE_NAMES[state]
    if task is not None:
        raise vehicle_taken(vehicle, zh, en, task.incident_id, task.ordered_by)
    raise Conflict(
        "vehicle_not_available",
        f"{vehicle.name} 不可调用：{zh}",
        f"{vehicle.name} cannot be sent: {en}",
        field="vehicle_id",
        value=vehicle.id,
        remedy="选下一辆，或先恢复该车 / take the next vehicle, or resume this one first",
        vehicle_id=vehicle.id,
    )


def vehicle_taken(vehicle: Vehicle, zh: str, en: str, incident_id: str, by: Actor) -> Conflict:
    """The refusal of a lost race: says who won and on which incident."""
    return Conflict(
        "vehicle_taken",
        f"{vehicle.name} 已由 {by.name}（{by.unit}）派往 {incident_id}：{zh}",
        f"{by.name} ({by.unit}) has sent {vehicle.name} to {incident_id}: {en}",
        field="vehicle_id",
        value=vehicle.id,
        remedy="派次优车辆 / send the next best",
        vehicle_id=vehicle.id,
        incident_id=incident_id,
        winner={"user": by.user, "name": by.name, "unit": by.unit},
    )


def park(ctx: Context, command: c.ParkIncident) -> Answer:
    """Park an incident; one with a vehicle under way cannot wait."""
    incident = ctx.get_open_incident(command.incident_id)
    if incident.parked:
        return Answer((), incident_id=incident.id)
    if any(task.active for task in ctx.board.tasks_of(incident)):
        raise _has_active_tasks(incident)
    accepted = e.AcceptanceOpened(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        acceptance_id=nth_acceptance_id(incident.id, len(incident.acceptance_ids) + 1),
        incident_id=incident.id,
        kind=AcceptanceKind.PARKED,
    )
    parked = e.IncidentParked(at_ms=ctx.now_ms, by=ctx.actor, incident_id=incident.id)
    return Answer((accepted, parked), incident_id=incident.id)


def wake(ctx: Context, command: c.WakeIncident) -> Answer:
    """Take a parked incident up again."""
    incident = ctx.get_open_incident(command.incident_id)
    if not incident.parked:
        return Answer((), incident_id=incident.id)
    woken = e.IncidentWoken(at_ms=ctx.now_ms, by=ctx.actor, incident_id=incident.id)
    return Answer((woken,), incident_id=incident.id)


def close(ctx: Context, command: c.CloseIncident) -> Answer:
    """Close an incident by hand; never over the head of a crew under way."""
    incident = ctx.get_open_incident(command.incident_id)
    if any(task.active for task in ctx.board.tasks_of(incident)):
        raise _has_active_tasks(incident)
    closed = e.IncidentClosed(
        at_ms=ctx.now_ms, by=ctx.actor, incident_id=incident.id, reason=command.reason
    )
    return Answer((closed,), incident_id=incident.id)


def _has_active_tasks(incident: Incident) -> Conflict:
    return Conflict(
        "incident_has_active_tasks",
        f"事件 {incident.id} 还有车辆在执行任务",
        f"vehicles are still on incident {incident.id}",
        field="incident_id",
        value=incident.id,
        remedy="先退车或等任务完成 / recall them or wait until they are done",
    )
