"""Everything that happened to one incident, as the journal has it, in words (事件日志)."""

import msgspec
from sqlalchemy import Engine, select

from console.history.decision_words import decision_words
from dispatch.domain import events as e
from dispatch.domain.acceptances import ACCEPTANCE_NAMES
from dispatch.domain.alarms import ALARM_NAMES, OUTCOME_NAMES, kind_of_alarm
from dispatch.domain.handovers import HANDOVER_STATE_NAMES
from dispatch.domain.key_questions import Triage
from dispatch.domain.referrals import REFERRAL_NAMES
from dispatch.domain.requests import REQUEST_NAMES, WHY_KEPT_NAMES
from dispatch.domain.triage import LOCATION_METHOD_NAMES, URGENCY_NAMES
from dispatch.journal.port import Entry
from dispatch.journal.tables import journal_entry
from dispatch.locating import radius_of
from dispatch.projections.views import IncidentView
from stations.region import Region
from stations.status import RESULT_NAMES, STATE_NAMES

LINES_MAX = 1000

_NOT_TRIAGED = ("未定级", "not triaged")

_TITLES: dict[str, tuple[str, str]] = {
    "CallRang": ("来电振铃", "a call rang"),
    "CallAnswered": ("接听", "call answered"),
    "CallEnded": ("挂机", "call ended"),
    "CallClassified": ("来电分类", "call classified"),
    "CalledBack": ("回拨", "called back"),
    "IncidentOpened": ("建立事件", "incident opened"),
    "CallJoined": ("关联来电", "call joined"),
    "AlarmRaised": ("超时告警", "a limit was passed"),
    "AlarmEscalated": ("告警升级", "an alarm goes higher"),
    "AlarmAcknowledged": ("处置告警", "an alarm was answered"),
    "AlarmCleared": ("告警解除", "an alarm is over"),
    "CallDetached": ("取消关联来电", "call detached"),
    "AlarmTaken": ("联动来警", "alarm of a partner"),
    "IncidentsMerged": ("并案", "merged"),
    "IncidentsSplit": ("拆分", "taken apart"),
    "ProposalDeclined": ("不是同一事件", "not the same"),
    "LocationReported": ("定位报告", "location reported"),
    "LocationPromoted": ("采用定位", "location taken"),
    "IncidentDescribed": ("补充信息", "described"),
    "TriageAnswered": ("分诊问答", "triage"),
    "DeterminantTaken": ("外部分级", "external determinant"),
    "UrgencyOverridden": ("人工定级", "urgency decided"),
    "IncidentParked": ("挂起", "parked"),
    "IncidentWoken": ("唤醒", "woken"),
    "IncidentClosed": ("结束事件", "closed"),
    "ReinforcementParked": ("增援挂起", "reinforcement wanted"),
    "VehicleOffered": ("改派建议", "vehicle proposed"),
    "OfferDeclined": ("不采纳建议", "proposal declined"),
    "ReferralMoved": ("转诊状态", "referral"),
    "AcceptanceOpened": ("受理", "acceptance"),
    "VehicleDispatched": ("派车", "vehicle dispatched"),
    "TaskStepped": ("任务状态", "task state"),
    "HospitalChosen": ("选定医院", "hospital chosen"),
    "PatientRecorded": ("建立病历", "patient record opened"),
    "TaskEnded": ("任务结束", "task ended"),
    "FenceCrossed": ("围栏提议", "the track shows"),
    "PressKept": ("按键留存", "press kept"),
    "CrewAsked": ("车组请求", "a crew asks"),
    "CrewAnswered": ("答复车组", "a crew was answered"),
    "HandOverOffered": ("转分中心", "offered to another centre"),
    "HandOverSettled": ("转交结果", "hand-over settled"),
    "IncidentTakenOver": ("上级接管", "taken over from above"),
    "PaperEntered": ("纸质单补录", "entered from a paper slip"),
    "NeighbourAsked": ("跨界请求", "a neighbour was asked or told"),
    "NeighbourAnswered": ("邻县答复", "the neighbour answered"),
    "RequestWithdrawn": ("撤回跨界请求", "a request was withdrawn"),
    "RequestLapsed": ("邻县未答复", "the neighbour did not answer"),
    "MeetingSet": ("约定会车", "a meeting was set"),
    "VehicleSwapped": ("换车", "one vehicle for another"),
    "SwapProposed": ("换车建议", "a nearer vehicle"),
    "SwapDeclined": ("不换车", "the vehicle is kept"),
    "VolunteerCalled": ("呼叫志愿者", "a volunteer was called"),
    "VolunteerAnswered": ("志愿者答复", "the volunteer answered"),
    "NoticeIssued": ("预告医院", "the hospital was told who comes"),
    "NoticeAcknowledged": ("医院已收到", "the hospital knows"),
    "NoticeWithdrawn": ("撤回预告", "the hospital was told that nobody comes"),
    "ConditionTold": ("补报病情", "condition told to the hospital"),
    "PreparationNoted": ("医院准备", "the hospital prepares"),
    "ReceptionNoted": ("医院接诊", "the hospital receives"),
    "DivertAsked": ("医院请求改送", "the hospital asks to divert"),
    "DivertAnswered": ("答复改送", "diverting was answered"),
    "RefusalReported": ("医院拒收", "the hospital refused"),
    "RefusalSettled": ("拒收已处置", "the refusal was settled"),
    "MessageSent": ("消息", "message"),
    "MessageRead": ("消息已读", "message read"),
}


def titled(kind: str) -> tuple[str, str]:
    """What an entry of the journal is called; one that a later release wrote goes by its kind."""
    return _TITLES.get(kind, (kind, kind))


class LogLine(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened, when, and who did it."""

    seq: int
    at_ms: int
    kind: str
    actor: str
    zh: str
    en: str


class IncidentDetail(IncidentView, frozen=True, kw_only=True):
    """An incident in full."""

    log: tuple[LogLine, ...]


class IncidentLog:
    """Reads the journal's entries of one incident; waits for the database."""

    def __init__(self, engine: Engine, region: Region) -> None:
        self._engine = engine
        self._region = region

    def lines(self, incident_id: str) -> tuple[LogLine, ...]:
        """The log of an incident, oldest first."""
        entry = journal_entry.c
        query = (
            select(entry.seq, entry.at_ms, entry.kind, entry.actor, entry.payload)
            .where(entry.incident_id == incident_id)
            .order_by(entry.seq)
            .limit(LINES_MAX)
        )
        with self._engine.connect() as connection:
            return tuple(_line(self._region, *row) for row in connection.execute(query))


def log_line(region: Region, entry: Entry) -> LogLine:
    """The line of one journal entry."""
    return _line(region, entry.seq, entry.at_ms, entry.kind, entry.actor, entry.payload)


def _line(
    region: Region, seq: int, at_ms: int, kind: str, actor: str, payload: bytes | None
) -> LogLine:
    zh, en = titled(kind)
    detail_zh, detail_en = (
        _detail(e.decode(payload), region) if payload else ("已依法删除", "erased by law")
    )
    return LogLine(
        seq=seq,
        at_ms=at_ms,
        kind=kind,
        actor=actor,
        zh=f"{zh}：{detail_zh}" if detail_zh else zh,
        en=f"{en}: {detail_en}" if detail_en else en,
    )


def _detail(event: e.AnyEvent, region: Region) -> tuple[str, str]:
    match event:
        case e.VehicleDispatched(vehicle_id=vehicle, decision=decision):
            name = _vehicle(region, vehicle)
            zh, en = decision_words(decision, region) if decision else ("无推荐名单", "no list")
            return f"{name}，{zh}", f"{name}, {en}"
        case e.VehicleOffered(vehicle_id=vehicle) | e.OfferDeclined(vehicle_id=vehicle):
            return (_vehicle(region, vehicle),) * 2
        case e.NeighbourAsked(vehicle_id=vehicle, asking=asking, lending=lending):
            return (f"{_vehicle(region, vehicle)} {_way(region, asking, lending)}",) * 2
        case (
            e.HandOverOffered(from_unit=one, to_unit=other, reason=reason)
            | e.IncidentTakenOver(from_unit=one, to_unit=other, reason=reason)
        ):
            return (f"{_way(region, one, other)} {reason}",) * 2
        case e.SwapProposed(proposal=proposal):
            return (_vehicle(region, proposal.vehicle_id) if proposal else "—",) * 2
        case e.HospitalChosen(hospital_code=code):
            return (hospital.name if (hospital := region.hospitals.get(code)) else code,) * 2
        case e.AlarmRaised(kind=kind):
            return ALARM_NAMES[kind]
        case e.AlarmCleared(alarm_id=alarm) | e.AlarmEscalated(alarm_id=alarm):
            return ALARM_NAMES[kind_of_alarm(alarm)]
        case e.AlarmAcknowledged(alarm_id=alarm, outcome=outcome, note=note):
            (what_zh, what_en), (zh, en) = ALARM_NAMES[kind_of_alarm(alarm)], OUTCOME_NAMES[outcome]
            return f"{what_zh}，{zh} {note}".strip(), f"{what_en}, {en} {note}".strip()
        case _:
            return _codes(event)


def _vehicle(region: Region, vehicle_id: str) -> str:
    vehicle = region.vehicles.get(vehicle_id)
    return vehicle.name if vehicle else vehicle_id


def _way(region: Region, one: str, other: str) -> str:
    return "→".join(u.name if (u := region.units.get(code)) else code for code in (one, other))


def _codes(event: e.AnyEvent) -> tuple[str, str]:
    match event:
        case e.AcceptanceOpened(kind=kind, note=note):
            zh, en = ACCEPTANCE_NAMES[kind]
            return f"{zh} {note}".strip(), f"{en} {note}".strip()
        case e.ReferralMoved(state=state):
            return REFERRAL_NAMES[state]
        case e.TaskStepped(state=state) | e.FenceCrossed(state=state):
            return STATE_NAMES[state]
        case e.PressKept(state=state, why=why):
            (zh, en), (why_zh, why_en) = STATE_NAMES[state], WHY_KEPT_NAMES[why]
            return f"{zh}，{why_zh}", f"{en}, {why_en}"
        case e.CrewAsked(kind=kind, text=text):
            zh, en = REQUEST_NAMES[kind]
            return f"{zh} {text}", f"{en} {text}"
        case e.CrewAnswered(granted=granted, reason=reason):
            return (f"同意 {reason}", f"granted {reason}") if granted else (reason, reason)
        case e.HandOverSettled(state=state, reason=reason):
            zh, en = HANDOVER_STATE_NAMES[state]
            return f"{zh} {reason}".strip(), f"{en} {reason}".strip()
        case e.NeighbourAnswered(granted=granted, reason=reason):
            return (f"同意 {reason}", f"granted {reason}") if granted else (reason, reason)
        case e.MeetingSet(place=place, on_scene=on_scene):
            return ("现场", "on the scene") if on_scene else (place, place)
        case e.VolunteerCalled(volunteer_code=code):
            return code, code
        case e.TaskEnded(result=result):
            return RESULT_NAMES[result]
        case e.IncidentClosed(reason=reason):
            return reason, reason
        case e.TriageAnswered(triage=triage):
            return _triage_words(triage)
        case e.DeterminantTaken(triage=triage) if triage.determinant is not None:
            zh, en = URGENCY_NAMES[triage.determinant.urgency]
            return f"{triage.determinant.code} → {zh}", f"{triage.determinant.code} → {en}"
        case e.UrgencyOverridden(triage=triage, urgency=urgency):
            zh, en = URGENCY_NAMES[urgency] if urgency else _NOT_TRIAGED
            reason = triage.overrides[-1].reason
            return f"{zh}（{reason}）", f"{en} ({reason})"
        case e.DivertAnswered(granted=granted, note=note):
            zh, en = ("同意", "granted") if granted else ("不同意", "refused")
            return f"{zh} {note}".strip(), f"{en} {note}".strip()
        case e.CallJoined(call_id=call_id) | e.CallDetached(call_id=call_id):
            return call_id, call_id
        case _:
            return _doubles_and_places(event)


def _doubles_and_places(event: e.AnyEvent) -> tuple[str, str]:
    match event:
        case e.AlarmTaken(alarm=alarm):
            after_s = (alarm.told_ms - alarm.taken_ms) // 1000
            zh = f"{alarm.name} {alarm.alarm_id}，接警后 {after_s} 秒转来"
            return zh, f"{alarm.name} {alarm.alarm_id}, told {after_s} s after it was taken"
        case e.IncidentsMerged(incident_id=gone, into_id=into):
            return f"{gone} 并入 {into}", f"{gone} into {into}"
        case e.IncidentsSplit(incident_id=back, from_id=other):
            return f"{back} 自 {other}", f"{back} from {other}"
        case e.ProposalDeclined(call_id=call_id, other_id=other_id):
            return call_id or other_id or "", call_id or other_id or ""
        case e.LocationReported(location=place) | e.LocationPromoted(location=place):
            zh, en = LOCATION_METHOD_NAMES[place.method]
            return f"{zh} ± {radius_of(place):.0f} 米", f"{en} ± {radius_of(place):.0f} m"
        case _:
            return "", ""


def _triage_words(triage: Triage) -> tuple[str, str]:
    """The last answer by its codes, with the version asked, and what all of them come to."""
    if not triage.answers:
        return "退回首问", "taken back"
    last = triage.answers[-1]
    asked = f"{last.set_id}/{last.question_id} = {last.answer_id}"
    version = triage.versions[last.set_id]
    zh, en = URGENCY_NAMES[triage.urgency] if triage.urgency else _NOT_TRIAGED
    return f"{asked}（{version}）→ {zh}", f"{asked} ({version}) → {en}"
