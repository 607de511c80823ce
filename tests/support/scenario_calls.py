"""What can happen to calls and places in a play (CALL-02…08, 11, 12, 14, DSP-17)."""

import re

from msgspec.structs import replace

from dispatch.clocks.unanswered import ring_at_partner
from dispatch.clocks.world import World
from dispatch.domain import commands as c
from dispatch.domain.actors import SYSTEM, Actor, Role
from dispatch.domain.partners import PartnerKind
from dispatch.domain.records import Location
from dispatch.domain.triage import LOCATION_METHOD_NAMES, LocationMethod
from dispatch.doubles import DOUBLE_NAMES, Likeness, incidents_like_call, incidents_like_incident
from dispatch.handlers.partners import alarm_call_id
from dispatch.likeness import ALIKE_FROM
from dispatch.locating import proposed, radius_of
from dispatch.reassurance import UnderWay, Where, words
from tests.support import scenario_words
from tests.support.scenario_line import Line, Verb
from tests.support.scenario_stage import GATEWAY, Stage, clock_ms

METHODS = {zh: method for method, (zh, _) in LOCATION_METHOD_NAMES.items()}
PARTNERS = {kind.value: kind for kind in PartnerKind}


def _named(stage: Stage, word: str) -> str:
    return stage.incident(word).id


def _play_name(stage: Stage, incident_id: str) -> str:
    return f"事件{stage.opened.index(incident_id) + 1}"


def _doubles(stage: Stage, line: Line) -> list[str]:
    """``相似 B``: what a call, or an incident, may be the same as, with the evidence."""
    board, region = stage.board, stage.region
    if line.object in board.calls:
        found = incidents_like_call(board, region, board.calls[line.object])
    else:
        found = incidents_like_incident(board, region, stage.incident(line.object))
    return [_evidence(stage, one) for one in found] or ["无"]


def _evidence(stage: Stage, one: Likeness) -> str:
    parts = ["同号"] if one.same_number else []
    parts += [f"相距 {one.distance_m:.0f} 米"] if one.distance_m is not None else []
    parts += [f"{one.apart_ms // 60_000} 分钟"]
    parts += ["文字相似"] if (one.text or 0.0) >= ALIKE_FROM else []
    return f"{DOUBLE_NAMES[one.kind][0]} {_play_name(stage, one.incident_id)}：{'，'.join(parts)}"


def _merge(stage: Stage, line: Line) -> list[str]:
    """``市 并案 事件2 到 事件1``."""
    into_id = _named(stage, line.after("到") or "")
    command = c.MergeIncidents(incident_id=_named(stage, line.object), into_id=into_id)
    stage.ask(stage.actor(line.actor), command)
    incident = stage.board.incidents[into_id]
    return [scenario_words.incident_line(stage, into_id), "来电 " + "、".join(incident.call_ids)]


def _split(stage: Stage, line: Line) -> list[str]:
    """``市 拆分 事件2``."""
    incident_id = _named(stage, line.object)
    stage.ask(stage.actor(line.actor), c.SplitIncidents(incident_id=incident_id))
    incident = stage.board.incidents[incident_id]
    calls = "来电 " + "、".join(incident.call_ids)
    return [scenario_words.incident_line(stage, incident_id), calls]


def _not_same(stage: Stage, line: Line) -> list[str]:
    """``市 不是 B 事件1``, ``市 不是 事件2 事件1``."""
    is_call = line.object in stage.board.calls
    command = c.DeclineProposal(
        incident_id=_named(stage, line.rest[1]),
        call_id=line.object if is_call else None,
        other_id=None if is_call else _named(stage, line.object),
    )
    stage.ask(stage.actor(line.actor), command)
    return []


def _chase(stage: Stage, line: Line) -> list[str]:
    """``市 催车 B 事件1``."""
    incident_id = _named(stage, line.rest[1])
    command = c.AttachChasing(call_id=line.object, incident_id=incident_id)
    stage.ask(stage.actor(line.actor), command)
    return [scenario_words.call_line(stage, line.object)]


def _reassure(stage: Stage, line: Line) -> list[str]:
    """``告知 事件1``: the sentence that the operator reads out."""
    now_ms, vehicles = stage.clock.now_ms(), []
    for task in stage.board.tasks_of(stage.incident(line.object)):
        position = stage.positions.latest.get(task.vehicle_id)
        where = None
        if position is not None:
            place = stage.map.nearest_place(position.point)
            where = Where(place, place, (now_ms - position.at_ms) // 1000)
        coming = UnderWay(name=task.vehicle_id, task=task, eta_ms=task.eta_ms, where=where)
        vehicles.append(coming)
    return [words(vehicles, now_ms)[0]]


Slip = type[c.UndoClassify | c.ReleaseCall | c.DetachCall]


def _slip(wish: Slip) -> Verb:
    def act(stage: Stage, line: Line) -> list[str]:
        stage.ask(stage.actor(line.actor), wish(call_id=line.object))
        return [_state(stage, line.object)]

    return act


def _unanswered(stage: Stage, line: Line) -> list[str]:
    """``无人接 A``: the answer limit is passed, so the partner desk rings too."""
    command = ring_at_partner(World(stage.board, stage.region), line.object)
    if command is not None:
        stage.ask(SYSTEM, command)
    return [_state(stage, line.object)]


def _missed(stage: Stage, line: Line) -> list[str]:
    """``未接 A``: the longest ring is passed; it goes on ringing."""
    stage.ask(SYSTEM, c.MissCall(call_id=line.object))
    return [_state(stage, line.object)]


def _state(stage: Stage, call_id: str) -> str:
    call = stage.board.calls[call_id]
    marks = [f"溢出到 {call.overflowed_to}"] if call.overflowed_to else []
    marks += ["未接"] if call.missed_ms is not None else []
    marks += ["待回拨"] if call.to_call_back else []
    return "，".join([scenario_words.call_line(stage, call_id), *marks])


def _report(stage: Stage, line: Line) -> list[str]:
    """``报位 A 基站定位 @郧阳 1500``: a provider says where a caller is."""
    location = _location(stage, line)
    place = stage.place_at(location.point)
    incident_id = None if line.object in stage.board.calls else _named(stage, line.object)
    command = c.ReportLocation(
        location=location,
        place=place,
        call_id=line.object if incident_id is None else None,
        incident_id=incident_id,
    )
    stage.ask(stage.actor(line.actor) if line.actor else GATEWAY, command)
    return _places(stage, line)


def _location(stage: Stage, line: Line) -> Location:
    method = next((METHODS[w] for w in line.rest if w in METHODS), LocationMethod.MAP_CLICK)
    radius_m = next((float(w) for w in line.rest if re.fullmatch(r"\d+", w)), 0.0)
    spot = stage.location(line.spot() or "")
    return replace(spot, method=method, radius_m=radius_m)


def _places(stage: Stage, line: Line) -> list[str]:
    """``位置 事件1``: each report with its circle; which counts, and which is proposed."""
    board = stage.board
    call = board.calls.get(line.object)
    incident = None
    if call is None or call.incident_id is not None:
        word = line.object if call is None else _play_name(stage, call.incident_id or "")
        incident = stage.incident(word)
    record = incident or call
    assert record is not None
    better = proposed(incident) if incident is not None else None
    items = []
    for report in record.reports:
        zh = LOCATION_METHOD_NAMES[report.location.method][0]
        mark = " 在用" if report.location == record.location else ""
        mark += " 建议" if report is better else ""
        items.append(f"{report.no} {zh} ±{radius_of(report.location):.0f} 米{mark}")
    return items


def _promote(stage: Stage, line: Line) -> list[str]:
    """``市 采用 事件1 2``."""
    command = c.PromoteLocation(incident_id=_named(stage, line.object), report_no=int(line.rest[1]))
    stage.ask(stage.actor(line.actor), command)
    return _places(stage, line)


def _alarm(stage: Stage, line: Line) -> list[str]:
    """``110 来警 X @郧阳 "两车相撞" 接警 08:00:05``: a partner hands an alarm over."""
    taken, joined, spot = line.after("接警"), line.after("关于"), line.spot()
    location = None
    if spot:
        location = replace(stage.location(spot), method=LocationMethod.PARTNER)
    complaint = line.quoted()
    details = c.IncidentDetails(complaint=complaint)
    if location is not None:
        details = c.IncidentDetails(complaint=complaint, location=location)
    command = c.TakeAlarm(
        partner=line.actor,
        kind=PARTNERS[line.actor],
        alarm_id=line.object,
        taken_ms=clock_ms(taken) if taken else stage.clock.now_ms(),
        words=complaint,
        location=location,
        details=details,
        place=stage.place_at(location.point) if location else c.Place(),
        join_incident_id=_named(stage, joined) if joined else None,
    )
    actor = Actor(user=f"partner:{line.actor}", name=line.actor, role=Role.PARTNER, unit="")
    receipt = stage.ask(actor, command)
    alarm = stage.board.calls[alarm_call_id(line.actor, line.object)].alarm
    assert alarm is not None
    late = f"，{(alarm.told_ms - alarm.taken_ms) // 1000} 秒后转来，超时" if alarm.late else ""
    return [scenario_words.incident_line(stage, receipt.incident_id or "") + late]


CALL_VERBS: dict[str, Verb] = {
    "相似": _doubles,
    "并案": _merge,
    "拆分": _split,
    "不是": _not_same,
    "催车": _chase,
    "告知": _reassure,
    "撤销归类": _slip(c.UndoClassify),
    "放回": _slip(c.ReleaseCall),
    "取消关联": _slip(c.DetachCall),
    "无人接": _unanswered,
    "未接": _missed,
    "报位": _report,
    "位置": _places,
    "采用": _promote,
    "来警": _alarm,
}
