"""Neighbours, pairs and helpers in a play.

``跨界``: ``郧阳 > 房县 先征求同意 30 改派次优`` says what a centre must do to send another's
``跨界``: ``郧阳 > 房县 先征求同意 30 改派次优``: what a centre must do to send another's
leg of 30 km/h after a wait of 5 minutes. ``急救员``: ``H1 13911111111 @南化+300m`` is a volunteer,
``D1 AED @南化+100m`` a defibrillator.
"""

from dataclasses import replace

from dispatch.domain import commands as c
from dispatch.domain.actors import SYSTEM
from dispatch.domain.boundary import BOUNDARY_STATE_NAMES
from dispatch.domain.choices import POLICY_NAMES
from dispatch.domain.decisions import ALTERNATIVE_NAMES, Alternative, AlternativeKind
from dispatch.domain.proposals import SwapWhy
from dispatch.nearby import nearby
from dispatch.standing import Scenes, standings, swaps
from geo.roads.driving import Driving
from stations.boundary import BOUNDARY_RULE_NAMES, FALLBACK_NAMES, BoundaryTerm, Fallback
from stations.helpers import Aed, Volunteer
from stations.region import Region
from stations.transfers import (
    LEG_NAMES,
    ONWARD_NAMES,
    TRANSFER_NAMES,
    Onward,
    TransferLeg,
    TransferPoint,
)
from tests.support import scenario_words as words
from tests.support.scenario_line import Line, Verb
from tests.support.scenario_map import TinyMap
from tests.support.scenario_stage import Stage, clock_ms

SECTIONS = ("跨界", "接驳", "急救员")

_RULES = {zh: rule for rule, (zh, _) in BOUNDARY_RULE_NAMES.items()}
_FALLBACKS = {zh: fallback for fallback, (zh, _) in FALLBACK_NAMES.items()}
_KINDS = {zh: kind for kind, (zh, _) in TRANSFER_NAMES.items()}
_ONWARD = {zh: onward for onward, (zh, _) in ONWARD_NAMES.items()}
_MODES = {zh: mode for mode, (zh, _) in LEG_NAMES.items()}
_POLICIES = {zh: policy for policy, (zh, _) in POLICY_NAMES.items()}
_KIND_OF = {zh: kind for kind, (zh, _) in ALTERNATIVE_NAMES.items()}


def with_neighbours(region: Region, tiny: TinyMap, sections: dict[str, list[str]]) -> Region:
    """The region with what these sections say."""
    points: dict[str, TransferPoint] = {}
    legs: list[TransferLeg] = []
    for line in sections["接驳"]:
        if "~" in line:
            legs.append(_leg(line.split()))
        else:
            points |= _point(line.split(), tiny)
    aeds: dict[str, Aed] = {}
    people: dict[str, Volunteer] = {}
    for line in sections["急救员"]:
        code, what, spot = line.split()
        point = tiny.point(spot.removeprefix("@"))
        if what == "AED":
            aeds[code] = Aed(code=code, name=code, point=point)
        else:
            people[code] = Volunteer(code=code, name=code, phone=what, point=point)
    return replace(
        region,
        boundary=tuple(_term(line.split()) for line in sections["跨界"]),
        transfer_points=points,
        transfer_legs=tuple(legs),
        aeds=aeds,
        volunteers=people,
    )


def _term(parts: list[str]) -> BoundaryTerm:
    asking, _, lending, rule, *more = parts
    return BoundaryTerm(
        asking=asking,
        lending=lending,
        rule=_RULES[rule],
        timeout_s=int(more[0]) if more else None,
        fallback=_FALLBACKS[more[1]] if len(more) > 1 else Fallback.NEXT_BEST,
    )


def _point(parts: list[str], tiny: TinyMap) -> dict[str, TransferPoint]:
    name, kind, spot, *onward = parts
    point = TransferPoint(
        code=name,
        name=name,
        kind=_KINDS[kind],
        point=tiny.point(spot.removeprefix("@")),
        onward=_ONWARD[onward[0]] if onward else Onward.ROAD,
    )
    return {name: point}


def _leg(parts: list[str]) -> TransferLeg:
    start, _, end, mode, speed, _, wait_minutes = parts
    return TransferLeg(
        start=start,
        end=end,
        mode=_MODES[mode],
        speed_kmh=float(speed),
        wait_s=round(float(wait_minutes) * 60),
    )


def _alternatives(stage: Stage, line: Line) -> list[str]:
    ranking = stage.rank(stage.incident(line.object))
    explained = "说明" in line.rest
    return [_said(one, explained=explained) for one in ranking.alternatives]


def _said(one: Alternative, *, explained: bool) -> str:
    said = ALTERNATIVE_NAMES[one.kind][0]
    if one.vehicle_id is None:
        return f"{said} 无：{one.reasons[0].zh}"
    said += f" {one.vehicle_id} {words.minutes(one.eta_s or 0.0)}"
    if one.kind is AlternativeKind.PAIR and one.meeting is not None:
        place = "现场" if one.meeting.on_scene else one.meeting.place
        said += f"＋{one.partner_id} @{place} {words.minutes(one.advanced_s or 0.0)}"
        said += f" 提前 {words.minutes(one.meeting.gain_s)}" if one.meeting.gain_s else ""
    if explained:
        said += " " + "，".join(reason.zh for reason in one.reasons)
    return said.rstrip()


def _pair(stage: Stage, line: Line) -> list[str]:
    incident = stage.incident(line.object)
    ranking = stage.rankings[incident.id]
    pair = ranking.alternative(AlternativeKind.PAIR)
    assert pair is not None
    command = c.DispatchPair(
        incident_id=incident.id,
        basic_id=pair.vehicle_id or "",
        advanced_id=pair.partner_id or "",
        meeting=pair.meeting,
        ranking=ranking,
    )
    stage.ask(stage.actor(line.actor), command)
    return [words.incident_line(stage, incident.id)]


def _meeting(stage: Stage, line: Line) -> list[str]:
    order = stage.task(line.object).meeting
    if order is None:
        return ["无会车点"]
    place = "现场" if order.on_scene else order.place
    return [f"与 {order.with_vehicle} 在{place}会车 {words.clock_words(order.at_ms)}"]


def _ask(stage: Stage, line: Line) -> list[str]:
    incident, vehicle = stage.incident(line.object), line.rest[1]
    command = c.AskNeighbour(
        incident_id=incident.id, vehicle_id=vehicle, ranking=stage.rankings.get(incident.id)
    )
    receipt = stage.ask(stage.actor(line.actor), command)
    return [_request(stage, receipt.boundary_id or "")]


def _request(stage: Stage, boundary_id: str) -> str:
    nth = list(stage.board.boundaries).index(boundary_id) + 1
    request = stage.board.boundaries[boundary_id]
    said = f"请求{nth} {BOUNDARY_STATE_NAMES[request.state][0]} {request.vehicle_id}"
    said += f" {request.asking}→{request.asked_of}"
    if request.until_ms is not None and request.answered_ms is None:
        said += f" 至 {words.clock_words(request.until_ms)}"
    return said + (f"：{request.reason}" if request.reason else "")


def _id_of(stage: Stage, word: str) -> str:
    return list(stage.board.boundaries)[int(word.removeprefix("请求")) - 1]


def _answer(granted: bool) -> Verb:
    def act(stage: Stage, line: Line) -> list[str]:
        boundary_id = _id_of(stage, line.object)
        command = c.AnswerNeighbour(boundary_id=boundary_id, granted=granted, reason=line.quoted())
        receipt = stage.ask(stage.actor(line.actor), command)
        said = [_request(stage, boundary_id)]
        sent = granted and receipt.task_id is not None
        return [*said, words.incident_line(stage, receipt.incident_id or "")] if sent else said

    return act


def _withdraw(stage: Stage, line: Line) -> list[str]:
    boundary_id = _id_of(stage, line.object)
    stage.ask(stage.actor(line.actor), c.WithdrawRequest(boundary_id=boundary_id))
    return [_request(stage, boundary_id)]


def _lapse(stage: Stage, line: Line) -> list[str]:
    boundary_id = _id_of(stage, line.object)
    stage.ask(SYSTEM, c.LapseRequest(boundary_id=boundary_id))
    request = stage.board.boundaries[boundary_id]
    said = [_request(stage, boundary_id)]
    return [*said, f"次优 {request.next_best}"] if request.next_best else said


def _show(stage: Stage, line: Line) -> list[str]:
    known = [_request(stage, boundary_id) for boundary_id in stage.board.boundaries]
    return known or ["无跨界请求"]


def _rule(stage: Stage, line: Line) -> list[str]:
    asking, _, lending, rule, *more = line.rest
    starts = line.after("自")
    command = c.ChangeBoundary(
        asking=asking,
        lending=lending,
        rule=_RULES[rule],
        timeout_s=int(more[0]) if more and more[0].isdigit() else None,
        from_ms=clock_ms(starts) if starts else None,
    )
    stage.ask(stage.leader(line.actor), command)
    return []


def _policy(stage: Stage, line: Line) -> list[str]:
    starts = line.after("自")
    command = c.ChoosePolicy(
        unit=line.object,
        policy=_POLICIES[line.rest[1]],
        from_ms=clock_ms(starts) if starts else None,
    )
    stage.ask(stage.leader(line.actor), command)
    return []


def _look(stage: Stage, line: Line) -> list[str]:
    """What the machine does by itself when something has changed."""
    why = SwapWhy.ROADS if "路况" in line.rest else SwapWhy.FREED
    region, latest = stage.region, stage.positions.latest
    scenes = Scenes(
        board=stage.board,
        region=region,
        points={
            v.id: latest[v.id].point if v.id in latest else region.units[v.station_code].point
            for v in region.vehicles.values()
        },
        matched={},
        pins=stage.pins,
        routers=dict.fromkeys(Driving, stage.router),
        now_ms=stage.clock.now_ms(),
        expected_ms={},
    )
    found = swaps(stage.board, standings(scenes), why, stage.clock.now_ms())
    for incident_id, proposal in found.items():
        stage.ask(SYSTEM, c.ProposeSwap(incident_id=incident_id, proposal=proposal))
    return [_swap_words(stage, incident_id) for incident_id in stage.opened if incident_id in found]


def _swap_words(stage: Stage, incident_id: str) -> str:
    said = f"事件{stage.opened.index(incident_id) + 1} "
    swap = stage.board.incidents[incident_id].swap
    if swap is None:
        return said + "无换车建议"
    leaves = stage.board.tasks[swap.task_id].vehicle_id
    return said + f"建议 {swap.vehicle_id} 换 {leaves}，提前 {words.minutes(swap.gain_s)}"


def _swap(stage: Stage, line: Line) -> list[str]:
    incident = stage.incident(line.object)
    assert incident.swap is not None
    command = c.SwapVehicle(
        task_id=incident.swap.task_id,
        vehicle_id=incident.swap.vehicle_id,
        ranking=stage.rank(incident),
    )
    stage.ask(stage.actor(line.actor), command)
    return [words.incident_line(stage, incident.id)]


def _keep(stage: Stage, line: Line) -> list[str]:
    incident = stage.incident(line.object)
    command = c.DeclineSwap(incident_id=incident.id, vehicle_id=line.rest[1])
    stage.ask(stage.actor(line.actor), command)
    return [_swap_words(stage, incident.id)]


def _near(stage: Stage, line: Line) -> list[str]:
    incident = stage.incident(line.object)
    assert incident.location is not None
    found = nearby(stage.region, stage.router, incident.location.point)
    said = [f"{aed.code} 步行 {words.minutes(aed.walk_s)}" for aed in found.aeds]
    for person in found.volunteers:
        detour = f"，取 {person.by_way_of}" if person.by_way_of else ""
        said.append(f"{person.code} 步行 {words.minutes(person.walk_s)}{detour}")
    return said or ["附近没有"]


def _call(stage: Stage, line: Line) -> list[str]:
    incident = stage.incident(line.object)
    command = c.CallVolunteer(
        incident_id=incident.id, volunteer_code=line.rest[1], aed_code=line.after("取")
    )
    stage.ask(stage.actor(line.actor), command)
    return _called(stage, incident.id)


def _note(stage: Stage, line: Line) -> list[str]:
    call = next(v for v in stage.board.volunteer_calls.values() if v.volunteer_code == line.object)
    minutes = line.after("约")
    command = c.NoteVolunteer(
        volunteer_call_id=call.id,
        coming="来" in line.rest,
        minutes=int(minutes) if minutes else None,
    )
    stage.ask(stage.actor(line.actor), command)
    return _called(stage, call.incident_id)


def _called(stage: Stage, incident_id: str) -> list[str]:
    answers = {None: "已呼叫", True: "前往", False: "不能来"}
    return [
        f"{v.volunteer_code} {answers[v.coming]}"
        + (f" 约 {v.minutes} 分" if v.minutes is not None else "")
        + (f" 取 {v.aed_code}" if v.aed_code else "")
        for v in stage.board.volunteer_calls.values()
        if v.incident_id == incident_id
    ]


def _wish_own(stage: Stage, line: Line) -> list[str]:
    """The patient wants a hospital of the own county."""
    incident = stage.incident(line.object)
    details = c.IncidentDetails(own_county_hospital=True)
    command = c.DescribeIncident(incident_id=incident.id, details=details)
    stage.ask(stage.actor(line.actor), command)
    return [words.incident_line(stage, incident.id)]


NEIGHBOUR_VERBS: dict[str, Verb] = {
    "方案": _alternatives,
    "派对": _pair,
    "会车点": _meeting,
    "请求": _ask,
    "同意": _answer(True),
    "不同意": _answer(False),
    "撤回请求": _withdraw,
    "请求到时": _lapse,
    "跨界请求": _show,
    "约定": _rule,
    "策略": _policy,
    "再看": _look,
    "换车": _swap,
    "不换": _keep,
    "附近": _near,
    "呼叫": _call,
    "志愿者": _note,
    "要求本县医院": _wish_own,
}
