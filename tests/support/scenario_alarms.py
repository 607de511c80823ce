"""Clocks in a play: which alarms are open now, who acknowledges them, by which limits (DSP-07, 08).

Every look winds the clocks anew from the board alone, as a restart does.
"""

from msgspec.structs import replace

from dispatch.clocks.clockwork import Clockwork
from dispatch.clocks.late import late_departures
from dispatch.clocks.world import World
from dispatch.domain import commands as c
from dispatch.domain.actors import SYSTEM, Role
from dispatch.domain.alarms import ALARM_NAMES, LEVEL_WORDS, OUTCOME_NAMES, Alarm, AlarmLevel
from dispatch.domain.limits import Limit
from tests.support.scenario_line import Line, Verb
from tests.support.scenario_stage import Stage, clock_ms

KINDS = {zh: kind for kind, (zh, _) in ALARM_NAMES.items()}
OUTCOMES = {zh: outcome for outcome, (zh, _) in OUTCOME_NAMES.items()}
LIMITS = {
    "接听": Limit.ANSWER,
    "派车": Limit.ORDER,
    "确认": Limit.ACKNOWLEDGE,
    "出车": Limit.DEPARTURE,
    "到达": Limit.LATE_ARRIVAL,
    "升级": Limit.ESCALATION,
}


def _world(stage: Stage) -> World:
    return World(stage.board, stage.region)


def _tick(stage: Stage) -> None:
    for _ in AlarmLevel:  # what was raised may be so late that it climbs at once
        for wish in Clockwork(_world(stage)).due(stage.clock.now_ms()):
            stage.ask(SYSTEM, wish)


def _subject(stage: Stage, alarm: Alarm) -> str:
    about = alarm.about
    if about.vehicle_id is not None:
        return about.vehicle_id
    if about.incident_id is not None:
        return f"事件{stage.opened.index(about.incident_id) + 1}"
    return about.call_id or ""


def _alarms(stage: Stage, line: Line) -> list[str]:
    """``告警``: what rings now, and at whom."""
    _tick(stage)
    ringing = [alarm for alarm in stage.board.alarms.values() if alarm.open]
    return [_words(stage, alarm) for alarm in ringing] or ["无"]


def _words(stage: Stage, alarm: Alarm) -> str:
    said = f"{ALARM_NAMES[alarm.kind][0]} {_subject(stage, alarm)} {alarm.unit}"
    if alarm.level:
        said += f"→{LEVEL_WORDS[alarm.level][0]}"
    for response in alarm.responses:
        said += f" {response.by.name}{OUTCOME_NAMES[response.outcome][0]}"
    return said


def _acknowledge(stage: Stage, line: Line) -> list[str]:
    """``市 应警 车组未确认 南化01 电话未接通``."""
    kind, subject = KINDS[line.rest[0]], line.rest[1]
    (alarm,) = (
        alarm
        for alarm in stage.board.alarms.values()
        if alarm.open and alarm.kind is kind and _subject(stage, alarm) == subject
    )
    command = c.AcknowledgeAlarm(alarm_id=alarm.id)
    if len(line.rest) > 2:
        command = replace(command, outcome=OUTCOMES[line.rest[2]])
    stage.ask(stage.actor(line.actor), command)
    return [_words(stage, stage.board.alarms[alarm.id])]


def _set_limit(stage: Stage, line: Line) -> list[str]:
    """``市 时限 出车 240 郧阳 自 08:00:00 至 09:00:00``, by the shift leader of that desk."""
    from_, until = line.after("自"), line.after("至")
    command = c.SetLimit(
        limit=LIMITS[line.rest[0]],
        seconds=int(line.rest[1]),
        unit=line.rest[2],
        from_ms=clock_ms(from_) if from_ else None,
        until_ms=clock_ms(until) if until else None,
    )
    actor = replace(stage.actor(line.actor), role=Role.SHIFT_LEADER)
    receipt = stage.ask(actor, command)
    return [f"{(receipt.limit_id or '').partition('-')[2]}"]


def _late(stage: Stage, line: Line) -> list[str]:
    """``晚出诊``: who left late or has not left, by how much."""
    _tick(stage)
    rows = late_departures(_world(stage), stage.clock.now_ms())
    return [
        f"{row.vehicle_id} 超 {row.over_s:.0f} 秒{'' if row.left_ms else ' 未出车'}" for row in rows
    ] or ["无"]


ALARM_VERBS: dict[str, Verb] = {
    "告警": _alarms,
    "应警": _acknowledge,
    "时限": _set_limit,
    "晚出诊": _late,
}
