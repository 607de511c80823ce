"""What can happen to events that wait, and to referrals, in a play (DSP-09…14, DSP-19)."""

from datetime import datetime

from dispatch.domain import commands as c
from dispatch.domain.acceptances import ACCEPTANCE_NAMES, INCIDENT_KIND_NAMES
from dispatch.domain.actors import SYSTEM
from dispatch.domain.identifiers import BEIJING
from dispatch.domain.offers import OFFER_NAMES, OfferWhy
from dispatch.domain.referrals import DIRECTION_NAMES, REFERRAL_NAMES, PatientBrief
from dispatch.domain.triage import Urgency
from dispatch.waiting import WAIT_NAMES, waiting_list
from tests.support import scenario_words as words
from tests.support.scenario_line import Line, Verb
from tests.support.scenario_stage import Stage, clock_ms

KINDS = {zh: kind for kind, (zh, _) in INCIDENT_KIND_NAMES.items()}
DECISIONS = {zh: kind for kind, (zh, _) in ACCEPTANCE_NAMES.items()}
DIRECTIONS = {zh: direction for direction, (zh, _) in DIRECTION_NAMES.items()}


def _moment_ms(line: Line, word: str) -> int | None:
    said = line.after(word)
    return clock_ms(said) if said else None


def _clock(at_ms: int) -> str:
    return f"{datetime.fromtimestamp(at_ms / 1000, BEIJING):%H:%M:%S}"


def _open(stage: Stage, line: Line) -> list[str]:
    """``市 预约 医院转诊 III @郧阳 于 10:00:00 送 太和医院``: an event nobody rang about."""
    spot = line.spot()
    details = c.IncidentDetails(
        urgency=next((Urgency(w) for w in line.rest if w in set(Urgency)), Urgency.IV),
        complaint=line.quoted(),
        destination_code=line.after("送"),
    )
    if spot:
        details = c.IncidentDetails(
            urgency=details.urgency,
            complaint=details.complaint,
            destination_code=details.destination_code,
            location=stage.location(spot),
        )
    command = c.OpenIncident(
        kind=KINDS[line.object],
        details=details,
        place=stage.place_of(details),
        scheduled_ms=_moment_ms(line, "于"),
    )
    receipt = stage.ask(stage.actor(line.actor), command)
    return [words.incident_line(stage, receipt.incident_id or "")]


def _park(stage: Stage, line: Line) -> list[str]:
    """``市 挂起 事件1``; with ``至 09:00:00`` it is taken up by itself."""
    incident = stage.incident(line.object)
    until_ms = _moment_ms(line, "至")
    stage.ask(stage.actor(line.actor), c.ParkIncident(incident_id=incident.id, until_ms=until_ms))
    return [words.incident_line(stage, incident.id)]


def _park_reinforcement(stage: Stage, line: Line) -> list[str]:
    incident = stage.incident(line.object)
    stage.ask(stage.actor(line.actor), c.ParkReinforcement(incident_id=incident.id))
    return [words.incident_line(stage, incident.id)]


def _no_vehicle(stage: Stage, line: Line) -> list[str]:
    """``市 无车 事件1``: with the list as it is this moment."""
    incident = stage.incident(line.object)
    command = c.NoteNoVehicle(
        incident_id=incident.id, ranking=stage.rank(incident), note=line.quoted()
    )
    stage.ask(stage.actor(line.actor), command)
    return [words.acceptance_line(stage, incident.id)]


def _decide(stage: Stage, line: Line) -> list[str]:
    """``市 决定 事件1 特殊事件 "踩踏"``."""
    incident = stage.incident(line.object)
    command = c.NoteDecision(
        incident_id=incident.id,
        kind=DECISIONS[line.rest[1]],
        note=line.quoted(),
        target=line.after("至"),
    )
    stage.ask(stage.actor(line.actor), command)
    return [words.acceptance_line(stage, incident.id)]


def _offer(stage: Stage, line: Line) -> list[str]:
    """``提议 事件1``: the best that is free now, as the machine proposes it."""
    incident = stage.incident(line.object)
    best = stage.rank(incident).next_best(without="")
    if best is not None:
        command = c.OfferVehicle(
            incident_id=incident.id,
            vehicle_id=best.vehicle_id,
            why=OfferWhy.FREED,
            eta_s=best.eta_s,
        )
        stage.ask(SYSTEM, command)
    return [_offer_words(stage, incident.id)]


def _decline(stage: Stage, line: Line) -> list[str]:
    incident = stage.incident(line.object)
    stage.ask(stage.actor(line.actor), c.DeclineOffer(incident_id=incident.id))
    return [_offer_words(stage, incident.id)]


def _offer_words(stage: Stage, incident_id: str) -> str:
    offer = stage.board.incidents[incident_id].offer
    if offer is None:
        return "无建议"
    minutes = "" if offer.eta_s is None else f" {words.minutes(offer.eta_s)}"
    return f"建议 {offer.vehicle_id}{minutes}（{OFFER_NAMES[offer.why][0]}）"


def _show_offer(stage: Stage, line: Line) -> list[str]:
    return [_offer_words(stage, stage.incident(line.object).id)]


def _divert(stage: Stage, line: Line) -> list[str]:
    """``市 改派 十堰01 事件2``; ``补 郧阳01`` sends that one to the event it leaves."""
    task, wanted = stage.task(line.object), stage.incident(line.rest[1])
    left = stage.board.incidents[task.incident_id]
    command = c.DivertTask(
        task_id=task.id,
        to_incident_id=wanted.id,
        ranking=stage.rank(wanted),
        replacement=stage.rank(left),
        replacement_vehicle_id=line.after("补"),
        override_reason=line.quoted() or None,
    )
    stage.ask(stage.actor(line.actor), command)
    return [words.incident_line(stage, left.id), words.incident_line(stage, wanted.id)]


def _waiting(stage: Stage, line: Line) -> list[str]:
    """``事件1 I 被拒后待派 自 08:01:00 拒绝 1 次``: the list, the first to be helped on top."""
    lines = []
    for wait in waiting_list(stage.board):
        urgency = stage.board.incidents[wait.incident_id].urgency
        text = f"事件{stage.opened.index(wait.incident_id) + 1} {urgency or '—'}"
        text += f" {WAIT_NAMES[wait.why][0]} 自 {_clock(wait.since_ms)}"
        lines.append(text + (f" 拒绝 {wait.refusals} 次" if wait.refusals else ""))
    return lines or ["无人等待"]


def _refer(stage: Stage, line: Line) -> list[str]:
    """``郧阳 转诊 上转 郧阳医院 太和医院 II "胸痛"``."""
    command = c.RequestReferral(
        direction=DIRECTIONS[line.object],
        from_hospital=line.rest[1],
        to_hospital=line.rest[2],
        urgency=next((Urgency(w) for w in line.rest if w in set(Urgency)), Urgency.III),
        patient=PatientBrief(sex="男", age=63, condition="胸痛"),
        reason=line.quoted(),
    )
    receipt = stage.ask(stage.actor(line.actor), command)
    return [_referral_words(stage, receipt.referral_id or "")]


def _answer_referral(accepted: bool) -> Verb:
    def act(stage: Stage, line: Line) -> list[str]:
        referral_id = _referral(stage, line.object)
        command = c.AnswerReferral(referral_id=referral_id, accepted=accepted, reason=line.quoted())
        stage.ask(stage.actor(line.actor), command)
        return [_referral_words(stage, referral_id)]

    return act


def _schedule(stage: Stage, line: Line) -> list[str]:
    """``市 排车 转诊1 于 10:00:00``."""
    referral_id = _referral(stage, line.object)
    start = stage.region.hospitals[stage.board.referrals[referral_id].from_hospital]
    place = stage.place_at(start.point)
    command = c.ScheduleReferral(referral_id=referral_id, at_ms=_moment_ms(line, "于"), place=place)
    receipt = stage.ask(stage.actor(line.actor), command)
    return [
        _referral_words(stage, referral_id),
        words.incident_line(stage, receipt.incident_id or ""),
    ]


def _cancel(stage: Stage, line: Line) -> list[str]:
    referral_id = _referral(stage, line.object)
    command = c.CancelReferral(referral_id=referral_id, reason=line.quoted())
    stage.ask(stage.actor(line.actor), command)
    return [_referral_words(stage, referral_id)]


def _show_referral(stage: Stage, line: Line) -> list[str]:
    return [_referral_words(stage, _referral(stage, line.object))]


def _referral(stage: Stage, word: str) -> str:
    return list(stage.board.referrals)[int(word.removeprefix("转诊")) - 1]


def _referral_words(stage: Stage, referral_id: str) -> str:
    nth = list(stage.board.referrals).index(referral_id) + 1
    referral = stage.board.referrals[referral_id]
    way = f"{referral.from_hospital}→{referral.to_hospital}"
    direction = DIRECTION_NAMES[referral.direction][0]
    return f"转诊{nth} {direction} {way} {REFERRAL_NAMES[referral.state][0]}"


WAITING_VERBS: dict[str, Verb] = {
    "预约": _open,
    "挂起": _park,
    "增援挂起": _park_reinforcement,
    "无车": _no_vehicle,
    "决定": _decide,
    "提议": _offer,
    "不采纳": _decline,
    "建议": _show_offer,
    "改派": _divert,
    "待派": _waiting,
    "转诊": _refer,
    "接收": _answer_referral(True),
    "拒收": _answer_referral(False),
    "排车": _schedule,
    "撤销": _cancel,
    "转诊单": _show_referral,
}
