"""Who could come: every vehicle becomes a prospect, or is passed over with reasons."""

import msgspec

from dispatch.board import Board, vehicle_state
from dispatch.domain.decisions import Group, PassedOver, Reason
from dispatch.domain.records import Duty, Incident, Task
from dispatch.domain.requests import CrewRequestKind
from dispatch.domain.triage import URGENCY_RANK
from dispatch.policies.reasons import reason
from dispatch.whereabouts import base_of
from geo.coordinates import Point
from stations.crews import staffed
from stations.organisation import Level
from stations.positions.fix import LivePosition
from stations.region import Region
from stations.status import IDLE, STATE_NAMES, VehicleState
from stations.vehicles import Vehicle, VehicleKind

HANDOVER_S = 12 * 60.0
"""Median time at the hospital (domain.md §5.4, an assumption there), for the soon-free estimate."""

_SOON = frozenset({VehicleState.AT_HOSPITAL, VehicleState.HANDED_OVER})
_UNDER_WAY = frozenset({VehicleState.ASSIGNED, VehicleState.ACKED, VehicleState.EN_ROUTE})


class Prospect(msgspec.Struct, frozen=True, kw_only=True):
    """A vehicle that could come, where from, and how long until its wheels turn."""

    vehicle: Vehicle
    state: VehicleState
    group: Group
    point: Point
    fix_age_s: float | None
    mobilisation_s: float
    doubts: tuple[Reason, ...]


def sort_out(
    board: Board,
    region: Region,
    positions: dict[str, LivePosition],
    incident: Incident,
    now_ms: int,
) -> tuple[list[Prospect], list[PassedOver]]:
    """Every vehicle, in register order, as a prospect or with why it is none."""
    prospects: list[Prospect] = []
    passed_over: list[PassedOver] = []
    in_danger = {
        request.vehicle_id
        for request in board.requests.values()
        if request.kind is CrewRequestKind.EMERGENCY and request.answered_ms is None
    }
    for registered in region.vehicles.values():
        duty = board.duty(registered.id)
        vehicle = staffed(registered, duty.crew)
        state = vehicle_state(board, vehicle.id)
        task = board.task_of(vehicle.id)
        why = _why_not(board, vehicle, state, task, incident)
        if not vehicle.stands(now_ms):
            why = (reason("not_in_service"),)
        elif not region.units[vehicle.station_code].stands(now_ms):
            why = (reason("station_closed"),)
        if vehicle.id in in_danger:
            why = (reason("crew_in_danger"),)
        if why:
            passed_over.append(pass_over(region, vehicle, state, why))
            continue
        base = base_of(board, region, vehicle.id, now_ms)
        prospects.append(_prospect(region, duty, vehicle, state, task, positions, base, now_ms))
    return prospects, passed_over


def pass_over(
    region: Region, vehicle: Vehicle, state: VehicleState, why: tuple[Reason, ...]
) -> PassedOver:
    """The line of a vehicle that is no candidate."""
    return PassedOver(
        vehicle_id=vehicle.id,
        name=vehicle.name,
        level=vehicle.level,
        station_name=region.units[vehicle.station_code].name,
        state=state,
        why=why,
    )


def _why_not(
    board: Board, vehicle: Vehicle, state: VehicleState, task: Task | None, incident: Incident
) -> tuple[Reason, ...]:
    if vehicle.kind is VehicleKind.COMMAND:
        return (reason("command_vehicle"),)
    if state in IDLE or state in _SOON:
        return ()
    if task is not None:
        zh, en = STATE_NAMES[state]
        other = board.incidents[task.incident_id]
        if state in _UNDER_WAY and _less_urgent(other, incident):
            return ()
        return (reason("on_task", zh=zh, en=en),)
    if state is VehicleState.PAUSED:
        pause = board.duty(vehicle.id).pause
        return (reason("paused", why=pause.reason if pause else ""),)
    return (reason("off_duty"),)


def _less_urgent(other: Incident, incident: Incident) -> bool:
    return other.id != incident.id and URGENCY_RANK[other.urgency] > URGENCY_RANK[incident.urgency]


def _prospect(
    region: Region,
    duty: Duty,
    vehicle: Vehicle,
    state: VehicleState,
    task: Task | None,
    positions: dict[str, LivePosition],
    base: Point,
    now_ms: int,
) -> Prospect:
    position = positions.get(vehicle.id)
    group, mobilisation_s, doubts = _readiness(region, duty, vehicle, state, task, now_ms)
    age_s = None if position is None else max(0.0, (now_ms - position.at_ms) / 1000)
    if position is None:
        doubts = (*doubts, reason("assumed_at_station"))
    elif age_s is not None and age_s > _stale_after_s(region, state):
        doubts = (*doubts, reason("stale_fix", age=_age_words(age_s)))
    return Prospect(
        vehicle=vehicle,
        state=state,
        group=group,
        point=base if position is None else position.point,
        fix_age_s=age_s,
        mobilisation_s=mobilisation_s,
        doubts=doubts,
    )


def _readiness(
    region: Region,
    duty: Duty,
    vehicle: Vehicle,
    state: VehicleState,
    task: Task | None,
    now_ms: int,
) -> tuple[Group, float, tuple[Reason, ...]]:
    rules = region.meta.mobilisation
    if state in _SOON and task is not None:
        spent_s = (now_ms - task.stamps[-1].at_ms) / 1000
        left_s = max(0.0, HANDOVER_S - spent_s) if state is VehicleState.AT_HOSPITAL else 0.0
        zh, en = STATE_NAMES[state]
        busy = reason("still_busy", zh=zh, en=en, minutes=round(left_s / 60))
        return Group.SOON, left_s + rules.mobile_s, (busy,)
    if task is not None:
        turning_s = max(
            float(rules.mobile_s), _left_to_mobilise_s(region, duty, vehicle, task, now_ms)
        )
        return Group.DIVERTIBLE, turning_s, (reason("on_less_urgent"),)
    return Group.READY, mobilisation_s(region, duty, vehicle), ()


def _left_to_mobilise_s(
    region: Region, duty: Duty, vehicle: Vehicle, task: Task, now_ms: int
) -> float:
    """Of an order that a crew is still getting ready for; nothing once its wheels turn."""
    if task.state is VehicleState.EN_ROUTE:
        return 0.0
    spent_s = (now_ms - task.stamps[0].at_ms) / 1000
    return max(0.0, mobilisation_s(region, duty, vehicle) - spent_s)


def mobilisation_s(region: Region, duty: Duty, vehicle: Vehicle) -> float:
    """Seconds from the order until the wheels of an idle vehicle turn."""
    if not duty.at_station:
        return float(region.meta.mobilisation.mobile_s)
    return from_station_s(region, vehicle)


def from_station_s(region: Region, vehicle: Vehicle) -> float:
    """The same at its station, where the crew has to be fetched."""
    rules, township = region.meta.mobilisation, vehicle.level is Level.TOWNSHIP
    return float(rules.township_station_s if township else rules.station_s)


def _stale_after_s(region: Region, state: VehicleState) -> float:
    limits = region.meta.limits
    at_station = state is VehicleState.AVAILABLE_STATION
    return limits.fix_stale_at_station_s if at_station else limits.fix_stale_s


def _age_words(age_s: float) -> str:
    minutes = age_s / 60
    if minutes < 2:
        return f"{age_s:.0f} s"
    return f"{minutes:.0f} min" if minutes < 120 else f"{minutes / 60:.0f} h"
