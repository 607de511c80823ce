"""Two records of one happening: merge, take apart, decline, and chasing calls (CALL-06, DSP-17).

A merge moves calls, never vehicles: a sortie keeps the number of the incident it was ordered for.
So of two incidents at most one may have vehicles under way, and that one stays.
"""

from dispatch.board import Board
from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.errors import Conflict, Refusal, no_such
from dispatch.domain.records import Incident
from dispatch.domain.triage import CallClass
from dispatch.handlers.context import Answer, Context

SPLIT_WITHIN_MS = 2 * 3600 * 1000
"""So long a merge can be taken back; the board forgets closed incidents much later."""


def merge(ctx: Context, command: c.MergeIncidents) -> Answer:
    """One incident goes into another that is the same happening."""
    gone = ctx.get_open_incident(command.incident_id)
    into = ctx.get_open_incident(command.into_id)
    _require_two_of_a_kind(gone, into)
    _require_no_vehicle_lost(ctx.board, gone, into)
    event = e.IncidentsMerged(at_ms=ctx.now_ms, by=ctx.actor, incident_id=gone.id, into_id=into.id)
    return Answer((event,), incident_id=into.id)


def _require_two_of_a_kind(gone: Incident, into: Incident) -> None:
    if gone.id == into.id:
        raise Refusal(
            "same_incident",
            "不能把事件并入它自己",
            "an incident cannot be merged into itself",
            field="into_id",
            value=into.id,
            remedy="选择另一个事件 / choose another incident",
        )
    if gone.kind is not into.kind:
        raise Conflict(
            "different_kinds",
            f"事件类型不同：{gone.kind.value} 与 {into.kind.value}",
            f"incidents of different kinds: {gone.kind.value} and {into.kind.value}",
            field="into_id",
            value=into.id,
            remedy="先更正事件类型 / correct the kind of one of them first",
        )


def _require_no_vehicle_lost(board: Board, gone: Incident, into: Incident) -> None:
    """Vehicles stay where they were ordered: both having some is for the dispatcher to settle."""
    going, staying = _under_way(board, gone), _under_way(board, into)
    if not going:
        return
    if not staying:
        raise Conflict(
            "merge_the_other_way",
            f"事件 {gone.id} 已派车：{'、'.join(going)}",
            f"incident {gone.id} has vehicles under way: {', '.join(going)}",
            field="incident_id",
            value=gone.id,
            remedy=f"反向并案：把 {into.id} 并入 {gone.id} / merge {into.id} into {gone.id}",
        )
    raise Conflict(
        "both_have_vehicles",
        f"两个事件都已派车：{'、'.join(going)}；{'、'.join(staying)}",
        f"both incidents have vehicles under way: {', '.join(going)}; {', '.join(staying)}",
        field="incident_id",
        value=gone.id,
        remedy="先召回多余的车辆，再并案；都要去则保留两个事件"
        " / recall the vehicles of one of them, then merge; if all must go, keep both",
    )


def _under_way(board: Board, incident: Incident) -> list[str]:
    return [task.vehicle_id for task in board.tasks_of(incident) if task.active]


def split(ctx: Context, command: c.SplitIncidents) -> Answer:
    """Take a merge back: the merged incident is open again, as it was."""
    back = ctx.board.incidents.get(command.incident_id)
    if back is None:
        raise no_such("事件", "incident", "incident_id", command.incident_id)
    if back.merged_into is None:
        raise Conflict(
            "not_merged",
            f"事件 {back.id} 没有并入其他事件",
            f"incident {back.id} was not merged into another",
            field="incident_id",
            value=back.id,
            remedy="在并入的事件中选择要拆分的编号 / choose a number listed in the other one",
        )
    other = ctx.board.incidents.get(back.merged_into)
    if other is None or ctx.now_ms - (back.closed_ms or 0) > SPLIT_WITHIN_MS:
        raise Conflict(
            "split_too_late",
            "并案已超过 2 小时，不能拆分",
            "the merge is older than 2 h and cannot be taken back",
            field="incident_id",
            value=back.id,
            remedy="另立新事件 / open a new incident",
        )
    if other.merged_into is not None:
        raise Conflict(
            "split_the_other_first",
            f"{other.id} 又已并入 {other.merged_into}",
            f"{other.id} has been merged into {other.merged_into} since",
            field="incident_id",
            value=back.id,
            remedy=f"先拆分 {other.id} / split {other.id} first",
        )
    event = e.IncidentsSplit(at_ms=ctx.now_ms, by=ctx.actor, incident_id=back.id, from_id=other.id)
    return Answer((event,), incident_id=back.id)


def decline(ctx: Context, command: c.DeclineProposal) -> Answer:
    """Remember that they are not the same; asked twice, nothing happens twice."""
    incident = ctx.get_open_incident(command.incident_id)
    if command.call_id is not None:
        call = ctx.get_call(command.call_id)
        known = incident.id in call.declined
    elif command.other_id is not None and command.other_id != incident.id:
        known = ctx.get_open_incident(command.other_id).id in incident.apart_from
    else:
        raise Refusal(
            "nothing_declined",
            "未指明是哪个来电或事件",
            "which call or which other incident is not named",
            field="call_id",
            remedy="填 call_id 或 other_id / give call_id or other_id",
        )
    event = e.ProposalDeclined(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        incident_id=incident.id,
        call_id=command.call_id,
        other_id=None if command.call_id is not None else command.other_id,
    )
    return Answer(() if known else (event,), call_id=command.call_id, incident_id=incident.id)


def attach_chasing(ctx: Context, command: c.AttachChasing) -> Answer:
    """A caller who asks where the ambulance is belongs to its incident, as a chasing call."""
    call = ctx.get_call(command.call_id)
    incident = ctx.get_open_incident(command.incident_id)
    if call.incident_id == incident.id:
        return Answer((), call_id=call.id, incident_id=incident.id)
    if call.incident_id is not None:
        raise Conflict(
            "call_accepted",
            f"该来电已受理为事件 {call.incident_id}",
            f"this call has become incident {call.incident_id}",
            field="call_id",
            value=call.id,
            remedy="先取消关联，或合并两个事件 / detach it first, or merge the two incidents",
        )
    if call.answered_ms is None and not call.to_call_back:
        raise Conflict(
            "call_not_answered",
            "来电尚未接听",
            "the call has not been answered",
            field="call_id",
            value=call.id,
            remedy="先接听 / answer it first",
        )
    event = e.CallJoined(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        call_id=call.id,
        incident_id=incident.id,
        call_class=CallClass.CHASING,
    )
    return Answer((event,), call_id=call.id, incident_id=incident.id)
