"""Alarms: raised, escalated and cleared by rule, acknowledged by people (DSP-07, UI-03)."""

from dispatch.clocks.clockwork import is_over, next_level
from dispatch.clocks.table import CLOCK_OF, Clock
from dispatch.clocks.world import Running, World
from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.alarms import (
    OUTCOME_NAMES,
    RESPONSES_MAX,
    Alarm,
    AlarmOutcome,
    alarm_id_of,
)
from dispatch.domain.errors import Conflict, Refusal, no_such
from dispatch.handlers.context import Answer, Context


def raise_(ctx: Context, command: c.RaiseAlarm) -> Answer:
    """One alarm for one run of a clock, if it is due here too; said twice is done once."""
    running = _due(ctx, CLOCK_OF[command.kind], command)
    if running is None or _had(ctx, command):
        return Answer(())
    event = e.AlarmRaised(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        alarm_id=alarm_id_of(command.kind, command.record_id, command.since_ms),
        kind=command.kind,
        record_id=command.record_id,
        unit=running.unit,
        since_ms=running.since_ms,
        due_ms=running.due_ms,
        limit_s=running.limit_s,
        about=running.about,
    )
    return Answer((event,), incident_id=running.about.incident_id)


def _had(ctx: Context, command: c.RaiseAlarm) -> bool:
    return any(
        alarm.record_id == command.record_id
        and alarm.kind is command.kind
        and (alarm.open or alarm.since_ms >= command.since_ms)
        for alarm in ctx.board.alarms.values()
    )


def _due(ctx: Context, clock: Clock, command: c.RaiseAlarm) -> Running | None:
    """The clock as the core sees it, which may know more than the readers' board by now."""
    if clock.volatile:  # the core knows neither positions nor fresh arrivals
        task = ctx.board.tasks.get(command.record_id)
        told = Running(
            since_ms=command.since_ms,
            due_ms=command.due_ms,
            limit_s=command.limit_s,
            unit=command.unit,
            about=command.about,
        )
        return told if task is not None and task.active else None
    running = _running(ctx, clock, command.record_id)
    if running is None or running.since_ms != command.since_ms or running.due_ms > ctx.now_ms:
        return None
    return running


def _running(ctx: Context, clock: Clock, record_id: str) -> Running | None:
    return clock.watch(World(ctx.board, ctx.region), record_id)


def escalate(ctx: Context, command: c.EscalateAlarm) -> Answer:
    """One step up, while it is open and nobody has acknowledged it."""
    alarm = ctx.board.alarms.get(command.alarm_id)
    if alarm is None or next_level(alarm) is not command.level:
        return Answer(())
    event = e.AlarmEscalated(at_ms=ctx.now_ms, by=ctx.actor, alarm_id=alarm.id, level=command.level)
    return Answer((event,), incident_id=alarm.about.incident_id)


def clear(ctx: Context, command: c.ClearAlarm) -> Answer:
    """It is over; what lasts until a person has seen it stays until then."""
    alarm = ctx.board.alarms.get(command.alarm_id)
    if alarm is None or not alarm.open:
        return Answer(())
    clock = CLOCK_OF[alarm.kind]
    over = clock.volatile or is_over(clock, alarm, _running(ctx, clock, alarm.record_id))
    if not over:
        return Answer(())
    event = e.AlarmCleared(at_ms=ctx.now_ms, by=ctx.actor, alarm_id=alarm.id)
    return Answer((event,), incident_id=alarm.about.incident_id)


def acknowledge(ctx: Context, command: c.AcknowledgeAlarm) -> Answer:
    """A person answers; further answers are kept beside the first, none twice."""
    alarm = ctx.board.alarms.get(command.alarm_id)
    if alarm is None:
        raise no_such("告警", "alarm", "alarm_id", command.alarm_id)
    _check_outcome(alarm, command.outcome)
    answers = alarm.responses
    if any(r.outcome is command.outcome and r.by == ctx.actor for r in answers):
        return Answer((), incident_id=alarm.about.incident_id)
    if command.outcome is AlarmOutcome.SEEN and answers:
        first = answers[0]
        raise Conflict(
            "alarm_acknowledged",
            f"已由 {first.by.name}（{first.by.unit}）确认",
            f"{first.by.name} ({first.by.unit}) has acknowledged it",
            field="alarm_id",
            value=alarm.id,
            remedy="无需再次确认 / nothing more is to be done",
        )
    if len(answers) >= RESPONSES_MAX:
        raise Conflict(
            "alarm_answered_often",
            f"该告警已有 {len(answers)} 次处置记录",
            f"this alarm has been answered {len(answers)} times",
            field="alarm_id",
            value=alarm.id,
            remedy="在事件中继续处理 / go on in the incident",
        )
    event = e.AlarmAcknowledged(
        at_ms=ctx.now_ms,
        by=ctx.actor,
        alarm_id=alarm.id,
        outcome=command.outcome,
        note=command.note,
    )
    return Answer((event,), incident_id=alarm.about.incident_id)


def _check_outcome(alarm: Alarm, outcome: AlarmOutcome) -> None:
    allowed = CLOCK_OF[alarm.kind].outcomes
    if outcome in allowed or outcome is AlarmOutcome.SEEN:
        return
    zh, en = OUTCOME_NAMES[outcome]
    raise Refusal(
        "outcome_unfit",
        f"「{zh}」不适用于该告警",
        f"'{en}' is no answer to this alarm",
        field="outcome",
        value=outcome.value,
        remedy="可选：{} / choose one of: {}".format(
            "、".join(OUTCOME_NAMES[one][0] for one in allowed),
            ", ".join(one.value for one in allowed),
        ),
        allowed=[one.value for one in allowed],
    )
