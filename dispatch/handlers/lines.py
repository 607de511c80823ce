"""Lines: what the exchange tells of them is noted as it comes (CALL-01)."""

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.lines import LineMark
from dispatch.handlers.context import Answer, Context


def note(ctx: Context, command: c.NoteLine) -> Answer:
    """The same change told twice is noted once; a time of the future is taken for now."""
    call = ctx.get_call(command.call_id)
    at_ms = min(command.at_ms, ctx.now_ms)
    mark = LineMark(change=command.change, at_ms=at_ms, extension=command.extension)
    if call.line is not None and mark in call.line.marks:
        return Answer((), call_id=call.id)
    noted = e.LineNoted(
        at_ms=at_ms,
        by=ctx.actor,
        call_id=call.id,
        exchange=command.exchange,
        change=command.change,
        extension=command.extension,
        recording=command.recording,
        note=command.note,
        to=command.to,
    )
    return Answer((noted,), call_id=call.id)
