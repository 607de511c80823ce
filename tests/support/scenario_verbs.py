"""What can happen in a play: each verb of the timetable, as one function."""

import re
from collections.abc import Callable

from msgspec import UNSET

from dispatch.domain import commands as c
from dispatch.domain.errors import Conflict
from dispatch.domain.triage import CALL_CLASS_NAMES, Urgency
from dispatch.hospital_choice import rank_hospitals
from geo.coordinates import Datum
from stations.positions.fix import Fix
from stations.status import STATE_NAMES, ReasonKind
from stations.vehicles import Capability
from tests.support import scenario_words as words
from tests.support.scenario_alarms import ALARM_VERBS
from tests.support.scenario_calls import CALL_VERBS
from tests.support.scenario_desks import DESK_VERBS
from tests.support.scenario_line import Line, Verb
from tests.support.scenario_moves import MOVE_VERBS
from tests.support.scenario_neighbours import NEIGHBOUR_VERBS
from tests.support.scenario_roads import ROAD_VERBS
from tests.support.scenario_stage import GATEWAY, Stage, clock_ms
from tests.support.scenario_triage import TRIAGE_VERBS
from tests.support.scenario_waiting import WAITING_VERBS

STATES = {zh: state for state, (zh, _) in STATE_NAMES.items()}
CALL_CLASSES = {zh: kind for kind, (zh, _) in CALL_CLASS_NAMES.items()}


def _ring(stage: Stage, line: Line) -> list[str]:
    spot = line.spot()
    number = next((w for w in line.rest if w.isdigit()), "")
    command = c.RingCall(
        call_id=line.object,
        number=number,
        words=line.quoted(),
        location=stage.location(spot) if spot else None,
        place=stage.place_at(stage.map.point(spot)) if spot else c.Place(),
    )
    stage.ask(GATEWAY, command)
    return [words.call_line(stage, line.object)]


def _hang_up(stage: Stage, line: Line) -> list[str]:
    actor = stage.actor(line.actor) if line.actor else GATEWAY
    stage.ask(actor, c.EndCall(call_id=line.object, by_caller=not line.actor))
    return [words.call_line(stage, line.object)]


def _answer(stage: Stage, line: Line) -> list[str]:
    stage.ask(stage.actor(line.actor), c.AnswerCall(call_id=line.object))
    return [words.call_line(stage, line.object)]


def _classify(stage: Stage, line: Line) -> list[str]:
    kind = CALL_CLASSES[line.rest[1]]
    stage.ask(stage.actor(line.actor), c.ClassifyCall(call_id=line.object, call_class=kind))
    return [words.call_line(stage, line.object)]


def _details(stage: Stage, line: Line) -> c.IncidentDetails:
    spot, needs, patients = line.spot(), line.after("需"), line.after("人数")
    urgency = next((Urgency(w) for w in line.rest if w in set(Urgency)), UNSET)
    return c.IncidentDetails(
        urgency=urgency,
        complaint=line.quoted() or UNSET,
        needs=frozenset(Capability(w) for w in needs.split(",")) if needs else UNSET,
        patient_count=int(patients) if patients else UNSET,
        location=stage.location(spot) if spot else UNSET,
    )


def _accept(stage: Stage, line: Line) -> list[str]:
    joined = line.after("并入")
    details = _details(stage, line)
    command = c.AcceptCall(
        call_id=line.object,
        join_incident_id=stage.incident(joined).id if joined else None,
        details=details,
        place=stage.place_of(details),
    )
    receipt = stage.ask(stage.actor(line.actor), command)
    return [words.incident_line(stage, receipt.incident_id or "")]


def _describe(stage: Stage, line: Line) -> list[str]:
    incident, details = stage.incident(line.object), _details(stage, line)
    command = c.DescribeIncident(
        incident_id=incident.id, details=details, place=stage.place_of(details)
    )
    stage.ask(stage.actor(line.actor), command)
    return [words.incident_line(stage, incident.id)]


def _rank(stage: Stage, line: Line) -> list[str]:
    ranking = stage.rank(stage.incident(line.object))
    return words.ranking_items(ranking, explained="说明" in line.rest)


def _hospitals(stage: Stage, line: Line) -> list[str]:
    incident = stage.incident(line.object)
    assert incident.location is not None
    start = incident.location.point
    return words.hospital_items(rank_hospitals(stage.region, stage.router, incident, start))


def _dispatch(stage: Stage, line: Line) -> list[str]:
    incident, vehicle = stage.incident(line.object), line.rest[1]
    command = c.DispatchVehicle(
        incident_id=incident.id, vehicle_id=vehicle, ranking=stage.rankings.get(incident.id)
    )
    try:
        stage.ask(stage.actor(line.actor), command)
    except Conflict as refusal:
        # As at the rim: whoever comes second is told who is the next best now.
        best = stage.rank(incident).next_best(without=vehicle)
        return [*words.refusal_items(stage, refusal), *([f"次优 {best.name}"] if best else [])]
    return [words.incident_line(stage, incident.id)]


def _on_incident(wish: type[c.WakeIncident | c.CloseIncident]) -> Verb:
    def act(stage: Stage, line: Line) -> list[str]:
        incident = stage.incident(line.object)
        stage.ask(stage.actor(line.actor), wish(incident_id=incident.id))
        return [words.incident_line(stage, incident.id)]

    return act


def _press(stage: Stage, line: Line) -> list[str]:
    task, pressed = stage.task(line.actor), line.after("按于")
    command = c.ReportStatus(
        task_id=task.id,
        state=STATES[line.object],
        pressed_ms=clock_ms(pressed) if pressed else None,
        hospital_code=line.after("送"),
        reason=line.reason(),
    )
    stage.ask(stage.actor(line.actor), command)
    return [words.incident_line(stage, task.incident_id)]


def _stop_task(wish: type[c.RecallTask | c.RefuseTask]) -> Verb:
    def act(stage: Stage, line: Line) -> list[str]:
        task = stage.task(line.object)
        reason = line.reason() or ReasonKind.OTHER
        stage.ask(stage.actor(line.actor), wish(task_id=task.id, reason=reason))
        return [words.incident_line(stage, task.incident_id)]

    return act


VehicleWish = c.SignOn | c.SignOff | c.ReturnToStation | c.LeaveStation | c.ResumeVehicle


def _on_vehicle(wish: type[VehicleWish]) -> Verb:
    def act(stage: Stage, line: Line) -> list[str]:
        stage.ask(stage.actor(line.actor), wish(vehicle_id=line.object))
        return [words.vehicle_line(stage, line.object)]

    return act


def _pause(stage: Stage, line: Line) -> list[str]:
    command = c.PauseVehicle(vehicle_id=line.object, reason=line.quoted())
    stage.ask(stage.actor(line.actor), command)
    return [words.vehicle_line(stage, line.object)]


def _fix(stage: Stage, line: Line) -> list[str]:
    point = stage.map.point(line.spot() or "")
    fix = Fix(
        vehicle_id=line.object,
        lon=point.lon,
        lat=point.lat,
        datum=Datum.WGS84,
        at_ms=stage.clock.now_ms(),
    )
    rejection = stage.positions.receive(fix, stage.clock.now_ms())
    return [f"未用：{rejection.zh}" if rejection else f"{line.object} 已定位"]


def _show(stage: Stage, line: Line) -> list[str]:
    if line.object in stage.region.vehicles:
        return [words.vehicle_line(stage, line.object)]
    if line.object in stage.board.calls:
        return [words.call_line(stage, line.object)]
    return [words.incident_line(stage, stage.incident(line.object).id)]


def _number(stage: Stage, line: Line) -> list[str]:
    return [stage.incident(line.object).id]


def _acceptances(stage: Stage, line: Line) -> list[str]:
    return [words.acceptance_line(stage, stage.incident(line.object).id)]


def _patients(stage: Stage, line: Line) -> list[str]:
    tasks = stage.incident(line.object).task_ids
    return [p.id.partition("-")[2] for p in stage.board.patients.values() if p.task_id in tasks]


def _stamps(stage: Stage, line: Line) -> list[str]:
    return [words.stamp_words(stamp) for stamp in stage.task(line.object).stamps]


def _repeat(stage: Stage, line: Line) -> list[str]:
    """The last request arrives once more with the same key."""
    assert stage.last_request is not None
    seq, before = stage.writer.seq, stage.last_receipt
    again = stage.send(stage.last_request)
    return ["同一回执" if again == before and stage.writer.seq == seq else f"{again}"]


def _machine(act: Callable[[Stage], None]) -> Verb:
    def run(stage: Stage, line: Line) -> list[str]:
        act(stage)
        return []

    return run


def _use_up_serials(stage: Stage, line: Line) -> list[str]:
    stage.use_up_serials(line.object, int(line.rest[1]))
    return []


VERBS: dict[str, Verb] = {
    "来电": _ring,
    "挂机": _hang_up,
    "接听": _answer,
    "归类": _classify,
    "受理": _accept,
    "补充": _describe,
    "推荐": _rank,
    "选院": _hospitals,
    "派车": _dispatch,
    "唤醒": _on_incident(c.WakeIncident),
    "结束": _on_incident(c.CloseIncident),
    "按": _press,
    "召回": _stop_task(c.RecallTask),
    "拒绝": _stop_task(c.RefuseTask),
    "暂停": _pause,
    "恢复": _on_vehicle(c.ResumeVehicle),
    "上班": _on_vehicle(c.SignOn),
    "下班": _on_vehicle(c.SignOff),
    "回站": _on_vehicle(c.ReturnToStation),
    "离站": _on_vehicle(c.LeaveStation),
    "定位": _fix,
    "查": _show,
    "编号": _number,
    "受理单": _acceptances,
    "病历": _patients,
    "时间": _stamps,
    "重发": _repeat,
    "重启": _machine(Stage.restart),
    "断电": _machine(Stage.lose_power),
    "路网未就绪": _machine(Stage.close_roads),
    "路网就绪": _machine(Stage.open_roads),
    "已用编号": _use_up_serials,
    **ROAD_VERBS,
    **NEIGHBOUR_VERBS,
    **DESK_VERBS,
    **MOVE_VERBS,
    **WAITING_VERBS,
    **CALL_VERBS,
    **ALARM_VERBS,
    **TRIAGE_VERBS,
}
"""The whole vocabulary; ``scenario.py`` says how a line is written."""


def read_line(text: str) -> tuple[Verb, Line]:
    """``市 派车 事件1 南化01``: the verb, and who does it to what."""
    tokens = re.findall(r'"[^"]*"|\S+', text)
    actor = "" if tokens[0] in VERBS else tokens.pop(0)
    verb = VERBS.get(tokens[0]) if tokens else None
    assert verb is not None, f"看不懂：{text}"
    return verb, Line(actor, tuple(tokens[1:]))
