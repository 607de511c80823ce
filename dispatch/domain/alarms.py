"""Alarms (超时告警): a limit was passed, and a person has to know (DSP-07, DSP-08, DSP-15)."""

from enum import IntEnum, StrEnum

import msgspec

from dispatch.domain.actors import Actor


class AlarmKind(StrEnum):
    """Which clock ran out; each has one row in ``dispatch.clocks.table``."""

    CALL_UNANSWERED = "call_unanswered"
    CALL_MISSED = "call_missed"
    CALL_NOT_ACCEPTED = "call_not_accepted"
    NOT_ORDERED = "not_ordered"
    NOT_ORDERED_UNHURRIED = "not_ordered_unhurried"
    PARTNER_WAITING = "partner_waiting"
    PARKED_LONG = "parked_long"
    PARKED_UNTIL = "parked_until"
    NOT_ACKNOWLEDGED = "not_acknowledged"
    NOT_DEPARTED = "not_departed"
    LATE_ARRIVAL = "late_arrival"
    ORDER_REFUSED = "order_refused"
    HELD_AT_HOSPITAL = "held_at_hospital"
    NO_CONTACT = "no_contact"
    PAUSE_OVERRUN = "pause_overrun"
    PAUSE_OPEN = "pause_open"
    REQUEST_UNANSWERED = "request_unanswered"
    EMERGENCY_UNANSWERED = "emergency_unanswered"
    HAND_OVER_BOUNCED = "hand_over_bounced"
    NEIGHBOUR_SILENT = "neighbour_silent"
    NOTICE_UNACKNOWLEDGED = "notice_unacknowledged"
    DIVERT_UNANSWERED = "divert_unanswered"
    DIVERSION_UNDECIDED = "diversion_undecided"
    HOSPITAL_REFUSED = "hospital_refused"


ALARM_NAMES: dict[AlarmKind, tuple[str, str]] = {
    AlarmKind.CALL_UNANSWERED: ("迟缓接听", "call not answered in time"),
    AlarmKind.CALL_MISSED: ("来电未接", "call missed"),
    AlarmKind.CALL_NOT_ACCEPTED: ("受理超时", "acceptance takes long"),
    AlarmKind.NOT_ORDERED: ("迟缓放车", "no vehicle ordered"),
    AlarmKind.NOT_ORDERED_UNHURRIED: ("转院、非急救迟缓放车", "no vehicle for a transfer"),
    AlarmKind.PARTNER_WAITING: ("联动警情未派车", "partner's alarm waits"),
    AlarmKind.PARKED_LONG: ("挂起过久", "parked for long"),
    AlarmKind.PARKED_UNTIL: ("挂起到时", "parked until now"),
    AlarmKind.NOT_ACKNOWLEDGED: ("车组未确认", "order not acknowledged"),
    AlarmKind.NOT_DEPARTED: ("晚出诊", "late departure"),
    AlarmKind.LATE_ARRIVAL: ("预计晚到", "late arrival expected"),
    AlarmKind.ORDER_REFUSED: ("拒绝出车", "order refused"),
    AlarmKind.HELD_AT_HOSPITAL: ("医院留滞", "held at hospital"),
    AlarmKind.NO_CONTACT: ("任务中失联", "no contact on a task"),
    AlarmKind.PAUSE_OVERRUN: ("暂停超时", "pause over its end"),
    AlarmKind.PAUSE_OPEN: ("暂停未注明结束", "open-ended pause"),
    AlarmKind.REQUEST_UNANSWERED: ("车组请求未答复", "crew request unanswered"),
    AlarmKind.EMERGENCY_UNANSWERED: ("紧急报警未答复", "emergency button unanswered"),
    AlarmKind.HAND_OVER_BOUNCED: ("转出事件退回", "hand-over came back"),
    AlarmKind.NEIGHBOUR_SILENT: ("邻县未答复", "the neighbour does not answer"),
    AlarmKind.NOTICE_UNACKNOWLEDGED: ("医院未确认预告", "hospital has not acknowledged"),
    AlarmKind.DIVERT_UNANSWERED: ("改送请求未答复", "request to divert unanswered"),
    AlarmKind.DIVERSION_UNDECIDED: ("分流申报未批复", "diversion undecided"),
    AlarmKind.HOSPITAL_REFUSED: ("医院拒收未协调", "hospital refusal unsettled"),
}


class AlarmLevel(IntEnum):
    """Who has to acknowledge by now: 本台调度员, then 班长, then 市中心."""

    DESK = 0
    SHIFT_LEADER = 1
    CITY = 2


LEVEL_WORDS: dict[AlarmLevel, tuple[str, str]] = {
    AlarmLevel.DESK: ("本台", "the desk"),
    AlarmLevel.SHIFT_LEADER: ("班长", "shift leader"),
    AlarmLevel.CITY: ("市中心", "city centre"),
}


class AlarmOutcome(StrEnum):
    """What a person answers to an alarm (处置结果)."""

    SEEN = "seen"
    REACHED = "reached"
    NOT_REACHED = "not_reached"
    CALLER_TOLD = "caller_told"
    REPLACEMENT_OFFERED = "replacement_offered"
    POLICE_ASKED = "police_asked"


OUTCOME_NAMES: dict[AlarmOutcome, tuple[str, str]] = {
    AlarmOutcome.SEEN: ("知道了", "seen"),
    AlarmOutcome.REACHED: ("电话已接通", "reached by voice"),
    AlarmOutcome.NOT_REACHED: ("电话未接通", "not reached by voice"),
    AlarmOutcome.CALLER_TOLD: ("已告知呼救人", "caller was told"),
    AlarmOutcome.REPLACEMENT_OFFERED: ("已改派或增派", "a replacement was offered"),
    AlarmOutcome.POLICE_ASKED: ("已请公安协助", "police were asked for help"),
}

RESPONSES_MAX = 8
"""So many answers are kept with one alarm; the first is the acknowledgement."""


class AlarmResponse(msgspec.Struct, frozen=True, kw_only=True):
    """What one person answered, and when."""

    at_ms: int
    by: Actor
    outcome: AlarmOutcome
    note: str = ""


class About(msgspec.Struct, frozen=True, kw_only=True):
    """The records an alarm speaks of; whatever is known of them."""

    call_id: str | None = None
    incident_id: str | None = None
    task_id: str | None = None
    vehicle_id: str | None = None
    request_id: str | None = None


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """One alarm of one run of one clock: the record it watched and since when it ran.

    ``due_ms`` is when the limit was passed, ``raised_ms`` when that was noticed. ``unit`` is the
    desk that must acknowledge. It is open until what it warns of is over (``cleared_ms``).
    """

    id: str
    kind: AlarmKind
    record_id: str
    unit: str
    since_ms: int
    due_ms: int
    limit_s: int
    raised_ms: int
    level_ms: int
    level: AlarmLevel = AlarmLevel.DESK
    about: About = About()
    responses: tuple[AlarmResponse, ...] = ()
    cleared_ms: int | None = None

    @property
    def open(self) -> bool:
        """Whether what it warns of still lasts."""
        return self.cleared_ms is None

    def over_since(self, moment_ms: int) -> bool:
        """Whether it was over before a moment."""
        return self.cleared_ms is not None and self.cleared_ms < moment_ms

    @property
    def acknowledged(self) -> bool:
        """Whether a person has answered it."""
        return bool(self.responses)


def alarm_id_of(kind: AlarmKind, record_id: str, since_ms: int) -> str:
    """The name of the one alarm that a run of a clock may raise."""
    return f"{kind.value}:{record_id}:{since_ms}"


def kind_of_alarm(alarm_id: str) -> AlarmKind:
    """Which limit an alarm was about, by its name."""
    return AlarmKind(alarm_id.partition(":")[0])
