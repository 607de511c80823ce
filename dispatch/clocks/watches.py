"""What each clock watches: pure functions from the board to a running clock, or None."""

from dataclasses import replace

from dispatch.board import IncidentState, incident_state
from dispatch.clocks.world import Running, World
from dispatch.domain.acceptances import CAN_WAIT, AcceptanceKind
from dispatch.domain.alarms import About
from dispatch.domain.boundary import BoundaryState
from dispatch.domain.limits import Limit
from dispatch.domain.records import Call, CallState, CrewRequest, Incident, Task
from dispatch.domain.requests import CrewRequestKind
from dispatch.domain.triage import Urgency
from dispatch.waiting import WaitsFor, waits_for
from stations.status import VehicleState as S

_ASIDE = frozenset({AcceptanceKind.PARKED, AcceptanceKind.WOKEN})
_NOT_LEFT = frozenset({S.ASSIGNED, S.ACKED})
_OUTBOUND = frozenset({S.ASSIGNED, S.ACKED, S.EN_ROUTE})


def unanswered_call(world: World, call_id: str) -> Running | None:
    """A call that rings: 10 s, or 8 (CALL-03)."""
    running = _ringing(world, call_id, Limit.ANSWER)
    missed_ms = world.board.calls[call_id].missed_ms if running else None
    # Once it counts as missed, that is what has to be seen, and seen once.
    superseded = running and missed_ms is not None and running.due_ms <= missed_ms
    return None if superseded else running


def missed_call(world: World, call_id: str) -> Running | None:
    """A call that rings so long that it counts as missed (未接)."""
    return _ringing(world, call_id, Limit.MISSED)


def _ringing(world: World, call_id: str, limit: Limit) -> Running | None:
    call = world.board.calls.get(call_id)
    if call is None or call.state is not CallState.RINGING:
        return None
    unit, about = _desk_of_call(world, call), About(call_id=call.id)
    return world.running(limit, since_ms=call.rang_ms, of_unit=unit, about=about)


def unaccepted_call(world: World, call_id: str) -> Running | None:
    """A call in which nothing has been decided yet (受理时长)."""
    call = world.board.calls.get(call_id)
    if call is None or call.state is not CallState.TALKING or call.answered_ms is None:
        return None
    if call.incident_id is not None or call.call_class is not None:
        return None
    unit = call.answered_by.unit if call.answered_by else ""
    return world.running(
        Limit.ACCEPT,
        since_ms=call.answered_ms,
        of_unit=unit or _desk_of_call(world, call),
        about=About(call_id=call.id),
    )


def _desk_of_call(world: World, call: Call) -> str:
    return call.desk_unit or world.region.centre_of_county(call.county_code)


def unordered_incident(world: World, incident_id: str) -> Running | None:
    """An emergency for which no vehicle is ordered: one minute after the answer."""
    return _waiting(world, incident_id, Limit.ORDER, unhurried=False)


def unordered_transfer(world: World, incident_id: str) -> Running | None:
    """A transfer or non-emergency for which no vehicle is ordered (DSP-19)."""
    return _waiting(world, incident_id, Limit.ORDER_UNHURRIED, unhurried=True)


def _waiting(world: World, incident_id: str, limit: Limit, *, unhurried: bool) -> Running | None:
    incident = world.board.incidents.get(incident_id)
    if incident is None or is_unhurried(incident) is not unhurried:
        return None
    if incident_state(world.board, incident) is not IncidentState.WAITING:
        return None
    about = About(incident_id=incident.id)
    since_ms = _waits_since(world, incident)
    return world.running(limit, since_ms=since_ms, of_unit=incident.owner_unit, about=about)


def is_unhurried(incident: Incident) -> bool:
    """Whether it has the longer limit: a kind that can wait, or graded as no emergency."""
    return incident.kind in CAN_WAIT or incident.urgency is Urgency.IV


def _waits_since(world: World, incident: Incident) -> int:
    """Since the first answer; anew since a vehicle was lost, or it was laid aside."""
    board = world.board
    first = board.calls.get(incident.call_ids[0]) if incident.call_ids else None
    answered_ms = first.answered_ms if first else None
    stamps = [incident.opened_ms if answered_ms is None else answered_ms]
    stamps += [t.ended_ms for t in board.tasks_of(incident) if t.ended_ms is not None]
    return max(*stamps, _laid_aside_ms(world, incident))


def _laid_aside_ms(world: World, incident: Incident) -> int:
    """When it was last laid aside or taken up again (挂起, 唤醒); 0 when it never was."""
    decided = (world.board.acceptances[i] for i in incident.acceptance_ids)
    return max((a.opened_ms for a in decided if a.kind in _ASIDE), default=0)


def long_parked(world: World, incident_id: str) -> Running | None:
    """An incident that was laid aside, nobody said until when (DSP-11)."""
    incident = world.board.incidents.get(incident_id)
    if incident is None or not incident.parked or incident.wake_ms is not None:
        return None
    return _parked(world, incident)


def parked_until(world: World, incident_id: str) -> Running | None:
    """An incident that was laid aside until a time; it is taken up again then (DSP-11)."""
    incident = world.board.incidents.get(incident_id)
    if incident is None or not incident.parked or incident.wake_ms is None:
        return None
    running = _parked(world, incident)
    limit_s = (incident.wake_ms - running.since_ms) // 1000
    return replace(running, due_ms=incident.wake_ms, limit_s=limit_s)


def _parked(world: World, incident: Incident) -> Running:
    since_ms = _laid_aside_ms(world, incident) or incident.opened_ms
    about = About(incident_id=incident.id)
    return world.running(Limit.PARKED, since_ms=since_ms, of_unit=incident.owner_unit, about=about)


def waiting_partner(world: World, incident_id: str) -> Running | None:
    """An alarm that police or another service has passed on: 1 minute (CALL-14)."""
    incident = world.board.incidents.get(incident_id)
    if incident is None or incident.task_ids or is_unhurried(incident):
        return None
    if incident_state(world.board, incident) is not IncidentState.WAITING:
        return None
    for call_id in incident.call_ids:
        call = world.board.calls.get(call_id)
        if call is not None and call.alarm is not None:
            return world.running(
                Limit.PARTNER,
                since_ms=call.alarm.taken_ms,
                of_unit=incident.owner_unit,
                about=About(incident_id=incident.id, call_id=call.id),
            )
    return None


def unacknowledged_order(world: World, task_id: str) -> Running | None:
    """An order whose crew has not answered: after 30 s somebody calls by voice (DSP-07)."""
    task = world.board.tasks.get(task_id)
    if task is None or not task.active or task.state is not S.ASSIGNED:
        return None
    return _since_order(world, task, Limit.ACKNOWLEDGE)


def late_departure(world: World, task_id: str) -> Running | None:
    """A crew that has not left: 3, 4 or 5 minutes by unit (DSP-08)."""
    task = world.board.tasks.get(task_id)
    if task is None or not task.active or task.state not in _NOT_LEFT:
        return None
    return _since_order(world, task, Limit.DEPARTURE)


def late_arrival(world: World, task_id: str) -> Running | None:
    """A vehicle that will be late is due at once; one that nobody knew of, when it is (DSP-15)."""
    task = world.board.tasks.get(task_id)
    if task is None or not task.active or task.state not in _OUTBOUND:
        return None
    if is_unhurried(world.board.incidents[task.incident_id]):
        return None
    running = _since_order(world, task, Limit.LATE_ARRIVAL)
    expected_ms = world.expected_ms(task)
    if expected_ms is not None and expected_ms > running.due_ms:
        return replace(running, due_ms=running.since_ms)
    return running


def _since_order(world: World, task: Task, limit: Limit) -> Running:
    return world.running(
        limit,
        since_ms=task.stamps[0].at_ms,
        of_unit=world.station_of(task.vehicle_id),
        desk=world.board.incidents[task.incident_id].owner_unit,
        about=_about_task(task),
    )


def _about_task(task: Task) -> About:
    return About(task_id=task.id, incident_id=task.incident_id, vehicle_id=task.vehicle_id)


def refused_order(world: World, incident_id: str) -> Running | None:
    """An event whose vehicle was refused and that has no other yet (拒绝出车, DSP-14)."""
    incident = world.board.incidents.get(incident_id)
    if incident is None or waits_for(world.board, incident) is not WaitsFor.REFUSED:
        return None
    task = max(world.board.tasks_of(incident), key=lambda task: task.ended_ms or 0)
    return world.running(
        Limit.REFUSAL,
        since_ms=task.ended_ms or 0,
        of_unit=world.station_of(task.vehicle_id),
        desk=incident.owner_unit,
        about=_about_task(task),
    )


def held_at_hospital(world: World, task_id: str) -> Running | None:
    """A vehicle that a hospital does not let go (留滞)."""
    task = world.board.tasks.get(task_id)
    if task is None or not task.active or task.state is not S.AT_HOSPITAL:
        return None
    arrived = [stamp.at_ms for stamp in task.stamps if stamp.state is S.AT_HOSPITAL]
    return world.running(
        Limit.HOSPITAL_HOLD,
        since_ms=arrived[-1],
        of_unit=world.station_of(task.vehicle_id),
        desk=world.board.incidents[task.incident_id].owner_unit,
        about=_about_task(task),
    )


def lost_contact(world: World, task_id: str) -> Running | None:
    """A vehicle on a task that is not heard of any more (VEH-12)."""
    task = world.board.tasks.get(task_id)
    if task is None or not task.active:
        return None
    heard_ms = world.heard_ms(task.vehicle_id)
    if heard_ms is None:  # it has no terminal that was ever heard of: silence says nothing
        return None
    return world.running(
        Limit.NO_CONTACT,
        since_ms=max(heard_ms, task.stamps[0].at_ms),
        of_unit=world.station_of(task.vehicle_id),
        desk=world.board.incidents[task.incident_id].owner_unit,
        about=_about_task(task),
    )


def overrun_pause(world: World, vehicle_id: str) -> Running | None:
    """A pause that lasts longer than was said (VEH-08)."""
    pause = world.board.duty(vehicle_id).pause
    if pause is None or pause.expected_end_ms is None:
        return None
    running = _paused(world, vehicle_id, Limit.PAUSE_OVER, pause.since_ms)
    return replace(running, due_ms=pause.expected_end_ms + running.limit_s * 1000)


def open_pause(world: World, vehicle_id: str) -> Running | None:
    """A pause of which nobody said when it ends (VEH-08)."""
    pause = world.board.duty(vehicle_id).pause
    if pause is None or pause.expected_end_ms is not None:
        return None
    return _paused(world, vehicle_id, Limit.PAUSE_OPEN, pause.since_ms)


def _paused(world: World, vehicle_id: str, limit: Limit, since_ms: int) -> Running:
    station, about = world.station_of(vehicle_id), About(vehicle_id=vehicle_id)
    return world.running(limit, since_ms=since_ms, of_unit=station, about=about)


def unanswered_request(world: World, request_id: str) -> Running | None:
    """Something a crew has asked its desk (VEH-07)."""
    return _asked(world, request_id, Limit.REQUEST, emergency=False)


def unanswered_emergency(world: World, request_id: str) -> Running | None:
    """A crew's emergency button."""
    return _asked(world, request_id, Limit.EMERGENCY, emergency=True)


def _asked(world: World, request_id: str, limit: Limit, *, emergency: bool) -> Running | None:
    request = world.board.requests.get(request_id)
    if request is None or request.answered_ms is not None:
        return None
    if (request.kind is CrewRequestKind.EMERGENCY) is not emergency:
        return None
    return world.running(
        limit,
        # A press that was long under way is judged from when the desk could know of it.
        since_ms=request.received_ms,
        of_unit=world.station_of(request.vehicle_id),
        desk=_owner_of(world, request),
        about=About(
            request_id=request.id,
            vehicle_id=request.vehicle_id,
            task_id=request.task_id,
            incident_id=request.incident_id,
        ),
    )


def _owner_of(world: World, request: CrewRequest) -> str | None:
    incident = world.board.incidents.get(request.incident_id or "")
    return incident.owner_unit if incident else None


def unaccepted_handover(world: World, handover_id: str) -> Running | None:
    """An incident that another desk was asked to take (转分中心); it comes back to who asked."""
    handover = world.board.handovers.get(handover_id)
    if handover is None or not handover.open:
        return None
    running = world.running(
        Limit.HAND_OVER,
        since_ms=handover.offered_ms,
        of_unit=handover.to_unit,
        desk=handover.from_unit,
        about=About(incident_id=handover.incident_id),
    )
    # What was told to both desks counts, whatever is set meanwhile.
    return replace(running, due_ms=handover.due_ms)


def unanswered_neighbour(world: World, boundary_id: str) -> Running | None:
    """A neighbour was asked for a vehicle (DSP-04); the asker must know that nobody answers."""
    request = world.board.boundaries.get(boundary_id)
    if request is None or request.until_ms is None or request.state is not BoundaryState.OPEN:
        return None
    running = world.running(
        Limit.NEIGHBOUR,
        since_ms=request.asked_ms,
        of_unit=request.lending,
        desk=request.asking,
        about=About(incident_id=request.incident_id, vehicle_id=request.vehicle_id),
    )
    # What was told to both desks counts, whatever is set meanwhile.
    return replace(running, due_ms=request.until_ms)
