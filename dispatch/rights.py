"""What each role may ask of the core, as an allow-list (ORG-03, ORG-04).

Rights are data; an exclusion list would leak. Whoever is not named here may do nothing. A crew may
speak only for its own vehicle, and the vehicle comes from the login, never from the payload.
"""

import msgspec

from dispatch.board import Board
from dispatch.domain import commands as c
from dispatch.domain.actors import AT_DESK, Actor, Role
from dispatch.domain.errors import Forbidden
from dispatch.domain.records import Call, CrewRequest, Incident

_DESK: frozenset[type[c.Command]] = frozenset(
    {
        c.AnswerCall,
        c.EndCall,
        c.ClassifyCall,
        c.CallBack,
        c.AcceptCall,
        c.DescribeIncident,
        c.DispatchVehicle,
        c.ParkIncident,
        c.WakeIncident,
        c.CloseIncident,
        c.ReportStatus,
        c.ChooseHospital,
        c.RecallTask,
        c.RefuseTask,
        c.ReturnToStation,
        c.LeaveStation,
        c.PauseVehicle,
        c.ResumeVehicle,
        c.SignOn,
        c.SignOff,
        c.AnswerCrew,
        c.CloseRoad,
        c.SlowRoad,
        c.ReopenRoad,
        c.ChangeRoadEnd,
    }
)

_FIELD: frozenset[type[c.Command]] = frozenset(
    {
        c.ReportStatus,
        c.ChooseHospital,
        c.RefuseTask,
        c.ReturnToStation,
        c.LeaveStation,
        c.SignOn,
        c.SignOff,
        c.AskDesk,
    }
)
"""What is done beside a vehicle: by its crew, or by its station's duty for it."""

_BY_RULE: frozenset[type[c.Command]] = frozenset({c.NoteFence, c.AskDesk})
"""What only happens by rule, or by a machine for a crew."""

ALLOWED: dict[Role, frozenset[type[c.Command]]] = {
    Role.DISPATCHER: _DESK,
    Role.SHIFT_LEADER: _DESK,
    Role.ADMIN: _DESK,
    Role.STATION_DUTY: _FIELD | {c.PauseVehicle, c.ResumeVehicle},
    Role.CREW: _FIELD,
    Role.GATEWAY: frozenset({c.RingCall, c.EndCall}),
    Role.PLANNER: frozenset(),
    Role.QUALITY: frozenset(),
    Role.OBSERVER: frozenset(),
    Role.SYSTEM: _DESK | _BY_RULE,
}
"""What each role may ask at all; how far it reaches is another question."""


def authorise(board: Board, actor: Actor, command: c.AnyCommand) -> None:
    """Refuse what the role may not ask, and a crew that speaks for another vehicle."""
    if type(command) not in ALLOWED[actor.role]:
        raise Forbidden(
            "role_may_not",
            f"角色 {actor.role.value} 无权执行 {type(command).__name__}",
            f"role {actor.role.value} may not do {type(command).__name__}",
            remedy="换用有权限的账号 / use an account that may",
        )
    if actor.role is Role.CREW and _vehicle_of(board, command) != actor.vehicle_id:
        raise Forbidden(
            "not_own_vehicle",
            "车组只能操作本车",
            "a crew may act only for its own vehicle",
            remedy="请核对登录的车辆 / check which vehicle you signed on to",
        )


def _vehicle_of(board: Board, command: c.AnyCommand) -> str | None:
    task_id: str | None = getattr(command, "task_id", None)
    if task_id is not None:
        task = board.tasks.get(task_id)
        return task.vehicle_id if task else None
    vehicle_id: str | None = getattr(command, "vehicle_id", None)
    return vehicle_id


class Viewer(msgspec.Struct, frozen=True):
    """What a screen may see, derived from its login. Viewers of equal rights share frames."""

    role: Role
    vehicle_id: str | None = None


_WHOLE_BOARD = frozenset({*AT_DESK, Role.QUALITY, Role.STATION_DUTY, Role.SYSTEM})
_NO_PERSONAL_DATA = frozenset({Role.PLANNER, Role.OBSERVER})


def viewer_of(actor: Actor) -> Viewer:
    """The viewer of a login; a crew sees only what is its vehicle's."""
    return Viewer(actor.role, actor.vehicle_id if actor.role is Role.CREW else None)


def sees_call(viewer: Viewer, board: Board, call: Call) -> bool:
    """Desks see calls, and the exchange sees its own; crews do not."""
    return viewer.role in _WHOLE_BOARD or viewer.role is Role.GATEWAY


def sees_incident(viewer: Viewer, board: Board, incident: Incident) -> bool:
    """Desks see every incident; a crew sees those its vehicle is sent to."""
    if viewer.role is Role.CREW:
        return any(t.vehicle_id == viewer.vehicle_id for t in board.tasks_of(incident))
    return viewer.role in _WHOLE_BOARD


def sees_vehicle(viewer: Viewer, vehicle_id: str) -> bool:
    """Desks and planners see every vehicle; a crew its own."""
    if viewer.role is Role.CREW:
        return vehicle_id == viewer.vehicle_id
    return viewer.role in _WHOLE_BOARD | _NO_PERSONAL_DATA


def sees_request(viewer: Viewer, request: CrewRequest) -> bool:
    """Desks see what crews ask; a crew sees what became of its own."""
    return viewer.role in _WHOLE_BOARD or request.vehicle_id == viewer.vehicle_id


def sees_restrictions(viewer: Viewer) -> bool:
    """Whoever plans, sends or drives must know which roads are closed."""
    return viewer.role in _WHOLE_BOARD | _NO_PERSONAL_DATA | {Role.CREW}
