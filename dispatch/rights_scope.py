"""How far a role may act (ORG-03): each thing that a command names must lie in the author's reach.

A desk acts on its own calls and incidents, a station on its own vehicles, a crew on its own
vehicle; the city on everything. Across the border only an idle vehicle that is near can be sent,
and what the two centres agreed on that is asked afterwards (``stations.boundary``). The table says
which field of a command names what; a new command is covered by the names of its fields.
"""

from collections.abc import Callable

from dispatch.board import Board, vehicle_state
from dispatch.domain import commands as c
from dispatch.domain.actors import Actor, Role
from dispatch.domain.errors import Forbidden
from dispatch.domain.records import Incident
from dispatch.sight import reach_of, sees_call, sees_incident, viewer_of
from stations.reach import Reach
from stations.region import Region
from stations.status import IDLE

_BORROWING: frozenset[type[c.Command]] = frozenset(
    {c.DispatchVehicle, c.DispatchPair, c.SwapVehicle, c.DivertTask}
)
"""Commands that may name a neighbour's idle vehicle, if it is near."""

_PROPOSING: frozenset[type[c.Command]] = frozenset({c.AskNeighbour, c.DeclineSwap})
"""Commands that may name anybody's vehicle: they only ask for it, or do without it."""

_TELLING: frozenset[type[c.Command]] = frozenset(
    {c.AttachChasing, c.DeclineProposal, c.ReportLocation, c.SendMessage}
)
"""Commands that tell something of an incident which the author only needs to see."""

_ANSWERING: frozenset[type[c.Command]] = frozenset((c.AnswerHandOver, c.AnswerNeighbour))
"""Commands of the desk that is asked; the others about a question are the asking desk's."""


_WRITING: frozenset[type[c.Command]] = frozenset((c.SendMessage, c.ReadMessage))
"""Messages: whoever writes of an incident must see it; to whom one may write, and which message one
may read, their handler sees to."""


def check_scope(board: Board, region: Region, actor: Actor, command: c.AnyCommand) -> None:
    """Refuse what lies beyond the author's reach; what nobody knows is left to the handler."""
    speaks_for_itself = _SPEAKING.get(actor.role)
    if speaks_for_itself is not None and type(command) not in _WRITING:
        speaks_for_itself(board, actor, command)
        return
    reach = reach_of(viewer_of(actor), region)
    if reach.whole:
        return
    for field, reaches in _FIELDS.items():
        value: str | None = getattr(command, field, None)
        if value is not None and not reaches(_Asked(board, region, actor, reach, command), value):
            raise _beyond(region, actor, field, value, _owner_of(board, region, field, value))


class _Asked:
    """Who asks what, for the rows of the table."""

    def __init__(
        self, board: Board, region: Region, actor: Actor, reach: Reach, command: c.AnyCommand
    ) -> None:
        self.board, self.region, self.actor = board, region, actor
        self.reach, self.command = reach, command


def _call(asked: _Asked, call_id: str) -> bool:
    call = asked.board.calls.get(call_id)
    if call is None:
        return True
    return sees_call(viewer_of(asked.actor), asked.board, asked.region, call)


def _seen_incident(asked: _Asked, incident_id: str) -> bool:
    """A call about what happens across the border may join it there."""
    incident = asked.board.incidents.get(incident_id)
    if incident is None:
        return True
    return sees_incident(viewer_of(asked.actor), asked.board, asked.region, incident)


def _incident(asked: _Asked, incident_id: str) -> bool:
    if type(asked.command) in _TELLING:
        return _seen_incident(asked, incident_id)
    incident = asked.board.incidents.get(incident_id)
    return incident is None or incident.owner_unit in asked.reach.units


def _task(asked: _Asked, task_id: str) -> bool:
    """The vehicle's own unit, and the desk whose incident it is on."""
    task = asked.board.tasks.get(task_id)
    if task is None:
        return True
    owner = asked.board.incidents[task.incident_id].owner_unit
    return task.vehicle_id in asked.reach.vehicles or owner in asked.reach.units


def _vehicle(asked: _Asked, vehicle_id: str) -> bool:
    if vehicle_id not in asked.region.vehicles or vehicle_id in asked.reach.vehicles:
        return True
    if type(asked.command) in _PROPOSING:
        return True
    near = vehicle_id in asked.reach.neighbours and type(asked.command) in _BORROWING
    # One that has been sent meanwhile is refused as taken, with who was faster.
    return near and (
        vehicle_state(asked.board, vehicle_id) in IDLE
        or asked.board.task_of(vehicle_id) is not None
    )


def _request(asked: _Asked, request_id: str) -> bool:
    request = asked.board.requests.get(request_id)
    if request is None:
        return True
    incident = asked.board.incidents.get(request.incident_id or "")
    mine = incident is not None and incident.owner_unit in asked.reach.units
    return mine or request.vehicle_id in asked.reach.vehicles


def _handover(asked: _Asked, handover_id: str) -> bool:
    handover = asked.board.handovers.get(handover_id)
    if handover is None:
        return True
    side = handover.to_unit if type(asked.command) in _ANSWERING else handover.from_unit
    return side in asked.reach.units


def _alarm(asked: _Asked, alarm_id: str) -> bool:
    alarm = asked.board.alarms.get(alarm_id)
    return alarm is None or alarm.unit in asked.reach.units


def _limit(asked: _Asked, limit_id: str) -> bool:
    setting = asked.board.limits.get(limit_id)
    return setting is None or setting.unit in asked.reach.units


def _boundary(asked: _Asked, boundary_id: str) -> bool:
    request = asked.board.boundaries.get(boundary_id)
    if request is None:
        return True
    side = request.asked_of if type(asked.command) in _ANSWERING else request.asking
    return side in asked.reach.units


def _volunteer(asked: _Asked, volunteer_call_id: str) -> bool:
    call = asked.board.volunteer_calls.get(volunteer_call_id)
    return call is None or _incident(asked, call.incident_id)


def _unit(asked: _Asked, unit: str) -> bool:
    return unit not in asked.region.units or unit in asked.reach.units


def _seat(asked: _Asked, user: str) -> bool:
    seat = asked.board.seats.get(user)
    return seat is None or seat.unit in asked.reach.units


def _notice(asked: _Asked, notice_id: str) -> bool:
    notice = asked.board.notices.get(notice_id)
    return notice is None or _task(asked, notice.task_id)


def _refusal(asked: _Asked, refusal_id: str) -> bool:
    refusal = asked.board.refusals.get(refusal_id)
    return refusal is None or _incident(asked, refusal.incident_id)


def _hospital(asked: _Asked, code: str) -> bool:
    """A patient may be taken anywhere; what a hospital states is its own county's matter."""
    hospital = asked.region.hospitals.get(code)
    if hospital is None or not isinstance(asked.command, c.StateHospital | c.DecideDiversion):
        return True
    return hospital.county_code in asked.reach.counties


def _sheet(asked: _Asked, sheet_id: str) -> bool:
    sheet = asked.board.shifts.get(sheet_id)
    return sheet is None or sheet.unit in asked.reach.units


def _post(asked: _Asked, post_id: str) -> bool:
    post = asked.board.posts.get(post_id)
    return post is None or post.unit in asked.reach.units


_FIELDS: dict[str, Callable[[_Asked, str], bool]] = {
    "call_id": _call,
    "join_incident_id": _seen_incident,
    "other_id": _seen_incident,
    "incident_id": _incident,
    "into_id": _incident,
    "to_incident_id": _incident,
    "task_id": _task,
    "vehicle_id": _vehicle,
    "basic_id": _vehicle,
    "advanced_id": _vehicle,
    "replacement_vehicle_id": _vehicle,
    "request_id": _request,
    "handover_id": _handover,
    "boundary_id": _boundary,
    "alarm_id": _alarm,
    "limit_id": _limit,
    "volunteer_call_id": _volunteer,
    "post_id": _post,
    "sheet_id": _sheet,
    "notice_id": _notice,
    "refusal_id": _refusal,
    "hospital_code": _hospital,
    "unit": _unit,
    "lending": _unit,
    "user": _seat,
}
"""What a field of a command names, and whether that lies in reach."""


def _check_crew(board: Board, actor: Actor, command: c.AnyCommand) -> None:
    """A crew speaks for its own vehicle only; which one, the login says and not the payload."""
    vehicle_id: str | None = getattr(command, "vehicle_id", None)
    task_id: str | None = getattr(command, "task_id", None)
    if task_id is not None:
        task = board.tasks.get(task_id) or getattr(command, "past", None)
        if task is None and actor.vehicle_id is not None:
            return  # that nobody knows it, the handler says
        vehicle_id = task.vehicle_id if task else None
    if vehicle_id is None or vehicle_id != actor.vehicle_id:
        raise Forbidden(
            "not_own_vehicle",
            "车组只能操作本车",
            "a crew may act only for its own vehicle",
            remedy="请核对登录的车辆 / check which vehicle you signed on to",
        )


def _check_hospital(board: Board, actor: Actor, command: c.AnyCommand) -> None:
    """A hospital speaks for itself only; of what it may not see it does not even learn."""
    notice = board.notices.get(getattr(command, "notice_id", ""))
    code: str | None = notice.hospital_code if notice else getattr(command, "hospital_code", None)
    if code != actor.unit:
        raise Forbidden(
            "not_own_hospital",
            "医院只能处理送往本院的病人",
            "a hospital may act only on what comes to it",
            remedy="请核对登录的医院 / check which hospital you logged in for",
        )


_SPEAKING: dict[Role, Callable[[Board, Actor, c.AnyCommand], None]] = {
    Role.CREW: _check_crew,
    Role.HOSPITAL: _check_hospital,
}
"""Who reaches nothing but itself: a vehicle by its crew, a hospital."""


def _owner_of(board: Board, region: Region, field: str, value: str) -> str | None:
    """The centre whose it is, for the remedy."""
    if value in region.vehicles:
        return region.centre_of_county(region.vehicles[value].county_code)
    if value in board.alarms:
        return board.alarms[value].unit
    found: Incident | None = board.incidents.get(value)
    if field == "task_id" and value in board.tasks:
        found = board.incidents[board.tasks[value].incident_id]
    if field == "call_id" and value in board.calls:
        return board.calls[value].desk_unit
    return found.owner_unit if found else None


def _beyond(region: Region, actor: Actor, field: str, value: str, owner: str | None) -> Forbidden:
    own = region.units.get(actor.unit)
    name = region.units[owner].name if owner in region.units else "上级"
    return Forbidden(
        "beyond_reach",
        f"{own.name if own else actor.unit} 无权处置 {value}",
        f"{own.name if own else actor.unit} may not act on {value}",
        field=field,
        value=value,
        remedy=f"请联系 {name} / ask {name}",
        owner=owner,
    )
