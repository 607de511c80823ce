"""How the core's answers read in a play: one short line each, in the words of the desk."""

from datetime import datetime

from console.roads.restrictions import CutOff
from dispatch.board import IncidentState, incident_state, vehicle_state
from dispatch.domain.acceptances import ACCEPTANCE_NAMES
from dispatch.domain.decisions import Candidate, Group, PassedOver, Ranking, Reason
from dispatch.domain.errors import Refusal
from dispatch.domain.identifiers import BEIJING
from dispatch.domain.records import CallState, Stamp
from dispatch.domain.triage import CALL_CLASS_NAMES
from dispatch.hospital_choice import HospitalChoice
from stations.status import REASON_NAMES, RESULT_NAMES, STATE_NAMES
from tests.support.scenario_region import LEVEL_WORDS
from tests.support.scenario_stage import Stage

CALL_WORDS = {
    CallState.RINGING: "振铃",
    CallState.TALKING: "通话",
    CallState.ENDED: "已挂机",
    CallState.ABANDONED: "早释",
}
INCIDENT_WORDS = {
    IncidentState.WAITING: "待派",
    IncidentState.PARKED: "挂起",
    IncidentState.RESPONDING: "处置中",
    IncidentState.CLOSED: "已结束",
}
GROUP_WORDS = {Group.READY: "", Group.SOON: " 将空闲", Group.DIVERTIBLE: " 可改派"}


def minutes(seconds: float) -> str:
    """``150`` seconds as ``2:30``."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def call_line(stage: Stage, call_id: str) -> str:
    """``A 通话 市1席``."""
    call = stage.board.calls[call_id]
    line = f"{call.id} {CALL_WORDS[call.state]}"
    if call.answered_by is not None:
        line += f" {call.answered_by.name}"
    if call.call_class is not None:
        line += f" {CALL_CLASS_NAMES[call.call_class][0]}"
    if call.earlier_calls:
        line += f"，此前来电 {call.earlier_calls} 次"
    return line


def incident_line(stage: Stage, incident_id: str) -> str:
    """``事件1 处置中：南化01 驶向现场``."""
    incident = stage.board.incidents[incident_id]
    line = f"事件{stage.opened.index(incident_id) + 1} "
    line += INCIDENT_WORDS[incident_state(stage.board, incident)]
    tasks = stage.board.tasks_of(incident)
    if tasks:
        line += "：" + "、".join(task_words(stage, task.id) for task in tasks)
    return line


def task_words(stage: Stage, task_id: str) -> str:
    """``南化01 驶向现场``, or ``南化01 放空车（现场无人）`` when it is over."""
    task = stage.board.tasks[task_id]
    if task.result is None:
        return f"{task.vehicle_id} {STATE_NAMES[task.state][0]}"
    why = f"（{REASON_NAMES[task.reason][0]}）" if task.reason else ""
    return f"{task.vehicle_id} {RESULT_NAMES[task.result][0]}{why}"


def vehicle_line(stage: Stage, vehicle_id: str) -> str:
    """``南化01 途中待命``."""
    return f"{vehicle_id} {STATE_NAMES[vehicle_state(stage.board, vehicle_id)][0]}"


def acceptance_line(stage: Stage, incident_id: str) -> str:
    """``正常派车、增援派车``: what was decided on an incident, in order."""
    incident = stage.board.incidents[incident_id]
    kinds = (stage.board.acceptances[i].kind for i in incident.acceptance_ids)
    return "、".join(ACCEPTANCE_NAMES[kind][0] for kind in kinds)


def ranking_items(ranking: Ranking, *, explained: bool) -> list[str]:
    """The answer of a ranking, one item per vehicle; a note on the whole comes first."""
    items = [f"注：{ranking.note.zh}"] if ranking.note else []
    items += [_candidate(c, explained=explained) for c in ranking.ranked]
    return items + [_passed_over(p) for p in ranking.passed_over]


def _candidate(candidate: Candidate, *, explained: bool) -> str:
    c = candidate
    line = f"{c.rank} {c.name} {LEVEL_WORDS[c.level]} {minutes(c.mobilisation_s)}"
    line += "+?" if c.drive_s is None else f"+{minutes(c.drive_s)}"
    line += GROUP_WORDS[c.group] + ("" if c.fit else " 不足")
    if explained:
        line += " " + _reasons(c.reasons_for, c.reasons_against)
    return line.rstrip()


def _passed_over(passed: PassedOver) -> str:
    return f"未列入 {passed.name}：" + "，".join(r.zh for r in passed.why)


def hospital_items(choices: tuple[HospitalChoice, ...]) -> list[str]:
    """``1 太和医院 32:00 最近，胸痛中心``, one item per hospital."""
    return [
        f"{c.rank} {c.name} {minutes(c.drive_s or 0.0)} "
        f"{_reasons(c.reasons_for, c.reasons_against)}".rstrip()
        for c in choices
    ]


def _reasons(pro: tuple[Reason, ...], con: tuple[Reason, ...]) -> str:
    return "，".join(reason.zh for reason in (*pro, *con))


def restriction_line(stage: Stage, restriction_id: str) -> str:
    """``管制1 慢行0.5 郧阳—南化 市席 至 09:00:00``, or ``已解除`` once it is lifted."""
    line = f"管制{stage.restricted.index(restriction_id) + 1} "
    restriction = stage.board.restrictions.get(restriction_id)
    if restriction is None:
        return line + "已解除"
    slow = "封闭" if restriction.factor is None else f"慢行{restriction.factor:g}"
    line += f"{slow} {restriction.name} {restriction.by.name}"
    if restriction.until_ms is not None:
        line += f" 至 {clock_words(restriction.until_ms)}"
    return line + ("，已过期" if restriction.expired(stage.clock.now_ms()) else "")


def cut_off_items(cut_off: CutOff) -> list[str]:
    """``隔断 南化01``, one item for each kind; ``无隔断`` when everybody gets everywhere."""
    kinds = (("车辆", cut_off.vehicles), ("站点", cut_off.stations), ("乡镇", cut_off.townships))
    items = [f"隔断{kind} " + "、".join(x.name for x in cut) for kind, cut in kinds if cut]
    return items or ["无隔断"]


def refusal_items(stage: Stage, refusal: Refusal) -> list[str]:
    """What a refused person reads: what is wrong, what helps, and after a lost race who is next."""
    remedy = (refusal.remedy or "").split(" / ")[0]
    line = f"拒：{refusal.zh}；{remedy}"
    for nth, restriction_id in enumerate(stage.restricted, start=1):
        line = line.replace(restriction_id, f"管制{nth}")
    for nth, referral_id in enumerate(stage.board.referrals, start=1):
        line = line.replace(referral_id, f"转诊{nth}")
    for nth, incident_id in enumerate(stage.opened, start=1):
        line = line.replace(incident_id, f"事件{nth}")
    return [line]


def stamp_words(stamp: Stamp) -> str:
    """``08:03:10 到达现场``; with the time of receipt when that was later, and 补 for a skip."""
    line = f"{clock_words(stamp.at_ms)} {STATE_NAMES[stamp.state][0]}"
    if stamp.received_ms != stamp.at_ms:
        line += f" 收到 {clock_words(stamp.received_ms)}"
    return line + (" 跳步" if stamp.late else "")


def clock_words(at_ms: int) -> str:
    """``08:03:10``, in China."""
    return f"{datetime.fromtimestamp(at_ms / 1000, BEIJING):%H:%M:%S}"
