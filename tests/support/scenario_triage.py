"""Verbs of triage (分诊): what the caller answered, a foreign code, a person's decision."""

from dispatch.domain import commands as c
from dispatch.domain.key_questions import Answered, Triage
from dispatch.domain.triage import Urgency
from tests.support.scenario_line import Line, Verb
from tests.support.scenario_stage import Stage


def _triage(stage: Stage, line: Line) -> list[str]:
    """``市 分诊 事件1 universal/awake=yes …``: all answers so far, as a desk sends them.

    Behind ``再答`` stand only those that are new.
    """
    incident = stage.incident(line.object)
    more = incident.triage.answers if incident.triage and "再答" in line.rest else ()
    parts = [word.replace("=", "/").split("/") for word in line.rest[1:] if word != "再答"]
    command = c.AnswerTriage(
        incident_id=incident.id,
        answers=more + tuple(Answered(set_id=s, question_id=q, answer_id=a) for s, q, a in parts),
        revision=incident.triage.revision if incident.triage else 0,
    )
    stage.ask(stage.actor(line.actor), command)
    return _told(stage, line)


def _code(stage: Stage, line: Line) -> list[str]:
    """``市 外部码 事件1 9-E-1``."""
    incident_id = stage.incident(line.object).id
    command = c.TakeDeterminant(incident_id=incident_id, code=line.rest[1])
    stage.ask(stage.actor(line.actor), command)
    return _told(stage, line)


def _override(stage: Stage, line: Line) -> list[str]:
    """``市 改级 事件1 III "理由"``; ``问答`` goes by the answers again."""
    word = line.rest[1]
    command = c.OverrideUrgency(
        incident_id=stage.incident(line.object).id,
        urgency=None if word == "问答" else Urgency(word),
        reason=line.quoted(),
    )
    stage.ask(stage.actor(line.actor), command)
    return _told(stage, line)


def _told(stage: Stage, line: Line) -> list[str]:
    """``事件1 I 据 chest_pain/shock=yes 需 doctor,monitor 问 chest_pain/kind 指导 chest_pain``."""
    incident = stage.incident(line.object)
    told = f"{line.object} {incident.urgency or '未定'}"
    if incident.triage is not None:
        told += _why(incident.triage)
    if incident.needs:
        told += " 需 " + ",".join(sorted(incident.needs))
    if incident.infection:
        told += " 传染"
    if incident.triage is not None and incident.triage.next is not None:
        told += f" 问 {incident.triage.next.set_id}/{incident.triage.next.question_id}"
    if incident.triage is not None and incident.triage.verdict.cards:
        told += " 指导 " + ",".join(incident.triage.verdict.cards)
    return [told]


def _why(triage: Triage) -> str:
    if triage.override is not None:
        return f" 据 {triage.override.by.name}：{triage.override.reason}"
    if triage.determinant is not None and triage.determinant.urgency is triage.urgency:
        return f" 据 {triage.determinant.code}"
    why = triage.verdict.why
    if why is None or triage.verdict.urgency is not triage.urgency:
        return ""
    return (
        f" 据 {why.set_id}/{why.question_id}={why.answer_id}"
        if why.answer_id
        else f" 据 {why.set_id}"
    )


TRIAGE_VERBS: dict[str, Verb] = {
    "分诊": _triage,
    "外部码": _code,
    "改级": _override,
    "分诊单": _told,
}
