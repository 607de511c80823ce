"""The core: a command and the board go in, events or a refusal come out. No I/O, no clock.

The flow of a command is short enough to be read here: rights, handler, events. What makes the
events durable is ``writer``; what they change is ``apply``.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from dispatch.board import Board
from dispatch.domain import commands as c
from dispatch.domain.events import AnyEvent
from dispatch.handlers import (
    alarms,
    boundary,
    calls,
    crews,
    decisions,
    diversions,
    handovers,
    incidents,
    intake,
    layouts,
    lines,
    locations,
    merges,
    messages,
    pairs,
    papers,
    partners,
    posts,
    presses,
    referrals,
    roads,
    seats,
    shifts,
    tasks,
    transfers,
    triage,
    vehicles,
    volunteers,
    waiting,
)
from dispatch.handlers.context import Answer, Context
from dispatch.handlers.limits import end_limit, set_limit
from dispatch.rights import authorise
from stations.region import Region

HANDLERS: dict[type[c.Command], Callable[[Context, Any], Answer]] = {
    c.RingCall: calls.ring,
    c.AnswerCall: calls.answer,
    c.EndCall: calls.end,
    c.ClassifyCall: calls.classify,
    c.CallBack: calls.call_back,
    c.NoteLine: lines.note,
    c.AcceptCall: calls.accept,
    c.UndoClassify: intake.undo_class,
    c.ReleaseCall: intake.release,
    c.DetachCall: intake.detach,
    c.MissCall: intake.miss,
    c.OverflowCall: intake.overflow,
    c.MergeIncidents: merges.merge,
    c.SplitIncidents: merges.split,
    c.DeclineProposal: merges.decline,
    c.AttachChasing: merges.attach_chasing,
    c.ReportLocation: locations.report,
    c.PromoteLocation: locations.promote,
    c.TakeAlarm: partners.take,
    c.DispatchPair: pairs.dispatch_pair,
    c.SwapVehicle: pairs.swap,
    c.ProposeSwap: pairs.propose,
    c.DeclineSwap: pairs.decline,
    c.AskNeighbour: boundary.ask,
    c.AnswerNeighbour: boundary.answer,
    c.WithdrawRequest: boundary.withdraw,
    c.LapseRequest: boundary.lapse,
    c.ChangeBoundary: boundary.change,
    c.ChoosePolicy: boundary.choose_policy,
    c.CallVolunteer: volunteers.call,
    c.NoteVolunteer: volunteers.note,
    c.DescribeIncident: incidents.describe,
    c.DispatchVehicle: incidents.dispatch,
    c.ParkIncident: waiting.park,
    c.WakeIncident: waiting.wake,
    c.CloseIncident: incidents.close,
    c.AnswerTriage: triage.answer,
    c.TakeDeterminant: triage.take_determinant,
    c.OverrideUrgency: triage.override,
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
    c.OpenIncident: transfers.open_incident,
    c.ParkReinforcement: waiting.park_reinforcement,
    c.NoteNoVehicle: decisions.note_no_vehicle,
    c.NoteDecision: decisions.note_decision,
    c.OfferVehicle: waiting.offer,
    c.DeclineOffer: waiting.decline,
    c.DivertTask: diversions.divert,
    c.ChangeSeat: seats.change,
    c.ClearSeat: seats.clear,
    c.SignShift: shifts.sign,
    c.TakeShift: shifts.take,
    c.WithdrawShift: shifts.withdraw,
    c.ReleaseShift: shifts.release,
    c.SendMessage: messages.send,
    c.ReadMessage: messages.read,
    c.SetLayout: layouts.set_layout,
    c.HandOverIncident: handovers.hand_over,
    c.AnswerHandOver: handovers.answer,
    c.WithdrawHandOver: handovers.withdraw,
    c.BounceHandOver: handovers.bounce,
    c.TakeOverIncident: handovers.take_over,
    c.GiveBackIncident: handovers.give_back,
    c.OpenPost: posts.open_post,
    c.ClosePost: posts.close_post,
    c.PostVehicle: posts.post_vehicle,
    c.DrawPapers: papers.draw,
    c.EnterPaper: papers.enter,
    c.RequestReferral: referrals.request,
    c.AnswerReferral: referrals.answer,
    c.ScheduleReferral: referrals.schedule,
    c.CancelReferral: referrals.cancel,
    c.CloseRoad: roads.close,
    c.SlowRoad: roads.slow,
    c.ReopenRoad: roads.reopen,
    c.ChangeRoadEnd: roads.change_end,
    c.RaiseAlarm: alarms.raise_,
    c.EscalateAlarm: alarms.escalate,
    c.ClearAlarm: alarms.clear,
    c.AcknowledgeAlarm: alarms.acknowledge,
    c.SetLimit: set_limit,
    c.EndLimit: end_limit,
}


def decide(board: Board, region: Region, request: c.Request, now_ms: int) -> Answer:
    """The events that a command causes, or a ``Refusal``; the board is not touched."""
    authorise(board, region, request.actor, request.command)
    context = Context(board=board, region=region, actor=request.actor, now_ms=now_ms)
    answer = HANDLERS[type(request.command)](context, request.command)
    followed: tuple[AnyEvent, ...] = (
        *seats.follow(context, answer.events),
        *handovers.follow(context, answer.events),
    )
    return replace(answer, events=(*answer.events, *followed)) if followed else answer
