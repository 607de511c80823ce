"""The core: a command and the board go in, events or a refusal come out. No I/O, no clock.

The flow of a command is short enough to be read here: rights, handler, events. What makes the
events durable is ``writer``; what they change is ``apply``.
"""

from collections.abc import Callable
from typing import Any

from dispatch.board import Board
from dispatch.domain import commands as c
from dispatch.handlers import calls, crews, incidents, presses, roads, tasks, vehicles
from dispatch.handlers.context import Answer, Context
from dispatch.rights import authorise
from stations.region import Region

HANDLERS: dict[type[c.Command], Callable[[Context, Any], Answer]] = {
    c.RingCall: calls.ring,
    c.AnswerCall: calls.answer,
    c.EndCall: calls.end,
    c.ClassifyCall: calls.classify,
    c.CallBack: calls.call_back,
    c.AcceptCall: calls.accept,
    c.DescribeIncident: incidents.describe,
    c.DispatchVehicle: incidents.dispatch,
    c.ParkIncident: incidents.park,
    c.WakeIncident: incidents.wake,
    c.CloseIncident: incidents.close,
    c.ReportStatus: presses.report,
    c.NoteFence: presses.observe,
    c.ChooseHospital: tasks.choose_hospital,
    c.RecallTask: tasks.recall,
    c.RefuseTask: tasks.refuse,
    c.ReturnToStation: vehicles.return_to_station,
    c.LeaveStation: vehicles.leave_station,
    c.PauseVehicle: vehicles.pause,
    c.ResumeVehicle: vehicles.resume,
    c.SignOn: crews.sign_on,
    c.SignOff: crews.sign_off,
    c.AskDesk: crews.ask,
    c.AnswerCrew: crews.answer,
    c.CloseRoad: roads.close,
    c.SlowRoad: roads.slow,
    c.ReopenRoad: roads.reopen,
    c.ChangeRoadEnd: roads.change_end,
}


def decide(board: Board, region: Region, request: c.Request, now_ms: int) -> Answer:
    """The events that a command causes, or a ``Refusal``; the board is not touched."""
    authorise(board, request.actor, request.command)
    context = Context(board=board, region=region, actor=request.actor, now_ms=now_ms)
    return HANDLERS[type(request.command)](context, request.command)
