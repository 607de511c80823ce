"""Volunteers near the scene: called, and what they said (DSP-22)."""

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.errors import Conflict, Refusal, no_such
from dispatch.domain.identifiers import next_volunteer_call_id
from dispatch.handlers.context import Answer, Context

CALLED_MAX = 10
"""Volunteers called to one incident; a crowd helps nobody."""

MINUTES_MAX = 240


def call(ctx: Context, command: c.CallVolunteer) -> Answer:
    """Call a volunteer, perhaps by way of a defibrillator; once per incident."""
    incident = ctx.get_open_incident(command.incident_id)
    if command.volunteer_code not in ctx.region.volunteers:
        raise no_such("志愿者", "volunteer", "volunteer_code", command.volunteer_code)
    if command.aed_code is not None and command.aed_code not in ctx.region.aeds:
        raise no_such("除颤器", "defibrillator", "aed_code", command.aed_code)
    called = [v for v in ctx.board.volunteer_calls.values() if v.incident_id == incident.id]
    for one in called:
        if one.volunteer_code == command.volunteer_code:
            return Answer((), incident_id=incident.id, volunteer_call_id=one.id)
    if len(called) >= CALLED_MAX:
        raise Conflict(
            "too_many_volunteers",
            f"已呼叫 {len(called)} 名志愿者",
            f"{len(called)} volunteers have been called already",
            field="volunteer_code",
            value=command.volunteer_code,
            remedy="先等他们答复 / wait for their answers first",
        )
    event = e.VolunteerCalled(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        volunteer_call_id=next_volunteer_call_id(ctx.board.serials, ctx.now_ms),
        incident_id=incident.id,
        volunteer_code=command.volunteer_code,
        aed_code=command.aed_code,
    )
    return Answer((event,), incident_id=incident.id, volunteer_call_id=event.volunteer_call_id)


def note(ctx: Context, command: c.NoteVolunteer) -> Answer:
    """Write down whether the volunteer comes; a later word replaces an earlier one."""
    called = ctx.board.volunteer_calls.get(command.volunteer_call_id)
    if called is None:
        raise no_such("呼叫", "call of a volunteer", "volunteer_call_id", command.volunteer_call_id)
    minutes = command.minutes
    if minutes is not None and not 0 <= minutes <= MINUTES_MAX:
        raise Refusal(
            "minutes_out_of_range",
            f"{minutes} 分钟不在 0 至 {MINUTES_MAX} 之间",
            f"{minutes} min is not from 0 to {MINUTES_MAX}",
            field="minutes",
            value=minutes,
            remedy="填预计到场的分钟数 / give the minutes until arrival",
        )
    event = e.VolunteerAnswered(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        volunteer_call_id=called.id,
        coming=command.coming,
        minutes=minutes,
        note=command.note.strip(),
    )
    return Answer((event,), incident_id=called.incident_id, volunteer_call_id=called.id)
