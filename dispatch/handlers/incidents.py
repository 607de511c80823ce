"""Incidents: describe, send a vehicle, close (DSP-01, DSP-05, DSP-16)."""

from msgspec import UNSET
from msgspec.structs import replace

from dispatch.board import Board, vehicle_state
from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.acceptances import AcceptanceKind
from dispatch.domain.actors import Actor
from dispatch.domain.boundary import BoundaryRequest
from dispatch.domain.choices import OverrideCode
from dispatch.domain.decisions import Ranking, decision_of
from dispatch.domain.errors import Conflict
from dispatch.domain.identifiers import nth_task_id
from dispatch.domain.records import Incident, Task
from dispatch.handlers import triage
from dispatch.handlers.clashes import check_seen
from dispatch.handlers.context import Answer, Context
from dispatch.handlers.decisions import accepted
from dispatch.handlers.details import check_details, isolated
from dispatch.handlers.leave import notes, require_leave
from dispatch.handlers.transfers import check_destination, follow, follow_dispatch
from dispatch.handlers.waiting import has_active_tasks
from stations.status import IDLE, STATE_NAMES
from stations.vehicles import Vehicle


def describe(ctx: Context, command: c.DescribeIncident) -> Answer:
    """Keep what is new; a location moves the incident into its county and township."""
    incident = ctx.get_open_incident(command.incident_id)
    check_details(command.details)
    check_destination(ctx, command.details)
    check_seen(incident, command.details, command.seen_version, ctx.actor.user)
    overridden, details = _over_triage(ctx, incident, command)
    moved = details.location is not UNSET
    place = command.place or c.Place()
    event = e.IncidentDescribed(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        incident_id=incident.id,
        details=isolated(details, incident.needs),
        county_code=place.county_code,
        township_code=place.township_code,
        moved=moved,
    )
    if overridden and details == c.IncidentDetails():
        return Answer(overridden, incident_id=incident.id)
    return Answer((*overridden, event), incident_id=incident.id)


def _over_triage(
    ctx: Context, incident: Incident, command: c.DescribeIncident
) -> tuple[tuple[e.AnyEvent, ...], c.IncidentDetails]:
    """An urgency against what triage says is a person's decision with a reason (CALL-09)."""
    wanted, triaged = command.details.urgency, incident.triage
    if wanted is UNSET or triaged is None or triaged.urgency in (None, wanted):
        return (), command.details
    decision = c.OverrideUrgency(incident_id=incident.id, urgency=wanted, reason=command.reason)
    return triage.override(ctx, decision).events, replace(command.details, urgency=UNSET)


def dispatch(ctx: Context, command: c.DispatchVehicle) -> Answer:
    """Order one vehicle out. The database guards once more what is checked here (DSP-16)."""
    incident = ctx.get_open_incident(command.incident_id)
    vehicle = ctx.get_vehicle(command.vehicle_id)
    require_idle_for(ctx, vehicle)
    term = require_leave(ctx, incident, vehicle)
    task_id, events = sent(
        ctx,
        incident,
        vehicle,
        command.ranking,
        command.override_reason,
        override_code=command.override_code,
    )
    events += notes(ctx, incident, vehicle, term, command.ranking)
    return Answer(events, incident_id=incident.id, task_id=task_id, vehicle_id=vehicle.id)


def sent(
    ctx: Context,
    incident: Incident,
    vehicle: Vehicle,
    ranking: Ranking | None,
    override_reason: str | None,
    *,
    replaces: Task | None = None,
    override_code: OverrideCode | None = None,
    granted: BoundaryRequest | None = None,
) -> tuple[str, tuple[e.AnyEvent, ...]]:
    """The new task's number, and what sending a free vehicle means.

    ``replaces``: a task of the same event that ends in the same act, with an acceptance of its own.
    ``granted``: a neighbour has lent it, on the list that lay on the table when it was asked.
    """
    kinds = _kinds_of(ctx.board, incident, replaces)
    first = 1 if replaces is None else 2
    accepted_as = [accepted(ctx, incident, kind, nth=n) for n, kind in enumerate(kinds, first)]
    task_id = nth_task_id(incident.id, len(incident.task_ids) + 1)
    chosen = ranking.find(vehicle.id) if ranking else None
    eta_s = chosen.eta_s if chosen else granted.eta_s if granted else None
    ordered = e.VehicleDispatched(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        task_id=task_id,
        incident_id=incident.id,
        acceptance_id=accepted_as[-1].acceptance_id,
        vehicle_id=vehicle.id,
        eta_ms=None if eta_s is None else ctx.now_ms + round(eta_s * 1000),
        eta_basis=ranking.basis if ranking else granted.eta_basis if granted else "",
        decision=decision_of(ranking, vehicle.id, override_reason, override_code)
        if ranking
        else granted.decision
        if granted
        else None,
        hospital_code=incident.destination_code,
        legs=chosen.legs if chosen else (),
    )
    moved = follow_dispatch(ctx, incident)
    return task_id, (*accepted_as, ordered, *moved)


def _kinds_of(
    board: Board, incident: Incident, replaces: Task | None
) -> tuple[AcceptanceKind, ...]:
    """A parked event is woken by what is sent; a second vehicle under way is reinforcement."""
    if any(task.active and task != replaces for task in board.tasks_of(incident)):
        return (AcceptanceKind.REINFORCEMENT,)
    if incident.parked:
        return (AcceptanceKind.WOKEN, AcceptanceKind.DISPATCH)
    return (AcceptanceKind.DISPATCH,)


def require_idle_for(ctx: Context, vehicle: Vehicle) -> None:
    """Refuse a vehicle that is not free, and say who was faster, or that it is not in service."""
    require_in_service(ctx, vehicle)
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


def require_in_service(ctx: Context, vehicle: Vehicle) -> None:
    """The rules by which the ranking passes it over (``prospects``) hold for an order by hand.

    A task that it has goes on to its end; it only gets no other.
    """
    if not vehicle.stands(ctx.now_ms):
        raise Conflict(
            "not_in_service",
            f"{vehicle.name} 不可调用：未启用或已停用",
            f"{vehicle.name} cannot be sent: it is not in service",
            field="vehicle_id",
            value=vehicle.id,
            remedy="选其他车辆 / take another vehicle",
            vehicle_id=vehicle.id,
        )
    station = ctx.region.units[vehicle.station_code]
    if station.stands(ctx.now_ms):
        return
    raise Conflict(
        "station_closed",
        f"{vehicle.name} 不可调用：{station.name} 未启用或已停用",
        f"{vehicle.name} cannot be sent: {station.name} is not in service",
        field="vehicle_id",
        value=vehicle.id,
        remedy="选其他站的车辆 / take a vehicle of another station",
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


def close(ctx: Context, command: c.CloseIncident) -> Answer:
    """Close an incident by hand; never over the head of a crew under way."""
    incident = ctx.get_open_incident(command.incident_id)
    if any(task.active for task in ctx.board.tasks_of(incident)):
        raise has_active_tasks(incident)
    closed = e.IncidentClosed(
        at_ms=ctx.now_ms, by=ctx.actor, incident_id=incident.id, reason=command.reason
    )
    moved = follow(ctx, incident, ctx.board.tasks_of(incident), closed=True, note=command.reason)
    return Answer((closed, *moved), incident_id=incident.id)
