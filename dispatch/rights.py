"""What each role may ask of the core, as an allow-list (ORG-03, ORG-04).

Rights are data; an exclusion list would leak. Whoever is not named here may do nothing. A crew may
speak only for its own vehicle, and the vehicle comes from the login, never from the payload.
"""

from dispatch.board import Board
from dispatch.domain import commands as c
from dispatch.domain.actors import Actor, Role
from dispatch.domain.errors import Forbidden
from dispatch.rights_scope import check_scope
from stations.region import Region

_DESK: frozenset[type[c.Command]] = frozenset(
    {
        c.AnswerCall,
        c.EndCall,
        c.ClassifyCall,
        c.CallBack,
        c.AcceptCall,
        c.UndoClassify,
        c.ReleaseCall,
        c.DetachCall,
        c.MergeIncidents,
        c.SplitIncidents,
        c.DeclineProposal,
        c.AttachChasing,
        c.ReportLocation,
        c.PromoteLocation,
        c.DescribeIncident,
        c.DispatchVehicle,
        c.DispatchPair,
        c.SwapVehicle,
        c.DeclineSwap,
        c.AskNeighbour,
        c.AnswerNeighbour,
        c.WithdrawRequest,
        c.CallVolunteer,
        c.NoteVolunteer,
        c.ParkIncident,
        c.WakeIncident,
        c.CloseIncident,
        c.AnswerTriage,
        c.TakeDeterminant,
        c.OverrideUrgency,
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
        c.AcknowledgeAlarm,
        c.OpenIncident,
        c.ParkReinforcement,
        c.NoteNoVehicle,
        c.NoteDecision,
        c.DeclineOffer,
        c.DivertTask,
        c.RequestReferral,
        c.AnswerReferral,
        c.ScheduleReferral,
        c.CancelReferral,
        c.ChangeSeat,
        c.SignShift,
        c.TakeShift,
        c.WithdrawShift,
        c.SendMessage,
        c.ReadMessage,
        c.HandOverIncident,
        c.AnswerHandOver,
        c.WithdrawHandOver,
        c.TakeOverIncident,
        c.GiveBackIncident,
        c.PostVehicle,
        c.AcceptMove,
        c.DeclineMove,
        c.DrawPapers,
        c.EnterPaper,
        c.AcknowledgeNotice,
        c.AnswerDivert,
        c.TellCondition,
        c.StateHospital,
        c.DecideDiversion,
        c.ReportRefusal,
        c.SettleRefusal,
        c.CloseRoad,
        c.SlowRoad,
        c.ReopenRoad,
        c.ChangeRoadEnd,
    }
)

_LEADING: frozenset[type[c.Command]] = frozenset(
    {c.SetLayout, c.ClearSeat, c.ReleaseShift, c.OpenPost, c.ClosePost}
)
"""What a shift leader decides for his centre and those beneath it."""

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
        c.SendMessage,
        c.ReadMessage,
        c.TellCondition,
        c.ReportRefusal,
    }
)
"""What is done beside a vehicle: by its crew, or by its station's duty for it."""

_HOSPITAL: frozenset[type[c.Command]] = frozenset(
    {
        c.AcknowledgeNotice,
        c.PrepareFor,
        c.AskDivert,
        c.NoteReception,
        c.StateHospital,
        c.SendMessage,
        c.ReadMessage,
    }
)
"""What a receiving hospital says of itself and of those who come to it."""

_BY_RULE: frozenset[type[c.Command]] = frozenset(
    {
        c.NoteFence,
        c.AskDesk,
        c.BounceHandOver,
        c.OfferVehicle,
        c.ProposeSwap,
        c.ProposeMove,
        c.MissCall,
        c.OverflowCall,
    }
)
"""What only happens by rule, or by a machine for a crew."""

_CLOCKS: frozenset[type[c.Command]] = frozenset(
    {c.RaiseAlarm, c.EscalateAlarm, c.ClearAlarm, c.LapseRequest}
)
"""What clocks do."""

_LIMITS: frozenset[type[c.Command]] = frozenset(
    {c.SetLimit, c.EndLimit, c.ChangeBoundary, c.ChoosePolicy}
)
"""By which limits a unit works; whose, the handler sees to."""

ALLOWED: dict[Role, frozenset[type[c.Command]]] = {
    Role.DISPATCHER: _DESK,
    Role.SHIFT_LEADER: _DESK | _LIMITS | _LEADING,
    Role.ADMIN: _DESK | _LIMITS | _LEADING,
    Role.STATION_DUTY: _FIELD | {c.PauseVehicle, c.ResumeVehicle, c.DrawPapers},
    Role.CREW: _FIELD,
    Role.HOSPITAL: _HOSPITAL,
    Role.GATEWAY: frozenset({c.RingCall, c.EndCall, c.NoteLine, c.ReportLocation}),
    Role.PARTNER: frozenset({c.TakeAlarm, c.ReportLocation}),
    Role.PLANNER: frozenset(),
    Role.QUALITY: frozenset(),
    Role.OBSERVER: frozenset(),
    Role.SYSTEM: _DESK | _LEADING | _BY_RULE | _CLOCKS | _LIMITS,
}
"""What each role may ask at all; how far it reaches is another question (``rights_scope``)."""


def authorise(board: Board, region: Region, actor: Actor, command: c.AnyCommand) -> None:
    """Refuse what the role may not ask, and what lies beyond its reach."""
    if type(command) not in ALLOWED[actor.role]:
        raise Forbidden(
            "role_may_not",
            f"角色 {actor.role.value} 无权执行 {type(command).__name__}",
            f"role {actor.role.value} may not do {type(command).__name__}",
            remedy="换用有权限的账号 / use an account that may",
        )
    check_scope(board, region, actor, command)
